"""The versions of one return beside each other: which one counts, and what each changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

ACCEPTED = "已审核"


@dataclass(frozen=True, slots=True)
class Filed:
    """One version's figures. `source` is None where none was named or a file brought the figures."""

    no: str
    version: int
    state: str
    numerator: Decimal
    denominator: Decimal
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that a version says otherwise than the version before."""

    field: str
    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Edition:
    """A version with its place among the others. `superseded_by` is the next higher accepted version."""

    filed: Filed
    in_force: bool
    superseded_by: int | None
    changes: tuple[Changed, ...]


def history_of(versions: Sequence[Filed]) -> tuple[Edition, ...]:
    """Versions in their order. The highest accepted one is in force; a draft supersedes nothing."""
    ordered = sorted(versions, key=lambda one: one.version)
    accepted = [one.version for one in ordered if one.state == ACCEPTED]
    return tuple(
        Edition(
            filed=one,
            in_force=bool(accepted) and one.version == accepted[-1],
            superseded_by=next((other for other in accepted if other > one.version), None),
            changes=_changes(ordered[place - 1], one) if place else (),
        )
        for place, one in enumerate(ordered)
    )


def _changes(was: Filed, now: Filed) -> tuple[Changed, ...]:
    """Numbers are compared as numbers: 9 and 9.0 are the same figure."""
    found = [
        Changed(name, f"{before:f}", f"{after:f}")
        for name, before, after in (
            ("numerator", was.numerator, now.numerator),
            ("denominator", was.denominator, now.denominator),
        )
        if before != after
    ]
    if was.source != now.source:
        found.append(Changed("source", was.source, now.source))
    return tuple(found)
