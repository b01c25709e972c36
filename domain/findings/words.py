"""Cells as plain text: blanks of a page's layout, and the ways of writing that there is nothing."""

# What people write into a cell that has nothing to say.
NOTHING = frozenset({"", "/", "／", "-", "－", "—", "――", "--", "——", "无", "无。", "*", "***"})
# Zero-width characters and the byte order mark take no room on paper, but str.split does not know them.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))


def squeezed(cell: str) -> str:
    """The cell with every blank and line break taken out: what two copies of one entry have in common."""
    return "".join(cell.translate(_INVISIBLE).split()) if cell else ""


def text(cell: str) -> str | None:
    """The cell on one line; None for nothing (empty, `/`, `无`, dashes).

    Blanks and line breaks next to a Chinese character are leftovers of a page's layout and go; between two Latin
    words one blank stays.
    """
    words = cell.translate(_INVISIBLE).split()
    joined = ""
    for word in words:
        joined += " " + word if joined and joined[-1].isascii() and word[0].isascii() else word
    return None if joined in NOTHING else joined
