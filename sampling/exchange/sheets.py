"""Reading `samples`: one row per test item, the sheet-level columns repeated.

Sheet-level cells are judged on the sheet's first row; later rows are only compared with it. A row without sheet
number belongs to no other row and is judged as a sheet of its own.
"""

from collections.abc import Callable
from operator import itemgetter

from domain.exchange.tables import SAMPLES
from sampling.cells.limits import Limits
from sampling.cells.reading import CellReader, Refusal, Value
from sampling.exchange.doubts import verdict_doubt
from sampling.exchange.findings import Findings
from sampling.exchange.headers import Header, framed_rows, read_header
from sampling.exchange.raw import RawRow, RawTable
from sampling.exchange.rows import Progress, Row, TableRows, judge_dates, no_rows_yet

_PROGRESS_EVERY = 5_000
_KEY = SAMPLES.column("sheet_no")
_ITEM_NAMES = [column.name for column in SAMPLES.item_columns]
_NAME_AT, _VERDICT_AT = _ITEM_NAMES.index("item_name"), _ITEM_NAMES.index("verdict")
_FILLED_TOGETHER = [_ITEM_NAMES.index(name) for name in ("item_name", "item_class", "verdict")]

Cells = tuple[object, ...]


def read_sheets(raw: RawTable, findings: Findings, limits: Limits, progress: Progress | None) -> TableRows:
    """Read and judge `samples`, apart from what needs other tables or the database."""
    header, below = read_header(raw, SAMPLES, findings)
    rows = no_rows_yet(SAMPLES, header, findings)
    reader = _SheetReader(rows, raw, header, limits)
    count = 0
    for line, row in framed_rows(below, header, raw.name, findings, limits):
        reader.take(line, row)
        count += 1
        if progress and count % _PROGRESS_EVERY == 0:
            progress(raw.name, count, raw.expected_rows)
    if progress:
        progress(raw.name, count, count)
    judge_dates(rows)
    return rows


class _SheetReader:
    """Takes row after row and sorts it to its sheet."""

    def __init__(self, rows: TableRows, raw: RawTable, header: Header, limits: Limits) -> None:
        self._rows = rows
        readers = {
            column.name: CellReader(column, guarded=raw.guarded, limits=limits)
            for column in rows.table.all_columns
        }
        sheet_columns = [column for column in rows.table.columns if column.name in header.positions]
        item_columns = [column for column in SAMPLES.item_columns if column.name in header.positions]
        self._sheet_readers = [readers[column.name] for column in sheet_columns]
        self._item_readers = [
            (_ITEM_NAMES.index(column.name), readers[column.name]) for column in item_columns
        ]
        self._sheet_at = [rows.position(column.name) for column in sheet_columns]
        self._take_sheet = _picker([header.positions[column.name] for column in sheet_columns])
        self._take_items = _picker([header.positions[column.name] for column in item_columns])
        self._read_key = readers[_KEY.name]
        self._key_position = header.positions.get(_KEY.name)
        self._by_cell: dict[object, int] = {}
        self._first_cells: list[Cells] = []
        self._bare_line: dict[int, int] = {}  # sheets whose only row so far has no item

    def take(self, line: int, row: RawRow) -> None:
        cells = self._take_sheet(row)
        key_cell = row[self._key_position] if self._key_position is not None else ""
        sheet = self._by_cell.get(key_cell)
        if sheet is None:
            key = self._read_key(key_cell)
            usable = None if isinstance(key, Refusal) else key
            sheet = None if usable is None else self._rows.first.get(usable)
            if sheet is None:
                self._open_sheet(line, cells, usable)
                sheet = len(self._rows.lines) - 1
                self._take_item(sheet, line, self._take_items(row), first=True)
                if usable is not None:
                    self._by_cell[key_cell] = sheet
                return
            self._by_cell[key_cell] = sheet
        if cells != self._first_cells[sheet]:
            self._compare(sheet, line, cells)
        self._take_item(sheet, line, self._take_items(row), first=False)

    def _open_sheet(self, line: int, cells: Cells, key: Value) -> None:
        rows = self._rows
        sheet = len(rows.lines)
        rows.lines.append(line)
        rows.keys.append(key)
        rows.items.append({})
        self._first_cells.append(cells)
        values: list[Value] = [None] * len(rows.table.columns)
        for at, read, cell in zip(self._sheet_at, self._sheet_readers, cells, strict=True):
            value = read(cell)
            if isinstance(value, Refusal):
                rows.refuse(sheet, line, read.column.header, value.code, cell)
            else:
                values[at] = value
        rows.values.append(tuple(values))
        if key is not None:
            rows.first[key] = sheet

    def _compare(self, sheet: int, line: int, cells: Cells) -> None:
        """Note where a later row differs in meaning; whether the first row's cell stands is settled at the end."""
        first = self._first_cells[sheet]
        for read, cell, first_cell in zip(self._sheet_readers, cells, first, strict=True):
            if cell != first_cell and read(cell) != read(first_cell):
                self._rows.conflicts.append((sheet, line, read.column.header, cell))

    def _take_item(self, sheet: int, line: int, cells: Cells, *, first: bool) -> None:
        rows = self._rows
        item: list[Value] = [None] * len(_ITEM_NAMES)
        refused: list[int] = []
        for (at, read), cell in zip(self._item_readers, cells, strict=True):
            value = read(cell)
            if isinstance(value, Refusal):
                rows.refuse(sheet, line, read.column.header, value.code, cell)
                refused.append(at)
            else:
                item[at] = value
        if first and not refused and not any(item):
            self._bare_line[sheet] = line
            return
        if not first and sheet in self._bare_line:
            self._require(sheet, self._bare_line.pop(sheet), _FILLED_TOGETHER)
        empty = [at for at in _FILLED_TOGETHER if item[at] is None and at not in refused]
        if empty:
            self._require(sheet, line, empty)
        self._keep_item(sheet, line, tuple(item))

    def _require(self, sheet: int, line: int, positions: list[int]) -> None:
        for at in positions:
            self._rows.refuse(sheet, line, SAMPLES.item_columns[at].header, "required")

    def _keep_item(self, sheet: int, line: int, item: Row) -> None:
        rows = self._rows
        name = item[_NAME_AT]
        if isinstance(name, str):
            if name in rows.items[sheet]:
                rows.refuse(sheet, line, _KEY.header, "duplicate-key", f"{rows.keys[sheet]}/{name}")
                return
            rows.items[sheet][name] = item
        doubt = verdict_doubt(item)
        if doubt:
            rows.findings.warn(
                SAMPLES.name, line, SAMPLES.item_columns[_VERDICT_AT].header, "verdict-doubtful", doubt
            )


def _picker(positions: list[int]) -> Callable[[RawRow], Cells]:
    """A function that takes the cells at the positions out of a row, as a tuple whatever their number."""
    if len(positions) > 1:
        return itemgetter(*positions)
    return lambda row: tuple(row[at] for at in positions)


def settle_conflicts(rows: TableRows) -> None:
    """Refuse later rows that disagree with their sheet's first row, except in cells that were refused there."""
    for sheet, line, header, cell in rows.conflicts:
        if not rows.findings.has_error(SAMPLES.name, rows.lines[sheet], header):
            rows.refuse(sheet, line, header, "conflicting-row", cell)
