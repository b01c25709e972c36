"""What an import finds wrong or odd: one entry per cell, with its code and a Chinese message.

This module collects and orders; who finds what is in the modules that read and judge. Messages are made when they
are read, because an import of a wholly wrong file can have hundreds of thousands of entries.
"""

from dataclasses import dataclass
from typing import Any

from sampling.cells.limits import LimitExceeded
from sampling.exchange.messages import message

ERROR_CODES = (
    "missing-file",
    "missing-column",
    "required",
    "bad-date",
    "bad-number",
    "bad-choice",
    "negative-number",
    "bad-credit-code",
    "unknown-area",
    "unknown-enterprise",
    "unknown-plan",
    "unknown-sheet",
    "unknown-source",
    "unknown-measure",
    "duplicate-key",
    "conflicting-row",
    "date-order",
    "too-few-samplers",
    "numerator-exceeds-denominator",
    "wrong-filer",
    "locked-return",
    "locked-record",
    "area-cycle",
    "refused-parent",
    "conclusion-mismatch",
)
"""Codes in the order in which they win: a cell carries the first that applies."""

WARNING_CODES = (
    "unknown-column",
    "unknown-file",
    "overflow-cell",
    "verdict-doubtful",
    "early-production-date",
    "plan-mismatch",
    "population-missing",
    "long-extension",
)

_RANK = {code: rank for rank, code in enumerate(ERROR_CODES)}
_SHOWN_CHARS = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """One entry of a report. `row` counts as a spreadsheet does; `detail` is what the cell said, or a hint."""

    file: str
    row: int | None
    column: str | None
    code: str
    detail: str = ""
    said: str = ""  # the message where the finder words it itself

    @property
    def message(self) -> str:
        """What is wrong and what to do about it, in Chinese."""
        return self.said or message(self.code, self.file, self.column, self.detail)

    def as_dict(self) -> dict[str, Any]:
        """The entry as `report.json` shows it."""
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "message": self.message,
        }


class Findings:
    """All findings of one import. A cell keeps one error, that of the earliest code in `ERROR_CODES`."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._errors: dict[tuple[str, int | None, str | None], Finding] = {}
        self._warnings: list[Finding] = []

    def error(self, file: str, row: int | None, column: str | None, code: str, shown: object = "") -> None:
        """Record an error; an earlier code already on the cell stays."""
        cell = (file, row, column)
        known = self._errors.get(cell)
        if known is None:
            self._check_room()
        elif _RANK[known.code] <= _RANK[code]:
            return
        self._errors[cell] = Finding(file, row, column, code, _short(shown))

    def warn(self, file: str, row: int | None, column: str | None, code: str, shown: object = "") -> None:
        """Record a warning; warnings never block."""
        self._check_room()
        self._warnings.append(Finding(file, row, column, code, _short(shown)))

    def has_error(self, file: str, row: int, column: str) -> bool:
        """Whether the cell was refused."""
        return (file, row, column) in self._errors

    def any_in(self, file: str) -> bool:
        """Whether anything in this file was refused so far."""
        return any(cell[0] == file for cell in self._errors)

    @property
    def any_errors(self) -> bool:
        """Whether anything was refused."""
        return bool(self._errors)

    def errors(self) -> list[Finding]:
        """Errors by file, row (those without one first) and column."""
        return sorted(self._errors.values(), key=_position)

    def warnings(self) -> list[Finding]:
        """Warnings in the same order."""
        return sorted(self._warnings, key=_position)

    def _check_room(self) -> None:
        if len(self._errors) + len(self._warnings) >= self._limit:
            raise LimitExceeded("本次导入", "问题条数", self._limit)


def _position(finding: Finding) -> tuple[str, int, str, str]:
    return (
        finding.file,
        -1 if finding.row is None else finding.row,
        finding.column or "",
        finding.code,
    )


def _short(shown: object) -> str:
    text = " ".join(str(shown).split())
    return text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "…"
