"""Options that several commands share."""

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from api.settings import LOCAL_ACTOR
from domain.access.actor import LONGEST_NAME, spelled


class DayType(click.ParamType[date]):
    """A calendar day written 2024-03-31."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Parse the ISO form; anything else fails with the form to use."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} 不是日期，应写作 2024-03-31", param, ctx)


class ActorType(click.ParamType[str]):
    """The name of who acts, spelled as it is kept: blanks around it make nobody another person."""

    name = "姓名"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Anything that cannot be a name fails with what one is."""
        name = spelled(str(value))
        if name is None:
            self.fail(f"须为操作人的姓名，{LONGEST_NAME} 字以内，不含看不见的字符", param, ctx)
        return name


def period(command: Callable[..., Any]) -> Callable[..., Any]:
    """--year and --as-of."""
    command = click.option(
        "--as-of", type=DayType(), required=True, metavar="日期", help="截止日，如 2024-03-31。"
    )(command)
    return click.option(
        "--year", type=click.IntRange(1900, 2100), required=True, metavar="年份", help="指标年度，如 2023。"
    )(command)


def city(command: Callable[..., Any]) -> Callable[..., Any]:
    """--city."""
    return click.option("--city", metavar="代码", help="本市区划代码；库中只有一个无上级的“市”时可省略。")(
        command
    )


def actor(command: Callable[..., Any]) -> Callable[..., Any]:
    """--actor."""
    return click.option(
        "--actor",
        type=ActorType(),
        default=LOCAL_ACTOR,
        show_default=True,
        metavar="姓名",
        help="操作人，记入审计日志。",
    )(command)
