"""`shian audit verify | list | anchor`."""

import json
import sys
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.cli import options

if TYPE_CHECKING:
    from domain.audit.records import Divergence

_SHOWN = 50
_ACTIONS = {"created": "新增", "updated": "变更", "deleted": "删除"}


@click.group()
def audit() -> None:
    """审计日志：核验、查询、在库外留存。"""


@audit.command("verify")
@click.option(
    "--anchors",
    type=click.Path(path_type=Path, exists=True),
    multiple=True,
    metavar="文件或文件夹",
    help="库外留存的根（可多次给出），材料包的 .seal.json 也可；默认用 SHIAN_ANCHORS。",
)
@click.option("--chain-only", is_flag=True, help="只核验审计链，不核对各记录（无密钥文件时用）。")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="输出格式。",
)
def verify(anchors: tuple[Path, ...], chain_only: bool, form: str) -> None:
    """逐条核验审计链，与库外留存的根比对，并核对各记录是否与审计记录相符。

    审计链不完整时不再核对各记录。退出码：0 完整相符，1 发现不符（给出编号和不符之处），
    2 无法核验（指明的库外留存中没有一个根的，也是 2）。
    """
    from api.anchoring import read_all
    from api.database import open_database
    from api.settings import anchors_place
    from sampling.audit import verify_audit
    from sampling.integrity.checking import verify_records
    from sampling.store.engine import reading

    default = anchors_place()
    places = anchors or ((default,) if default is not None and default.exists() else ())
    known, unread = read_all(places)
    # Whoever can write the whole chain anew can only be found by roots: where some were to be, none is no good sign.
    lacking = not known and (anchors != () or default is not None)
    with reading(open_database()) as view:
        found = verify_audit(view, known)
        breach = found.breach
        asked = breach is None and not chain_only
        wrong = [_told(one) for one in verify_records(view)] if asked else []
    if form == "json":
        result: dict[str, Any] = {
            "ok": breach is None and not wrong and not lacking,
            "sequence": found.root.sequence,
            "hash": found.root.hash,
            "anchors": found.anchors,
            "unread_anchors": unread,
            "breach": None if breach is None else {**asdict(breach), "message": breach.message},
            "records": wrong if asked else None,
        }
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
    elif breach is None:
        click.echo(
            f"审计链完整：{found.root.sequence} 条，根 {found.root.hash}，与库外留存的 {found.anchors} 个根相符。"
        )
    else:
        click.echo(f"审计链不完整。{breach.message}\n  应为：{breach.expected}\n  现为：{breach.found}")
    if form == "text" and asked:
        _print_records(wrong)
    if unread and form == "text":
        click.echo(f"库外留存中有 {len(unread)} 行无法读取：{'、'.join(unread[:10])}", err=True)
    if lacking:
        named = "、".join(str(place) for place in anchors or (default,))
        click.echo(
            f"库外留存 {named} 中没有一个根（缺失、为空或无法读取），不能说明整条链没有被改写；"
            "请核对该位置，或用 --anchors 指明留存的副本。",
            err=True,
        )
    sys.exit(1 if breach is not None or wrong else 2 if lacking else 0)


def _told(divergence: "Divergence") -> dict[str, Any]:
    from sampling.audit_reading import field_titles, record_title

    title = record_title(divergence.table, divergence.key)
    message = divergence.message(title, field_titles(divergence.table, divergence.key))
    return {**asdict(divergence), "message": message}


def _print_records(wrong: list[dict[str, Any]]) -> None:
    if not wrong:
        click.echo("各记录与审计记录相符。")
        return
    click.echo(f"有 {len(wrong)} 条记录与审计记录不符：")
    for one in wrong[:_SHOWN]:
        click.echo(f"  {one['message']}")
    if len(wrong) > _SHOWN:
        click.echo(f"  另有 {len(wrong) - _SHOWN} 条未列出，用 --format json 查看全部。")


@audit.command("list")
@click.option("--actor", metavar="姓名", help="操作人。")
@click.option("--command", "name", metavar="命令", help="命令，如 import 或 sheet（含其全部步骤）。")
@click.option("--record", metavar="编号", help="被变更记录的编号。")
@click.option("--from", "first", type=options.DayType(), metavar="日期", help="自哪天起。")
@click.option("--to", "last", type=options.DayType(), metavar="日期", help="到哪天止（含当天）。")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="最多列出多少条。"
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="输出格式。",
)
def list_entries(
    actor: str | None,
    name: str | None,
    record: str | None,
    first: date | None,
    last: date | None,
    limit: int,
    form: str,
) -> None:
    """列出审计记录，最近的在前，附变更前后的内容。"""
    from api.clock import LOCAL
    from api.database import open_database
    from sampling import audit_reading
    from sampling.store.engine import reading

    question = audit_reading.AuditQuestion(actor=actor, command=name, record=record, first=first, last=last)
    shown = []
    with reading(open_database()) as view:
        rows, following = audit_reading.list_entries(view, question, LOCAL, before=None, limit=limit)
        for row in rows:
            changes, more = audit_reading.list_changes(view, row["id"], after=0, limit=200)
            if form == "json":
                shown.append(
                    row | {"changes": [asdict(change) for change in changes], "complete": more is None}
                )
            else:
                _print(row, changes, row["change_count"] - len(changes))
    if form == "json":
        click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
    elif following is not None:
        click.echo(f"只列出最近 {limit} 条，更早的请缩小范围或加大 --limit。", err=True)


def _print(row: dict[str, Any], changes: list[Any], unlisted: int) -> None:
    from api.clock import LOCAL

    moment = datetime.fromisoformat(row["at"]).astimezone(LOCAL)
    click.echo(f"{row['id']}  {moment:%Y-%m-%d %H:%M:%S}  {row['actor']}  {row['command']}  {row['summary']}")
    for change in changes:
        click.echo(f"    {_ACTIONS[change.action]} {change.title} {change.key}")
        for field in change.fields:
            after = _text(field.after)
            words = after if change.action == "created" else f"{_text(field.before)} → {after}"
            click.echo(f"        {field.title}：{words}")
    if unlisted > 0:
        click.echo(f"    另有 {unlisted} 处变更未列出")


def _text(value: Any) -> str:
    if value is None:
        return "（空）"
    if isinstance(value, bool):
        return "是" if value else "否"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@audit.command("anchor")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    metavar="文件或文件夹",
    help="追加到哪个文件；文件夹则每天一个文件。",
)
def anchor(output: Path) -> None:
    """把审计链现在的根追加到库外。

    应放在数据库管理员改不到的地方。以后用 shian audit verify --anchors 比对，整链改写也能发现。
    """
    from api.anchoring import write_anchor
    from api.clock import now
    from api.database import open_database
    from sampling.audit import root_of
    from sampling.store.engine import reading

    with reading(open_database()) as view:
        root = root_of(view)
    file = write_anchor(output, root, now())
    click.echo(f"已留存：{file}　第 {root.sequence} 条　{root.hash}")
