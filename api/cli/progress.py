"""A progress bar over the tables of an import or export: on a terminal only, and only on standard error."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from domain.exchange.tables import TABLE_BY_NAME

Report = Callable[[str, int, int | None], None]


@contextmanager
def table_progress(verb: str) -> Iterator[Report | None]:
    """Yields what is told the table, the rows done and the rows expected; None where there is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def report(table: str, done: int, expected: int | None) -> None:
            if table not in tasks:
                title = TABLE_BY_NAME[table].title if table in TABLE_BY_NAME else table
                tasks[table] = bar.add_task(f"{verb}{title}", total=expected)
            bar.update(tasks[table], completed=done, total=expected)

        yield report
