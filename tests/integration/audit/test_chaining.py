"""The chain on real databases: it never forks, tampering is found, and the database refuses to change it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from api.anchoring import read_all, write_anchor
from api.migrations import alembic_config
from domain.audit.chain import Entry, hash_of
from domain.audit.checking import Code
from sampling.audit import Change, root_of, verify_audit, write_entry
from sampling.store.audit import stored_entries
from sampling.store.engine import make_engine, reading, transaction
from tests import reference_chain
from tests.databases.contents import insert_examples

AT = datetime(2024, 4, 1, 8, 0, 0, 123456, tzinfo=UTC)
ENTRIES = 7


def write(engine: Engine, number: int, changes: int = 2) -> int:
    rows = [
        Change("cases", f"XS{number}-{at}", "updated", {"facts": None}, {"facts": f"合成数据{at}"})
        for at in range(changes)
    ]
    with transaction(engine) as connection:
        return write_entry(
            connection,
            at=AT,
            actor=f"操作人{number % 3}",
            command="case.correct",
            summary=f"第{number}步",
            details={"n": number},
            digest=f"{number:064}",
            changes=rows,
        )


@pytest.fixture
def chained(engine: Engine) -> Engine:
    """A database with a few entries."""
    for number in range(1, ENTRIES + 1):
        assert write(engine, number) == number
    return engine


def found(engine: Engine, *anchors: Path) -> tuple[Code, int] | None:
    """The first breach; a second implementation agrees on whether there is one before the anchors."""
    known, _ = read_all(anchors)
    with reading(engine) as view:
        breach = verify_audit(view, known).breach
        second = reference_chain.first_fault(view)
    assert (second is None) == (breach is None or breach.code.startswith("anchor")), (breach, second)
    return None if breach is None else (breach.code, breach.sequence)


def test_a_thousand_entries_of_sixteen_writers_are_one_chain(engine: Engine) -> None:
    with ThreadPoolExecutor(16) as writers:
        numbers = list(writers.map(lambda number: write(engine, number, changes=1), range(1_000)))
    assert sorted(numbers) == list(range(1, 1_001))
    assert found(engine) is None


def test_a_command_that_fails_leaves_no_gap(chained: Engine) -> None:
    def fail() -> None:
        with transaction(chained) as connection:
            write_entry(connection, at=AT, actor="甲", command="x", summary="", details={}, digest="")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert write(chained, 0) == ENTRIES + 1
    assert found(chained) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entries SET actor = 'x' WHERE id = 2",
        "DELETE FROM audit_entries WHERE id = 2",
        "UPDATE audit_changes SET after = NULL WHERE entry_id = 2",
        "DELETE FROM audit_changes",
        "UPDATE audit_head SET sequence = 3",
        "DELETE FROM audit_head",
        "UPDATE work_versions SET actor = 'x'",
        "DELETE FROM work_versions",
    ],
)
def test_the_database_refuses_to_change_what_was_written(chained: Engine, statement: str) -> None:
    with transaction(chained) as connection:
        connection.execute(
            text(
                "INSERT INTO work_records (kind, record_no, version, state, closed, opened_on, content)"
                " VALUES ('case', 'XS1', 1, 'clue', false, '2024-01-05', '{}')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO work_versions (kind, record_no, version, command, state, on_day, at, actor, imported,"
                " content) VALUES ('case', 'XS1', 1, 'record', 'clue', '2024-01-05', '', '甲', false, '{}')"
            )
        )
    with pytest.raises(DBAPIError, match="append-only"), transaction(chained) as connection:
        connection.execute(text(statement))
    assert found(chained) is None


def test_postgresql_refuses_to_empty_a_table_at_once(postgres_engine: Engine) -> None:
    for table in ("audit_changes", "audit_entries, audit_changes", "audit_head", "work_versions"):
        with pytest.raises(DBAPIError, match="append-only"), transaction(postgres_engine) as connection:
            connection.execute(text(f"TRUNCATE {table}"))


def unguarded(engine: Engine, tamper: Callable[[Connection], None]) -> None:
    """Do it as somebody would who owns the database and takes its triggers and keys away first."""
    with transaction(engine) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
            for name in connection.scalars(
                text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            ).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        tamper(connection)


def run(*statements: str) -> Callable[[Connection], None]:
    def tamper(connection: Connection) -> None:
        for statement in statements:
            connection.execute(text(statement))

    return tamper


SWAPPED = (
    "UPDATE audit_entries SET summary = (CASE id WHEN 3 THEN '第4步' ELSE '第3步' END) WHERE id IN (3, 4)"
)
ADDED = (
    "INSERT INTO audit_entries SELECT 8, at, actor, command, '', '', '', 0, changes_digest, hash, hash"
    " FROM audit_entries WHERE id = 7"
)
TAMPERINGS: dict[str, tuple[tuple[str, ...], tuple[Code, int]]] = {
    "another actor": (("UPDATE audit_entries SET actor = '别人' WHERE id = 3",), ("fields", 3)),
    "another moment": (
        ("UPDATE audit_entries SET at = replace(at, '123456', '123457') WHERE id = 1",),
        ("fields", 1),
    ),
    "another hash": (("UPDATE audit_entries SET hash = digest WHERE id = 5",), ("fields", 5)),
    "another predecessor": (("UPDATE audit_entries SET previous = digest WHERE id = 5",), ("previous", 5)),
    "a change edited": (
        ("UPDATE audit_changes SET after = '{}' WHERE entry_id = 4 AND seq = 2",),
        ("changes", 4),
    ),
    "a change emptied": (
        ("UPDATE audit_changes SET after = NULL WHERE entry_id = 4 AND seq = 2",),
        ("changes", 4),
    ),
    "a change deleted": (("DELETE FROM audit_changes WHERE entry_id = 6 AND seq = 2",), ("changes", 6)),
    "a change added": (
        (
            "INSERT INTO audit_changes (entry_id, seq, record_table, record_key, action) VALUES (2, 3, 'a', 'b', 'created')",
        ),
        ("changes", 2),
    ),
    "changes swapped": (
        (
            "UPDATE audit_changes SET record_key = (CASE seq WHEN 1 THEN 'XS2-1' ELSE 'XS2-0' END) WHERE entry_id = 2",
        ),
        ("changes", 2),
    ),
    "an entry deleted": (
        ("DELETE FROM audit_changes WHERE entry_id = 3", "DELETE FROM audit_entries WHERE id = 3"),
        ("missing", 3),
    ),
    "the first entry deleted": (
        ("DELETE FROM audit_changes WHERE entry_id = 1", "DELETE FROM audit_entries WHERE id = 1"),
        ("missing", 1),
    ),
    "the last entry deleted": (
        ("DELETE FROM audit_changes WHERE entry_id = 7", "DELETE FROM audit_entries WHERE id = 7"),
        ("head", 6),
    ),
    "entries swapped": ((SWAPPED,), ("fields", 3)),
    "the head set back": (("UPDATE audit_head SET sequence = 6",), ("head", 7)),
    "an entry added at the end": (
        (ADDED,),
        ("changes", 8),
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_where_it_is(chained: Engine, name: str) -> None:
    statements, expected = TAMPERINGS[name]
    assert found(chained) is None
    unguarded(chained, run(*statements))
    assert found(chained) == expected


def recompute(connection: Connection, first: int) -> None:
    """Rewrite an entry, then every hash from there on, and the head, as one who knows the encoding would."""
    connection.execute(text("UPDATE audit_entries SET actor = '别人' WHERE id = :first"), {"first": first})
    previous = None
    for stored in list(stored_entries(connection)):
        values = {name: getattr(stored.entry, name) for name in Entry.__dataclass_fields__}
        values["previous"] = previous or values["previous"]
        digest = hash_of(Entry(**values))
        update = text("UPDATE audit_entries SET previous = :previous, hash = :hash WHERE id = :id")
        connection.execute(update, {"previous": values["previous"], "hash": digest, "id": stored.entry.id})
        previous = digest
    connection.execute(text("UPDATE audit_head SET hash = :hash"), {"hash": previous})


@pytest.mark.parametrize("first", [1, 3, 4])
def test_a_chain_that_was_computed_anew_is_found_by_the_roots_outside(
    chained: Engine, tmp_path: Path, first: int
) -> None:
    place = tmp_path / "anchors.jsonl"
    with reading(chained) as view:
        write_anchor(place, root_of(view), AT)
    write(chained, 8)
    assert found(chained, place) is None
    unguarded(chained, lambda connection: recompute(connection, first))
    assert found(chained) is None
    assert found(chained, place) == ("anchor", ENTRIES)


def test_a_chain_that_was_cut_short_is_found_by_the_roots_outside(chained: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "anchors"
    folder.mkdir()
    with reading(chained) as view:
        root = root_of(view)
    file = write_anchor(folder, root, AT)
    file.write_bytes(file.read_bytes()[:-1])  # a write that was cut off keeps to its own line
    assert write_anchor(folder, root, AT) == file
    last = "SELECT sequence - 1 FROM audit_head"
    unguarded(
        chained,
        run(
            "DELETE FROM audit_changes WHERE entry_id = 7",
            "DELETE FROM audit_entries WHERE id = 7",
            f"UPDATE audit_head SET hash = (SELECT hash FROM audit_entries WHERE id = ({last})), sequence = ({last})",
        ),
    )
    assert found(chained) is None
    assert found(chained, folder) == ("anchor-ahead", ENTRIES)


def test_entries_of_an_older_database_are_chained_by_the_migration(blank_database: str) -> None:
    config, engine = alembic_config(blank_database), make_engine(blank_database)
    command.upgrade(config, "0005")
    with transaction(engine) as connection:
        insert_examples(connection)
        for number in (1, 2, 5):  # PostgreSQL's sequences leave gaps where a transaction failed
            connection.execute(
                text(
                    "INSERT INTO audit_entries (id, at, actor, command, summary, details, digest)"
                    " VALUES (:n, '2024-01-01T00:00:00.000000+00:00', '本机', 'import', '导入', '{}', 'd')"
                ),
                {"n": number},
            )
            connection.execute(
                text(
                    "INSERT INTO audit_changes (entry_id, seq, record_table, record_key, action, after)"
                    " VALUES (:n, 1, 'areas', '320400', 'created', '{}')"
                ),
                {"n": number},
            )
    command.upgrade(config, "head")
    assert found(engine) is None
    assert write(engine, 9) == 4
    assert found(engine) is None
    engine.dispose()
