"""Refusals and warnings, and which of several refusals of one cell counts."""

from tests.reference_import.spec import CODES

Place = tuple[str, int | None, str | None, str]
"""File, row, column and code."""


class Findings:
    """Everything that applies to every cell."""

    def __init__(self) -> None:
        self._refusals: set[Place] = set()
        self._cells: set[tuple[str, int | None, str | None]] = set()
        self._warnings: list[Place] = []

    def refuse(self, file: str, row: int | None, column: str | None, code: str) -> None:
        """A code applies to this cell; an earlier one in the table of codes may hide it."""
        assert code in CODES
        self._refusals.add((file, row, column, code))
        self._cells |= {(file, row, column), (file, row, None)}

    def warn(self, file: str, row: int | None, column: str | None, code: str) -> None:
        """A doubt that refuses nothing."""
        self._warnings.append((file, row, column, code))

    def is_refused(self, file: str, row: int, column: str | None = None) -> bool:
        """Whether the cell, or without a column any cell of the row, has a refusal."""
        return (file, row, column) in self._cells

    def has(self, file: str, row: int, column: str, code: str) -> bool:
        """Whether this code applies to the cell, hidden by another one or not."""
        return (file, row, column, code) in self._refusals

    def __len__(self) -> int:
        return len(self._refusals)

    def errors(self) -> list[Place]:
        """One code for each cell, sorted by file, row (none first) and column."""
        first: dict[tuple[str, int | None, str | None], str] = {}
        for file, row, column, code in self._refusals:
            cell = (file, row, column)
            if cell not in first or CODES.index(code) < CODES.index(first[cell]):
                first[cell] = code
        return sorted(((*cell, code) for cell, code in first.items()), key=_order)

    def warnings(self) -> list[Place]:
        """All warnings in the same order."""
        return sorted(self._warnings, key=_order)


def _order(place: Place) -> tuple[str, int, str, str]:
    file, row, column, code = place
    return file, -1 if row is None else row, column or "", code
