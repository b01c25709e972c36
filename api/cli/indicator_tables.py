"""The indicator table on a terminal: target, figures, gap, verdict and status, in colour where there is colour."""

from typing import TextIO

from rich.console import Console
from rich.table import Table

from domain.indicators.assessment import Assessment
from domain.indicators.values import STATUS_WORDS, MeasureValue, plain

_NUMBERS = ("目标", "分子", "分母", "数值", "差距")
_PLAIN_WIDTH = 140


def print_tables(assessment: Assessment, label: str, stream: TextIO) -> None:
    """One table per area, the city first. `label` (合成数据) stands in every title; a file gets no colours."""
    console = Console(file=stream)
    if not console.is_terminal:
        console = Console(file=stream, width=_PLAIN_WIDTH)
    for info in assessment.areas:
        title = f"{info.name}（{info.code}） {assessment.year}年，截至{assessment.as_of}"
        table = Table(title=f"{title}  【{label}】" if label else title, title_justify="left")
        for heading in ("指标", "名称", *_NUMBERS, "达标", "状态"):
            table.add_column(
                heading,
                justify="right" if heading in _NUMBERS else "left",
                no_wrap=heading != "名称",
                overflow="fold",
            )
        for value in assessment.values:
            if value.area == info.code:
                table.add_row(*_cells(value))
        console.print(table)


def _cells(value: MeasureValue) -> list[str]:
    measure = value.measure
    verdict = {True: "[green]达标[/]", False: "[bold red]未达标[/]", None: "[yellow]未知[/]"}[value.met]
    return [
        measure.code,
        measure.name,
        f"{measure.target.text}{measure.unit}",
        plain(value.numerator) or "",
        plain(value.denominator) or "",
        value.shown or "",
        value.gap_shown or "",
        verdict,
        STATUS_WORDS[value.status],
    ]
