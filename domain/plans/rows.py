"""Rules about the rows of a plan: numbers, what may not stand twice, what an amendment changes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from domain.errors import RuleViolation
from domain.plans.content import ItemSet, PlanRow, RowForm

DIGITS = 3
_COMPARED = ("kind", "level", "area_code", "category", "stage", "batches", "item_set", "withdrawn", "year")


class PlanRowRepeated(RuleViolation):
    """Two rows plan the same: nobody could say which of them a sheet fills."""

    code = "plan-row-repeated"

    def __init__(self, first: int, second: int) -> None:
        super().__init__(
            f"第 {first} 行与第 {second} 行的类别、级别、区划、食品大类和环节相同，请合并为一行",
            first=first,
            second=second,
        )


class PlanRowUnknown(RuleViolation):
    """A form names a row that the plan does not have, or names one twice."""

    code = "plan-row-unknown"

    def __init__(self, row_no: str) -> None:
        super().__init__(
            f"计划中没有编号为 {row_no} 的行，或该编号填了两次；新增的行请不填编号", row_no=row_no
        )


class ItemSetUnknown(RuleViolation):
    """A row names an item set that the plan does not have."""

    code = "item-set-unknown"

    def __init__(self, name: str) -> None:
        super().__init__(f"计划中没有名为“{name}”的检验项目组，或同名的有两个，请核对", name=name)


@dataclass(frozen=True, slots=True)
class RowChange:
    """What an amendment did to one row: 新增, 撤下, 恢复 or 调整, with the row before and after."""

    row_no: str
    change: str
    before: PlanRow | None
    after: PlanRow | None


def numbered(
    plan_no: str,
    wanted: Sequence[RowForm],
    known: Sequence[PlanRow],
    sets: Sequence[ItemSet],
    is_taken: Callable[[str], bool] = lambda _number: False,
) -> tuple[PlanRow, ...]:
    """The rows with their numbers; known rows that are not wanted follow as withdrawn.

    A new row gets the next number that no row of the plan ever had and that is not taken by a row which only a file
    knows: the plan's number, a hyphen and three digits or more. Raises `PlanRowUnknown`, `PlanRowRepeated`, `ItemSetUnknown`.
    """
    _insist_on_distinct(wanted)
    _insist_on_sets(wanted, sets)
    own = {row.row_no: row for row in known}
    following = 1 + max((_serial(plan_no, row.row_no) for row in known), default=0)
    rows: list[PlanRow] = []
    for row in wanted:
        number = row.row_no
        if number is None:
            while is_taken(_number(plan_no, following)):
                following += 1
            number, following = _number(plan_no, following), following + 1
        elif own.pop(number, None) is None:
            raise PlanRowUnknown(number)
        year = next((one.year for one in known if one.row_no == number), None)
        values = {name: getattr(row, name) for name in RowForm.__struct_fields__}
        rows.append(PlanRow(**{**values, "row_no": number, "year": year}))
    gone = [msgspec.structs.replace(row, batches=0, withdrawn=True) for row in own.values()]
    return (*rows, *gone)


def plan_numbers_of(row_no: str) -> tuple[str, ...]:
    """The plans that a row of this number may belong to: the one it names, or a plan that is this one row."""
    plan, _, serial = row_no.rpartition("-")
    is_serial = len(serial) >= DIGITS and serial.isascii() and serial.isdigit()
    return (row_no, plan) if plan and is_serial else (row_no,)


def differences(before: Iterable[PlanRow], after: Iterable[PlanRow]) -> list[RowChange]:
    """What changed between two editions of a plan, row by row, in the order of the numbers."""
    old = {row.row_no: row for row in before}
    new = {row.row_no: row for row in after}
    changes = []
    for number in sorted({*old, *new}):
        was, now = old.get(number), new.get(number)
        if was is None or now is None:
            changes.append(RowChange(number, "新增" if was is None else "撤下", was, now))
        elif any(getattr(was, name) != getattr(now, name) for name in _COMPARED):
            changes.append(RowChange(number, _named(was, now), was, now))
    return changes


def merged(rows: Sequence[PlanRow], told: PlanRow) -> tuple[PlanRow, ...] | None:
    """The rows with one of them as a file tells it; None where the plan has no such row."""
    if all(row.row_no != told.row_no for row in rows):
        return None
    kept = {row.row_no: row for row in rows}
    was = kept[told.row_no]
    withdrawn = was.withdrawn and told.batches == 0
    kept[told.row_no] = msgspec.structs.replace(told, item_set=was.item_set, withdrawn=withdrawn)
    return tuple(kept.values())


def _named(was: PlanRow, now: PlanRow) -> str:
    if was.withdrawn == now.withdrawn:
        return "调整"
    return "撤下" if now.withdrawn else "恢复"


def _number(plan_no: str, serial: int) -> str:
    return f"{plan_no}-{serial:0{DIGITS}d}"


def _serial(plan_no: str, row_no: str) -> int:
    serial = row_no.removeprefix(f"{plan_no}-")
    return int(serial) if serial.isascii() and serial.isdigit() else 0


def _insist_on_distinct(rows: Sequence[RowForm]) -> None:
    seen: dict[Any, int] = {}
    for number, row in enumerate(rows, start=1):
        same = (row.kind, row.level, row.area_code, row.category, row.stage)
        if same in seen:
            raise PlanRowRepeated(seen[same], number)
        seen[same] = number


def _insist_on_sets(rows: Sequence[RowForm], sets: Sequence[ItemSet]) -> None:
    names = [one.name for one in sets]
    for name in names:
        if names.count(name) > 1:
            raise ItemSetUnknown(name)
    for row in rows:
        if row.item_set is not None and row.item_set not in names:
            raise ItemSetUnknown(row.item_set)
