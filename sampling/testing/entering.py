"""Entering findings: one sheet, or a worklist over many sheets in one transaction.

Every entry is a revision: rows are added, never changed. Each finding is judged as it comes in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from domain.sheets.kind import SHEET
from domain.testing.content import Entry, SheetFindings, Test, Worklist
from domain.testing.errors import ItemNotEntered, ItemTwice, SheetTwice
from domain.testing.findings import Finding, FindingEntry
from domain.testing.kind import TEST
from domain.testing.machine import MACHINE
from domain.testing.standards import LimitSource, judging_day, limits_for, needs_limits
from domain.testing.verdicts import judged, merged, tally_of
from domain.work.errors import ReasonMissing
from domain.work.fields import Form
from domain.work.record import Record
from sampling.standards import newest_rows
from sampling.store import testing as store
from sampling.store.work import stored_moment
from sampling.testing.reading import findings_of
from sampling.work.operation import Operation

TestRecord = Record[Test]


def enter_findings(op: Operation, sheet_no: str, form: Entry) -> TestRecord:
    """Add findings, replace those of the same items, withdraw what was entered by mistake (with a reason).

    Raises `ItemTwice`, `ItemNotEntered`, `NothingEntered`, and `VerdictUnexplained` where a verdict differs from the
    proposed one without a reason.
    """
    if form.withdraw and not (form.reason or "").strip():
        raise ReasonMissing("撤下检验项目")
    order = _Order(sheet_no, form.findings, form.withdraw)
    return _enter(op, [order], form.reason)[0]


def enter_worklist(op: Operation, form: Worklist) -> list[TestRecord]:
    """Findings of many sheets: all of them or none. Raises `SheetTwice` beside what one entry raises."""
    return enter_sheets(op, form.sheets, form.reason)


def enter_sheets(op: Operation, sheets: Iterable[SheetFindings], reason: str | None) -> list[TestRecord]:
    """`enter_worklist` for findings from anywhere."""
    return _enter(op, [_Order(one.sheet_no, one.findings, ()) for one in sheets], reason)


def verify_findings(op: Operation, sheet_no: str, form: Form) -> TestRecord:
    """Stand for what others have entered."""
    record = op.load(TEST, sheet_no)
    return op.save(TEST, MACHINE.advance(record, "verify", op.step(None, form.reason)))


def send_back(op: Operation, sheet_no: str, form: Form) -> TestRecord:
    """Give verified findings back to whoever enters them, and say why."""
    record = op.load(TEST, sheet_no)
    return op.save(TEST, MACHINE.advance(record, "send-back", op.step(None, form.reason)))


@dataclass(frozen=True, slots=True)
class _Order:
    """What is entered for one sheet."""

    sheet_no: str
    entries: Sequence[FindingEntry]
    withdraw: Sequence[str]


def _enter(op: Operation, orders: Sequence[_Order], reason: str | None) -> list[TestRecord]:
    _insist_on_once(orders)
    records = op.load_many(TEST, [order.sheet_no for order in orders])
    known = findings_of(op.connection, records.values())
    limits = limit_sources(op, {order.sheet_no: order.entries for order in orders})
    step = op.step(None, reason)
    at = stored_moment(op.at)
    rows: list[dict[str, Any]] = []
    after: list[TestRecord] = []
    for order in orders:
        record = records[order.sheet_no]
        before = record.content
        revision = before.revision + 1
        had = {finding.item_name for finding in known[record.no]}
        _insist_on_known(order, had)
        news = [
            judged(
                entry,
                before.task_kind,
                op.actor,
                revision=revision,
                source=limits.get((order.sheet_no, entry.item_name)),
            )
            for entry in order.entries
        ]
        now = merged(known[record.no], news, order.withdraw)
        content = msgspec.structs.replace(
            before,
            revision=revision if news or order.withdraw else before.revision,
            tally=tally_of(now),
            told=None,
        )
        after.append(MACHINE.advance(record, "enter", step, content))
        rows += _rows(op, record, known[record.no], news, now, at)
    saved = op.save_many(TEST, after)
    store.insert_findings(op.connection, rows)
    return saved


def _insist_on_once(orders: Sequence[_Order]) -> None:
    sheets: set[str] = set()
    for order in orders:
        if order.sheet_no in sheets:
            raise SheetTwice(order.sheet_no)
        sheets.add(order.sheet_no)
        items: set[str] = set()
        for name in (*(entry.item_name for entry in order.entries), *order.withdraw):
            if name in items:
                raise ItemTwice(order.sheet_no, name)
            items.add(name)


def _insist_on_known(order: _Order, had: set[str]) -> None:
    for name in order.withdraw:
        if name not in had:
            raise ItemNotEntered(order.sheet_no, name)


def _rows(
    op: Operation,
    record: TestRecord,
    known: Sequence[Finding],
    news: Sequence[Finding],
    now: Sequence[Finding],
    at: str,
) -> list[dict[str, Any]]:
    """The rows to add: what is new; and, where an import had replaced what was entered, what counts instead."""
    revision = record.content.revision + 1
    added, gone = news, known
    if record.content.told is not None:
        added = [msgspec.structs.replace(one, revision=revision) for one in now]
        entered = msgspec.structs.replace(record, content=msgspec.structs.replace(record.content, told=None))
        gone = findings_of(op.connection, [entered])[record.no]
    left = {finding.item_name for finding in now}
    rows = [_row(record.no, one, revision, place, at) for place, one in enumerate(added)]
    rows += [
        _row(record.no, one, revision, 0, at) | {"withdrawn": True, "entered_by": op.actor}
        for one in gone
        if one.item_name not in left
    ]
    return rows


def _row(sheet_no: str, finding: Finding, revision: int, place: int, at: str) -> dict[str, Any]:
    values = msgspec.structs.asdict(finding)
    values.update(sheet_no=sheet_no, revision=revision, position=place, withdrawn=False, entered_at=at)
    return values


def limit_sources(
    op: Operation, wanted: Mapping[str, Sequence[FindingEntry]]
) -> Mapping[tuple[str, str], LimitSource]:
    """Where the limits come from that entries do not have, by sheet and item."""
    wanting = [
        (sheet_no, entry) for sheet_no, entries in wanted.items() for entry in entries if needs_limits(entry)
    ]
    if not wanting:
        return {}
    rows = newest_rows(op.connection, {entry.item_name for _, entry in wanting})
    wanting = [(sheet_no, entry) for sheet_no, entry in wanting if entry.item_name in rows]
    sheets = op.load_many(SHEET, list(dict.fromkeys(sheet_no for sheet_no, _ in wanting)))
    found: dict[tuple[str, str], LimitSource] = {}
    for sheet_no, entry in wanting:
        sheet = sheets[sheet_no].content
        when = judging_day(sheet.produced_on, sheet.sampled_on, sheet.date_kind)
        if when is not None:
            source = limits_for(entry, sheet.category, when, rows[entry.item_name])
            found[sheet_no, entry.item_name] = source
    return found
