"""How a sheet stands when somebody asks for a review: its verdict, its service, and what bars a re-inspection."""

from datetime import date, timedelta

from sqlalchemy import Connection

from domain.catalogue.clocks import load_clocks
from domain.custody.content import SPARE
from domain.custody.kind import CUSTODY, custody_no
from domain.deadlines import deadline_of
from domain.organisations import LABORATORY
from domain.reviews.content import Applicant, Ground, Review
from domain.reviews.errors import OutcomeImpossible, ReviewFinal
from domain.reviews.machine import LATE, UNUSABLE
from domain.sheets.content import Sheet
from domain.sheets.kind import SHEET
from sampling.calendar import installed_calendar
from sampling.disposals.opening import open_disposals
from sampling.disposals.withdrawing import withdraw_disposals
from sampling.organisations import list_organisations
from sampling.store import reviews as store
from sampling.store import work
from sampling.store.disposals import tasks_of_sheet
from sampling.store.view import view_of
from sampling.work.operation import Operation

AGRICULTURE = "农业农村"
_RANK = {"复检": 0, "异议": 1}
_CHANGED = {"改判合格": "合格", "改判不合格": "不合格"}


def verdict_of(connection: Connection, sheet_no: str) -> str:
    """The sample's verdict as it stands: its items, then concluded reviews in their order (as `exchange.md` has it)."""
    given = {verdict for _, verdict in store.verdicts_of_items(connection, sheet_no)}
    verdict = next(
        (
            word
            for item, word in (("不合格项", "不合格"), ("问题项", "问题"), ("合格项", "合格"))
            if item in given
        ),
        "未判定",
    )
    for _, kind, _, conclusion in _in_order(connection, sheet_no):
        verdict = _CHANGED.get(conclusion, verdict)
        if kind == "复检":
            break
    return verdict


def insist_on_openness(connection: Connection, sheet_no: str) -> None:
    """Raises `ReviewFinal` where a re-inspection has its conclusion."""
    if any(kind == "复检" for _, kind, _, _ in _in_order(connection, sheet_no)):
        raise ReviewFinal(sheet_no)


def served_on(connection: Connection, sheet_no: str, applicant: Applicant) -> date | None:
    """The first day on which the result notice was served on the applicant's own end; None where none is known.

    Each party's days run from its own notice. A sampled unit that is the producer itself has the one end there is.
    """
    ends = [(task_no, side) for task_no, side, _ in tasks_of_sheet(connection, sheet_no)]
    sold = any(side == "经营" for _, side in ends)
    own = "经营" if applicant == "被抽样单位" and sold else "生产"
    days: list[date] = []
    for task_no in (task_no for task_no, side in ends if side == own):
        events = work.stored_events(connection, "disposal", [task_no]).get(task_no, [])
        days += [event["on_day"] for event in events if event["command"] == "serve"]
    return min(days, default=None)


def first_laboratory_of(op: Operation, sheet_no: str) -> str | None:
    """Code of the laboratory that tested first; by its name where a file told no code. None where it is not registered."""
    sheet = op.load(SHEET, sheet_no).content
    if sheet.laboratory is not None or sheet.laboratory_name is None:
        return sheet.laboratory
    known, _ = list_organisations(op.connection, {"kind": LABORATORY})
    return next((one.code for one in known if one.name == sheet.laboratory_name), None)


def last_day(op: Operation, clock: str, start: date | None) -> date | None:
    """The last day of a right that starts on a day; None where that is not known or rests on an unpublished year."""
    if start is None:
        return None
    end = deadline_of(load_clocks()[clock], start, installed_calendar(view_of(op.connection)))
    if end.provisional:
        return None
    assert isinstance(end.due, date)
    return end.due


def obstacles_of(op: Operation, sheet_no: str, applied_on: date, apply_by: date | None) -> tuple[Ground, ...]:
    """Grounds for refusing a re-inspection that the records themselves tell."""
    found: list[Ground] = []
    unqualified = {
        item_class
        for item_class, verdict in store.verdicts_of_items(op.connection, sheet_no)
        if verdict == "不合格项"
    }
    if unqualified == {"微生物"}:
        found.append("微生物指标不合格")
    sheet: Sheet = op.load(SHEET, sheet_no).content
    if sheet.produced_on and sheet.shelf_life_days:
        last = sheet.produced_on.toordinal() + sheet.shelf_life_days
        if applied_on > date.min + timedelta(days=min(last, date.max.toordinal()) - 1):
            found.append("备份样品超过保质期")
    spare = op.find(CUSTODY, custody_no(sheet_no, SPARE))
    if spare is not None and spare.state in ("opened", "destroyed"):
        found.append(UNUSABLE)
    if apply_by is not None and applied_on > apply_by:
        found.append(LATE)
    return tuple(found)


def check_outcome(op: Operation, review: Review, outcome: str) -> None:
    """Raises `ReviewFinal`, and `OutcomeImpossible` for a change into what stands already."""
    insist_on_openness(op.connection, review.sheet_no)
    verdict = verdict_of(op.connection, review.sheet_no)
    if _CHANGED.get(outcome) == verdict:
        raise OutcomeImpossible(outcome, verdict)


def settle_disposals(op: Operation, review: Review, outcome: str, on: date) -> None:
    """An overturned verdict withdraws open tasks; one that turns unqualified opens them."""
    if outcome == "改判合格":
        withdraw_disposals(op, review.sheet_no, on=on, reason="检验结论改判合格")
    elif outcome == "改判不合格":
        open_disposals(op, review.sheet_no, received_on=on)


def _in_order(connection: Connection, sheet_no: str) -> list[tuple[date, str, date, str]]:
    found = store.conclusions_of(connection, sheet_no)
    return sorted(found, key=lambda one: (one[0], _RANK[one[1]], one[2]))
