"""Every step that was ever taken, judged by the machines' own files, read here a second time and independently.

Whatever path a command took through the program: if the history shows a step that the files do not allow, it was
illegal and has succeeded.
"""

import tomllib
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from api.clock import local_day
from sampling.store.engine import reading
from sampling.store.schema import metadata

FOLDER = Path(__file__).parents[2] / "domain" / "machines"
Event = dict[str, Any]


@cache
def transitions(kind: str) -> list[dict[str, Any]]:
    """The transitions of a machine's file."""
    return tomllib.loads((FOLDER / f"{kind}.toml").read_text("utf-8"))["transition"]  # type: ignore[no-any-return]


@cache
def known_steps() -> frozenset[str]:
    """Every step of every machine, as `kind.command`."""
    return frozenset(
        f"{file.stem}.{one['command']}" for file in FOLDER.glob("*.toml") for one in transitions(file.stem)
    )


def histories(engine: Engine) -> dict[tuple[str, str], list[Event]]:
    """All events of all records, oldest first."""
    stored = metadata.tables["work_versions"]
    found: dict[tuple[str, str], list[Event]] = {}
    with reading(engine) as view:
        wanted = select(stored).order_by(stored.c.kind, stored.c.record_no, stored.c.version)
        for row in view.execute(wanted).mappings():
            found.setdefault((row["kind"], row["record_no"]), []).append(dict(row))
    return found


def illegal_steps(engine: Engine) -> list[str]:
    """Steps that should have been refused; there are none."""
    found: list[str] = []
    for (kind, number), events in histories(engine).items():
        for at, event in enumerate(events):
            fault = _fault(kind, events[:at], event)
            if fault:
                found.append(f"{kind} {number} {event['command']}: {fault}")
    return found


def steps_taken(engine: Engine) -> Counter[str]:
    """How often each step was taken, as `kind.command`."""
    return Counter(
        f"{kind}.{event['command']}" for (kind, _), events in histories(engine).items() for event in events
    )


def _fault(kind: str, before: list[Event], event: Event) -> str | None:
    state = before[-1]["state"] if before else None
    allowed = [
        one
        for one in transitions(kind)
        if one["command"] == event["command"]
        and (state in one.get("from", []) if state else not one.get("from"))
        and event["state"] == one.get("to", state)
    ]
    if not allowed:
        return f"{state} → {event['state']} is no transition"
    one = allowed[0]
    if event["on_day"] > local_day(datetime.fromisoformat(event["at"])):
        return "dated after the day it was entered"
    if one.get("reason") and not (event["reason"] or "").strip():
        return "without a reason"
    others = one.get("not_by", [])
    if any(past["command"] in others and past["actor"] == event["actor"] for past in before):
        return "by a person who may not"
    dated = [past["on_day"] for past in before if _is_dated(kind, past["command"])]
    if one.get("dated", True) and dated and event["on_day"] < dated[-1]:
        return "dated before the step before"
    return None


def _is_dated(kind: str, command: str) -> bool:
    return any(one["command"] == command and one.get("dated", True) for one in transitions(kind))
