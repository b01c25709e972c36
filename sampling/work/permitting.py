"""Whether an actor may take a step or read a record: the policy asked about where the record belongs.

Nothing here decides: it finds a record's whereabouts and hands them to `domain.access.policy`.
"""

from typing import Any

from sqlalchemy import Connection

from domain.access.actor import Actor
from domain.access.permission_errors import NotPermitted, PlaceOutOfReach
from domain.access.policy import Policy, Whereabouts, lineage
from domain.access.reading import READ, load_policy
from domain.departments import DepartmentNotYours
from domain.errors import RecordNotFound
from domain.work.kind import Bearings, Kind
from domain.work.record import AnyRecord
from sampling.store import reach as store


def check_step(
    connection: Connection, actor: Actor, kind: Kind[Any], command: str, record: AnyRecord
) -> None:
    """Refuse a step of a record that is there.

    Raises `RecordNotFound` where it must stay hidden, `NotPermitted`, `DepartmentNotYours`.
    """
    policy, action = load_policy(), f"{kind.code}.{command}"
    if policy.reach(actor, action).everything:
        return
    place, seen_at = whereabouts_of(connection, policy, kind, record, action)
    decision = policy.decide(actor, action, place, seen_at)
    if decision == "hidden":
        raise RecordNotFound(kind.machine.record, record.no)
    if decision == "forbid":
        departments = kind.bearings(record).departments if action in policy.steps_by_department else ()
        if departments and policy.decide(actor, action) == "permit":
            raise DepartmentNotYours(departments)
        raise not_permitted(policy, action)


def check_department(connection: Connection, actor: Actor, action: str, area: str, department: str) -> None:
    """Refuse to act for a department of an area that none of the actor's organisations answers for.

    Raises `DepartmentNotYours`.
    """
    policy = load_policy()
    if policy.reach(actor, action).everything:
        return
    parents = store.area_parents(connection)
    offices = store.answering_organisations(connection, lineage(area, parents), (department,))
    if policy.decide(actor, action, _place(set(), offices, parents)) != "permit":
        raise DepartmentNotYours((department,))


def check_opening(
    connection: Connection, actor: Actor, kind: Kind[Any], command: str, record: AnyRecord
) -> None:
    """Refuse a new record of a place that the actor does not reach. Raises `PlaceOutOfReach`."""
    policy, action = load_policy(), f"{kind.code}.{command}"
    if policy.reach(actor, action).everything:
        return
    place, _ = whereabouts_of(connection, policy, kind, record)
    if policy.decide(actor, action, place) != "permit":
        raise PlaceOutOfReach(policy.actions[action].name if action in policy.actions else action)


def check_reading(connection: Connection, actor: Actor, kind: Kind[Any], record: AnyRecord) -> None:
    """Raises `RecordNotFound` for a record that the actor may not read, in the words for one that is not there."""
    policy, action = load_policy(), f"{kind.code}.{READ}"
    if policy.reach(actor, action).everything:
        return
    _, seen_at = whereabouts_of(connection, policy, kind, record)
    if policy.decide(actor, action, seen_at) != "permit":
        raise RecordNotFound(kind.machine.record, record.no)


def may(connection: Connection, actor: Actor, action: str, kind: Kind[Any], record: AnyRecord) -> bool:
    """Whether the policy gives an action that is no step for a record, wherever it is read."""
    policy = load_policy()
    if policy.reach(actor, action).everything:
        return True
    _, seen_at = whereabouts_of(connection, policy, kind, record)
    return policy.decide(actor, action, seen_at) == "permit"


def look_in_vain(connection: Connection, kind: Kind[Any], no: str) -> None:
    """Ask of a record that is not there what is asked of one that must stay hidden: the answer takes as long."""
    store.area_parents(connection)
    store.home_area(connection, no)
    policy = load_policy()
    if kind.code in policy.read_at_ends:
        store.sheet_places(connection, no)
    if kind.code in policy.read_by_department:
        store.answering_organisations(connection, frozenset({no}), ())


def whereabouts_of(
    connection: Connection, policy: Policy, kind: Kind[Any], record: AnyRecord, action: str = ""
) -> tuple[Whereabouts, Whereabouts]:
    """Where a record is worked on, by this action where one is named, and where it is read."""
    bearings = kind.bearings(record)
    areas = {bearings.area} if bearings.area else set()
    offices = {bearings.organisation} if bearings.organisation else set()
    if bearings.area is None and bearings.organisation is not None:
        home = store.home_area(connection, bearings.organisation)
        areas |= {home} if home else set()
    parents = store.area_parents(connection)
    # An attachment is what its owner is.
    code = getattr(record.content, "owner_kind", kind.code)
    if code in policy.read_by_department and bearings.departments:
        theirs = _answering(connection, bearings, parents)
        working = theirs if action in policy.steps_by_department else offices
        return _place(areas, working, parents), _place(areas, offices | theirs, parents)
    if bearings.sheet_no is None or code not in policy.read_at_ends | policy.step_at_ends:
        place = _place(areas, offices, parents)
        return place, place
    ends, theirs = store.sheet_places(connection, bearings.sheet_no)
    place = _place(areas, offices | (theirs if code in policy.step_at_ends else set()), parents)
    if code not in policy.read_at_ends:
        return place, place
    return place, _place(areas | ends, offices | theirs, parents)


def _answering(connection: Connection, bearings: Bearings, parents: dict[str, str | None]) -> set[str]:
    """The organisations that answer for the departments of a record, in its area or above it."""
    around = lineage(bearings.area, parents) if bearings.area else frozenset[str]()
    return store.answering_organisations(connection, around, bearings.departments)


def not_permitted(policy: Policy, action: str) -> NotPermitted:
    """The refusal of an action, in words."""
    rule = policy.actions.get(action)
    if rule is None:
        return NotPermitted(action, action, [])
    names = [role.name for role in policy.roles.values() if role.code in rule.roles]
    return NotPermitted(action, rule.name, names)


def _place(areas: set[str], organisations: set[str], parents: dict[str, str | None]) -> Whereabouts:
    above = frozenset[str]().union(*(lineage(area, parents) for area in areas))
    return Whereabouts(areas=above, organisations=frozenset(organisations))
