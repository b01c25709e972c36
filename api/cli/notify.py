"""`shian notify`."""

import json
import sys
from datetime import date
from secrets import token_hex

import click
import msgspec

from api.acting import operator
from api.cli import options
from api.clock import local_day, now
from api.database import open_database
from api.sinks import configured_sinks
from sampling.messages.sending import send_messages
from sampling.messages.writing import key_of, messages_of_day, write_messages
from sampling.store.engine import reading
from sampling.work.operation import operation


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

    由计划任务每天运行即可；同一档次不会提醒第二次。发往何处由 SHIAN_MESSAGES（文件）和 SHIAN_SMTP_URL（邮件）指定。
    有提醒没有送出、或不知是否送达时，退出状态为 1。
    """
    engine, at = open_database(), now()
    chosen = day or local_day(at)
    if dry_run:
        with reading(engine) as view:
            told = messages_of_day(view, chosen)
        ends = []
    else:
        sinks = configured_sinks()
        who = operator(engine, actor)
        with operation(
            engine, command="messages.write", actor=who, at=at, today=local_day(at), nonce=token_hex(32)
        ) as op:
            told = write_messages(op, chosen)
            applying = {key_of(message) for message in messages_of_day(op.connection, chosen)}
        ends = [send_messages(engine, sink, now, applying, resend_unknown=resend_unknown) for sink in sinks]
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
