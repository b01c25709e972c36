"""What is due: every running clock of an organisation, a person or an area, worked on here or known from imports."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from domain.access.actor import Actor
from domain.access.policy import Reach, Whereabouts, lineage
from domain.access.reading import READ, load_policy
from domain.catalogue.clocks import load_clocks
from domain.errors import AreaNotFound
from domain.work.appointments import Appointment
from domain.work.due import Due, Standing, appointed_on, due_on
from domain.work.kind import Bearings, Kind
from domain.work.record import AnyRecord
from domain.work.running import Extension, Run, runs_of
from sampling.calendar import installed_calendar
from sampling.organisations import get_organisation
from sampling.store import clocks as store
from sampling.store.listing import area_exists
from sampling.store.reach import area_parents, organisation_areas
from sampling.store.view import view_of
from sampling.work.kinds import KINDS
from sampling.work.reading import read_stored_many

# The clocks whose start and stop the exchange format has columns for: an imported row says nothing of the others.
TOLD_BY_ROWS = frozenset(
    ("deliver", "report", "disposal-start", "disposal-complete", "case-filing", "case-decision")
)


_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Question:
    """Whose clocks, and which. `within` natural days counts from the day asked about; None asks for all.

    An organisation answers for the clocks that name it, and for those of its area and below that name none.
    `done_since` adds the clocks that stopped on or after a day.
    """

    organisation: str | None = None
    person: str | None = None
    area: str | None = None
    within: int | None = None
    overdue_only: bool = False
    done_since: date | None = None


def list_due(connection: Connection, question: Question, day: date, actor: Actor | None = None) -> list[Due]:
    """How the clocks asked for stand on a day, the most urgent first; those that `actor` may see where one asks.

    Of imported rows that nobody works on only those are known that are open today, whatever day is asked about.
    Raises `OrganisationNotFound`, `AreaNotFound`.
    """
    known = load_clocks()
    calendar = installed_calendar(view_of(connection))
    belongs = _Belonging(connection, question)
    may_see = _Seeing(connection, actor)
    found = [
        due_on(kind, record_no, bearings, run, known[run.clock], calendar, day)
        for kind, record_no, bearings, run in _runs(connection, day, question.done_since)
        if belongs(bearings) and may_see(kind, bearings) and _began(run, day)
    ]
    found += [
        appointed_on(kind.code, record.no, kind.bearings(record), one, day)
        for kind, record, one in _appointments(connection, with_done=question.done_since is not None)
        if belongs(kind.bearings(record)) and may_see(kind.code, kind.bearings(record)) and one.started <= day
    ]
    wanted = [due for due in found if _is_wanted(due, question)]
    return sorted(wanted, key=lambda due: (due.days_left, due.run.clock, due.record_no))


class _Belonging:
    """Whether bearings belong to what is asked for."""

    def __init__(self, connection: Connection, question: Question) -> None:
        self._question = question
        self._areas: set[str] | None = None
        self._own: set[str] = set()
        if question.organisation is not None:
            home = get_organisation(connection, question.organisation).area_code
            self._own = store.area_and_below(connection, home)
        if question.area is not None:
            if not area_exists(connection, question.area):
                raise AreaNotFound(question.area)
            self._areas = store.area_and_below(connection, question.area)

    def __call__(self, bearings: Bearings) -> bool:
        question = self._question
        if question.person is not None and bearings.person != question.person:
            return False
        if self._areas is not None and bearings.area not in self._areas:
            return False
        if question.organisation is None:
            return True
        if bearings.organisation is not None:
            return bearings.organisation == question.organisation
        return bearings.area in self._own


class _Seeing:
    """Whether an actor may read records of a kind with these bearings; who answers for a clock is asked, not who reads."""

    def __init__(self, connection: Connection, actor: Actor | None) -> None:
        self._actor = actor
        self._parents = area_parents(connection) if actor is not None else {}
        self._homes = organisation_areas(connection) if actor is not None else {}
        self._reaches: dict[str, Reach] = {}

    def __call__(self, kind: str, bearings: Bearings) -> bool:
        if self._actor is None:
            return True
        if kind not in self._reaches:
            self._reaches[kind] = load_policy().reach(self._actor, f"{kind}.{READ}")
        area = bearings.area or self._homes.get(bearings.organisation or "")
        areas = lineage(area, self._parents) if area else frozenset[str]()
        offices = frozenset({bearings.organisation} if bearings.organisation else ())
        return self._reaches[kind].holds(Whereabouts(areas, offices))


def _is_wanted(due: Due, question: Question) -> bool:
    if question.overdue_only:
        return due.standing in (Standing.OVERDUE, Standing.DONE_LATE)
    if not due.open:
        return question.done_since is not None and due.standing in (Standing.DONE, Standing.DONE_LATE)
    return question.within is None or due.days_left <= question.within


def _runs(
    connection: Connection, day: date, done_since: date | None
) -> Iterator[tuple[str, str, Bearings, Run]]:
    for row in store.worked_clocks(connection, day, stopped_since=done_since):
        yield row["kind"], row["record_no"], _bearings(row), _run(row)
    for kind in KINDS.values():
        if kind.table in store.tables_with_clocks() and kind.adopt is not None:
            for row in store.open_rows(connection, kind.table, kind.code):
                record = _adopted(kind, row)
                if record is not None:
                    for run in runs_of(kind.machine, record):
                        if run.stopped is None and run.clock in TOLD_BY_ROWS:
                            yield kind.code, record.no, kind.answers_for(record, run.clock), run


def _appointments(
    connection: Connection, *, with_done: bool
) -> Iterator[tuple[Kind[Any], AnyRecord, Appointment]]:
    """Appointed days of records that are worked on, and of imported rows that are still open."""
    for kind in KINDS.values():
        if kind.appointed is None:
            continue
        numbers = store.numbers_of_kind(connection, kind.code, with_closed=with_done)
        records: list[AnyRecord] = []
        for at in range(0, len(numbers), _AT_ONCE):
            records += read_stored_many(connection, kind, numbers[at : at + _AT_ONCE]).values()
        if kind.table in store.tables_with_clocks():
            records += (_adopted(kind, row) for row in store.open_rows(connection, kind.table, kind.code))
        for record in records:
            appointment = kind.appointed(record)
            if appointment is not None:
                yield kind, record, appointment


def _adopted(kind: Any, row: Mapping[str, Any]) -> Any:
    """The record of an open row; a row of the other kind of review tells none."""
    if kind.table == "reviews" and (row["kind"] == "复检") != (kind.code == "reinspection"):
        return None
    return kind.adopt(row, ())


def _bearings(row: Mapping[str, Any]) -> Bearings:
    return Bearings(
        area=row["area_code"],
        organisation=row["organisation"],
        person=row["person"],
        sheet_no=row["sheet_no"],
    )


def _run(row: Mapping[str, Any]) -> Run:
    extensions = tuple(
        Extension(one["amount"], date.fromisoformat(one["approved_on"]), one["approved_by"], one["reason"])
        for one in json.loads(row["extensions"])
    )
    return Run(
        row["clock"], _when(row["started"]), _when(row["stopped"]) if row["stopped"] else None, extensions
    )


def _began(run: Run, day: date) -> bool:
    return (run.started.date() if isinstance(run.started, datetime) else run.started) <= day


def _when(text: str) -> date | datetime:
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def count_by_standing(dues: Iterable[Due]) -> dict[str, int]:
    """How many clocks stand how, in the order of `Standing`."""
    listed = [due.standing for due in dues]
    return {standing.value: listed.count(standing) for standing in Standing if standing in listed}
