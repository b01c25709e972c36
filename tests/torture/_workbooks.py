"""Ways to break a workbook: cells that a reference can judge, and files that nobody can read.

`spoiled` gives a workbook and the folder of text cells that it means, so that a reference can say what must be
reported. `broken` gives bytes of which only one thing is known: an import must end in words and write nothing by half.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import openpyxl
from openpyxl.utils import get_column_letter

from tests.factories.exchange import write_workbook
from tests.reference_import.city import a_city
from tests.reference_import.dirt import DEEDS, Spoiling, spoil
from tests.reference_import.files import Folder

_MIB = 1 << 20
SHEET = "xl/worksheets/sheet1.xml"


def spoiled(dice: Random, file: Path) -> Folder:
    """Write a spoiled workbook and return what its cells say as text."""
    folder = spoil(a_city(), [_spoiling(dice) for _ in range(dice.randrange(1, 7))])
    folder = {
        table: [[cell.removeprefix("'") for cell in line] for line in lines]
        for table, lines in folder.items()
    }
    sheets: dict[str, list[list[object]]] = {
        table: [[cell or None for cell in line] for line in lines] for table, lines in folder.items()
    }
    _retype(dice, folder, sheets)
    write_workbook(file, sheets)
    _hide_cells(dice, folder, file)
    return folder


def _spoiling(dice: Random) -> Spoiling:
    numbers = [dice.randrange(400) for _ in range(4)]
    return Spoiling(dice.choice(["aim"] * 8 + ["set cell"] * 6 + list(DEEDS)), *numbers)


def _retype(dice: Random, folder: Folder, sheets: dict[str, list[list[object]]]) -> None:
    """Some dates become date cells and some whole numbers number cells; both mean what the text meant."""
    for table, lines in folder.items():
        for at, line in enumerate(lines[1:], start=1):
            for column, cell in enumerate(line):
                if dice.random() < 0.3 and len(cell) == 10 and cell[4:8:3] == "--":
                    try:
                        sheets[table][at][column] = dt.date.fromisoformat(cell)
                    except ValueError:
                        continue
                elif (
                    dice.random() < 0.2
                    and cell.isascii()
                    and cell.isdigit()
                    and len(cell) < 10
                    and cell[0] != "0"
                ):
                    sheets[table][at][column] = int(cell) if _is_plain(cell) else cell


def _is_plain(cell: str) -> bool:
    """Whether a number cell says the same as this text everywhere: eight digits are a date as text only."""
    return len(cell) != 8 and str(int(cell)) == cell and cell != "1"


def _hide_cells(dice: Random, folder: Folder, file: Path) -> None:
    """A formula nobody computed, and cells that vanish under a merged one: all of them read as empty."""
    if dice.random() < 0.5:
        return
    book = openpyxl.load_workbook(file)
    table = dice.choice([name for name in book.sheetnames if len(folder[name]) > 2])
    lines, sheet = folder[table], book[table]
    row, column = dice.randrange(1, len(lines) - 1), dice.randrange(len(lines[0])) if lines[0] else 0
    if column >= len(lines[row]) or not any(lines[0]):
        return
    if dice.random() < 0.5:
        sheet.cell(row + 1, column + 1).value = '=HYPERLINK("http://127.0.0.1/","x")&NOW()'
        lines[row][column] = ""
    else:
        letter = get_column_letter(column + 1)
        sheet.merge_cells(f"{letter}{row + 1}:{letter}{row + 2}")
        if column < len(lines[row + 1]):
            lines[row + 1][column] = ""
    book.save(file)


def good(file: Path) -> bytes:
    """A workbook with nothing wrong in it."""
    write_workbook(file, {table: [list(line) for line in lines] for table, lines in a_city().items()})
    return file.read_bytes()


def broken(dice: Random, file: Path) -> str:
    """Write a file that is wrong as a whole; returns how."""
    how = dice.choice(list(BREAKAGES))
    file.write_bytes(BREAKAGES[how](dice, good(file)))
    return how


def _flip(dice: Random, whole: bytes) -> bytes:
    changed = bytearray(whole)
    for _ in range(dice.randrange(1, 30)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _cut(dice: Random, whole: bytes) -> bytes:
    return whole[: dice.randrange(len(whole))]


def _splice(dice: Random, whole: bytes) -> bytes:
    at, to = sorted((dice.randrange(len(whole)), dice.randrange(len(whole))))
    return whole[:to] + whole[at:]


def _noise(dice: Random, _whole: bytes) -> bytes:
    return dice.randbytes(dice.randrange(1, 20_000))


def repacked(
    whole: bytes, change: Callable[[str, bytes], bytes | None], more: dict[str, bytes] | None = None
) -> bytes:
    """The same archive with members changed, left out (None) or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = change(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def _mutated_part(dice: Random, whole: bytes) -> bytes:
    names = zipfile.ZipFile(io.BytesIO(whole)).namelist()
    chosen = dice.choice(names)
    return repacked(whole, lambda name, content: _flip(dice, content) if name == chosen else content)


def _lost_part(dice: Random, whole: bytes) -> bytes:
    chosen = dice.choice(zipfile.ZipFile(io.BytesIO(whole)).namelist())
    return repacked(whole, lambda name, content: None if name == chosen else content)


_ODD_CELLS = (
    '<c r="A2" t="s"><v>999999</v></c>',
    '<c r="A2" t="s"><v>-1</v></c>',
    '<c r="A2" t="n"><v>NaN</v></c>',
    '<c r="A2"><v>1e400</v></c>',
    '<c r="A2" s="99999"><v>45000</v></c>',
    '<c r="ZZZZ99999999" t="inlineStr"><is><t>x</t></is></c>',
    '<c r="" t="str"><v>x</v></c>',
    '<c r="A2" t="d"><v>2023-13-45</v></c>',
    '<c r="A2" t="e"><v>#REF!</v></c>',
    '<c r="A2" t="b"><v>7</v></c>',
    '<c r="XFD1048577" t="str"><v>x</v></c>',
    '<c r="A0"><v>1</v></c>',
    "<c><is><t>" + "<r><t>x</t></r>" * 3 + "</is></c>",
)


def _odd_cell(dice: Random, whole: bytes) -> bytes:
    row = f'<row r="{dice.choice(["2", "0", "-1", "x", "99999999999", "1048577"])}">{dice.choice(_ODD_CELLS)}</row>'
    return _in_sheet(whole, lambda text: text.replace("<sheetData>", "<sheetData>" + row, 1))


def _in_sheet(whole: bytes, change: Callable[[str], str]) -> bytes:
    return repacked(
        whole, lambda name, content: change(content.decode()).encode() if name == SHEET else content
    )


def _entities(dice: Random, whole: bytes) -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    external = dice.choice(
        ['SYSTEM "file:///etc/passwd"', 'SYSTEM "http://127.0.0.1:9/"', '"' + "x" * 1000 + '"']
    )
    doctype = f"<!DOCTYPE worksheet [<!ENTITY e0 {external}>{levels}]>"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return _in_sheet(
        whole,
        lambda text: head + doctype + text.removeprefix(head).replace("<sheetData>", "<sheetData>&e11;", 1),
    )


def _nested(dice: Random, whole: bytes) -> bytes:
    depth = dice.choice([100, 10_000, 300_000])
    return _in_sheet(whole, lambda text: text.replace("<sheetData>", "<a>" * depth + "<sheetData>", 1))


def _inflating(dice: Random, whole: bytes) -> bytes:
    part = dice.choice(
        [SHEET, "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml", "[Content_Types].xml"]
    )
    size = dice.choice([20, 120, 600]) * _MIB
    filler = dice.choice([b" ", b"<row><c><v>1</v></c></row>", b"<si><t>x</t></si>"])
    content = (filler * (size // len(filler) + 1))[:size]
    return repacked(whole, lambda name, old: old[: len(old) // 2] + content if name == part else old)


def _lying_directory(dice: Random, whole: bytes) -> bytes:
    """The directory says that a member is small; it is not."""
    bomb = bytearray(repacked(whole, lambda name, old: old + b" " * 80 * _MIB if name == SHEET else old))
    at = bomb.find(b"PK\x01\x02", bomb.rfind(SHEET.encode()) - 60)
    bomb[at + 24 : at + 28] = dice.randrange(1, 5_000).to_bytes(4, "little")
    return bytes(bomb)


def _many_members(dice: Random, whole: bytes) -> bytes:
    return repacked(
        whole, lambda _name, old: old, {f"xl/x{n}.xml": b"" for n in range(dice.choice([900, 1_100, 20_000]))}
    )


def _macros(dice: Random, whole: bytes) -> bytes:
    types = b'<Override PartName="/xl/vbaProject.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    return repacked(
        whole,
        lambda name, old: old.replace(b"</Types>", types) if name == "[Content_Types].xml" else old,
        {"xl/vbaProject.bin": dice.randbytes(2_000)},
    )


def _outside(dice: Random, whole: bytes) -> bytes:
    name = dice.choice(["../../outside.xml", "/etc/outside", "xl\\..\\..\\x", "C:/x.xml", "xl/" + "长" * 300])
    return repacked(whole, lambda _name, old: old, {name: b"x"})


def _long_row(dice: Random, whole: bytes) -> bytes:
    cells = "".join(f"<c t='str'><v>{n}</v></c>" for n in range(dice.choice([16_000, 17_000, 200_000])))
    return _in_sheet(whole, lambda text: text.replace("</sheetData>", f"<row>{cells}</row></sheetData>", 1))


def _long_cell(dice: Random, whole: bytes) -> bytes:
    text = "长" * dice.choice([32_768, 3_000_000])
    cell = f'<row r="3"><c r="B3" t="str"><v>{text}</v></c></row>'
    return _in_sheet(whole, lambda sheet: sheet.replace("</sheetData>", cell + "</sheetData>", 1))


BREAKAGES: dict[str, Callable[[Random, bytes], bytes]] = {
    "bytes changed": _flip,
    "cut off": _cut,
    "spliced": _splice,
    "noise": _noise,
    "part changed": _mutated_part,
    "part lost": _lost_part,
    "odd cell": _odd_cell,
    "entities": _entities,
    "nested": _nested,
    "inflating": _inflating,
    "lying directory": _lying_directory,
    "many members": _many_members,
    "macros": _macros,
    "paths outside": _outside,
    "long row": _long_row,
    "long cell": _long_cell,
}
