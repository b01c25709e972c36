"""Rare characters of names (CJK extensions B to F): the file that holds each, opened when one is met.

The files are blocks of 1,024 characters of one typeface, as its package has them; a document opens the few that it
needs, each in about a quarter of a second.
"""

from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont as FontFile

# First and last character of each extension, and whether its file names carry numbers of one or two digits.
_EXTENSIONS = (
    ("B", 0x20000, 0x2A6DF, 2),
    ("C", 0x2A700, 0x2B73F, 1),
    ("D", 0x2B740, 0x2B81F, 0),
    ("E", 0x2B820, 0x2CEAF, 1),
    ("F", 0x2CEB0, 0x2EBEF, 1),
)
_BLOCK = 1_024


def block_of(character: str) -> str | None:
    """The name of the block that holds the character, None where it is of none of them."""
    point = ord(character)
    for letter, first, last, digits in _EXTENSIONS:
        if first <= point <= last:
            number = f"-{(point - first) // _BLOCK + 1:0{digits}}" if digits else ""
            return f"HanaMinB.CJK-Unified-Ideographs-Extension-{letter}{number}"
    return None


def opened(folder: Path, block: str) -> BytesIO | None:
    """The block as a TrueType font, the same bytes at any time; None where the folder lacks it."""
    file = folder / f"{block}.woff2"
    if not file.is_file():
        return None
    # Unless told otherwise the library writes the present second into the font, and so into every report with it.
    font = FontFile(file, recalcTimestamp=False)
    font.flavor = None
    held = BytesIO()
    font.save(held, reorderTables=None)
    held.seek(0)
    return held
