"""Importing bulletins into a real database. All rows are 合成数据."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, RowMapping, func, select

from domain.bulletins.errors import BulletinCellsRefused, BulletinTooLarge
from sampling.bulletins import importing
from sampling.bulletins.importing import ImportReport, UnreadCell, import_bulletins
from sampling.store.engine import reading
from sampling.store.schema.audit import audit_entries
from sampling.store.schema.bulletins import (
    bulletin_entries,
    bulletin_files,
    bulletin_readings,
    bulletin_rows,
)
from tests.factories.bulletins import a_failing_row, a_file, a_row

AT = datetime(2024, 3, 31, 8, 30, tzinfo=UTC)
TABLES = (bulletin_files, bulletin_entries, bulletin_rows, bulletin_readings)


def take(engine: Engine, *paths: Path) -> ImportReport:
    return import_bulletins(engine, paths, at=AT, actor="合成用户")


def stored(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    with reading(engine) as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in TABLES
        }


def audit(connection: Connection) -> list[RowMapping]:
    return list(connection.execute(select(audit_entries).order_by(audit_entries.c.id)).mappings())


def test_repeated_entry_is_kept_once_and_both_rows_lead_to_it(engine: Engine, tmp_path: Path) -> None:
    torn = a_row(producer="合成食品有 限公\n司")
    report = take(engine, a_file(tmp_path / "甲.csv", [a_row(), a_row(product="合成样品乙"), torn]))
    assert (report.rows, report.entries, report.repeated) == (3, 2, 1)
    with reading(engine) as connection:
        rows = connection.execute(
            select(bulletin_rows.c.row_no, bulletin_entries.c.product)
            .join(bulletin_entries, bulletin_rows.c.digest == bulletin_entries.c.digest)
            .order_by(bulletin_rows.c.row_no)
        ).all()
    assert [tuple(row) for row in rows] == [(2, "合成样品甲"), (3, "合成样品乙"), (4, "合成样品甲")]


def test_entry_that_another_file_holds_is_not_stored_again(engine: Engine, tmp_path: Path) -> None:
    take(engine, a_file(tmp_path / "甲.csv", [a_row()]))
    report = take(engine, a_file(tmp_path / "乙.csv", [a_row(), a_row(product="合成样品乙")]))
    assert (report.rows, report.entries, report.repeated) == (2, 1, 1)


def test_entry_that_two_files_of_one_command_hold_is_stored_once(engine: Engine, tmp_path: Path) -> None:
    first = a_file(tmp_path / "甲.csv", [a_row()])
    second = a_file(tmp_path / "乙.csv", [a_row(product="合成样品乙"), a_row()])
    assert take(engine, first, second).entries == 2


def test_importing_again_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    path = a_file(tmp_path / "甲.csv", [a_row(), a_failing_row(), a_row()])
    take(engine, path)
    before = stored(engine)
    report = take(engine, path, path)
    assert stored(engine) == before
    assert (report.new_files, report.known_files, report.entries) == ((), ("甲.csv", "甲.csv"), 0)


@pytest.mark.parametrize("encoding, newline", [("gb18030", "\r\n"), ("utf-8-sig", "\r\n"), ("utf-8", "\n")])
def test_bulletin_saved_in_another_encoding_is_the_same_file(
    engine: Engine, tmp_path: Path, encoding: str, newline: str
) -> None:
    rows = [a_row(), a_failing_row()]
    take(engine, a_file(tmp_path / "甲.csv", rows))
    before = stored(engine)
    report = take(engine, a_file(tmp_path / "另存.csv", rows, encoding=encoding, newline=newline))
    assert report.known_files == ("另存.csv",)
    assert stored(engine) == before


def test_entry_is_stored_as_written_and_as_read(engine: Engine, tmp_path: Path) -> None:
    row = a_failing_row(
        producer="合成食品有限公\n司 ",
        supplier="/ ",
        produced="2023-02-01",
        limit="n=5,c=2,m=10²CFU/g,\nM=10³CFU/g",
        result="初检结果：1.20×10³CFU/g；复检结果：＜10CFU/g",
    )
    take(engine, a_file(tmp_path / "甲.csv", [row]))
    with reading(engine) as connection:
        entry = connection.execute(select(bulletin_entries)).mappings().one()
        readings = connection.execute(select(bulletin_readings).order_by(bulletin_readings.c.round)).all()
    assert (entry["producer_written"], entry["producer"]) == ("合成食品有限公\n司 ", "合成食品有限公司")
    assert (entry["supplier_written"], entry["supplier"]) == ("/ ", None)
    assert (entry["produced_on"], entry["produced_doubtful"]) == (date(2023, 2, 1), False)
    limit = [entry[f"limit_{part}"] for part in ("kind", "low", "high", "unit", "n", "c", "unread")]
    assert limit == ["plan", "100", "1000", "CFU/g", 5, 2, False]
    assert [tuple(row)[1:] for row in readings] == [
        ("first", 1, "=", "1200", "CFU/g"),
        ("recheck", 1, "<", "10", "CFU/g"),
    ]


def test_what_cannot_be_read_is_kept_as_written_and_counted(engine: Engine, tmp_path: Path) -> None:
    rows = [a_row(), a_failing_row(result="①1.4×10"), a_failing_row(limit="200≤mg/kg")]
    report = take(engine, a_file(tmp_path / "甲.csv", rows))
    assert (report.results, report.limits) == (2, 2)
    assert report.unread == (
        UnreadCell("甲.csv", 3, "检测结果", "①1.4×10"),
        UnreadCell("甲.csv", 4, "限量值", "200≤mg/kg"),
    )
    with reading(engine) as connection:
        written = connection.scalars(
            select(bulletin_entries.c.result_written).where(bulletin_entries.c.result_unread)
        ).all()
        readings = connection.execute(select(func.count()).select_from(bulletin_readings)).scalar_one()
    assert written == ["①1.4×10"]
    assert readings == 1


def test_every_import_leaves_one_audit_entry(engine: Engine, tmp_path: Path) -> None:
    path = a_file(tmp_path / "甲.csv", [a_row(), a_row()])
    take(engine, path)
    take(engine, path)
    with reading(engine) as connection:
        first, second = audit(connection)
    assert (first["command"], first["actor"]) == ("bulletins import", "合成用户")
    assert first["at"] == "2024-03-31T08:30:00.000000+00:00"
    assert json.loads(first["details"])["entries"] == 1
    assert json.loads(second["details"])["known_files"] == ["甲.csv"]
    assert first["digest"] != second["digest"]


def test_digest_does_not_depend_on_the_order_of_the_files(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests: list[str] = []
    write = importing.write_entry

    def remember(*arguments: object, **options: object) -> int:
        digests.append(str(options["digest"]))
        write(*arguments, **options)  # type: ignore[arg-type]
        raise InterruptedError

    monkeypatch.setattr(importing, "write_entry", remember)
    paths = [a_file(tmp_path / "甲.csv", [a_row()]), a_file(tmp_path / "乙.csv", [a_failing_row(), a_row()])]
    for order in (paths, paths[::-1]):
        with pytest.raises(InterruptedError):
            take(engine, *order)
    assert digests[0] == digests[1]


def test_one_bad_file_and_nothing_of_the_command_is_written(engine: Engine, tmp_path: Path) -> None:
    good = a_file(tmp_path / "甲.csv", [a_row()])
    bad = a_file(tmp_path / "乙.csv", [a_row(), a_row(verdict="基本合格"), a_row(published="2023-02-30")])
    with pytest.raises(BulletinCellsRefused) as refused:
        take(engine, good, bad)
    assert "乙.csv" in refused.value.message
    cells = [(cell["row"], cell["column"]) for cell in refused.value.details["cells"]]
    assert cells == [(3, "判定"), (4, "发布日期")]
    assert not any(stored(engine).values())
    with reading(engine) as connection:
        assert audit(connection) == []


def test_failure_while_writing_leaves_nothing_behind(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_options: object) -> int:
        raise InterruptedError

    monkeypatch.setattr(importing, "write_entry", fail)
    with pytest.raises(InterruptedError):
        take(engine, a_file(tmp_path / "甲.csv", [a_row(), a_failing_row()]))
    assert not any(stored(engine).values())


def test_rows_of_a_command_are_bounded(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MAX_COMMAND_ROWS", 3)
    two = a_file(tmp_path / "甲.csv", [a_row(), a_row()])
    with pytest.raises(BulletinTooLarge):
        take(engine, two, two)
    assert not any(stored(engine).values())


def test_two_imports_at_once_count_what_is_new_once(engine: Engine, tmp_path: Path) -> None:
    shared = [a_row(product=f"合成样品{number}") for number in range(200)]
    paths = [
        a_file(tmp_path / f"{name}.csv", [*shared, a_row(product=f"合成样品{name}")]) for name in "甲乙丙丁"
    ]
    with ThreadPoolExecutor(len(paths)) as threads:
        reports = list(threads.map(lambda path: take(engine, path), paths))
    assert sum(report.entries for report in reports) == len(stored(engine)["bulletin_entries"]) == 204
    assert sum(report.repeated for report in reports) == 600
