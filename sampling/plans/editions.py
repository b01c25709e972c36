"""The editions of a plan: every version that put rows in force, and what lies between two of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import Connection

from domain.errors import NotFound, RuleViolation
from domain.plans.content import Plan, PlanRow
from domain.plans.kind import PLAN
from domain.plans.rows import RowChange, differences, plan_numbers_of
from domain.work.machine import IMPORT
from domain.work.record import Event, Record
from sampling.work.reading import list_records, read_record, read_stored, read_versions

# Steps that put rows in force.
_ISSUING = ("approve", "amend", IMPORT)


class EditionNotFound(NotFound):
    """The plan has no edition of this version."""

    code = "plan-edition-not-found"

    def __init__(self, plan_no: str, version: int, known: Sequence[int]) -> None:
        listed = "、".join(str(one) for one in known)
        super().__init__(
            f"计划 {plan_no} 的版本 {version} 没有批准过的各行，可比较的版本有：{listed or '无'}",
            plan_no=plan_no,
            version=version,
        )


class PlanRowClosed(RuleViolation):
    """A sheet names a row that takes no more sheets."""

    code = "plan-row-closed"

    def __init__(self, row_no: str, why: str) -> None:
        super().__init__(f"计划编号 {row_no} {why}，不能再用于新的抽样单，请改选其他计划", row_no=row_no)


@dataclass(frozen=True, slots=True)
class Edition:
    """Rows that were put in force by a step."""

    version: int
    step: Event
    rows: tuple[PlanRow, ...]


def editions_of(connection: Connection, plan_no: str) -> list[Edition]:
    """Every edition of the plan, oldest first. Raises `RecordNotFound`."""
    record = read_record(connection, PLAN, plan_no)
    if read_stored(connection, PLAN, plan_no) is None:
        return [Edition(record.version, record.events[-1], record.content.rows)]
    contents = dict(read_versions(connection, PLAN, plan_no))
    return [
        Edition(version, event, contents[version].rows)
        for version, event in enumerate(record.events, start=1)
        if event.command in _ISSUING and _is_approved(record, version)
    ]


def compare_editions(
    connection: Connection, plan_no: str, first: int | None, second: int | None
) -> tuple[Edition, Edition, list[RowChange]]:
    """What changed between two editions; the first and the newest where none are named. Raises `EditionNotFound`."""
    known = {edition.version: edition for edition in editions_of(connection, plan_no)}
    chosen = [first or min(known, default=0), second or max(known, default=0)]
    for version in chosen:
        if version not in known:
            raise EditionNotFound(plan_no, version, sorted(known))
    before, after = known[chosen[0]], known[chosen[1]]
    return before, after, differences(before.rows, after.rows)


def insist_on_open_row(connection: Connection, row_no: str) -> None:
    """Raise `PlanRowClosed` where the row's plan was worked on here and takes no more sheets under it."""
    for record, row in _plans_of_row(connection, row_no):
        if record.state == "closed":
            raise PlanRowClosed(row_no, "所属计划已结束")
        if row.withdrawn:
            raise PlanRowClosed(row_no, "已由计划调整撤下")


def organisation_of_row(connection: Connection, row_no: str) -> tuple[str, str] | None:
    """Number and organisation of the plan that a row belongs to; None where it was not worked on here."""
    return next(
        ((record.no, record.content.organisation) for record, _ in _plans_of_row(connection, row_no)), None
    )


def _plans_of_row(connection: Connection, row_no: str) -> Iterator[tuple[Record[Plan], PlanRow]]:
    for number in plan_numbers_of(row_no):
        record = read_stored(connection, PLAN, number)
        row = next((row for row in record.content.rows if row.row_no == row_no), None) if record else None
        if record is not None and row is not None:
            yield record, row


def original_plans(connection: Connection, plans: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The frame `plans` with every plan that is worked on here as it was first approved.

    Rows that only an amendment brought are left out, withdrawn rows have the batches they began with. Plans that
    were never worked on here have no earlier edition and stay as they are. A plan first approved after `as_of`
    stays too: there was no other on that day.
    """
    replaced: dict[str, PlanRow | None] = {}
    years: dict[str, int] = {}
    summaries, _ = list_records(connection, PLAN, {}, after=None, limit=100_000)
    for summary in summaries:
        editions = editions_of(connection, summary.no)
        if editions and editions[0].step.on <= as_of:
            replaced |= {row.row_no: None for edition in editions for row in edition.rows}
            replaced |= {row.row_no: row for row in editions[0].rows}
            years |= {row.row_no: row.year or summary.content.year for row in editions[0].rows}
    kept = plans.filter(~pl.col("plan_no").is_in(list(replaced)))
    rows = [_values(row, years) for row in replaced.values() if row is not None]
    if not rows:
        return kept
    return pl.concat([kept, pl.DataFrame(rows, schema=plans.schema)])


def _values(row: PlanRow, years: Mapping[str, int]) -> dict[str, object]:
    return {
        "plan_no": row.row_no,
        "year": years[row.row_no],
        "kind": row.kind,
        "level": row.level,
        "area_code": row.area_code,
        "category": row.category,
        "stage": row.stage,
        "batches": row.batches,
    }


def _is_approved(record: Record[Plan], version: int) -> bool:
    """Whether the plan was in force at this version: a file may have corrected a mere draft."""
    return any(event.command == "approve" for event in record.events[:version])
