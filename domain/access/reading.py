"""Reading the policy: `policy.toml` and the roles that stand with every step in the machines' files."""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, get_args

from domain.access.actor import Role
from domain.access.policy import ActionRule, Extent, Policy, RoleRule
from domain.errors import CatalogueInvalid

SHIPPED = Path(__file__).with_name("policy.toml")
MACHINES = Path(__file__).parents[1] / "machines"
# Steps of the program itself name this role; nobody can hold it.
SYSTEM = "system"
READ = "read"


@cache
def load_policy(file: Path = SHIPPED, machines: Path = MACHINES) -> Policy:
    """The policy of these files.

    Raises `CatalogueInvalid`: a role that is unknown or missing, an action given twice, an action that nobody has.
    """
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        roles = {row["code"]: RoleRule(**row) for row in data["role"]}
        steps = list(_work_actions(data["reading"], machines))
        choices = [_choice(row, {rule.code: rule for rule in steps}) for row in data["choice"]]
        rules = [*steps, *choices, *map(_action, data["action"])]
        blind_roles = frozenset(data["blind"]["roles"])
        ends = {name: frozenset(data["sheet_ends"][name]) for name in ("read", "step")}
        departments = {name: frozenset(data["by_department"][name]) for name in ("read", "steps")}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CatalogueInvalid(file.name, f"权限文件不完整或无法读取（{error}）") from None
    fault = next(_faults(roles, rules), None)
    if fault:
        raise CatalogueInvalid(file.name, fault)
    return Policy(
        roles=roles,
        actions={rule.code: rule for rule in rules},
        read_at_ends=ends["read"],
        step_at_ends=ends["step"],
        read_by_department=departments["read"],
        steps_by_department=departments["steps"],
        blind_roles=blind_roles,
        blind_fields=tuple(data["blind"]["fields"]),
    )


def _action(row: dict[str, Any]) -> ActionRule:
    return ActionRule(**{**row, "roles": frozenset(row.get("roles", ()))})


def _choice(row: dict[str, Any], steps: dict[str, ActionRule]) -> ActionRule:
    """The action of a command that is one of several steps."""
    machine = row["code"].split(".")[0]
    each = [steps[f"{machine}.{step}"].roles for step in row["steps"]]
    return ActionRule(row["code"], row["name"], frozenset.intersection(*each), reading=f"{machine}.{READ}")


def _work_actions(reading: dict[str, Any], folder: Path) -> Iterator[ActionRule]:
    """For every machine its reading and one action per command; a command with several transitions has one rule."""
    for path in sorted(folder.glob("*.toml")):
        machine = tomllib.loads(path.read_text(encoding="utf-8"))
        code, record = machine["code"], machine["record"]
        steps: dict[str, tuple[str, set[str]]] = {}
        for one in machine["transition"]:
            steps.setdefault(one["command"], (one["name"], set()))[1].update(one["roles"])
        readers = {*reading["roles"], *reading["also"].get(code, ())}
        readers |= {role for _, roles in steps.values() for role in roles} - {SYSTEM}
        yield ActionRule(f"{code}.{READ}", f"查看{record}", frozenset(readers))
        for command, (name, roles) in steps.items():
            yield ActionRule(
                f"{code}.{command}",
                name,
                frozenset(roles - {SYSTEM}),
                reading=f"{code}.{READ}",
                system=SYSTEM in roles,
            )


def _faults(roles: dict[str, RoleRule], rules: Iterable[ActionRule]) -> Iterator[str]:
    odd = set(roles) ^ set(get_args(Role))
    if odd:
        yield f"角色与程序不一致：{'、'.join(sorted(odd))}"
    for role in roles.values():
        if role.reach not in get_args(Extent):
            yield f"角色 {role.code} 的范围 {role.reach} 未知"
    seen: set[str] = set()
    for rule in rules:
        unknown = rule.roles - set(roles)
        if rule.code in seen:
            yield f"操作 {rule.code} 重复"
        if unknown:
            yield f"操作 {rule.code} 的角色未知：{'、'.join(sorted(unknown))}"
        if not (rule.roles or rule.open or rule.system):
            yield f"操作 {rule.code} 没有任何角色"
        seen.add(rule.code)
