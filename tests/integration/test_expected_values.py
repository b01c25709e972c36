"""The cases: imported in every form into both databases, they give the expected values to the last digit."""

import csv
import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import Engine

from api.desk import load_desk
from api.tables import assessment_json
from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from domain.exchange.tables import TABLES, Kind
from domain.indicators.compute import assess_on
from sampling.exchange.importing import import_exchange

HERE = Path(__file__).parents[1] / "cases"
SHARED = Path(__file__).parents[3] / "shared" / "cases"


def the_case(name: str) -> Path:
    """The folder of a case: our own copy, else the one that stands beside the project."""
    for folder in (HERE / name, SHARED / name):
        if folder.is_dir():
            return folder
    pytest.skip(f"case {name} is not part of the project and not beside it")


def imported(engine: Engine, source: Path) -> None:
    """Import a source that must be accepted as a whole."""
    report = import_exchange(
        engine, source, catalogue=load_catalogue(), clocks=load_clocks(), actor="测试", at=datetime.now(UTC)
    )
    assert report.errors == []


def assert_expected(engine: Engine, case: Path) -> None:
    """Every expected file of the case is what comes out."""
    desk = load_desk(engine)
    files = sorted(case.glob("expected-2*.json"))
    assert files
    for file in files:
        expected = json.loads(file.read_text(encoding="utf-8"))
        assessor = desk.assessor(expected["year"], date.fromisoformat(expected["as_of"]))
        assert assessment_json(assess_on(assessor)) == expected, file.name


@pytest.mark.parametrize("name", ["small", "year"])
def test_a_folder_gives_the_expected_values(engine: Engine, name: str) -> None:
    case = the_case(name)
    imported(engine, case)
    assert_expected(engine, case)


def test_an_archive_gives_the_expected_values(engine: Engine, tmp_path: Path) -> None:
    case = the_case("small")
    archive = shutil.make_archive(str(tmp_path / "small"), "zip", case)
    imported(engine, Path(archive))
    assert_expected(engine, case)


def test_a_workbook_filled_in_by_hand_gives_the_expected_values(engine: Engine, tmp_path: Path) -> None:
    """Dates as date cells, counts and area codes as number cells, as a spreadsheet keeps what people type."""
    case = the_case("small")
    workbook = xlsxwriter.Workbook(tmp_path / "small.xlsx")
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    for table in TABLES:
        sheet = workbook.add_worksheet(table.name)
        kinds = {column.header: column.kind for column in table.all_columns}
        with (case / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            for at, row in enumerate(csv.DictReader(file), start=1):
                for column, (header, text) in enumerate(row.items()):
                    sheet.write_string(0, column, header)
                    if kinds[header] is Kind.DATE and text[:1].isdigit():
                        sheet.write_datetime(at, column, date.fromisoformat(text), day)
                    elif kinds[header] in (Kind.WHOLE, Kind.YEAR, Kind.VERSION, Kind.DECIMAL) and text:
                        sheet.write_number(at, column, float(text))
                    elif header in ("区划代码", "上级代码") and text:
                        sheet.write_number(at, column, int(text))
                    else:
                        sheet.write_string(at, column, text)
    workbook.close()
    imported(engine, tmp_path / "small.xlsx")
    assert_expected(engine, case)


def test_a_folder_written_on_a_chinese_windows_gives_the_expected_values(
    engine: Engine, tmp_path: Path
) -> None:
    case = the_case("small")
    for file in case.glob("*.csv"):
        text = file.read_text(encoding="utf-8").replace("\n", "\r\n")
        (tmp_path / file.name).write_bytes(text.encode("gb18030"))
    imported(engine, tmp_path)
    assert_expected(engine, case)
