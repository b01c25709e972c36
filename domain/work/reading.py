"""Reading a machine from its TOML file and binding its guards; what contradicts itself is refused when loaded."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from domain.catalogue.clocks import load_clocks
from domain.errors import CatalogueInvalid
from domain.work.machine import Guard, Machine, State, Transition

FOLDER = Path(__file__).parents[1] / "machines"
# Who may take a step. Accounts bind people to these roles.
ROLES: dict[str, str] = {
    "inspector": "执法人员",
    "laboratory-entry": "检验录入",
    "laboratory-verifier": "检验审核",
    "laboratory-signer": "授权签字",
    "disposal-officer": "核查处置人员",
    "approver": "审批人",
    "district-office": "县区食安办",
    "city-office": "市食安办",
    "department-reporter": "部门填报人",
    "reviewer": "评审专家",
    "system": "系统",
}


def load_machine(code: str, guards: Iterable[Guard], folder: Path = FOLDER) -> Machine:
    """The machine of `<code>.toml` with its guards, matched by function name.

    Raises `CatalogueInvalid`: unknown states, clocks or roles, guards that are missing or that nobody uses, states
    that no step reaches.
    """
    file = folder / f"{code}.toml"
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        states = {row["code"]: State(**row) for row in data["state"]}
        transitions = tuple(_transition(row) for row in data["transition"])
        machine = Machine(
            code=data["code"],
            name=data["name"],
            record=data["record"],
            states=states,
            transitions=transitions,
            guards={getattr(guard, "__name__", ""): guard for guard in guards},
            hourly=frozenset(clock.code for clock in load_clocks().values() if clock.unit == "hour"),
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CatalogueInvalid(file.name, f"状态机文件不完整或无法读取（{error}）") from None
    fault = next(iter(_faults(machine, code)), None)
    if fault:
        raise CatalogueInvalid(file.name, fault)
    return machine


def _transition(row: dict[str, Any]) -> Transition:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    values["from_states"] = values.pop("from", ())
    return Transition(**values)


def _faults(machine: Machine, code: str) -> Iterable[str]:
    clocks = load_clocks()
    reached = {one.to for one in machine.transitions if one.to}
    if machine.code != code:
        yield f"代码 {machine.code} 与文件名不同"
    for state in machine.states:
        if state not in reached:
            yield f"没有步骤到达状态 {state}"
    commands = {one.command for one in machine.transitions}
    for one in machine.transitions:
        unknown = {*one.from_states, *([one.to] if one.to else [])} - set(machine.states)
        unknown |= {*one.starts, *one.stops, *one.resumes} - set(clocks)
        unknown |= (set(one.roles) - set(ROLES)) | (set(one.not_by) - commands)
        if unknown or (not one.from_states and not one.to) or not one.roles:
            yield f"步骤 {one.command} 有误：{'、'.join(sorted(unknown)) or '缺少到达状态或角色'}"
    named = {one.guard for one in machine.transitions}
    if named != set(machine.guards):
        yield f"守卫与步骤不一致：{'、'.join(sorted(named ^ set(machine.guards)))}"
