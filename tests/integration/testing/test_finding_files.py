"""Findings from a file in the national template's columns: all of it or nothing, every bad cell named."""

import csv
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import Engine

from domain.errors import UnusableInput
from domain.testing.kind import TEST
from sampling.office_files import FileRefused
from sampling.store.engine import reading
from sampling.testing.files import enter_file
from sampling.testing.reading import current_findings, revisions_of
from sampling.work.reading import read_record
from tests.factories import laboratory as lab
from tests.factories.laboratory import ENTERER
from tests.factories.work import at_work

HEADER = (
    "抽样编号*",
    "检验项目*",
    "分类",
    "检验结果*",
    "结果单位",
    "最大允许限",
    "最大允许限单位",
    "结果判定",
)
Cells = tuple[object, ...]


@pytest.fixture
def office(sqlite_engine: Engine) -> Engine:
    """A database with registers."""
    lab.furnish(sqlite_engine)
    return sqlite_engine


def a_csv(folder: Path, *rows: Cells, encoding: str = "utf-8-sig") -> Path:
    file = folder / "结果.csv"
    with file.open("w", encoding=encoding, newline="") as opened:
        csv.writer(opened).writerows((HEADER, *rows))
    return file


def a_workbook(folder: Path, *rows: Cells) -> Path:
    file = folder / "结果.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("结果")
        sheet.write_row(0, 0, ["合成数据 检验结果"])
        for at, row in enumerate((HEADER, *rows), start=1):
            sheet.write_row(at, 0, row)
    return file


def refusals(engine: Engine, file: Path) -> list[tuple[object, object, str]]:
    with pytest.raises(FileRefused) as refusal, at_work(engine, actor=ENTERER) as op:
        enter_file(op, file, reason=None)
    return [(one["row"], one["column"], one["code"]) for one in refusal.value.details["errors"]]


@pytest.mark.parametrize("make", [a_csv, a_workbook])
def test_a_file_enters_findings_over_several_sheets(office: Engine, tmp_path: Path, make) -> None:  # type: ignore[no-untyped-def]
    first, second = lab.received(office), lab.received(office, sample_name="酸奶")
    rows = (
        (first, "铅（以Pb计）", "", "0.12", "mg/kg", "0.5", "mg/kg", ""),
        (first, "菌落总数", "微生物", 100, "CFU/g", 1000, "CFU/g", ""),
        (second, "铅（以Pb计）", "", "<0.01", "mg/kg", "≤0.5", "mg/kg", "合格项"),
    )
    with at_work(office, actor=ENTERER) as op:
        records = enter_file(op, make(tmp_path, *rows), reason=None)
    assert [(one.no, one.content.tally.items, one.content.tally.verdict) for one in records] == [
        (first, 2, "合格"),
        (second, 1, "合格"),
    ]
    with reading(office) as view:
        found = current_findings(view, read_record(view, TEST, first))
    assert [(one.item_class, one.result, one.limit_unit) for one in found] == [
        ("重金属", "0.12", "mg/kg"),
        ("微生物", "100", "CFU/g"),
    ]


def test_every_bad_cell_is_named_and_nothing_is_written(office: Engine, tmp_path: Path) -> None:
    number, issued = lab.received(office), lab.issued(office, lab.lead(), sample_name="酸奶").no
    file = a_csv(
        tmp_path,
        (number, "铅", "", "0.1", "mg/kg", "0.5", "mg/kg", ""),
        (number, "铅", "", "0.2", "mg/kg", "0.5", "mg/kg", ""),
        (number, "", "", "0.2", "mg/kg", "0.5", "mg/kg", ""),
        (number, "镉", "", "", "mg/kg", "0.5", "mg/kg", "好"),
        (number, "砷", "", "0.9", "mg/kg", "0.5", "mg/kg", "合格项"),
        (number, "汞", "", "0.9", "单" * 50, "0.5", "mg/kg", ""),
        ("没有", "铅", "", "0.1", "mg/kg", "0.5", "mg/kg", ""),
        (issued, "铅", "", "0.1", "mg/kg", "0.5", "mg/kg", ""),
        encoding="gb18030",
    )
    assert refusals(office, file) == [
        (3, "检验项目", "duplicate-key"),
        (4, "检验项目", "required"),
        (5, "检验结果", "required"),
        (5, "结果判定", "bad-choice"),
        (6, "结果判定", "verdict-unexplained"),
        (7, "结果单位", "bad-value"),
        (8, "抽样编号", "unknown-sheet"),
        (9, "抽样编号", "step-not-allowed"),
    ]
    with reading(office) as view:
        assert revisions_of(view, number) == []


def test_a_file_without_its_columns_says_which_are_missing(office: Engine, tmp_path: Path) -> None:
    file = tmp_path / "结果.csv"
    file.write_text("检验项目,结果单位\n铅,mg/kg\n", encoding="utf-8")
    assert refusals(office, file) == [
        (1, "抽样编号", "missing-column"),
        (1, "检验结果", "missing-column"),
    ]


@pytest.mark.parametrize(
    "content", [b"", b"\x00\x01", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0rest", b'"open', b"\xff\xfe\xff"]
)
def test_a_file_that_is_no_table_is_refused(office: Engine, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "结果.xlsx"
    file.write_bytes(content)
    with pytest.raises(UnusableInput), at_work(office) as op:
        enter_file(op, file, reason=None)
