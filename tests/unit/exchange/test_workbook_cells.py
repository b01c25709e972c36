import datetime as dt
import zipfile
from pathlib import Path

import openpyxl
import pytest

from domain.exchange.tables import AREAS, ENTERPRISES, RETURNS, SAMPLES, Column
from sampling.cells.limits import DEFAULT_LIMITS
from sampling.cells.reading import CellReader, Refusal
from sampling.exchange.workbook_rows import check_workbook

moment = dt.datetime.fromisoformat  # what a cell holds: a moment of no time zone


MEASURE = RETURNS.column("measure")
AREA = AREAS.column("code")
NUMERATOR = RETURNS.column("numerator")


def read(column: Column, cell: object) -> object:
    value = CellReader(column, guarded=False, limits=DEFAULT_LIMITS)(cell)
    return f"!{value.code}" if isinstance(value, Refusal) else value


@pytest.mark.parametrize(
    "column, cell, value",
    [
        (AREA, 320400, "320400"),
        (AREA, 320400.0, "320400"),
        (AREA, 999_999_999_999_999, "999999999999999"),
        (AREA, 1_000_000_000_000_000, "!bad-number"),
        (AREA, 9.1320481e17, "!bad-number"),
        (AREA, 1.5, "!bad-number"),
        (AREA, float("inf"), "!bad-number"),
        (ENTERPRISES.column("credit_code"), 913204811234567890, "!bad-number"),
        (MEASURE, 1, "01"),
        (MEASURE, 13.0, "13"),
        (MEASURE, moment("2024-02-01"), "02-1"),
        (MEASURE, dt.date(2023, 10, 2), "10-2"),
        (MEASURE, "1", "1"),
        (NUMERATOR, 30342.1, "30342.1"),
        (NUMERATOR, 12.0, "12"),
        (NUMERATOR, 100.1 + 200.2, "300.3"),
        (NUMERATOR, 23385.399999999998, "23385.4"),
        (NUMERATOR, 123456789.123456, "123456789.123456"),
        (NUMERATOR, 1e16, "10000000000000000"),
        (NUMERATOR, 1e-07, "0.0000001"),
        (NUMERATOR, True, "!bad-number"),
        (NUMERATOR, moment("2023-01-05"), "!bad-number"),
        (RETURNS.column("version"), 2.0, 2),
        (SAMPLES.column("sampled_on"), moment("2023-01-05 08:30"), "2023-01-05"),
        (SAMPLES.column("sampled_on"), dt.date(2023, 1, 5), "2023-01-05"),
        (SAMPLES.column("sampled_on"), 45000, "!bad-date"),
        (SAMPLES.column("sampled_on"), 20230105, "2023-01-05"),
        (SAMPLES.column("sampled_on"), dt.time(8, 30), "!bad-date"),
        (SAMPLES.column("result"), 0.177, "0.177"),
        (SAMPLES.column("result"), 2.0, "2"),
        (SAMPLES.column("batch_no"), moment("2023-01-05"), "2023-01-05"),
        (SAMPLES.column("batch_no"), None, None),
    ],
)
def test_typed_cells_say_what_a_csv_would(column: Column, cell: object, value: object) -> None:
    assert read(column, cell) == value


def test_a_workbook_tells_numbers_dates_and_texts_apart(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "areas"
    sheet["B2"] = 45000
    sheet["C2"] = moment("2023-01-05")
    sheet["D2"] = "=A1"
    sheet["E2"] = 0.1
    sheet["F2"] = "第一行\n第二行"
    sheet["B5"] = 45000
    sheet["B5"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["C5"] = 45000
    sheet["C5"].number_format = "0.00"
    book.save(tmp_path / "x.xlsx")
    rows = list(check_workbook(tmp_path / "x.xlsx", "x.xlsx", DEFAULT_LIMITS).rows("areas"))
    assert rows == [
        [],
        ["", 45000, moment("2023-01-05"), "", 0.1, "第一行\n第二行"],
        [],
        [],
        ["", moment("2023-03-15"), 45000],
    ]


@pytest.mark.parametrize(
    "code, is_date", [(27, True), (31, True), (57, True), (58, True), (9, False), (49, False)]
)
def test_dates_in_the_formats_of_a_chinese_excel_are_dates(tmp_path: Path, code: int, is_date: bool) -> None:
    """Excel writes 2023年1月5日 as format 31 and, when somebody types `02-1`, 2月1日 as format 58: by number alone."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "areas"
    sheet["A1"] = 44958
    sheet["A1"].number_format = "mm-dd-yy"
    book.save(tmp_path / "plain.xlsx")
    with (
        zipfile.ZipFile(tmp_path / "plain.xlsx") as plain,
        zipfile.ZipFile(tmp_path / "x.xlsx", "w") as chinese,
    ):
        for part in plain.namelist():
            content = plain.read(part)
            if part == "xl/styles.xml":
                content = content.replace(b'numFmtId="14"', f'numFmtId="{code}"'.encode())
            chinese.writestr(part, content)
    rows = list(check_workbook(tmp_path / "x.xlsx", "x.xlsx", DEFAULT_LIMITS).rows("areas"))
    assert rows == [[moment("2023-02-01") if is_date else 44958]]


def test_the_1904_calendar_is_respected(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = moment("1904-01-01")
    sheet = book.active
    assert sheet is not None
    sheet.title = "areas"
    sheet["A1"] = moment("2023-01-05")
    book.save(tmp_path / "x.xlsx")
    rows = list(check_workbook(tmp_path / "x.xlsx", "x.xlsx", DEFAULT_LIMITS).rows("areas"))
    assert rows == [[moment("2023-01-05")]]
