"""Lists on the terminal, as CSV or as JSON: the same rows under the same headings."""

import csv
import json
import sys
from collections.abc import Collection, Iterable, Sequence

import click

from domain.exchange.guard import guarded

FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
    help="输出格式。",
)
_PLAIN_WIDTH = 180


def print_list(
    form: str,
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: Collection[str] = (),
) -> None:
    """Print rows of texts; nothing is cut off, and CSV cells that a spreadsheet would run are defused.

    Columns whose heads are `numeric` stand on the right of a table.
    """
    if form == "json":
        told = [dict(zip(heads, row, strict=True)) for row in rows]
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        return
    if form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows([guarded(cell) for cell in row] for row in rows)
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for head in heads:
        table.add_column(head, overflow="fold", justify="right" if head in numeric else "left")
    for row in rows:
        table.add_row(*(escape(cell) for cell in row))
    console = Console()
    (console if console.is_terminal else Console(width=_PLAIN_WIDTH)).print(table)
