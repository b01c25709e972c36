"""Every figure in the report, the workbook and the JSON is the same figure."""

import io
import json
import re
import zipfile
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pypdfium2
import pytest

from domain.indicators.values import show_beside
from reports.model import PackageInput
from tests.reports.factories import AREAS

STATUS = {"ok": "正常", "incomplete": "填报不全", "missing": "缺数据", "not_applicable": "不适用"}
Row = tuple[str | None, str | None, str | None]  # numerator, denominator, value as printed


@pytest.fixture(scope="module")
def files(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def expected(files: dict[str, bytes], given: PackageInput) -> dict[tuple[str, str], Row]:
    """From `indicators.json`; a value is printed with as many decimals as keep it on its side of the target."""
    found = {}
    for row in json.loads(files["indicators.json"])["values"]:
        measure = given.assessment.catalogue.measure(row["measure"])
        shown = None
        if row["value"] is not None:
            exact = Fraction(row["numerator"]) / Fraction(row["denominator"]) * measure.scale
            shown = show_beside(exact, measure.target)
            assert abs(Fraction(shown) - Fraction(row["value"])) <= Fraction(1, 200)
        found[row["measure"], row["area"]] = (row["numerator"], row["denominator"], shown)
    return found


def test_the_workbook_has_the_figures_of_the_json(
    files: dict[str, bytes], expected: dict[tuple[str, str], Row]
) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(files["指标一览.xlsx"]))["指标一览"]
    found = {}
    for cells in sheet.iter_rows(min_row=4):
        code, area = cells[0].value, cells[2].value
        numbers = [None if cell.value is None else Decimal(str(cell.value)) for cell in cells[6:9]]
        found[code, area] = tuple(numbers)
        shown = expected[code, area][2]
        if shown is not None:
            decimals = len(shown.partition(".")[2])
            assert cells[8].number_format == "0." + "0" * decimals
    assert found == {
        key: tuple(None if text is None else Decimal(text) for text in row) for key, row in expected.items()
    }


def test_the_matrix_by_area_has_them_too(
    files: dict[str, bytes], expected: dict[tuple[str, str], Row]
) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(files["指标一览.xlsx"]))["分辖区"]
    for cells in sheet.iter_rows(min_row=4):
        for area, cell in zip(AREAS, cells[3:], strict=True):
            shown = expected[cells[0].value, area.code][2]
            if shown is None:
                assert cell.value in STATUS.values()
            else:
                assert Decimal(str(cell.value)) == Decimal(shown)


def test_the_report_has_the_figures_of_the_json(
    files: dict[str, bytes], expected: dict[tuple[str, str], Row], given: PackageInput
) -> None:
    """Each section's table by area: the lines `名称 分子 分母 数值 …` in the order of the catalogue."""
    document = pypdfium2.PdfDocument(files["自评报告.pdf"])
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    names = "|".join(area.name for area in AREAS)
    figure = r"(—|-?\d+(?:\.\d+)?)"
    gap = r"(?:—|[+-]?\d+\.\d+)"
    words = "|".join(STATUS.values())
    lines = re.findall(
        rf"^({names})\s+{figure}\s+{figure}\s+{figure}\s+{gap}\s+(?:{words})\s", text, re.MULTILINE
    )
    assert len(lines) == len(expected)
    codes = {area.name: area.code for area in AREAS}
    measures = [measure.code for measure in given.assessment.catalogue.measures]
    for position, (name, *figures) in enumerate(lines):
        wanted = expected[measures[position // len(AREAS)], codes[name]]
        assert tuple(None if text == "—" else text for text in figures) == wanted, (position, name)


def test_the_overview_has_the_citys_figures(
    files: dict[str, bytes], expected: dict[tuple[str, str], Row], given: PackageInput
) -> None:
    document = pypdfium2.PdfDocument(files["自评报告.pdf"])
    pages = [page.get_textpage().get_text_range() for page in document]
    first = next(
        number for number, text in enumerate(pages) if "三、量化指标完成情况" in text and "序号" in text
    )
    last = next(number for number, text in enumerate(pages) if number > first and "指标 1" in text)
    overview = " ".join(pages[first:last])
    for measure in given.assessment.catalogue.measures:
        shown = expected[measure.code, AREAS[0].code][2]
        target = f"{measure.target.text}{measure.unit}"
        written = r"\s*".join(map(re.escape, target))
        assert re.search(rf"{written}\s+{re.escape(shown or '—')}\s", overview), measure.code
