"""SQL of comparing records with their entries: change rows by record, and the rows that they speak of."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, exists, func, select

from sampling.store.imports import as_it_stands, stored_table
from sampling.store.schema import metadata
from sampling.store.schema.access import account_grants, accounts
from sampling.store.schema.audit import audit_changes, audit_entries
from sampling.store.schema.samples import items
from sampling.store.schema.work import organisations, work_clocks, work_records, work_versions

Row = dict[str, Any]

_AT_ONCE = 1_000
_CHUNK = 300
_OF_IMPORTS = audit_entries.c.command.like("import%") | audit_entries.c.command.like("national%")


def changes_by_record(connection: Connection, tables: Sequence[str]) -> Iterator[RowMapping]:
    """All change rows of these tables, those of one record together and in the order in which they were written."""
    columns = audit_changes.c
    wanted = (
        select(audit_changes)
        .where(columns.record_table.in_(tables))
        .order_by(columns.record_key, columns.record_table, columns.entry_id, columns.seq)
    )
    yield from connection.execute(wanted, execution_options={"yield_per": _AT_ONCE}).mappings()


def whole_versions(connection: Connection, kind: str, nos: Sequence[str]) -> dict[str, list[Row]]:
    """Every version of these records with its content, oldest first, by number."""
    columns = work_versions.c
    wanted = select(*map(as_it_stands, columns)).where(columns.kind == kind, columns.record_no.in_(nos))
    return _by_number(connection, wanted.order_by(columns.record_no, columns.version))


def newest_rows(connection: Connection, kind: str, nos: Sequence[str]) -> dict[str, Row]:
    """The newest row of these records, by number."""
    columns = work_records.c
    wanted = select(*map(as_it_stands, columns)).where(columns.kind == kind, columns.record_no.in_(nos))
    return {row["record_no"]: _plain(row) for row in connection.execute(wanted).mappings()}


def whole_clocks(connection: Connection, kind: str, nos: Sequence[str]) -> dict[str, list[Row]]:
    """The clocks of these records in their order, by number."""
    columns = work_clocks.c
    wanted = select(work_clocks).where(columns.kind == kind, columns.record_no.in_(nos))
    return _by_number(connection, wanted.order_by(columns.record_no, columns.seq))


def _by_number(connection: Connection, wanted: Any) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in connection.execute(wanted).mappings():
        found.setdefault(row["record_no"], []).append(_plain(row))
    return found


def untold_work(connection: Connection) -> Iterator[tuple[str, str]]:
    """Kind and number of the records that no change row speaks of."""
    key = work_records.c.kind + "/" + work_records.c.record_no
    yield from _untold(connection, "work_records", key, (work_records.c.kind, work_records.c.record_no))


def untold_keys(connection: Connection, table: str) -> Iterator[str]:
    """Keys of the rows of an unshared register that no change row speaks of."""
    column = {"accounts": accounts.c.login, "organisations": organisations.c.code}[table]
    for (key,) in _untold(connection, table, column, (column,)):
        yield str(key)


def _untold(connection: Connection, table: str, key: Any, columns: Sequence[Any]) -> Iterator[Any]:
    told = exists().where(audit_changes.c.record_table == table, audit_changes.c.record_key == key)
    yield from connection.execute(select(*columns).where(~told).order_by(*columns))


def import_entries(connection: Connection) -> Iterator[tuple[int, str]]:
    """Number of each import's entry and what it says of itself, as JSON, the oldest first."""
    columns = audit_entries.c
    wanted = select(columns.id, columns.details).where(_OF_IMPORTS)
    for entry, details in connection.execute(wanted.order_by(columns.id)).all():
        yield int(entry), str(details)


def changes_of_keys(connection: Connection, table: str, keys: Sequence[str]) -> dict[str, list[Row]]:
    """The change rows of these records of a table, in the order in which they were written."""
    columns = audit_changes.c
    wanted = (
        select(columns.record_key, columns.action, columns.before)
        .where(columns.record_table == table, columns.record_key.in_(keys))
        .order_by(columns.entry_id, columns.seq)
    )
    found: dict[str, list[Row]] = {}
    for row in connection.execute(wanted).mappings():
        found.setdefault(row["record_key"], []).append(_plain(row))
    return found


def told_counts(connection: Connection, tables: Sequence[str]) -> dict[str, int]:
    """How many rows of each table change rows tell as created, less those that they tell as deleted."""
    columns = audit_changes.c
    wanted = (
        select(columns.record_table, columns.action, func.count())
        .where(columns.record_table.in_(tables), columns.action.in_(("created", "deleted")))
        .group_by(columns.record_table, columns.action)
    )
    found: dict[str, int] = dict.fromkeys(tables, 0)
    for table, action, count in connection.execute(wanted):
        found[table] += count if action == "created" else -count
    return found


def stored_count(connection: Connection, table: str) -> int:
    """How many rows the table has."""
    return int(connection.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one())


def import_moments(connection: Connection) -> set[str]:
    """The moments of all imports."""
    columns = audit_entries.c
    return set(connection.scalars(select(columns.at).where(_OF_IMPORTS)))


def rows_of_keys(
    connection: Connection, table: str, names: Sequence[str], firsts: Sequence[str]
) -> dict[tuple[str, ...], Row]:
    """The stored rows whose first key column is among `firsts`, by their key as texts."""
    stored = metadata.tables[table]
    found: dict[tuple[str, ...], Row] = {}
    for at in range(0, len(firsts), _CHUNK):
        wanted = select(*map(as_it_stands, stored.c)).where(
            stored.c[names[0]].in_(set(firsts[at : at + _CHUNK]))
        )
        for row in connection.execute(wanted).mappings():
            found[tuple(str(row[name]) for name in names)] = _plain(row)
    return found


def items_of_sheets(
    connection: Connection, sheet_nos: Sequence[str], names: Sequence[str]
) -> dict[str, list[Row]]:
    """The test items of these sheets in their order, without sheet number and position."""
    found: dict[str, list[Row]] = {no: [] for no in sheet_nos}
    columns = [items.c[name] for name in names]
    for at in range(0, len(sheet_nos), _CHUNK):
        wanted = select(items.c.sheet_no, *columns).where(items.c.sheet_no.in_(sheet_nos[at : at + _CHUNK]))
        for no, *values in connection.execute(wanted.order_by(items.c.sheet_no, items.c.position)):
            found[no].append(dict(zip(names, values, strict=True)))
    return found


def grants_in_force(connection: Connection, logins: Sequence[str]) -> dict[str, list[Row]]:
    """Role, area and organisation of each grant that was not revoked, by account."""
    columns = account_grants.c
    found: dict[str, list[Row]] = {login: [] for login in logins}
    wanted = select(columns.login, columns.role, columns.area_code, columns.organisation)
    for login, role, area, organisation in connection.execute(
        wanted.where(columns.login.in_(logins), columns.revoked_at.is_(None)).order_by(columns.id)
    ):
        found[login].append({"role": role, "area": area, "organisation": organisation})
    return found


def table_of(exchange: str) -> str:
    """The name of the database table of an exchange table."""
    return stored_table(exchange).name


def _plain(row: RowMapping) -> Row:
    return {str(name): value for name, value in row.items()}
