"""`shian policy`: who may do what, printed from the policy itself."""

import csv
import io
import json

import click

from domain.access.policy import ActionRule, Policy
from domain.access.reading import load_policy

HEAD = """# 权限矩阵

本页由 `shian policy show --format markdown` 根据 `domain/access/policy.toml` 和 `domain/machines` 中的数据生成，不手工修改。
“●”表示该角色可以办理，但只限授权所及的记录；“系统”表示该步也由程序自动办理。
"""
EXTENTS = {
    "area": "所授辖区及其下级",
    "organisation": "所授机构的记录",
    "either": "所授辖区及其下级，或所授机构的记录",
    "all": "不限",
}
MARK = "●"


@click.group()
def policy() -> None:
    """权限：哪个角色可以办理哪些操作。"""


@policy.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv", "markdown"]),
    default="table",
    show_default=True,
    help="输出格式。",
)
def show(form: str) -> None:
    """列出权限矩阵：每项操作由哪些角色办理。"""
    known = load_policy()
    draw = {"table": _table, "json": _plain, "csv": _csv, "markdown": document}[form]
    click.echo(draw(known), nl=False)


def document(known: Policy) -> str:
    """The matrix as one Markdown page, with what each role reaches."""
    lines = [HEAD, "## 角色与范围", "", "| 角色 | 代码 | 范围 |", "| --- | --- | --- |"]
    lines += [f"| {role.name} | `{role.code}` | {EXTENTS[role.reach]} |" for role in known.roles.values()]
    lines += ["", "## 另按记录所涉地点、机构和部门", "", *(f"- {rule}" for rule in _beyond(known))]
    lines += ["", "## 操作", "", f"| {' | '.join(_header(known))} |"]
    lines.append(f"|{' --- |' * len(_header(known))}")
    lines += [f"| {' | '.join(_cells(known, rule))} |" for rule in known.actions.values()]
    return "\n".join([*lines, ""])


def _beyond(known: Policy) -> list[str]:
    """What widens or narrows the reach of a role by what the record names."""

    def records(codes: frozenset[str]) -> str:
        reading = {f"{code}.read" for code in codes}
        return "、".join(
            rule.name.removeprefix("查看") for rule in known.actions.values() if rule.code in reading
        )

    steps = "、".join(
        f"{rule.name}（`{rule.code}`）"
        for rule in known.actions.values()
        if rule.code in known.steps_by_department
    )
    blind = "、".join(role.name for role in known.roles.values() if role.code in known.blind_roles)
    return [
        f"{records(known.read_at_ends)}：在抽样地、生产企业所在地、抽样机构和承检机构都能查看。",
        f"{records(known.step_at_ends)}：抽样单所涉的机构也能办理。",
        f"{records(known.read_by_department)}：承担其所列责任部门职责的机构（在其辖区或上级辖区）也能查看。",
        f"{steps}：记录列有责任部门的，只由承担该部门职责的机构办理。",
        f"只持{blind}角色的人，在报告签发之前看不到被抽样单位（盲样）。",
    ]


def _header(known: Policy) -> list[str]:
    return ["操作", "代码", *(role.name for role in known.roles.values()), "系统"]


def _cells(known: Policy, rule: ActionRule) -> list[str]:
    marks = [MARK if known.allows(role, rule.code) else "" for role in known.roles]
    return [rule.name, rule.code, *marks, MARK if rule.system else ""]


def _csv(known: Policy) -> str:
    page = io.StringIO()
    writer = csv.writer(page, lineterminator="\n")
    writer.writerow(_header(known))
    writer.writerows(_cells(known, rule) for rule in known.actions.values())
    return page.getvalue()


def _table(known: Policy) -> str:
    """One line an action: a terminal is too narrow for a column a role."""
    lines = []
    for rule in known.actions.values():
        names = [role.name for role in known.roles.values() if known.allows(role.code, rule.code)]
        shown = "全部已登录人员" if rule.open else "、".join([*names, *(["系统"] if rule.system else [])])
        lines.append(f"{rule.code}  {rule.name}：{shown}\n")
    return "".join(lines)


def _plain(known: Policy) -> str:
    rows = [
        {
            "action": rule.code,
            "name": rule.name,
            "open": rule.open,
            "system": rule.system,
            "roles": [role for role in known.roles if known.allows(role, rule.code)],
        }
        for rule in known.actions.values()
    ]
    roles = [{"code": role.code, "name": role.name, "reach": role.reach} for role in known.roles.values()]
    return json.dumps({"roles": roles, "actions": rows}, ensure_ascii=False, indent=1) + "\n"
