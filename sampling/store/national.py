"""SQL of the national system's import: registers by name, the office's own tables, stubs, and words kept on sheets."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from sampling.store.schema.national import area_aliases, own_item_classes, plan_aliases
from sampling.store.schema.registers import areas, enterprises, plans
from sampling.store.schema.samples import sheets

Pair = tuple[str, str]

_CHUNK = 500
_OWN_TABLES = {table.name: table for table in (area_aliases, plan_aliases, own_item_classes)}


def stored_area_names(connection: Connection) -> list[tuple[str, str, str, str | None]]:
    """(code, name, level, parent code) of every area, by code."""
    columns = (areas.c.code, areas.c.name, areas.c.level, areas.c.parent_code)
    return [
        (code, name, level, parent)
        for code, name, level, parent in connection.execute(select(*columns).order_by(areas.c.code))
    ]


def stored_plan_rows(connection: Connection) -> list[tuple[str, int, str, str, str, str | None]]:
    """(number, year, level, area, category, stage) of every plan row, by number."""
    columns = (
        plans.c.plan_no,
        plans.c.year,
        plans.c.level,
        plans.c.area_code,
        plans.c.category,
        plans.c.stage,
    )
    return [
        (plan_no, year, level, area, category, stage)
        for plan_no, year, level, area, category, stage in connection.execute(
            select(*columns).order_by(plans.c.plan_no)
        )
    ]


def enterprise_names(connection: Connection) -> list[tuple[str, str, bool]]:
    """(credit code, name, confirmed) of every enterprise."""
    wanted = select(enterprises.c.credit_code, enterprises.c.name, enterprises.c.confirmed)
    return [(code, name, bool(confirmed)) for code, name, confirmed in connection.execute(wanted)]


def own_rows(connection: Connection, table: str) -> list[Pair]:
    """The rows of one of the office's own tables, in order."""
    columns = list(_OWN_TABLES[table].c)
    return [(first, second) for first, second in connection.execute(select(*columns).order_by(*columns))]


def replace_own_rows(
    connection: Connection, table: str, gone: Collection[Pair], new: Collection[Pair]
) -> None:
    """Take rows out of one of the office's own tables and put others in."""
    stored = _OWN_TABLES[table]
    first, second = stored.c
    if gone:
        connection.execute(
            delete(stored).where(first == bindparam("old_first"), second == bindparam("old_second")),
            [{"old_first": a, "old_second": b} for a, b in gone],
        )
    if new:
        connection.execute(insert(stored), [{first.name: a, second.name: b} for a, b in new])


def known_codes(connection: Connection, table: str) -> set[str]:
    """Codes of all areas, or numbers of all plan rows: what an own table's second column may name."""
    column = {"area_aliases": areas.c.code, "plan_aliases": plans.c.plan_no}[table]
    return set(connection.scalars(select(column)))


def stored_enterprises(connection: Connection, credit_codes: Collection[str]) -> set[str]:
    """Which of the credit codes are in the register, stubs included."""
    found: set[str] = set()
    for chunk in _chunks(credit_codes):
        found.update(
            connection.scalars(select(enterprises.c.credit_code).where(enterprises.c.credit_code.in_(chunk)))
        )
    return found


def stubs(connection: Connection) -> list[Mapping[str, Any]]:
    """All enterprises marked 待核 with their area's name, by credit code."""
    columns = [
        enterprises.c[name] for name in ("credit_code", "name", "area_code", "stage", "trade", "founded_on")
    ]
    wanted = (
        select(*columns, areas.c.name.label("area_name"))
        .join(areas, areas.c.code == enterprises.c.area_code)
        .where(~enterprises.c.confirmed)
        .order_by(enterprises.c.credit_code)
    )
    return [dict(row) for row in connection.execute(wanted).mappings()]


def stored_words(connection: Connection, sheet_nos: Collection[str]) -> dict[str, str]:
    """The words kept on the sheets (JSON), where there are any."""
    found: dict[str, str] = {}
    for chunk in _chunks(sheet_nos):
        wanted = select(sheets.c.sheet_no, sheets.c.source_words).where(
            sheets.c.sheet_no.in_(chunk), sheets.c.source_words.is_not(None)
        )
        for sheet_no, words in connection.execute(wanted):
            found[sheet_no] = words
    return found


def write_words(connection: Connection, words: Sequence[tuple[str, str | None]]) -> None:
    """Set the words kept on each sheet."""
    if words:
        statement = (
            update(sheets)
            .where(sheets.c.sheet_no == bindparam("of_sheet"))
            .values(source_words=bindparam("new_words"))
        )
        connection.execute(statement, [{"of_sheet": sheet_no, "new_words": text} for sheet_no, text in words])


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    iterator = iter(values)
    while chunk := list(islice(iterator, _CHUNK)):
        yield chunk
