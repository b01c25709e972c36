"""`shian deadline`."""

import json
import sys
from datetime import date, datetime

import click

from domain.calendar import WorkCalendar
from domain.catalogue.clocks import Clock, load_clocks
from domain.deadlines import ClockDeadline, deadline_of
from domain.errors import ClockNotFound

_UNITS = {"workday": "个工作日", "day": "日", "hour": "小时", "month": "个月"}


class MomentType(click.ParamType[date]):
    """A day 2026-02-10, or a moment 2026-02-10T08:30."""

    name = "时间"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse the ISO forms; anything else fails with the forms to use."""
        if isinstance(value, date):
            return value
        text = str(value)
        try:
            return datetime.fromisoformat(text) if len(text) > 10 else date.fromisoformat(text)
        except ValueError:
            self.fail(f"{text!r} 不是日期或时刻，应写作 2026-02-10 或 2026-02-10T08:30", param, ctx)


@click.command()
@click.argument("clock", metavar="期限代码")
@click.argument("start", type=MomentType(), metavar="起算日")
@click.option(
    "--extend",
    type=click.IntRange(0, 100_000),
    default=0,
    metavar="数",
    help="批准的延期，按该期限自己的单位计。",
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="输出格式，默认 text。"
)
def deadline(clock: str, start: date, extend: int, form: str) -> None:
    """计算一个法定期限的届满日。

    起算日当天不计入；工作日按公布的放假调休安排；按自然日计算的期限遇休息日顺延。期限代码如 report、disposal-complete。
    """
    clocks = load_clocks()
    if clock not in clocks:
        raise ClockNotFound(clock, list(clocks))
    found = deadline_of(clocks[clock], start, _calendar(), extend)
    if form == "json":
        sys.stdout.write(json.dumps(_as_json(found), ensure_ascii=False) + "\n")
        return
    length = f"{found.clock.n}{_UNITS[found.clock.unit]}" + (f"，延期{extend}" if extend else "")
    click.echo(f"{found.clock.name}（{length}，{found.clock.law}）：{_written(found.due)} 届满")
    if found.provisional:
        click.echo(f"暂算：{found.unknown_year}年的放假调休安排尚未导入，此日期只按周末推算。")
    if extend and found.long_extension:
        click.echo(f"提示：延期超过一次批准的上限（{found.clock.extend}），请注明理由。")


def _calendar() -> WorkCalendar:
    """The calendar of the configured database where there is one, else the years that ship."""
    from api.desk import configured_calendar

    return configured_calendar()


def _written(moment: date | datetime) -> str:
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


def _as_json(found: ClockDeadline) -> dict[str, object]:
    clock: Clock = found.clock
    return {
        "clock": clock.code,
        "name": clock.name,
        "start": _written(found.start),
        "due": _written(found.due),
        "provisional": found.provisional,
        "unknown_year": found.unknown_year,
        "kind": clock.kind,
        "n": clock.n,
        "extended": found.extended,
        "long_extension": found.long_extension,
        "unit": clock.unit,
        "law": clock.law,
        "days_counted": [day.isoformat() for day in found.counted],
    }
