"""Records that files brought: any change past the program is found, whatever was done with them since; nothing else is."""

import random
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from domain.audit.records import Divergence
from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from domain.exchange.tables import TABLES
from sampling.audit import verify_audit
from sampling.exchange.importing import import_exchange
from sampling.fingerprints import whole
from sampling.integrity.checking import verify_records
from sampling.store.engine import make_engine, reading
from sampling.store.imports import stored_table
from tests.api.stored import AT, case_folder

TAMPERINGS = 40


@pytest.fixture(scope="module")
def city(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small city-year, imported twice: the second time with other words on some sheets and another item set."""
    place = tmp_path_factory.mktemp("imported")
    file, folder = place / "city.db", place / "small"
    shutil.copyfile(migrated_sqlite, file)
    shutil.copytree(case_folder("small"), folder)
    engine = make_engine(f"sqlite:///{file}")
    imported(engine, folder)
    samples = folder / "samples.csv"
    lines = samples.read_text(encoding="utf-8-sig").splitlines()
    head = lines[0].split(",")
    at = head.index("样品名称")
    for number in (1, 5, 9):
        cells = lines[number].split(",")
        cells[at] += "（更正）"
        sheet_no = cells[head.index("抽样编号")]
        lines = [
            line.replace(line.split(",")[at], cells[at], 1) if line.startswith(f"{sheet_no},") else line
            for line in lines
        ]
    samples.write_text("\n".join(lines) + "\n", encoding="utf-8")
    imported(engine, folder)
    engine.dispose()
    return file


def imported(engine: Engine, folder: Path) -> None:
    report = import_exchange(
        engine, folder, catalogue=load_catalogue(), clocks=load_clocks(), actor="导入员", at=AT
    )
    assert report.errors == []
    assert report.changed_database


def found(engine: Engine) -> list[Divergence]:
    with reading(engine) as view:
        assert verify_audit(view).breach is None
        return list(verify_records(view))


@pytest.fixture
def copy(city: Path, tmp_path: Path) -> Engine:
    shutil.copyfile(city, tmp_path / "copy.db")
    return make_engine(f"sqlite:///{tmp_path / 'copy.db'}")


def test_nothing_is_found_where_only_the_program_wrote(copy: Engine) -> None:
    assert found(copy) == []


def test_any_cell_of_any_imported_record_that_was_changed_is_found_and_named(copy: Engine) -> None:
    """Each tampering alone, every column of every table in turn, on a row drawn by lot (the seed is fixed)."""
    dice = random.Random("cells")
    columns = [(table, column) for table in TABLES for column in whole(table).columns if not column.key]
    dice.shuffle(columns)
    tried = 0
    for table, column in columns:
        with reading(copy) as view:
            row = _some_row(view, table.name, dice)
        if row is None or tried == TAMPERINGS:
            continue
        tried += 1
        was = row[column.name]
        _set(copy, table.name, row, column.name, _other(was))
        codes = [(one.table, one.key, one.code) for one in found(copy)]
        key = "/".join(str(row[name]) for name in table.keys)
        assert [one[:2] for one in codes] == [(stored_table(table.name).name, key)], (column.name, was)
        assert codes[0][2] in ("imported-changed", "fields-changed")
        _set(copy, table.name, row, column.name, was)
    assert tried == TAMPERINGS
    assert found(copy) == []


def _some_row(view: Connection, table: str, dice: random.Random) -> dict[str, Any] | None:
    rows = view.execute(select(stored_table(table))).mappings().all()
    return {str(name): value for name, value in dice.choice(rows).items()} if rows else None


def _other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    return f"{value or ''}改"


def _set(engine: Engine, table: str, row: dict[str, Any], name: str, value: Any) -> None:
    """By the driver alone, past the types, checks and references of the schema, as anybody with the file could."""
    keys = [column.name for column in stored_table(table).primary_key]
    where = " AND ".join(f"{key} = ?" for key in keys)
    with closing(sqlite3.connect(str(engine.url.database))) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        statement = f"UPDATE {stored_table(table).name} SET {name} = ? WHERE {where}"
        days = value.isoformat() if isinstance(value, date) else value
        changed = raw.execute(statement, (days, *(str(row[key]) for key in keys)))
        assert changed.rowcount == 1
        raw.commit()


ITEM = "UPDATE items SET {} WHERE sheet_no = (SELECT min(sheet_no) FROM items) AND position = 0"
AREA = "INSERT INTO areas (code, name, level, parent_code) VALUES ('320499', '甲', '县区', '320400')"
OTHERWISE = {
    ITEM.format("verdict = '不合格项'"): ["imported-changed"],
    ITEM.format("result = '9999'"): ["imported-changed"],
    "DELETE FROM items WHERE position = 0 AND sheet_no = (SELECT min(sheet_no) FROM items)": [
        "imported-changed"
    ],
    "DELETE FROM cases WHERE rowid = (SELECT max(rowid) FROM cases)": ["imported-missing", "rows-uncounted"],
    AREA: ["record-untold", "rows-uncounted"],
    f"{AREA}; DELETE FROM areas WHERE code = '320402'": ["record-untold", "imported-missing"],
    "UPDATE enterprises SET confirmed = 0 WHERE rowid = (SELECT min(rowid) FROM enterprises)": [
        "imported-changed"
    ],
    "UPDATE frozen_files SET content = X'00' WHERE rowid = (SELECT min(rowid) FROM frozen_files)": [
        "fingerprints-lost"
    ],
}


@pytest.mark.parametrize("statements", OTHERWISE)
def test_items_marks_and_the_fingerprints_themselves_cannot_be_changed_unseen(
    copy: Engine, statements: str
) -> None:
    with closing(sqlite3.connect(str(copy.url.database))) as raw:
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        raw.executescript(statements)
        raw.commit()
    assert [one.code for one in found(copy)] == OTHERWISE[statements]
