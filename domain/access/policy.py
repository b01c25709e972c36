"""The one function that says who may do what, and where a role reaches; nothing else decides it.

Roles of the steps come from the machines' own files, all the rest from `policy.toml`. `decide` is for one record,
`reach` is the same rule for lists, counts and exports: what it leaves out is what `decide` does not permit.
Whether another person must take a step (`not_by`) is the machine's to say, not the policy's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from domain.access.actor import Actor

Decision = Literal["permit", "forbid", "hidden"]
Extent = Literal["area", "organisation", "either", "all"]
OPERATOR = "local-operator"
EVERY_ACTION = "*"


@dataclass(frozen=True, slots=True)
class RoleRule:
    """A role, what people call it, and what a grant of it reaches."""

    code: str
    name: str
    reach: Extent


@dataclass(frozen=True, slots=True)
class ActionRule:
    """An action and its roles. `reading` is the action that shows the record, for telling forbidden from hidden.

    `open` is for all who are signed in. `system` steps are also taken by the program itself, on behalf of nobody.
    """

    code: str
    name: str
    roles: frozenset[str]
    reading: str | None = None
    open: bool = False
    system: bool = False


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a record belongs. `areas` are its own areas and all above them: a sheet has those of both of its ends."""

    areas: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """Which records an actor may meet in one action: everything, or those of these areas and below or organisations."""

    everything: bool = False
    areas: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that it reaches."""
        return not (self.everything or self.areas or self.organisations)

    def holds(self, place: Whereabouts) -> bool:
        """Whether a record of these whereabouts is within."""
        if self.everything:
            return True
        return bool(self.areas & place.areas or self.organisations & place.organisations)


NOWHERE = Reach()
EVERYWHERE = Reach(everything=True)


@dataclass(frozen=True)
class Policy:
    """All rules. Made by `domain.access.reading.load_policy`; an action that it does not know is permitted to nobody.

    `read_at_ends` are machines whose records are read where their sheet was sampled, where its producer is and at its
    laboratory; steps of those in `step_at_ends` are also taken by the organisations of the sheet. Records of machines
    in `read_by_department` are also read by the organisations that answer for a department they name; the actions in
    `steps_by_department` are for these instead of the record's own organisation.
    """

    roles: dict[str, RoleRule]
    actions: dict[str, ActionRule]
    read_at_ends: frozenset[str] = frozenset()
    step_at_ends: frozenset[str] = frozenset()
    read_by_department: frozenset[str] = frozenset()
    steps_by_department: frozenset[str] = frozenset()
    blind_roles: frozenset[str] = frozenset()
    blind_fields: tuple[str, ...] = ()

    def reach(self, actor: Actor, action: str) -> Reach:
        """Which records this actor may meet in this action."""
        rule = self.actions.get(action)
        if rule is None or not _within_scopes(actor, action):
            return NOWHERE
        if rule.open and actor.grants:
            return Reach(everything=True)
        everything, areas, organisations = False, set[str](), set[str]()
        for grant in actor.grants:
            if grant.role != OPERATOR and grant.role not in rule.roles:
                continue
            extent = self.roles[grant.role].reach
            everything |= extent == "all"
            if extent in ("area", "either") and grant.area:
                areas.add(grant.area)
            if extent in ("organisation", "either") and grant.organisation:
                organisations.add(grant.organisation)
        return Reach(everything, frozenset(areas), frozenset(organisations))

    def decide(
        self, actor: Actor, action: str, place: Whereabouts | None = None, seen_at: Whereabouts | None = None
    ) -> Decision:
        """Whether this actor may do this to a record of these whereabouts, or at all where there is no record.

        `seen_at` are the whereabouts for reading where a record is read at more places than it is worked on.
        `hidden` must be answered as if the record did not exist; `forbid` is for a record that the actor may read.
        """
        reach = self.reach(actor, action)
        if place is None:
            return "forbid" if reach.is_empty else "permit"
        if reach.holds(place):
            return "permit"
        rule = self.actions.get(action)
        if rule is None or rule.reading is None:
            return "hidden"
        return "forbid" if self.reach(actor, rule.reading).holds(seen_at or place) else "hidden"

    def unknown_scopes(self, scopes: Iterable[str]) -> list[str]:
        """Those that name neither an action nor a resource of any."""
        known = {EVERY_ACTION, *self.actions, *(f"{action.split('.')[0]}.*" for action in self.actions)}
        return [scope for scope in scopes if scope not in known]

    def is_blind(self, actor: Actor) -> bool:
        """Whether this actor reads sheets by roles of blind testing alone."""
        reading = {
            grant.role
            for grant in actor.grants
            if grant.role == OPERATOR or grant.role in self.actions["sheet.read"].roles
        }
        return bool(reading) and reading <= self.blind_roles

    def allows(self, role: str, action: str) -> bool:
        """Whether a role has this action somewhere: one cell of the matrix."""
        rule = self.actions[action]
        return rule.open or role == OPERATOR or role in rule.roles


def lineage(area: str, parents: dict[str, str | None]) -> frozenset[str]:
    """An area and all above it by 上级代码; the digits of codes say nothing. A loop in the data ends the climb."""
    climbed: set[str] = set()
    above: str | None = area
    while above and above not in climbed:
        climbed.add(above)
        above = parents.get(above)
    return frozenset(climbed)


def _within_scopes(actor: Actor, action: str) -> bool:
    """A token does what its scopes name: an action, `<resource>.*`, or `*`. Scopes never add anything."""
    if actor.scopes is None:
        return True
    return bool(actor.scopes & {action, f"{action.split('.')[0]}.*", EVERY_ACTION})
