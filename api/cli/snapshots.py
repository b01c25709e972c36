"""`shian snapshot`: prepare, note departments' signatures, approve, withdraw; what was fixed and what differs since."""

import json
from datetime import date
from typing import Any

import click
from sqlalchemy import Connection

from api.cli import options
from api.cli.commanding import commanding
from api.cli.listings import FORMAT, print_list
from api.database import open_database
from api.desk import load_view
from api.freezing import freeze, values_of
from api.packaging import differences
from domain.access.policy import EVERYWHERE
from domain.snapshots.content import DepartmentOf, NewSnapshot, Signing, Snapshot
from domain.snapshots.kind import SIGN_OFF, SNAPSHOT
from domain.snapshots.machine import SIGN_OFFS, SNAPSHOTS
from domain.work.fields import Form
from domain.work.record import Record
from sampling.snapshots import steps
from sampling.store.engine import reading
from sampling.work.reading import list_records, read_record

HEADS = ("编号", "状态", "年度", "截止日", "摘要")
_NUMBER = click.argument("number", metavar="编号")
_REASON = click.option("--reason", required=True, metavar="理由", help="理由，记入办理记录。")


@click.group("snapshot")
def snapshot() -> None:
    """冻结快照：固定一个年度的数值及其背后的记录，经部门会签、审定后据以生成正式材料包。"""


@snapshot.command()
@options.period
@options.city
@click.option("--reason", metavar="理由", help="重新编制的原因；本年度已有审定的快照时必填。")
@click.option(
    "--signer",
    "signers",
    multiple=True,
    metavar="部门=机构代码",
    help="某责任部门由哪个机构会签，可多次给出；未给出的登记纸质会签。",
)
@options.actor
def prepare(
    year: int, as_of: date, city: str | None, reason: str | None, signers: tuple[str, ...], actor: str
) -> None:
    """编制快照：把此刻的全部数值和记录固定下来，送各责任部门会签。"""
    pairs = [one.partition("=") for one in signers]
    if any(not department or not code for department, _, code in pairs):
        raise click.UsageError("--signer 应写作 部门=机构代码，如 市教育局=JY01")
    form = NewSnapshot(
        year=year,
        as_of=as_of,
        city=city,
        reason=reason,
        departments=tuple(DepartmentOf(department=one, organisation=code) for one, _, code in pairs),
    )
    with commanding("snapshot.prepare", actor) as op:
        record = steps.prepare_snapshot(op, form, freeze)
    click.echo(f"快照：{record.no}")
    click.echo(f"摘要：{record.content.digest}")
    click.echo(f"待会签：{'、'.join(record.content.departments)}")


@snapshot.command("list")
@FORMAT
def list_snapshots(form: str) -> None:
    """列出全部快照。"""
    with reading(open_database()) as view:
        numbers = _all_numbers(view)
        lines = [_line(read_record(view, SNAPSHOT, no)) for no in numbers]
    if form == "json":
        click.echo(json.dumps(lines, ensure_ascii=False, indent=1))
        return
    print_list(form, "冻结快照", HEADS, [[str(line[head]) for head in HEADS] for line in lines])


def _all_numbers(view: Connection) -> list[str]:
    numbers: list[str] = []
    after: str | None = None
    while True:
        rows, after = list_records(view, SNAPSHOT, {}, after=after, limit=100, reach=EVERYWHERE)
        numbers += [row.no for row in rows]
        if after is None:
            return numbers


def _line(record: Record[Snapshot]) -> dict[str, Any]:
    content = record.content
    return {
        "编号": record.no,
        "状态": SNAPSHOTS.states[record.state].name,
        "年度": content.year,
        "截止日": content.as_of.isoformat(),
        "摘要": content.digest,
    }


@snapshot.command()
@_NUMBER
def show(number: str) -> None:
    """一个快照的状态、口径和会签情况（JSON）。"""
    with reading(open_database()) as view:
        record = read_record(view, SNAPSHOT, number)
        content = record.content
        sign_offs = [
            read_record(view, SIGN_OFF, steps.sign_off_no(number, position))
            for position, _ in enumerate(content.departments, start=1)
        ]
    told = _line(record) | {
        "指标目录": content.catalogue_edition,
        "工作日历": content.calendar,
        "软件版本": content.software,
        "上一个快照": content.before,
        "原因": content.why,
        "会签": [
            {
                "会签单": one.no,
                "部门": one.content.department,
                "状态": SIGN_OFFS.states[one.state].name,
                "指标": list(one.content.measures),
            }
            for one in sign_offs
        ],
    }
    click.echo(json.dumps(told, ensure_ascii=False, indent=1))


@snapshot.command()
@click.argument("sign_off", metavar="会签单")
@click.option("--digest", required=True, metavar="摘要", help="所看快照的摘要，须与快照一致。")
@options.actor
def sign(sign_off: str, digest: str, actor: str) -> None:
    """部门会签。"""
    with commanding("sign-off.sign", actor) as op:
        record = steps.sign_sign_off(op, sign_off, Signing(digest=digest))
    click.echo(f"{record.content.department} 已会签快照 {record.content.snapshot}")


@snapshot.command("object")
@click.argument("sign_off", metavar="会签单")
@_REASON
@options.actor
def object_to(sign_off: str, reason: str, actor: str) -> None:
    """部门提出不同意见；解决后可再会签，或撤回快照重新编制。"""
    with commanding("sign-off.object", actor) as op:
        record = steps.object_sign_off(op, sign_off, Form(reason=reason))
    click.echo(f"{record.content.department} 对快照 {record.content.snapshot} 的不同意见已登记")


@snapshot.command("note-paper")
@click.argument("sign_off", metavar="会签单")
@_REASON
@options.actor
def note_paper(sign_off: str, reason: str, actor: str) -> None:
    """登记纸质会签；理由写明所凭的纸质文件。"""
    with commanding("sign-off.note-paper", actor) as op:
        record = steps.note_paper_sign_off(op, sign_off, Form(reason=reason))
    click.echo(f"{record.content.department} 的纸质会签已登记（快照 {record.content.snapshot}）")


@snapshot.command()
@_NUMBER
@options.actor
def approve(number: str, actor: str) -> None:
    """审定快照；须会签齐全，且不是编制人。"""
    with commanding("snapshot.approve", actor) as op:
        steps.approve_snapshot(op, number, Form())
    click.echo(f"快照 {number} 已审定，可用 shian package --snapshot {number} 生成正式材料包")


@snapshot.command()
@_NUMBER
@_REASON
@options.actor
def withdraw(number: str, reason: str, actor: str) -> None:
    """撤回尚未审定的快照。"""
    with commanding("snapshot.withdraw", actor) as op:
        steps.withdraw_snapshot(op, number, Form(reason=reason))
    click.echo(f"快照 {number} 已撤回")


@snapshot.command()
@_NUMBER
def diff(number: str) -> None:
    """快照固定之后，当前记录算得的数值有哪些不同（JSON）。"""
    with reading(open_database()) as view:
        fixed = values_of(view, read_record(view, SNAPSHOT, number))
        found = differences(load_view(view), fixed)
    told = [
        {
            "measure": one["measure"],
            "area": one["area"],
            "snapshot": one["sealed"],
            "database": one["database"],
        }
        for one in found
    ]
    click.echo(json.dumps(told, ensure_ascii=False, indent=1))
