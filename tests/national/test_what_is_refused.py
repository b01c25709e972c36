"""What the national importer refuses, and how it says where."""

from pathlib import Path
from zipfile import ZipFile

import pytest
import xlsxwriter
from openpyxl import load_workbook
from sqlalchemy import Engine, text

from domain.national import headers as h
from sampling.cells.limits import LimitExceeded, Limits
from sampling.cells.unusable import SourceNotReadable
from sampling.exchange.report import ImportReport
from sampling.national.importing import import_national
from sampling.national.own_tables import AREAS, import_own_table
from sampling.national.unusable import FileTwice, NotNationalExport
from sampling.store.engine import reading
from tests.national.exports import UNKNOWN_SHOP, a_row, an_export
from tests.national.importing import AT, CATALOGUE, import_exports

Place = tuple[int | None, str | None, str]


def errors(report: ImportReport) -> list[Place]:
    return [(error.row, error.column, error.code) for error in report.errors]


def count(engine: Engine, table: str) -> int:
    with reading(engine) as connection:
        return int(connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


def refused(engine: Engine, folder: Path, **cells: str) -> list[Place]:
    """The errors of an export of one row, which must leave nothing behind."""
    report = import_exports(engine, an_export(folder / "导出.csv", a_row(**cells)))
    assert not report.changed_database
    assert count(engine, "sheets") == count(engine, "audit_entries") - 1 == 0
    return errors(report)


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"SAMPLED_ON": "五月四日"}, ("抽样时间", "bad-date")),
        ({"RECEIVED_ON": "2023-05-01"}, ("收检日期", "date-order")),
        ({"SAMPLERS": "张三"}, ("抽样人员", "too-few-samplers")),
        ({"SAMPLE_NAME": "/"}, ("样品名称", "required")),
        ({"STAGE": "种植"}, ("抽样环节", "bad-choice")),
        ({"VERDICT": "很好"}, ("结果判定", "bad-choice")),
        ({"VERDICT": ""}, ("结果判定", "required")),
        ({"COUNTY": ""}, ("县(市、区)", "required")),
        ({"COUNTY": "320412"}, ("县(市、区)", "unknown-area")),
        ({"COUNTY": "滨湖区"}, ("县(市、区)", "unknown-area")),
        ({"CITY": "无锡市"}, ("县(市、区)", "unknown-area")),
        ({"COUNTY": "高新区"}, ("县(市、区)", "unknown-area")),
        ({"CLASS_1": "抽检监测"}, ("报送分类-1", "required")),
        ({"CONCLUSION": "一般不合格样品"}, ("结论", "conclusion-mismatch")),
        ({"FINDING": "问题样品"}, ("检验结论", "conclusion-mismatch")),
        ({"VERDICT": "不合格项", "CONCLUSION": "纯抽检合格样品"}, ("结论", "conclusion-mismatch")),
        ({"ITEM": "", "RESULT": "", "VERDICT": "合格项"}, ("检验项目", "required")),
    ],
)
def test_a_bad_cell_is_named_by_its_row_and_the_systems_own_header(
    office: Engine, tmp_path: Path, cells: dict[str, str], place: tuple[str, str]
) -> None:
    assert refused(office, tmp_path, **cells) == [(2, *place)]


def test_all_bad_cells_of_all_files_are_told_at_once(office: Engine, tmp_path: Path) -> None:
    first = an_export(tmp_path / "一.csv", a_row(), a_row(SHEET_NO="XBJ2", SAMPLED_ON="?", COUNTY="远方"))
    second = an_export(tmp_path / "二.csv", a_row(SHEET_NO="XBJ3", SAMPLERS="张三"))
    report = import_exports(office, second, first)
    assert [(error.file, *place) for error, place in zip(report.errors, errors(report), strict=True)] == [
        ("一.csv", 3, "县(市、区)", "unknown-area"),
        ("一.csv", 3, "抽样时间", "bad-date"),
        ("二.csv", 2, "抽样人员", "too-few-samplers"),
    ]
    assert count(office, "sheets") == 0


def test_rows_of_one_sheet_must_agree(office: Engine, tmp_path: Path) -> None:
    rows = [
        a_row(),
        a_row(ITEM="霉菌", STAGE="餐饮", CONCLUSION="纯抽检合格样品"),
        a_row(ITEM="酵母", CONCLUSION="问题样品"),
    ]
    report = import_exports(office, an_export(tmp_path / "导出.csv", *rows))
    assert errors(report) == [(3, "抽样环节", "conflicting-row"), (4, "结论", "conflicting-row")]


def test_the_same_item_twice_is_refused_across_files(office: Engine, tmp_path: Path) -> None:
    first = an_export(tmp_path / "一.csv", a_row())
    second = an_export(tmp_path / "二.csv", a_row(RESULT="11"))
    report = import_exports(office, first, second)
    assert [(error.file, error.code) for error in report.errors] == [("二.csv", "duplicate-key")]


def test_an_ambiguous_area_is_answered_by_the_offices_table(office: Engine, tmp_path: Path) -> None:
    export = an_export(tmp_path / "导出.csv", a_row(COUNTY="高新区"))
    (error,) = import_exports(office, export).errors
    assert "新北区（320411）" in error.message
    assert "高新区（320412411）" in error.message
    own = tmp_path / "areas.csv"
    own.write_text("别名,区划代码\n高新区,320411\n", encoding="utf-8")
    import_own_table(office, AREAS, own, actor="测试", at=AT)
    assert import_exports(office, export).errors == []


def test_with_skip_bad_rows_a_mismatching_sheet_is_left_out_with_its_stub(
    office: Engine, tmp_path: Path
) -> None:
    rows = [
        a_row(),
        a_row(SHEET_NO="XBJ2", LICENCE=UNKNOWN_SHOP, CONCLUSION="问题样品"),
        a_row(SHEET_NO="XBJ3", SAMPLERS=""),
    ]
    report = import_exports(office, an_export(tmp_path / "导出.csv", *rows), skip_bad_rows=True)
    assert report.accepted == {"enterprises": 0, "samples": 1}
    assert errors(report) == [(3, "结论", "conclusion-mismatch"), (4, "抽样人员", "required")]
    assert report.warnings == []


def test_a_bad_cell_that_a_stub_needs_is_told_once(office: Engine, tmp_path: Path) -> None:
    assert refused(office, tmp_path, LICENCE=UNKNOWN_SHOP, SAMPLED_ON="昨天", UNIT_NAME="/") == [
        (2, "抽样时间", "bad-date"),
        (2, "被抽样单位名称", "required"),
    ]


def test_a_dry_run_writes_nothing_but_tells_everything(office: Engine, tmp_path: Path) -> None:
    export = an_export(tmp_path / "导出.csv", a_row(LICENCE=UNKNOWN_SHOP))
    report = import_exports(office, export, dry_run=True)
    assert report.accepted == {"enterprises": 1, "samples": 1}
    assert [warning.code for warning in report.warnings] == ["enterprise-stub"]
    assert count(office, "sheets") == 0


def test_a_missing_column_is_named_once(office: Engine, tmp_path: Path) -> None:
    export = an_export(tmp_path / "导出.csv", a_row(), leave_out=[h.SAMPLERS, h.CLASS_1])
    assert errors(import_exports(office, export)) == [
        (1, "抽样人员", "missing-column"),
        (1, "省抽国抽", "missing-column"),
    ]


def test_a_column_that_stands_twice_is_refused(office: Engine, tmp_path: Path) -> None:
    export = an_export(tmp_path / "导出.csv", a_row() | {" 抽样时间*": "2023-05-04"})
    assert errors(import_exports(office, export)) == [(1, "抽样时间", "missing-column")]


def test_a_licence_number_that_a_spreadsheet_rounded_is_refused(office: Engine, tmp_path: Path) -> None:
    file = tmp_path / "导出.xlsx"
    row = a_row()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(row))
        sheet.write_row(1, 0, list(row.values()))
        sheet.write_number(1, list(row).index(h.LICENCE), 913204120000000123)
    assert errors(import_exports(office, file)) == [(2, "营业执照号", "bad-number")]


def a_workbook(file: Path, *rows: dict[str, str]) -> Path:
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("检测数据")
        sheet.write_string(0, 0, "抽检数据")
        sheet.write_row(1, 0, [f"{name}*" for name in rows[0]])
        for at, row in enumerate(rows, start=2):
            sheet.write_row(at, 0, list(row.values()))
    return file


def test_refused_workbooks_come_back_with_their_bad_cells_marked(office: Engine, tmp_path: Path) -> None:
    bad = a_workbook(tmp_path / "错.xlsx", a_row(), a_row(SHEET_NO="XBJ2", COUNTY="远方"))
    good = a_workbook(tmp_path / "对.xlsx", a_row(SHEET_NO="XBJ3"))
    report = import_national(
        office,
        [bad, good],
        city=None,
        catalogue=CATALOGUE,
        actor="测试",
        at=AT,
        marked_copy=lambda file: file.with_name(f"{file.stem}-标注.xlsx"),
    )
    assert (report.marked_copy, report.more_marked_copies) == (tmp_path / "错-标注.xlsx", ())
    sheet = load_workbook(tmp_path / "错-标注.xlsx")["检测数据"]
    commented = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    assert [(cell.row, cell.value) for cell in commented] == [(4, "远方")]
    assert commented[0].column == list(a_row()).index(h.COUNTY) + 1


def test_an_archive_is_not_unpacked(office: Engine, tmp_path: Path) -> None:
    an_export(tmp_path / "导出.csv", a_row())
    with ZipFile(tmp_path / "导出.zip", "w") as archive:
        archive.write(tmp_path / "导出.csv", "导出.csv")
    with pytest.raises(SourceNotReadable):
        import_exports(office, tmp_path / "导出.zip")


def test_a_file_of_something_else_is_unusable(office: Engine, tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text("区划代码,名称\n320400,常州市\n", encoding="utf-8")
    with pytest.raises(NotNationalExport):
        import_exports(office, file)


def test_the_same_content_twice_is_unusable(office: Engine, tmp_path: Path) -> None:
    first = an_export(tmp_path / "一.csv", a_row())
    second = an_export(tmp_path / "二.csv", a_row())
    with pytest.raises(FileTwice):
        import_exports(office, first, second)


def test_rows_are_bounded_over_all_files(office: Engine, tmp_path: Path) -> None:
    first = an_export(tmp_path / "一.csv", *(a_row(SHEET_NO=f"A{number}") for number in range(3)))
    second = an_export(tmp_path / "二.csv", *(a_row(SHEET_NO=f"B{number}") for number in range(3)))
    with pytest.raises(LimitExceeded):
        import_national(
            office,
            [first, second],
            city=None,
            catalogue=CATALOGUE,
            actor="测试",
            at=AT,
            limits=Limits(rows=5),
        )
    assert count(office, "sheets") == 0
