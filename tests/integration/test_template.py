"""The template: what an office finds in it, and that what is filled in is what an import reads."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import Engine

from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from domain.exchange.tables import TABLES, Kind, Table
from sampling.exchange.importing import import_exchange
from sampling.exchange.outputs import OutputExists, OutputSuffixUnknown
from sampling.exchange.report import ImportReport
from sampling.exchange.template import EXAMPLE_MARK, HEADER_ROW, NOTES_SHEET, describe, write_template
from sampling.exchange.template_examples import EXAMPLES
from sampling.store.engine import make_engine, transaction
from tests.conftest import NewDatabase
from tests.databases.contents import insert_examples, records

AT = datetime(2024, 4, 1, tzinfo=UTC)


def bring_in(engine: Engine, path: Path) -> ImportReport:
    return import_exchange(
        engine, path, catalogue=load_catalogue(), clocks=load_clocks(), actor="本机", at=AT
    )


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A fresh template."""
    file = tmp_path / "模板.xlsx"
    write_template(file)
    return file


def header(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[HEADER_ROW + 1]]


def test_every_table_is_a_sheet_with_all_its_headers(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    assert book.sheetnames == [NOTES_SHEET, *(table.name for table in TABLES)]
    for table in TABLES:
        marked = [f"{column.header}*" if column.required else column.header for column in table.all_columns]
        assert header(book[table.name]) == marked
        assert book[table.name].freeze_panes == f"B{HEADER_ROW + 2}"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_header_has_a_note_that_says_what_to_write(template: Path, table: Table) -> None:
    sheet = openpyxl.load_workbook(template)[table.name]
    for cell, column in zip(sheet[HEADER_ROW + 1], table.all_columns, strict=True):
        assert cell.comment is not None
        assert cell.comment.text.strip() == describe(column, table)
        assert ("必填" in cell.comment.text) == column.required
        for choice in column.choices:
            assert choice in cell.comment.text


def test_lists_dates_and_texts_are_set_below_the_header(template: Path) -> None:
    book = openpyxl.load_workbook(template)
    for table in TABLES:
        sheet = book[table.name]
        found = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
        for cell, column in zip(sheet[HEADER_ROW + 1], table.all_columns, strict=True):
            rule = found.get(f"{get_column_letter(cell.column or 0)}{HEADER_ROW + 2}")
            if column.kind is Kind.CHOICE:
                assert rule is not None
                assert str(rule.formula1).strip('"').split(",") == list(column.choices)
            elif column.kind is Kind.DATE:
                assert rule is not None
                assert rule.type == "date"


def test_an_untouched_template_brings_nothing_and_is_no_error(template: Path, sqlite_engine: Engine) -> None:
    report = bring_in(sqlite_engine, template)
    assert report.errors == []
    assert sum(report.accepted.values()) == 0
    assert not report.changed_database


def test_the_example_row_is_marked_and_never_a_record(template: Path, sqlite_engine: Engine) -> None:
    book = openpyxl.load_workbook(template)
    for table in TABLES:
        assert str(book[table.name].cell(HEADER_ROW, 1).value).startswith(EXAMPLE_MARK)
    _fill(book["areas"], {"区划代码*": "320400", "名称*": "某市", "级别*": "市"})
    book.save(template)
    assert sum(bring_in(sqlite_engine, template).accepted.values()) == 1


@pytest.mark.parametrize("typed", [False, True], ids=["texts", "typed cells"])
def test_a_filled_template_imports_as_what_was_filled_in(
    template: Path, new_database: NewDatabase, typed: bool
) -> None:
    """The examples themselves, moved below the header, are records that the import accepts."""
    book = openpyxl.load_workbook(template)
    for table in TABLES:
        texts = [EXAMPLES[table.name].get(column.name, "") for column in table.all_columns]
        if typed:
            cells = [_typed(text, column.kind) for text, column in zip(texts, table.all_columns, strict=True)]
        _fill(book[table.name], dict(zip(header(book[table.name]), cells if typed else texts, strict=True)))
    book.save(template)
    imported, expected = make_engine(new_database()), make_engine(new_database())
    report = bring_in(imported, template)
    with transaction(expected) as connection:
        insert_examples(connection)
    assert report.errors == []
    assert report.accepted == {table.name: 1 for table in TABLES}
    assert records(imported) == records(expected)
    imported.dispose()
    expected.dispose()


def _typed(text: str, kind: Kind) -> Any:
    """What a spreadsheet program makes of a text that somebody types."""
    if text and kind is Kind.DATE:
        return date.fromisoformat(text)
    if text and kind in (Kind.WHOLE, Kind.YEAR, Kind.VERSION, Kind.DECIMAL):
        return float(text)
    return text


def _fill(sheet: Worksheet, values: dict[str, Any]) -> None:
    for at, name in enumerate(header(sheet), start=1):
        if values.get(name):
            sheet.cell(HEADER_ROW + 2, at, values[name])


def test_a_template_is_the_same_every_time(template: Path, tmp_path: Path) -> None:
    write_template(tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == template.read_bytes()


def test_a_filled_template_is_not_overwritten_by_an_empty_one(template: Path) -> None:
    template.write_bytes(b"filled in")
    with pytest.raises(OutputExists):
        write_template(template)
    assert template.read_bytes() == b"filled in"
    write_template(template, force=True)
    assert template.read_bytes().startswith(b"PK")


def test_a_template_is_a_workbook_and_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(OutputSuffixUnknown):
        write_template(tmp_path / "模板.csv")
