"""Keeping the exchange rows in step with the work: what is written is what differs, and the audit entry says so.

Every value is read as an import would read it, so that an export of the work always imports again and says the same:
blanks around texts go, what means nothing is nothing, codes are codes, dates come in their order.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from domain.errors import RuleViolation
from domain.exchange.tables import SAMPLES, TABLE_BY_NAME, Column, Kind, Table
from domain.work.kind import Projection
from sampling.audit import Change
from sampling.cells.limits import DEFAULT_LIMITS
from sampling.cells.reading import CellReader, Refusal
from sampling.store import projection as store
from sampling.store.imports import stored_table

_READ_AS_IMPORTED = frozenset(
    (Kind.TEXT, Kind.CODE, Kind.CREDIT_CODE, Kind.PEOPLE, Kind.CHOICE, Kind.TAGS, Kind.QUARTER)
)


class CellNotExchangeable(RuleViolation):
    """A value that the exchange format cannot hold."""

    code = "cell-not-exchangeable"

    def __init__(self, header: str, value: str, fault: str) -> None:
        super().__init__(
            f"“{header}”的内容“{value}”不符合交换格式（{fault}），请更正",
            header=header,
            value=value,
            fault=fault,
        )


class DatesOutOfOrder(RuleViolation):
    """Dates of one record that the exchange format wants in order are not."""

    code = "dates-out-of-order"

    def __init__(self, earlier: str, earlier_day: date, later: str, later_day: date) -> None:
        super().__init__(
            f"{later} {later_day} 早于{earlier} {earlier_day}，请核对日期",
            earlier=earlier,
            earlier_day=str(earlier_day),
            later=later,
            later_day=str(later_day),
        )


class ReferenceUnknown(RuleViolation):
    """A row refers to something that is not registered."""

    code = "reference-unknown"

    def __init__(self, table: str, key: str) -> None:
        super().__init__(
            f"{table} {key} 引用的辖区、主体、计划或抽样单不存在，请先登记或导入", table=table, key=key
        )


def project(connection: Connection, projections: Iterable[Projection]) -> list[Change]:
    """Write the exchange rows of a record; returns what changed, column by column."""
    changes: list[Change] = []
    for one in projections:
        names = TABLE_BY_NAME[one.table].keys
        key = {name: one.values[name] for name in names}
        changes += _write(connection, one, key)
    return changes


def _write(connection: Connection, one: Projection, key: Mapping[str, Any]) -> list[Change]:
    label = "/".join(str(value) for value in key.values())
    table = TABLE_BY_NAME[one.table]
    values = {name: _as_imported(table.column(name), value) for name, value in one.values.items()}
    before = store.row_of_key(connection, one.table, key)
    _check_order(table, {**(before or {}), **values})
    old: dict[str, Any] = {}
    new = {name: value for name, value in values.items() if before is None or before[name] != value}
    try:
        if before is None:
            store.insert_row(connection, one.table, values)
        elif new:
            old.update({name: before[name] for name in new})
            store.update_row(connection, one.table, key, new)
    except IntegrityError:
        raise ReferenceUnknown(table.title, label) from None
    if one.items is not None:
        had = store.items_of_sheet(connection, str(key["sheet_no"]))
        has = [_item(item) for item in one.items]
        if had != has:
            store.replace_items(connection, str(key["sheet_no"]), has)
            old["items"], new["items"] = had, has
    if not new:
        return []
    stored = stored_table(one.table).name
    return [Change(stored, label, "created" if before is None else "updated", old if before else None, new)]


def _item(values: Mapping[str, Any]) -> dict[str, Any]:
    whole = store.whole_item(values)
    return {column.name: _as_imported(column, whole[column.name]) for column in SAMPLES.item_columns}


def _as_imported(column: Column, value: Any) -> Any:
    """The value as an import of its export would store it. Raises `CellNotExchangeable`."""
    if column.kind not in _READ_AS_IMPORTED or value is None:
        return value
    read = _reader(column)(str(value))
    changed_code = column.kind in (Kind.CODE, Kind.CREDIT_CODE) and read != value
    if isinstance(read, Refusal) or changed_code:
        raise CellNotExchangeable(
            column.header, str(value), read.code if isinstance(read, Refusal) else "编号须为半角大写"
        )
    return read


@cache
def _reader(column: Column) -> CellReader:
    return CellReader(column, guarded=False, limits=DEFAULT_LIMITS)


def _check_order(table: Table, values: Mapping[str, Any]) -> None:
    for chain in table.date_chains:
        filled = [(table.column(name), values[name]) for name in chain if values.get(name) is not None]
        for (earlier, first), (later, second) in pairwise(filled):
            if second < first:
                raise DatesOutOfOrder(earlier.header, first, later.header, second)
