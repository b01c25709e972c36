"""The order in which areas can be inserted one by one: those above before those below."""

from collections.abc import Sequence
from graphlib import TopologicalSorter

from domain.exchange.tables import AREAS
from sampling.exchange.rows import Row

_NAMES = [column.name for column in AREAS.columns]
_CODE_AT, _PARENT_AT = _NAMES.index("code"), _NAMES.index("parent_code")


def parents_first(rows: Sequence[Row]) -> list[Row]:
    """The rows, each after the row of its 上级代码 where that is among them. There must be no cycle."""
    by_code = {row[_CODE_AT]: row for row in rows}
    above = {code: [row[_PARENT_AT]] if row[_PARENT_AT] in by_code else [] for code, row in by_code.items()}
    return [by_code[code] for code in TopologicalSorter(above).static_order()]
