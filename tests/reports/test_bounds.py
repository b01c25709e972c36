"""Nothing is drawn outside its frame: on a full synthetic year, on extremes, and cell by cell in made-up tables."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from api.desk import Desk, load_desk
from api.migrations import migrate_database
from api.packaging import package_input
from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from domain.indicators.assessment import PopulationBasis
from domain.indicators.values import MeasureValue, Status
from reports.fonts import find_fonts
from reports.model import Align, Column, Grid, PackageInput
from reports.pdf.document import draw_report
from reports.pdf.tables import PAD_X, Row, lay_grid
from reports.pdf.typeface import Typesetter
from reports.report import build_report
from sampling.exchange.importing import import_exchange
from sampling.store.engine import make_engine
from sampling.synthesis.city import read_city
from sampling.synthesis.generate import synthesize
from tests.reports.factories import AREAS, CITY, DISTRICTS, LONG, a_package_input, with_papers

MM = 72 / 25.4
SLACK = 1.0  # points by which a glyph's ink may pass its own width
SCALE = "1" if os.environ.get("SHIAN_DEEP") == "1" else "0.02"


def strays(pdf: bytes) -> Iterator[tuple[int, str]]:
    """Pages with text outside the type area of the standard, the line above it and the page number below it."""
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), start=1):
        width, height = page.get_size()
        landscape = width > height
        left, foot = (35 * MM, 26 * MM) if landscape else (28 * MM, 35 * MM)
        right, top = (left + 225 * MM, foot + 156 * MM) if landscape else (left + 156 * MM, foot + 225 * MM)
        text = page.get_textpage()
        for index in range(text.count_chars()):
            if pdfium.FPDFText_IsGenerated(text, index) == 1:
                continue
            x1, y1, x2, y2 = text.get_charbox(index)
            if x1 == x2:
                continue
            in_number = x2 < left - 10 if landscape else y2 < foot - 10
            if in_number and text.get_text_range(index, 1) in "— 0123456789":
                continue
            above = y1 > top + 3 and y2 < height - 10 * MM  # the header, or the labels of the cover
            inside = y1 >= foot - SLACK and y2 <= top + SLACK
            if x1 < left - SLACK or x2 > right + SLACK or not (above or inside):
                yield number, f"{text.get_text_range(max(0, index - 8), 16)} at {x1:.0f},{y1:.0f}"
                break


def drawing(given: PackageInput) -> bytes:
    pdf, missing = draw_report(build_report(given, find_fonts().statement()), find_fonts())
    assert missing == frozenset()
    return pdf


def extreme(given: PackageInput) -> PackageInput:
    """Names of sixty characters, figures of twenty digits and twelve decimals, sources of three hundred characters."""
    long_names = {area.code: f"{area.name}{'很长的名称' * 12}" for area in AREAS}
    areas = tuple(replace(area, name=long_names[area.code]) for area in given.assessment.areas)
    huge = Decimal("98765432109876543210.123456789012")
    values = tuple(
        value
        if number % 3
        else MeasureValue(value.measure, value.area, huge + number, Decimal("0.000000000007"), Status.OK)
        for number, value in enumerate(given.assessment.values)
    )
    population = {area.code: PopulationBasis(2022, 10**15, LONG) for area in areas}
    assessment = replace(
        given.assessment,
        areas=areas,
        city=areas[0],
        values=values,
        population=population,
        calendar_source=LONG,
    )
    own = next(area for area in areas if area.code == given.area.code)
    return replace(given, assessment=assessment, area=own, area_names=long_names)


@pytest.mark.parametrize("frozen", [False, True])
def test_nothing_leaves_its_frame_with_papers_of_every_kind(frozen: bool) -> None:
    assert list(strays(drawing(with_papers(a_package_input(), frozen)))) == []


@pytest.mark.parametrize("area", [CITY, DISTRICTS[0]])
def test_nothing_leaves_its_frame_where_everything_is_far_too_long(area: object) -> None:
    given = extreme(with_papers(a_package_input(area), frozen=True))  # type: ignore[arg-type]
    assert list(strays(drawing(given))) == []


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A synthetic year of the whole city; small, with SHIAN_DEEP=1 of full size."""
    folder: Path = tmp_path_factory.mktemp("year")
    synthesize(folder / "year", year=2023, scale=Decimal(SCALE), seed=1, city=read_city())
    url = f"sqlite:///{folder / 'shian.db'}"
    at = datetime(2024, 4, 1, tzinfo=UTC)
    migrate_database(url, at=at)
    engine = make_engine(url)
    report = import_exchange(
        engine, folder / "year", catalogue=load_catalogue(), clocks=load_clocks(), actor="试", at=at
    )
    assert not report.errors
    return load_desk(engine)


@pytest.mark.parametrize("as_of", [date(2023, 1, 1), date(2023, 9, 30), date(2024, 3, 31)])
@pytest.mark.parametrize("area", ["320400", "320481"])
def test_nothing_leaves_its_frame_in_a_synthetic_year(year: Desk, area: str, as_of: date) -> None:
    given = package_input(year, year=2023, as_of=as_of, area=area, original=year.frames["plans"])
    assert list(strays(drawing(given))) == []


@pytest.mark.parametrize("as_of", [date(2023, 9, 30), date(2024, 3, 31)])
def test_no_day_is_broken_over_two_lines(year: Desk, as_of: date) -> None:
    given = with_papers(
        package_input(year, year=2023, as_of=as_of, area="320400", original=year.frames["plans"]), frozen=True
    )
    type_ = Typesetter(find_fonts())
    for section in build_report(given).sections:
        width = 225 * MM if section.landscape else 156 * MM
        for grid in (content for content in section.content if isinstance(content, Grid)):
            for row in lay_grid(grid, width, type_):
                assert isinstance(row, Row)
                broken = [line.text for line in row.lines if re.fullmatch(r"\d{4}-\d\d?-?\d?", line.text)]
                assert broken == [], section.title


CELLS = st.text("食品安全（）。，12.5%ABC- \n𠮷", max_size=60)


@settings(deadline=None, max_examples=60)
@drawn(st.data(), st.integers(1, 7))
def test_every_line_of_a_cell_stays_within_its_column(data: st.DataObject, columns: int) -> None:
    shares = data.draw(st.lists(st.integers(60, 200), min_size=columns, max_size=columns))
    aligns = data.draw(st.lists(st.sampled_from(Align), min_size=columns, max_size=columns))
    rows = data.draw(st.lists(st.tuples(*[CELLS] * columns), min_size=1, max_size=4))
    heads = tuple(
        Column(f"列{at}", share, align) for at, (share, align) in enumerate(zip(shares, aligns, strict=True))
    )
    type_ = Typesetter(find_fonts())
    width = 156 * MM
    ends = [width * sum(shares[: at + 1]) / sum(shares) for at in range(columns)]
    for row in lay_grid(Grid(heads, tuple(rows)), width, type_):
        assert isinstance(row, Row)
        for line in row.lines:
            column = next(at for at, end in enumerate(ends) if line.x < end - 0.01)
            assert line.x + type_.width(line.text.rstrip(), line.style) <= ends[column] - PAD_X + 0.5
            assert line.style.size >= 10.5
            assert 0 < line.baseline < row.height
