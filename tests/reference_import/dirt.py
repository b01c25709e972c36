"""Ways to spoil a city: one `Spoiling` is a deed and a few numbers that say where.

The numbers count round, so every spoiling fits every folder and a small example stays small when it is shrunk.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tests.reference_import.files import Folder
from tests.reference_import.nasty import AIMS, NASTY, nasty
from tests.reference_import.spec import TABLES, columns_of


@dataclass(frozen=True)
class Spoiling:
    """A deed and where: the table, the row and the column, and which of several values."""

    deed: str
    table: int
    row: int
    column: int
    choice: int


def spoil(folder: Folder, spoilings: Iterable[Spoiling]) -> Folder:
    """A copy of the folder with the spoilings done one after the other."""
    folder = {table: [list(line) for line in lines] for table, lines in folder.items()}
    for spoiling in spoilings:
        table = list(folder)[spoiling.table % len(folder)]
        DEEDS[spoiling.deed](folder, table, spoiling)
    return folder


def _row(lines: list[list[str]], number: int) -> list[str] | None:
    return lines[1 + number % (len(lines) - 1)] if len(lines) > 1 else None


def _put(line: list[str], at: int, text: str) -> None:
    line.extend([""] * (at + 1 - len(line)))
    line[at] = text


def _set_cell(folder: Folder, table: str, how: Spoiling) -> None:
    lines = folder[table]
    line = _row(lines, how.row)
    if line is not None and lines[0]:
        at = how.column % len(lines[0])
        _put(line, at, nasty(table, lines[0][at], line[at] if at < len(line) else "", how.choice))


def _aim(folder: Folder, table: str, how: Spoiling) -> None:
    """A cell that rules read, with a value of its own kind or one from another row."""
    table, header = AIMS[how.column % len(AIMS)]
    lines = folder.get(table, [[]])
    line = _row(lines, how.row)
    if line is not None and header in lines[0]:
        at = lines[0].index(header)
        kind = next(column.kind for column in columns_of(table) if column.header == header)
        values = NASTY[kind] + [other[at] for other in lines[1:] if at < len(other)] * 2
        _put(line, at, values[how.choice % len(values)])


def _set_column(folder: Folder, table: str, how: Spoiling) -> None:
    """The same value in all rows of one first cell: all rows of a sheet."""
    lines = folder[table]
    line = _row(lines, how.row)
    if line and lines[0]:
        at = how.column % len(lines[0])
        value = nasty(table, lines[0][at], line[at] if at < len(line) else "", how.choice)
        for other in lines[1:]:
            if other[:1] == line[:1]:
                _put(other, at, value)


def _borrow_cell(folder: Folder, table: str, how: Spoiling) -> None:
    """What another row says in this column: repeated keys, other references, circles of areas."""
    lines = folder[table]
    line, other = _row(lines, how.row), _row(lines, how.choice)
    if line and other and lines[0]:
        at = how.column % len(lines[0])
        _put(line, at, other[at] if at < len(other) else "")


def _refer(folder: Folder, table: str, how: Spoiling) -> None:
    """The first cell of any row of any table in this cell: references to whatever there is."""
    line = _row(folder[table], how.row)
    target = folder[list(folder)[how.column % len(folder)]]
    key = _row(target, how.choice)
    references = [at for at, column in enumerate(TABLES[table]) if column.refers]
    if line and key and references:
        at = references[how.column % len(references)]
        if at < len(folder[table][0]):
            _put(line, at, key[0])


def _turn_area(folder: Folder, table: str, how: Spoiling) -> None:
    """An area below any other, itself included."""
    if "areas" in folder and len(folder["areas"][0]) > 3:
        line, other = _row(folder["areas"], how.row), _row(folder["areas"], how.choice)
        if line and other:
            _put(line, 3, other[0])


def _repeat_row(folder: Folder, table: str, how: Spoiling) -> None:
    line = _row(folder[table], how.row)
    if line is not None:
        folder[table].insert(1 + how.column % len(folder[table]), list(line))


def _remove_row(folder: Folder, table: str, how: Spoiling) -> None:
    if len(folder[table]) > 1:
        del folder[table][1 + how.row % (len(folder[table]) - 1)]


def _move_row(folder: Folder, table: str, how: Spoiling) -> None:
    if len(folder[table]) > 1:
        line = folder[table].pop(1 + how.row % (len(folder[table]) - 1))
        folder[table].insert(1 + how.column % len(folder[table]), line)


def _blank_row(folder: Folder, table: str, how: Spoiling) -> None:
    blank = [["", ""], [" "], ["　", "\t", ""], [""] * 40][how.choice % 4]
    folder[table].insert(1 + how.row % len(folder[table]), blank)


def _cut_row(folder: Folder, table: str, how: Spoiling) -> None:
    line = _row(folder[table], how.row)
    if line:
        del line[1 + how.column % len(line) :]


def _overflow(folder: Folder, table: str, how: Spoiling) -> None:
    line = _row(folder[table], how.row)
    if line is not None:
        _put(line, len(folder[table][0]) + how.column % 3, ["多余", " ", "/", ""][how.choice % 4])


def _dress_header(folder: Folder, table: str, how: Spoiling) -> None:
    header = folder[table][0]
    if header:
        at = how.column % len(header)
        header[at] = [f"{header[at]}*", f" {header[at]} ", f"　{header[at]} * ", "备注", header[0]][
            how.choice % 5
        ]


def _remove_column(folder: Folder, table: str, how: Spoiling) -> None:
    if len(folder[table][0]) > 1:
        at = how.column % len(folder[table][0])
        for line in folder[table]:
            del line[at : at + 1]


def _repeat_column(folder: Folder, table: str, how: Spoiling) -> None:
    lines = folder[table]
    if lines[0]:
        at, to = how.column % len(lines[0]), how.choice % (len(lines[0]) + 1)
        for line in lines:
            cell = line[at] if at < len(line) else ""
            line.extend([""] * (to - len(line)))
            line.insert(to, cell)


def _add_column(folder: Folder, table: str, how: Spoiling) -> None:
    lines = folder[table]
    to = how.column % (len(lines[0]) + 1)
    for number, line in enumerate(lines):
        line.extend([""] * (to - len(line)))
        line.insert(to, "备注" if number == 0 else ["", "记", "/"][how.choice % 3])


def _swap_columns(folder: Folder, table: str, how: Spoiling) -> None:
    width = len(folder[table][0])
    if width:
        one, other = how.column % width, how.choice % width
        for line in folder[table]:
            line.extend([""] * (width - len(line)))
            line[one], line[other] = line[other], line[one]


def _remove_table(folder: Folder, table: str, how: Spoiling) -> None:
    if len(folder) > 1:
        del folder[table]


DEEDS: dict[str, Callable[[Folder, str, Spoiling], None]] = {
    "set cell": _set_cell,
    "aim": _aim,
    "set column": _set_column,
    "borrow cell": _borrow_cell,
    "refer": _refer,
    "turn area": _turn_area,
    "repeat row": _repeat_row,
    "remove row": _remove_row,
    "move row": _move_row,
    "blank row": _blank_row,
    "cut row": _cut_row,
    "overflow": _overflow,
    "dress header": _dress_header,
    "remove column": _remove_column,
    "repeat column": _repeat_column,
    "add column": _add_column,
    "swap columns": _swap_columns,
    "remove table": _remove_table,
}
