"""How two tables of a package differ row by row, as people read them: added, removed, changed.

Cells are the texts of the CSV members. Rows that are the same on both sides are set off against each other first, as
often as they occur; what is left is paired by its key, in order, so that every row is told exactly once.
"""

import csv
import io
from collections import Counter, defaultdict
from dataclasses import dataclass

Cells = tuple[str, ...]
# What identifies a row for people: sort, number and area of a record; the number of a document.
KEYS = ("类别", "编号", "区划代码")
# Columns that packages made before named otherwise.
_RENAMED = {"密级": "公开属性"}


@dataclass(frozen=True)
class Rows:
    """How the rows of one table differ; `headers` name the cells. `changed` are pairs of before and after."""

    headers: Cells
    added: tuple[Cells, ...] = ()
    removed: tuple[Cells, ...] = ()
    changed: tuple[tuple[Cells, Cells], ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.added or self.removed or self.changed)


def row_differences(old: memoryview | None, new: memoryview | None) -> Rows:
    """Compare two CSV tables; None is a table that is not there. Tables with other headers are told row by row."""
    if old == new:
        return Rows(())
    headers, before = _table(old)
    others, after = _table(new)
    if old is not None and new is not None and headers != others:
        return Rows(others, added=tuple(after.elements()), removed=tuple(before.elements()))
    headers = headers or others
    places = [headers.index(name) for name in KEYS if name in headers]
    gone, come = _by_key(before - after, places), _by_key(after - before, places)
    added: list[Cells] = []
    removed: list[Cells] = []
    changed: list[tuple[Cells, Cells]] = []
    for key in {**gone, **come}:
        was, is_now = gone.get(key, []), come.get(key, [])
        changed += zip(was, is_now, strict=False)
        removed += was[len(is_now) :]
        added += is_now[len(was) :]
    return Rows(headers, tuple(added), tuple(removed), tuple(changed))


def _table(content: memoryview | None) -> tuple[Cells, Counter[Cells]]:
    """Headers, and how often each row occurs, in the order of the file."""
    if content is None:
        return (), Counter()
    text = str(content, "utf-8-sig", "replace")
    lines = csv.reader(io.StringIO(text, newline=""))
    headers = tuple(_RENAMED.get(name, name) for name in next(lines, ()))
    return headers, Counter(tuple(line) for line in lines)


def _by_key(rows: Counter[Cells], places: list[int]) -> dict[Cells, list[Cells]]:
    found: defaultdict[Cells, list[Cells]] = defaultdict(list)
    for row in rows.elements():
        found[tuple(row[place] if place < len(row) else "" for place in places)].append(row)
    return found
