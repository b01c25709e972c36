"""指标一览.xlsx as a workbook: labels, print set-up, and no cell that runs."""

import io

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from reports.model import PackageInput
from reports.workbook import workbook_bytes
from tests.reports.factories import a_package_input


@pytest.fixture(scope="module")
def book(given: PackageInput) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook_bytes(given)))


def test_sheets_and_their_print_set_up(book: Workbook) -> None:
    assert book.sheetnames == ["指标一览", "分辖区", "计划完成", "不合格样品", "口径说明"]
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
