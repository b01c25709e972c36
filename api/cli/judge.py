"""`shian judge`."""

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import click

from domain.exchange.guard import guarded
from domain.judgement.finding import Proposal, Verdict
from domain.judgement.judge import judge as propose
from sampling.finding_files import FindingRow, read_findings

CSV_HEADER = ("行号", "结果判定", "判定理由")
_COLOURS = {Verdict.QUALIFIED: "green", Verdict.UNQUALIFIED: "bold red", Verdict.UNDECIDED: "yellow"}
_PLAIN_WIDTH = 140
_SHIFTED = Proposal(
    Verdict.UNDECIDED, "本行的单元格多于表头，可能是含逗号的限量或结果没有加引号，请更正后再判定"
)

Judged = tuple[int, Proposal]


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    help="输出格式，默认 table。",
)
def judge(file: Path, form: str) -> None:
    """按限量判定检验结果，每行一个，给出合格项、不合格项或不判定项及理由。

    文件为 CSV（UTF-8 或 GB18030），列为检验结果、结果单位、最小允许限、最大允许限、限量单位、检出限；
    限量也可以照标准书写，如 ≤0.2mg/kg、不得检出、n=5,c=2,m=10²,M=10³（含逗号的单元格须加引号）。
    默认按 GB/T 8170 全数值比较法；“比较方法”列写“修约值比较法”的行先修约再比较。
    判定结果供参考，以人员判定为准；不读写数据库。
    """
    judged = [(row.row, _proposal(row)) for row in read_findings(file)]
    if form == "json":
        sys.stdout.write(json.dumps(judged_json(judged), ensure_ascii=False, indent=1) + "\n")
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(CSV_HEADER)
        writer.writerows((row, proposal.verdict.value, guarded(proposal.reason)) for row, proposal in judged)
    else:
        _print_table(judged, sys.stdout)


def judged_json(judged: Iterable[Judged]) -> list[dict[str, int | str]]:
    """One object a finding; `row` is the row of the spreadsheet, the header counted."""
    return [
        {"row": row, "verdict": proposal.verdict.value, "reason": proposal.reason} for row, proposal in judged
    ]


def _proposal(row: FindingRow) -> Proposal:
    return _SHIFTED if row.finding is None else propose(row.finding)


def _print_table(judged: list[Judged], stream: TextIO) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(file=stream)
    if not console.is_terminal:
        console = Console(file=stream, width=_PLAIN_WIDTH)
    table = Table()
    table.add_column(CSV_HEADER[0], justify="right", no_wrap=True)
    table.add_column(CSV_HEADER[1], no_wrap=True)
    table.add_column(CSV_HEADER[2], overflow="fold")
    for row, proposal in judged:
        colour = _COLOURS[proposal.verdict]
        table.add_row(str(row), f"[{colour}]{proposal.verdict.value}[/]", escape(proposal.reason))
    console.print(table)
    counts = Counter(proposal.verdict for _, proposal in judged)
    totals = "，".join(f"{verdict.value} {counts[verdict]} 个" for verdict in Verdict)
    console.print(f"共 {len(judged)} 个：{totals}。", highlight=False)
