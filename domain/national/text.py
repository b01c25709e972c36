"""How texts of the national system are compared. What single words mean is in the modules beside this one."""

import re
import unicodedata
from functools import lru_cache

# Zero-width characters and the byte order mark take no room on paper, but str.split does not know them.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_DASHES = re.compile(r"[-—–―‐‑−─]+")
_ONE_DASH = dict.fromkeys(map(ord, "‐‑–—―−─"), "-")
NOTHING = frozenset({"", "/", "//", "///", "无", "无。", "*", "***", "N/A", "NULL", "null"})
"""What the system and its users write into a cell that has nothing to say; dashes of every kind come on top."""


# Cells of an export repeat themselves from row to row; the bound keeps a file of long texts from being remembered.
_remembered = lru_cache(maxsize=2048)


def squeezed(cell: str) -> str:
    """The cell without any blank or line break. Exports that were made from PDF break words in the middle."""
    return "".join(cell.translate(_INVISIBLE).split())


@_remembered
def folded(text: str) -> str:
    """The form in which names are compared: no blanks, half-width, lower-case, one kind of subscript and of dash."""
    return squeezed(unicodedata.normalize("NFKC", text)).translate(_ONE_DASH).casefold()


@_remembered
def is_nothing(cell: str) -> bool:
    """Whether a cell says that there is nothing: empty, `/`, `无`, `——` and their like."""
    text = unicodedata.normalize("NFKC", squeezed(cell))
    return text in NOTHING or _DASHES.fullmatch(text) is not None


@_remembered
def filled(cell: str) -> str:
    """The cell without outer blanks; the empty text where it says that there is nothing."""
    return "" if is_nothing(cell) else cell.translate(_INVISIBLE).strip()
