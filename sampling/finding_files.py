"""Findings in a CSV file, one a row, as an office hands them to the judgement engine.

UTF-8 or GB18030; headers in any order, with or without blanks and the mark of required columns. Only 检验结果 has
to be there. What the cells mean is read in `domain.judgement`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UnusableInput
from domain.exchange.guard import unguarded
from domain.judgement.finding import Finding
from sampling.cells.limits import LimitExceeded, Limits
from sampling.exchange.csv_rows import csv_rows, inspect_text
from sampling.exchange.headers import header_label, is_blank
from sampling.exchange.raw import RawRow

COLUMNS = {
    "检验结果": "result",
    "结果单位": "result_unit",
    "最小允许限": "min_limit",
    "最大允许限": "max_limit",
    "限量单位": "limit_unit",
    "检出限": "detection_limit",
    "比较方法": "comparison",
}
_REQUIRED = "检验结果"
MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 500_000
_LIMITS = Limits(source_bytes=MAX_BYTES, rows=MAX_ROWS, line_chars=1 << 17)


class FindingsHeaderWrong(UnusableInput):
    """The first filled row is not the header of a table of findings."""

    code = "findings-header-wrong"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"{file} 不能判定：{reason}；表头应有检验结果，可有结果单位、最小允许限、最大允许限、限量单位、检出限、比较方法",
            file=file,
            reason=reason,
        )


class FindingsTooLarge(UnusableInput):
    """More bytes or rows than one call judges."""

    code = "findings-too-large"

    def __init__(self, file: str, what: str, limit: int) -> None:
        super().__init__(
            f"{file} 的{what}超过上限 {limit}，请拆分后分别判定", file=file, what=what, limit=limit
        )


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A filled row, counted as a spreadsheet counts it. `finding` is None where its cells do not fit the header."""

    row: int
    finding: Finding | None


def read_findings(path: Path) -> Iterator[FindingRow]:
    """The filled rows below the header; blank rows are skipped but counted.

    Raises leaves of `UnusableInput` before the first row where the file cannot be read at all, and while reading
    where it ends in the middle of a quoted cell or grows past `MAX_ROWS`.
    """
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise FindingsTooLarge(path.name, "字节数", MAX_BYTES)
    rows = enumerate(_rows(path), start=1)
    header = next((cells for _, cells in rows if not is_blank(cells)), [])
    positions = _positions(path.name, header)
    for row, cells in rows:
        if row > MAX_ROWS:
            raise FindingsTooLarge(path.name, "行数", MAX_ROWS)
        if not is_blank(cells):
            fits = is_blank(cells[len(header) :])
            yield FindingRow(row, _finding(cells, positions) if fits else None)


def _rows(path: Path) -> Iterator[RawRow]:
    try:
        yield from csv_rows(inspect_text(path, path.name), _LIMITS)
    except LimitExceeded:
        raise FindingsTooLarge(path.name, "单行字数", _LIMITS.line_chars) from None


def _positions(file: str, header: RawRow) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(header):
        label = header_label(cell)
        if label not in COLUMNS:
            continue
        if COLUMNS[label] in found:
            raise FindingsHeaderWrong(file, f"列“{label}”出现了两次")
        found[COLUMNS[label]] = at
    if COLUMNS[_REQUIRED] not in found:
        raise FindingsHeaderWrong(file, f"缺少列“{_REQUIRED}”")
    return found


def _finding(cells: RawRow, positions: dict[str, int]) -> Finding:
    return Finding(
        **{name: unguarded(str(cells[at])) if at < len(cells) else "" for name, at in positions.items()}
    )
