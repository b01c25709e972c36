"""Workbooks as offices hand them in, and as they come back when they were refused."""

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine, select

from sampling.exchange.outputs import OutputNotWritable
from sampling.store.schema import metadata
from tests.factories.contents import contents
from tests.factories.exchange import (
    CITY,
    a_world,
    as_sheets,
    import_path,
    places,
    write_folder,
    write_workbook,
)

moment = dt.datetime.fromisoformat  # what a cell holds: a moment of no time zone


def test_a_workbook_gives_the_same_database_as_the_folder(
    sqlite_engine: Engine, postgres_engine: Engine, tmp_path: Path
) -> None:
    import_path(sqlite_engine, write_folder(tmp_path / "x", a_world()))
    report = import_path(postgres_engine, write_workbook(tmp_path / "x.xlsx", as_sheets(a_world())))
    assert (report.errors, report.warnings) == ([], [])
    assert contents(sqlite_engine) == contents(postgres_engine)


def test_spreadsheet_types_are_read_back(engine: Engine, tmp_path: Path) -> None:
    sheets = as_sheets(a_world())
    for row in sheets["areas"][1:]:
        row[0] = int(str(row[0]))
        row[3] = float(str(row[3])) if row[3] else None
    for row in sheets["disposals"][1:]:
        row[4:7] = [moment("2023-04-21 09:30"), dt.date(2023, 4, 22), moment("2023-06-01")]
        row[7] = 90
    sheets["returns"][1][0] = 1
    sheets["returns"][2][3] = 4000.5
    sheets["returns"].append([dt.date(2024, 2, 1), 510104, "2023Q1", 5, 100, "草稿", 1])
    report = import_path(engine, write_workbook(tmp_path / "x.xlsx", sheets))
    assert report.errors == []
    returns = metadata.tables["returns"]
    with engine.connect() as connection:
        rows = {tuple(row) for row in connection.execute(select(returns.c.measure, returns.c.numerator))}
    assert rows == {("01", "99"), ("14-2", "4000.5"), ("02-1", "5")}


def test_codes_whose_digits_are_lost_are_refused(engine: Engine, tmp_path: Path) -> None:
    sheets = as_sheets(a_world())
    sheets["samples"][4][0] = 1234567890123456789
    sheets["population"][1][0] = 510100.5
    report = import_path(engine, write_workbook(tmp_path / "x.xlsx", sheets))
    assert places(report.errors) == [
        ("population", 2, "区划代码", "bad-number"),
        ("samples", 5, "抽样编号", "bad-number"),
    ]


def test_serial_numbers_are_no_dates(engine: Engine, tmp_path: Path) -> None:
    sheets = as_sheets(a_world())
    sheets["cases"][1][2] = 45000
    report = import_path(engine, write_workbook(tmp_path / "x.xlsx", sheets))
    assert places(report.errors) == [("cases", 2, "发现日期", "bad-date")]


def test_a_title_may_stand_above_the_header(engine: Engine, tmp_path: Path) -> None:
    sheets = as_sheets(a_world())
    sheets["areas"] = [["合成市行政区划", None], [], ["名称：区划代码表"], *sheets["areas"]]
    sheets["areas"][5][2] = "区"
    report = import_path(engine, write_workbook(tmp_path / "x.xlsx", sheets))
    assert places(report.errors) == [("areas", 6, "级别", "bad-choice")]


def test_a_header_below_the_tenth_row_is_not_found(engine: Engine, tmp_path: Path) -> None:
    sheets = {"areas": as_sheets(a_world())["areas"]}
    sheets["areas"][:0] = [["标题"], *([] for _ in range(9))]
    report = import_path(engine, write_workbook(tmp_path / "x.xlsx", sheets))
    assert places(report.errors) == [
        ("areas", 1, header, "missing-column") for header in ("区划代码", "名称", "级别")
    ]


def test_missing_columns_are_blamed_on_the_header_row(engine: Engine, tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {"areas": [["标题"], ["区划代码", "级别"], [CITY, "市"]]}
    report = import_path(engine, write_workbook(tmp_path / "x.xlsx", sheets))
    assert places(report.errors) == [("areas", 2, "名称", "missing-column")]


def test_sheets_with_other_names_are_warned(engine: Engine, tmp_path: Path) -> None:
    sheets = as_sheets(a_world())
    sheets["填表说明"] = [["请填"]]
    report = import_path(engine, write_workbook(tmp_path / "x.xlsx", sheets))
    assert places(report.warnings) == [("填表说明", None, None, "unknown-file")]


def test_a_refused_workbook_comes_back_with_its_bad_cells_marked(engine: Engine, tmp_path: Path) -> None:
    sheets = as_sheets(a_world())
    sheets["areas"].insert(0, ["标题"])
    sheets["areas"][2][1] = None
    sheets["cases"][1][2] = "=HYPERLINK(1)"
    sheets["disposals"][1][4] = moment("2023-07-01")
    sheets["returns"][1][3] = 101
    sheets["备注"] = [["原样保留"]]
    source, copy = write_workbook(tmp_path / "x.xlsx", sheets), tmp_path / "x-标注.xlsx"
    report = import_path(engine, source, marked_copy=copy)
    assert report.marked_copy == copy
    book = openpyxl.load_workbook(copy)
    marked = {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type
    }
    assert marked == {("areas", "B3"), ("cases", "C2"), ("disposals", "F2"), ("returns", "D2")}
    text = book["cases"]["C2"]
    assert (text.data_type, text.value) == ("s", "=HYPERLINK(1)")
    assert text.comment is not None
    assert "发现日期" in text.comment.text
    assert book["disposals"]["E2"].value == moment("2023-07-01")
    assert (book["returns"]["D2"].value, book["备注"]["A1"].value) == (101, "原样保留")
    assert [cell.value for cell in book["导入错误清单"][2]][:4] == ["areas", 3, "名称", "required"]


def test_the_marked_copy_is_refused_for_the_same_cells(engine: Engine, tmp_path: Path) -> None:
    sheets = as_sheets(a_world())
    sheets["plans"][1][1] = "去年"
    copy = tmp_path / "copy.xlsx"
    first = import_path(engine, write_workbook(tmp_path / "x.xlsx", sheets), marked_copy=copy)
    again = import_path(engine, copy)
    assert places(first.errors) == places(again.errors) == [("plans", 2, "年份", "bad-number")]


def test_an_accepted_workbook_and_a_refused_folder_have_no_marked_copy(
    engine: Engine, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.xlsx"
    world = a_world()
    assert (
        import_path(
            engine, write_workbook(tmp_path / "x.xlsx", as_sheets(world)), marked_copy=copy
        ).marked_copy
        is None
    )
    world["cases"][0]["应立案"] = "?"
    assert import_path(engine, write_folder(tmp_path / "x", world), marked_copy=copy).marked_copy is None
    assert not copy.exists()


def test_titles_that_spreadsheet_programs_do_not_allow_are_shortened_in_the_copy(
    engine: Engine, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    areas = book.active
    assert areas is not None
    areas.title = "areas"
    areas.append(["区划代码", "名称", "级别"])
    with pytest.warns(UserWarning, match="31"):
        book.create_sheet("长" * 40)
    book.create_sheet("导入错误清单").append(["上次的清单"])
    areas.append([CITY, "合成市", "省"])
    book.save(tmp_path / "x.xlsx")
    copy = tmp_path / "copy.xlsx"
    import_path(engine, tmp_path / "x.xlsx", marked_copy=copy)
    marked = openpyxl.load_workbook(copy)
    assert marked.sheetnames == ["areas", "长" * 31, "导入错误清单"]
    assert marked["导入错误清单"]["A1"].value == "数据表"


def test_a_copy_that_cannot_be_written_is_an_error_of_its_own(sqlite_engine: Engine, tmp_path: Path) -> None:
    sheets = as_sheets(a_world())
    sheets["plans"][1][1] = "去年"
    with pytest.raises(OutputNotWritable):
        import_path(
            sqlite_engine,
            write_workbook(tmp_path / "x.xlsx", sheets),
            marked_copy=tmp_path / "no" / "copy.xlsx",
        )
