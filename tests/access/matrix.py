"""The matrix read a second time, by hand and without the product's policy: who should be let through."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from domain.access.actor import Grant

DOMAIN = Path(__file__).parents[2] / "domain"
DATA: dict[str, Any] = tomllib.loads((DOMAIN / "access" / "policy.toml").read_text(encoding="utf-8"))
MACHINES = [tomllib.loads(file.read_text(encoding="utf-8")) for file in (DOMAIN / "machines").glob("*.toml")]
REACHES = {row["code"]: row["reach"] for row in DATA["role"]}
# A city with two districts; 4012 lies in the second one although its digits say the first.
ABOVE = {"40": None, "401": "40", "402": "40", "4011": "401", "4012": "402", "90": None}


def actions() -> set[str]:
    """Every action there should be."""
    steps = {f"{one['code']}.{step['command']}" for one in MACHINES for step in one["transition"]}
    steps |= {row["code"] for row in DATA["choice"]}
    return steps | {f"{one['code']}.read" for one in MACHINES} | {row["code"] for row in DATA["action"]}


@cache
def has(role: str, action: str) -> bool:
    """Whether the files give this role this action."""
    if role == "local-operator":
        return True
    for row in DATA["action"]:
        if row["code"] == action:
            return bool(row.get("open")) or role in row["roles"]
    resource, verb = action.split(".", 1)
    for row in DATA["choice"]:
        if row["code"] == action:
            return all(has(role, f"{resource}.{step}") for step in row["steps"])
    machine = next(one for one in MACHINES if one["code"] == resource)
    takes = [step["command"] for step in machine["transition"] if role in step["roles"]]
    if verb != "read":
        return verb in takes
    return bool(takes) or role in [*DATA["reading"]["roles"], *DATA["reading"]["also"].get(resource, [])]


@cache
def is_open(action: str) -> bool:
    """Whether an action is for all who are signed in."""
    return any(row["code"] == action and row.get("open") for row in DATA["action"])


def meets(grant: Grant, areas: list[str], organisations: list[str]) -> bool:
    """Whether a grant reaches a record of these areas and organisations."""
    extent = REACHES[grant.role]
    if extent == "all":
        return True
    if extent != "area" and grant.organisation is not None and grant.organisation in organisations:
        return True
    if extent == "organisation" or grant.area is None:
        return False
    return any(_is_under(area, grant.area) for area in areas)


def expected(grant: Grant, action: str, areas: list[str], organisations: list[str]) -> str:
    """The decision that the files ask for."""
    if has(grant.role, action) and (is_open(action) or meets(grant, areas, organisations)):
        return "permit"
    resource = action.split(".", 1)[0]
    is_step = any(one["code"] == resource for one in MACHINES) and not action.endswith(".read")
    if is_step and has(grant.role, f"{resource}.read") and meets(grant, areas, organisations):
        return "forbid"
    return "hidden"


def _is_under(area: str | None, top: str) -> bool:
    return area is not None and (area == top or _is_under(ABOVE[area], top))
