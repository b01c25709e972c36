"""指标一览.xlsx as a workbook: labels, print set-up, and no cell that runs."""

import io
from dataclasses import replace
from datetime import date

import openpyxl
import polars as pl
import pytest
from openpyxl.workbook import Workbook

from reports.evidence_files import EVIDENCE_TITLES, evidence_csv
from reports.indicator_sheets import MOST_ROWS
from reports.manifest import guide
from reports.model import PackageInput
from reports.standing import EvidenceDocument, Papers
from reports.workbook import workbook_bytes
from tests.reports.factories import a_package_input, with_papers


@pytest.fixture(scope="module")
def book(given: PackageInput) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(given)))


def test_sheets_and_their_print_set_up(book: Workbook) -> None:
    first = ["指标一览", "分辖区", "计划完成", "不合格样品", "口径说明", "证据目录"]
    assert book.sheetnames == [*first, *(f"指标{number}" for number in range(1, 32))]
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "C4"
        assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, int(sheet.page_setup.fitToHeight)) == (1, 0)
        assert sheet.print_title_rows == "$3:$3"


def test_every_sheet_is_labelled_while_data_are_synthetic(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert "合成数据" in [cell.value for cell in sheet[2]]
        assert "合成数据" in (sheet.oddHeader.center.text or "")


def test_every_sheet_says_whether_it_is_a_draft_or_whose_snapshot(given: PackageInput) -> None:
    draft = openpyxl.load_workbook(io.BytesIO(workbook_bytes(given)))
    for sheet in draft.worksheets:
        assert "未冻结草稿" in str(sheet["A2"].value)
        assert "未冻结草稿" in (sheet.oddHeader.center.text or "")
    official = openpyxl.load_workbook(io.BytesIO(workbook_bytes(with_papers(given, frozen=True))))
    for sheet in official.worksheets:
        assert "快照 DJ20239901000001" in str(sheet["A2"].value)
        assert "未冻结" not in str(sheet["A2"].value) + (sheet.oddHeader.center.text or "")


def test_the_guide_of_a_package_says_whether_it_is_a_draft(given: PackageInput) -> None:
    assert "未冻结草稿，不得作为正式材料报送" in guide(given).decode()
    official = guide(with_papers(given, frozen=True)).decode()
    assert "由快照 DJ20239901000001 生成，2024年4月3日审定" in official
    assert "草稿" not in official


def test_real_data_carry_no_such_label() -> None:
    real = openpyxl.load_workbook(io.BytesIO(workbook_bytes(a_package_input(synthetic=False))))
    cells = {cell.value for sheet in real.worksheets for row in sheet.iter_rows() for cell in row}
    assert "合成数据" not in cells


def test_text_that_looks_like_a_formula_is_text(book: Workbook) -> None:
    names = {
        cell.value: cell.data_type for row in book["不合格样品"].iter_rows(min_row=4) for cell in row[1:5]
    }
    assert names["=1+1"] == "s"
    assert all(
        cell.data_type != "f" for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    )


def test_the_sheet_of_an_indicator_says_what_it_leaves_to_the_record_files(given: PackageInput) -> None:
    code, number = "08", "指标8"
    many = pl.concat([given.records[code]] * 20)
    more = replace(given, records={**given.records, code: many})
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes(more)))[number]
    assert sheet.max_row == 3 + MOST_ROWS
    assert f"共{many.height}行，列出前100行，其余{many.height - 100}行见 records/08.csv" in sheet["A2"].value
    few = openpyxl.load_workbook(io.BytesIO(workbook_bytes(given)))[number]
    assert "全部列出" in few["A2"].value


def test_evidence_is_the_same_in_the_sheet_and_the_csv(given: PackageInput) -> None:
    document = EvidenceDocument(
        "ZJ1",
        "=通知",
        "",
        "市府办",
        date(2023, 4, 21),
        12,
        "公开",
        "通知.pdf",
        "a" * 64,
        ("01", "02-1"),
        (("01", "第3—5页"),),
    )
    told = replace(given, papers=Papers(evidence=(document,)))
    sheet = openpyxl.load_workbook(io.BytesIO(workbook_bytes(told)))["证据目录"]
    cells = [cell.value for cell in sheet[4]]
    assert (cells[0], cells[1], cells[2], cells[5], cells[7], cells[8]) == (
        "ZJ1",
        "=通知",
        None,
        12,
        "01、02-1",
        "01：第3—5页",
    )
    assert (sheet["G3"].value, cells[6]) == ("公开属性", "公开")
    assert sheet["B4"].data_type == "s"
    lines = evidence_csv(told).decode("utf-8-sig").splitlines()
    assert lines[
        1
    ] == f'ZJ1,\'=通知,,市府办,2023-04-21,12,公开,"01、02-1",01：第3—5页,通知.pdf,{"a" * 64}'.replace('"', "")
    assert evidence_csv(given).decode("utf-8-sig").splitlines() == [",".join(EVIDENCE_TITLES.values())]
