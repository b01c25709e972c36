"""Exchange tables written row by row: UTF-8 without BOM, LF, the headers of `domain.exchange.tables`."""

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Protocol, TypeAlias

from domain.errors import UnusableInput
from domain.exchange.tables import SAMPLES, TABLES, Table

Cell: TypeAlias = str | int | Decimal | date | None
ItemRow: TypeAlias = tuple[str, ...]
NO_ITEMS: ItemRow = ("",) * len(SAMPLES.item_columns)


class _RowWriter(Protocol):
    def writerow(self, row: Iterable[str], /) -> object: ...

    def writerows(self, rows: Iterable[Iterable[str]], /) -> object: ...


class FolderNotEmpty(UnusableInput):
    """Synthetic data is never written over somebody's files."""

    code = "folder-not-empty"

    def __init__(self, folder: str) -> None:
        super().__init__(f"目录 {folder} 不为空，合成数据不会覆盖已有文件，请换一个空目录", folder=folder)


class FolderNotWritable(UnusableInput):
    """The output folder cannot be created or written."""

    code = "folder-not-writable"

    def __init__(self, folder: str, reason: str) -> None:
        super().__init__(
            f"无法写入目录 {folder}（{reason}），请换一个可写的目录", folder=folder, reason=reason
        )


class ExchangeWriter:
    """All tables of one exchange folder, open at once. `counts` has the records of each (sheets for `samples`)."""

    def __init__(self, folder: Path) -> None:
        """Create the folder if need be; raises `FolderNotEmpty` or `FolderNotWritable`."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            occupied = any(folder.iterdir())
        except OSError as error:
            raise FolderNotWritable(folder.name, error.strerror or type(error).__name__) from None
        if occupied:
            raise FolderNotEmpty(folder.name)
        self._folder = folder
        self.counts = {table.name: 0 for table in TABLES}
        self.items = 0
        self._files = ExitStack()
        self._writers: dict[str, _RowWriter] = {}
        self._names = {table.name: [column.name for column in table.columns] for table in TABLES}

    def __enter__(self) -> "ExchangeWriter":
        self._writers = {table.name: self._open(table) for table in TABLES}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._files.close()

    def _open(self, table: Table) -> _RowWriter:
        path = self._folder / f"{table.name}.csv"
        stream = self._files.enter_context(path.open("w", encoding="utf-8", newline=""))
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([column.header for column in table.all_columns])
        return writer

    def write(self, table: str, cells: dict[str, Cell]) -> None:
        """Write one record; a column that is not named stays empty, one that does not exist is a KeyError."""
        self._writers[table].writerow(self._line(table, cells))
        self.counts[table] += 1

    def write_sheet(self, cells: dict[str, Cell], items: Iterable[ItemRow]) -> None:
        """Write one sheet: a row per item with the sheet's cells repeated, or one row where it has none."""
        line = self._line("samples", cells)
        rows = [line + list(item) for item in items]
        self._writers["samples"].writerows(rows or [line + list(NO_ITEMS)])
        self.counts["samples"] += 1
        self.items += len(rows)

    def _line(self, table: str, cells: dict[str, Cell]) -> list[str]:
        names = self._names[table]
        line = [_text(cells.get(name)) for name in names]
        if not cells.keys() <= set(names):
            raise KeyError(f"{table}: {sorted(cells.keys() - set(names))}")
        return line


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return str(cell)
