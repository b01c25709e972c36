"""`shian notify`."""

import json
import sys
from datetime import date

import click
import msgspec

from api.acting import operator
from api.cli import options
from api.clock import local_day, now
from api.database import open_database
from api.notifying import notify_once
from api.sinks import configured_sinks
from sampling.messages.writing import messages_of_day
from sampling.store.engine import reading


@click.command()
@click.option("--day", type=options.DayType(), metavar="日期", help="按哪一天提醒，默认为今天。")
@click.option("--dry-run", is_flag=True, help="只列出这一天的提醒，不写入、不发送。")
@click.option("--resend-unknown", is_flag=True, help="重发上次发送中断、不知是否送达的提醒。")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", help="输出格式，默认 table。"
)
@options.actor
def notify(day: date | None, dry_run: bool, resend_unknown: bool, form: str, actor: str) -> None:
    """期限提醒：将到期和已逾期的各提醒一次，写入系统内的提醒，并发往文件或邮箱。

    由计划任务每天运行，或设 SHIAN_NOTIFY_MINUTES 让 shian serve 定时进行；
    同一档次不会提醒第二次。发往何处由 SHIAN_MESSAGES（文件）和 SHIAN_SMTP_URL（邮件）指定。
    有提醒没有送出、或不知是否送达时，退出状态为 1。
    """
    engine = open_database()
    chosen = day or local_day(now())
    if dry_run:
        with reading(engine) as view:
            told, ends = messages_of_day(view, chosen), []
    else:
        done = notify_once(
            engine, configured_sinks(), operator(engine, actor), day=chosen, resend_unknown=resend_unknown
        )
        told, ends = done.messages, done.sinks
    if form == "json":
        shown = {"day": str(chosen), "messages": told, "sinks": ends}
        click.echo(json.dumps(msgspec.to_builtins(shown), ensure_ascii=False, indent=1))
    else:
        for message in told:
            click.echo(f"{message.organisation or message.area or '—'}  {message.text}")
        click.echo(f"{chosen} {'共' if dry_run else '新'}提醒 {len(told)} 条。", err=True)
        for end in ends:
            click.echo(
                f"{end.sink}：送出 {end.sent} 条，未送出 {end.failed} 条，不知是否送达 {end.unknown} 条。",
                err=True,
            )
    sys.exit(1 if any(end.failed or end.unknown for end in ends) else 0)
