"""The layout of GB/T 9704-2012, measured in the finished document: millimetres and points, not our own constants."""

import io
import re
from collections import Counter
from ctypes import c_double
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from reports.fonts import find_fonts
from reports.model import Column, Grid, PackageInput, Paragraph, Section
from reports.pdf.document import draw_report
from reports.report import build_report
from reports.standing import Papers, Signature, Standing
from tests.reports.factories import a_package_input

MM = 72 / 25.4
TEXT = "食品安全示范城市创建工作" * 80


@dataclass(frozen=True)
class Glyph:
    character: str
    x: float
    y: float
    size: float


def glyphs_of(page: pypdfium2.PdfPage) -> list[Glyph]:
    """Every character that is drawn, by its origin and type size in points."""
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        if pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        x, y = c_double(), c_double()
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        size = pdfium.FPDFText_GetFontSize(text, index)
        found.append(Glyph(text.get_text_range(index, 1), x.value, y.value, size))
    return found


@pytest.fixture(scope="module")
def running() -> list[pypdfium2.PdfPage]:
    """Pages of nothing but running text, an odd and an even one among them."""
    given = a_package_input()
    report = build_report(given)
    section = Section("text", "一、正文", tuple(Paragraph(TEXT) for _ in range(3)))
    pdf, _ = draw_report(replace(report, sections=(section,)), find_fonts())
    document = pypdfium2.PdfDocument(pdf)
    return [document[number] for number in range(2, len(document))]


def body(page: pypdfium2.PdfPage) -> list[Glyph]:
    return [glyph for glyph in glyphs_of(page) if abs(glyph.size - 16) < 0.01]


def test_pages_are_a4(running: list[pypdfium2.PdfPage]) -> None:
    for page in running:
        width, height = page.get_size()
        assert (width / MM, height / MM) == (pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1))


def test_a_full_page_has_22_lines_of_28_characters_in_3_hao(running: list[pypdfium2.PdfPage]) -> None:
    lines = Counter(round(glyph.y, 1) for glyph in body(running[1]))
    assert len(lines) == 22
    assert Counter(lines.values()).most_common(1)[0][0] == 28


def test_the_type_area_is_156_by_225_mm_28_mm_from_the_binding_and_37_mm_from_the_top(
    running: list[pypdfium2.PdfPage],
) -> None:
    glyphs = body(running[1])
    left, last = min(glyph.x for glyph in glyphs), max(glyph.x for glyph in glyphs)
    assert left / MM == pytest.approx(28, abs=0.2)
    assert (last + 16) / MM == pytest.approx(28 + 156, abs=0.6)
    rows = sorted({round(glyph.y, 2) for glyph in glyphs}, reverse=True)
    pitches = [above - below for above, below in pairwise(rows)]
    assert pitches == pytest.approx([225 * MM / 22] * 21, abs=0.1)
    # A line of 3号 stands in the middle of its pitch.
    middle = rows[0] + 16 * 0.36
    assert (297 * MM - middle) / MM == pytest.approx(37 + 225 / 44, abs=0.3)


def test_paragraphs_begin_two_characters_in(running: list[pypdfium2.PdfPage]) -> None:
    glyphs = body(running[0])
    assert min(glyph.x for glyph in glyphs) / MM == pytest.approx(28, abs=0.3)
    heading, opening = sorted({round(glyph.y, 2) for glyph in glyphs}, reverse=True)[:2]
    for row in (heading, opening):
        start = min(glyph.x for glyph in glyphs if abs(glyph.y - row) < 0.1)
        assert start / MM == pytest.approx(28 + 2 * 156 / 28, abs=0.3)


def test_page_numbers_stand_in_4_hao_between_dashes_outside(running: list[pypdfium2.PdfPage]) -> None:
    for number, page in enumerate(running[:2], start=3):
        glyphs = [glyph for glyph in glyphs_of(page) if glyph.size == pytest.approx(14) and glyph.y < 35 * MM]
        assert "".join(glyph.character for glyph in glyphs).replace(" ", "") == f"—{number}—"
        left, right = min(glyph.x for glyph in glyphs), max(glyph.x for glyph in glyphs) + 14
        if number % 2:
            assert right / MM == pytest.approx(28 + 156 - 14 / MM, abs=0.8)
        else:
            assert left / MM == pytest.approx(28 + 14 / MM, abs=0.5)
        # The dashes lie 7 mm below the type area.
        dash = glyphs[0].y + 14 * 0.38
        assert (297 - 37 - 225 - dash / MM) == pytest.approx(7, abs=0.6)


def test_the_title_is_2_hao_and_centred() -> None:
    pdf, _ = draw_report(build_report(a_package_input()), find_fonts())
    pages = list(pypdfium2.PdfDocument(pdf))
    first = next(page for page in pages[2:] if "一、基本情况" in page.get_textpage().get_text_range())
    title = [glyph for glyph in glyphs_of(first) if glyph.size == pytest.approx(22)]
    assert "".join(glyph.character for glyph in title) == "示例市2023年度食品安全量化指标自评报告"
    row = [glyph for glyph in title if glyph.y == title[-1].y]
    middle = (row[0].x + row[-1].x + 22) / 2
    assert middle / MM == pytest.approx(28 + 78, abs=0.5)


def test_no_type_in_tables_and_charts_is_smaller_than_10_5_points() -> None:
    pdf, _ = draw_report(build_report(a_package_input()), find_fonts())
    for number, page in enumerate(pypdfium2.PdfDocument(pdf)):
        small = [glyph for glyph in glyphs_of(page) if glyph.size < 10.49 and glyph.character.strip()]
        # Only the line above the type area may close up, where its labels leave it little room.
        assert not [glyph for glyph in small if glyph.y < page.get_size()[1] - 30 * MM], number + 1


def with_long_names(given: PackageInput) -> PackageInput:
    """Every area's name as long as a name may be."""
    names = {code: (name * 200)[:200] for code, name in given.area_names.items()}
    infos = tuple(replace(area, name=names[area.code]) for area in given.areas)
    assessment = replace(given.assessment, city=infos[0], areas=infos)
    return replace(given, assessment=assessment, area=infos[0], area_names=names)


def test_names_of_any_length_overlap_nothing_on_the_cover_and_are_never_too_small() -> None:
    report = build_report(with_long_names(a_package_input()))
    charted = next(one for one in report.sections if one.anchor == "indicator-17")
    pdf, _ = draw_report(replace(report, sections=(charted,)), find_fonts())
    document = pypdfium2.PdfDocument(pdf)
    cover = [glyph for glyph in glyphs_of(document[0]) if glyph.character.strip()]
    rows: dict[float, set[float]] = {}
    for glyph in cover:
        rows.setdefault(round(glyph.y, 1), set()).add(round(glyph.size, 1))
    heights = sorted(rows, reverse=True)
    gaps = [(above - below, max(rows[below])) for above, below in pairwise(heights)]
    assert all(gap < 1 or gap >= size * 0.9 for gap, size in gaps), gaps
    for number, page in enumerate(document):
        small = [one for one in glyphs_of(page) if one.size < 10.49 and one.character.strip()]
        assert not [one for one in small if one.y < page.get_size()[1] - 30 * MM], number + 1


def frozen(given: PackageInput) -> PackageInput:
    signatures = (
        Signature("编制", "合成数据甲", "", date(2024, 4, 1)),
        Signature("审定", "合成数据乙", "", date(2024, 4, 3)),
        Signature("部门会签", "合成数据丙", "市教育局", date(2024, 4, 2), ("04", "05")),
    )
    standing = Standing("DJ20239901000001", date(2024, 4, 3), signatures, "1" * 64, "2" * 64)
    return replace(given, papers=Papers(standing=standing))


def test_every_page_of_a_draft_says_so_and_no_page_of_a_snapshot_does() -> None:
    given = a_package_input()
    draft, _ = draw_report(build_report(given), find_fonts())
    official, _ = draw_report(build_report(frozen(given)), find_fonts())
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(draft)).pages]
    assert all("未冻结草稿" in text for text in texts)
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(official)).pages]
    terms = max(number for number, text in enumerate(pages) if "附件9" in text)  # which explains the word
    assert not any("未冻结草稿" in text for text in pages[:terms])
    whole = "".join(pages)
    cover = re.sub(r"\s", "", pages[0])
    for word in ("编制合成数据甲2024年4月1日", "审定合成数据乙2024年4月3日", "盖章处", "DJ20239901000001"):
        assert word in cover, word
    for word in ("DJ20239901000001", "合成数据乙", "市教育局", "盖章处", "2024年4月3日审定"):
        assert word in re.sub(r"\s", "", whole), word


def test_a_page_that_begins_within_a_joined_cell_tells_it_again_and_nothing_overlaps() -> None:
    """Eighty rows under one name of several lines: every page of the table says whose rows they are."""
    name = "某某监督检查指标" * 5
    rows = tuple((name if at == 0 else "", f"第{at}行") for at in range(80))
    grid = Grid((Column("指标", 80), Column("情况", 300)), rows, spans=frozenset((0,)))
    report = build_report(a_package_input())
    section = Section("text", "一、正文", (grid,))
    pdf, _ = draw_report(replace(report, sections=(section,)), find_fonts())
    document = pypdfium2.PdfDocument(pdf)
    pages = [page for page in document if re.search("第[0-9]+行", page.get_textpage().get_text_range())]
    assert len(pages) > 2
    for page in pages:
        words = re.sub(r"\s", "", page.get_textpage().get_text_range())
        assert words.count("某某监督检查指标") == 5
        assert min(glyph.y for glyph in glyphs_of(page)) > 20 * MM
        places = Counter(
            (round(glyph.x), round(glyph.y)) for glyph in glyphs_of(page) if glyph.character.strip()
        )
        assert max(places.values()) == 1
