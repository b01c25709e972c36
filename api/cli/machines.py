"""`shian machines`: the state machines as they are in the data, as a document or for programs."""

import json
from typing import Any

import click

from domain.catalogue.clocks import load_clocks
from domain.work.machine import Machine, Transition
from domain.work.reading import ROLES
from sampling.work.kinds import KINDS

HEAD = """# 状态机

本页由 `shian machines` 根据 `domain/machines` 中的数据生成，不手工修改。
每一步都须当前状态允许，由所列角色办理；“须他人”列出的步骤的办理人不得办理本步。守卫是该步的业务规则。
"""


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "json"]),
    default="markdown",
    show_default=True,
    help="输出格式。",
)
def machines(form: str) -> None:
    """列出全部业务的状态、步骤、角色、规则和期限。"""
    known = [kind.machine for kind in KINDS.values()]
    if form == "json":
        click.echo(json.dumps([_plain(machine) for machine in known], ensure_ascii=False, indent=1))
    else:
        click.echo(document(known), nl=False)


def document(known: list[Machine]) -> str:
    """All machines as one Markdown page, each with its diagram and its steps."""
    return "\n".join([HEAD, *(_section(machine) for machine in known)])


def _section(machine: Machine) -> str:
    lines = [f"## {machine.name}（`{machine.code}`）", "", "```mermaid", "stateDiagram-v2"]
    for state in machine.states.values():
        lines.append(f"    {_id(state.code)}: {state.name}")
    for one in machine.transitions:
        for source in one.from_states or ("[*]",):
            lines.append(f"    {_id(source)} --> {_id(one.to or source)}: {one.name}")
    lines += [f"    {_id(state.code)} --> [*]" for state in machine.states.values() if state.closed]
    lines += [
        "```",
        "",
        "| 步骤 | 从 | 到 | 角色 | 须他人 | 理由 | 期限 | 守卫 |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_row(machine, one) for one in machine.transitions]
    return "\n".join([*lines, ""])


def _row(machine: Machine, one: Transition) -> str:
    clocks = load_clocks()
    marks = [
        *(f"起算 {clocks[code].name}" for code in one.starts),
        *(f"停止 {clocks[code].name}" for code in one.stops),
        *(f"恢复 {clocks[code].name}" for code in one.resumes),
    ]
    cells = (
        f"{one.name} `{one.command}`",
        "、".join(machine.states[code].name for code in one.from_states) or "（新建）",
        machine.states[one.to].name if one.to else "（不变）",
        "、".join(ROLES[role] for role in one.roles),
        "、".join(machine.named(command) for command in one.not_by) or "—",
        "须说明" if one.reason else "—",
        "；".join(marks) or "—",
        f"`{one.guard}`",
    )
    return f"| {' | '.join(cells)} |"


def _id(code: str) -> str:
    """Mermaid takes no hyphens in names of states."""
    return code if code == "[*]" else code.replace("-", "_")


def _plain(machine: Machine) -> dict[str, Any]:
    return {
        "code": machine.code,
        "name": machine.name,
        "record": machine.record,
        "states": [
            {"code": state.code, "name": state.name, "closed": state.closed}
            for state in machine.states.values()
        ],
        "transitions": [
            {
                "command": one.command,
                "name": one.name,
                "from": list(one.from_states),
                "to": one.to,
                "roles": list(one.roles),
                "not_by": list(one.not_by),
                "reason": one.reason,
                "dated": one.dated,
                "starts": list(one.starts),
                "stops": list(one.stops),
                "resumes": list(one.resumes),
                "guard": one.guard,
            }
            for one in machine.transitions
        ],
    }
