"""The leading apostrophe that keeps spreadsheet programs from running a CSV cell as a formula.

An export puts it on (`guarded`), the reader takes it off exactly once (`unguarded`); both know the same rule, so
that a text which itself starts with apostrophes survives the round. XLSX uses text cells and needs none.
"""

import re

# A text that itself begins with apostrophes before such a sign is guarded too, or it would lose one on its way back.
DANGEROUS = r"^'*[=+\-@\t\r]"
_DANGEROUS = re.compile(DANGEROUS)
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guarded(text: str) -> str:
    """The text as a CSV cell: with an apostrophe in front where a spreadsheet could take it for a formula."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a CSV cell: without the one apostrophe that `guarded` put there."""
    return cell[1:] if _GUARDED.match(cell) else cell
