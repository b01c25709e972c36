"""One table as the reader is handed it: a stream of rows from a CSV file, a worksheet, or another system's export."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

RawRow = Sequence[object]
"""Cells of one row: text as a CSV has it, or what a workbook's cell holds; "" for an empty cell."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """One table of a source, named as the exchange format names it.

    `rows` opens the stream anew; its first row is row 1 of the spreadsheet and none is left out.
    """

    name: str
    rows: Callable[[], Iterator[RawRow]]
    expected_rows: int | None = None  # for a progress bar only
    titled: bool = False  # a title may stand above the header
    guarded: bool = True  # an apostrophe may protect a cell from being run as a formula
