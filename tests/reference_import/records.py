"""Rows as records: which rows make one record, what is stored, and who is known.

The stored state has the shape in which `judge` returns it: table -> key -> header -> value; a sheet has its items
under `ITEMS`, item name -> header -> value.
"""

from dataclasses import dataclass
from typing import Any

from tests.reference_import.files import File, Row
from tests.reference_import.spec import TABLES, keys_of

Key = tuple[Any, ...]
Stored = dict[str, dict[Key, dict[str, Any]]]
ITEMS = "items"


@dataclass(eq=False)
class Record:
    """All rows of one sheet, or the one row of any other record; `key` is None where a part of it is missing."""

    table: str
    rows: list[Row]
    key: Key | None

    @property
    def head(self) -> Row:
        """The row on which the record's own columns are judged."""
        return self.rows[0]


class World:
    """The import and what is stored, to be asked about."""

    def __init__(self, files: dict[str, File], stored: Stored) -> None:
        self.files = files
        self.stored = stored
        self.records = {table: records_of(file) for table, file in files.items()}
        self._first: dict[str, dict[Key, Record]] = {}
        for table, records in self.records.items():
            first = self._first[table] = {}
            for record in records:
                if record.key is not None and record.key not in first:
                    first[record.key] = record

    def is_known(self, table: str, key: Key) -> bool:
        """Whether the import, refused rows included, or the database has a record with this key.

        A file without its key column has unknown records: its header line is refused, not what refers to it.
        """
        if table in self.files and not self.files[table].keyed:
            return True
        return key in self._first.get(table, {}) or key in self.stored.get(table, {})

    def first(self, table: str, key: Key) -> Record | None:
        """The import's first record with this key."""
        return self._first.get(table, {}).get(key)

    def value(self, table: str, key: Key, header: str) -> Any:
        """What a record has, the import's first before the database.

        What the import does not say (an absent column) or not readably stays as it is stored.
        """
        record = self.first(table, key)
        if record is not None and header in record.head.values:
            return record.head.get(header)
        return self.stored.get(table, {}).get(key, {}).get(header)

    def exists(self, table: str) -> bool:
        """Whether the table is in the import or has rows in the database."""
        return table in self.files or bool(self.stored.get(table))


def key_of(row: Row) -> Key | None:
    """The key, or None where a part is empty or cannot be read."""
    parts = [row.get(header) for header in keys_of(row.table)]
    return None if None in parts else tuple(parts)


def records_of(file: File) -> list[Record]:
    """The records in the order of their first rows. Rows of one 抽样编号 are one sheet wherever they stand."""
    assert file.table in TABLES
    if file.table != "samples":
        return [Record(file.table, [row], key_of(row)) for row in file.rows]
    sheets: dict[Key, Record] = {}
    records = []
    for row in file.rows:
        key = key_of(row)
        if key is not None and key in sheets:
            sheets[key].rows.append(row)
            continue
        record = Record("samples", [row], key)
        records.append(record)
        if key is not None:
            sheets[key] = record
    return records
