"""Breaking Chinese text into lines: where a line may end, and which marks must not begin or end one.

Between Chinese characters a line may break anywhere; figures, Latin words and codes stay whole while they fit on
a line. Closing marks (，。、》”） …) never begin a line and opening marks (《“（ …) never end one: the character
before or after moves with them. No text is ever cut off.
"""

import re
from collections.abc import Callable

_NOT_FIRST = frozenset("，。、；：？！）》」』】〕〉”’％‰…—·,.;:!?)]}%")
_NOT_LAST = frozenset("（《「『【〔〈“‘([{")
_ATOM = re.compile(r"[0-9A-Za-z.,:+\-≥≤×÷%/_#]+|\s+|.", re.DOTALL)


def wrap(text: str, width: float, measure: Callable[[str], float], first_indent: float = 0.0) -> list[str]:
    """Lines no wider than `width` as told by `measure`, at least one; line breaks in the text are kept.

    The first line is shorter by `first_indent`. A single unbreakable piece wider than a line is broken between
    any two of its characters.
    """
    lines: list[str] = []
    for number, paragraph in enumerate(text.split("\n")):
        lines += _wrap_one(paragraph, width, measure, first_indent if number == 0 else 0.0)
    return lines


def _wrap_one(text: str, width: float, measure: Callable[[str], float], indent: float) -> list[str]:
    if measure(text) <= width - indent:
        return [text]
    lines: list[str] = []
    line, used = "", indent
    for atom in _atoms(text, width - indent, measure):
        size = measure(atom)
        if line and used + size > width:
            lines.append(line.rstrip())
            line, used = "", 0.0
            atom = atom.lstrip()
            size = measure(atom)
        line += atom
        used += size
    return [*lines, line.rstrip()] if line else lines


def _atoms(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Pieces that may not be broken: a figure or word, or a character with the marks that cling to it."""
    atoms: list[str] = []
    for match in _ATOM.finditer(text):
        piece = match.group()
        clings = atoms and (piece[0] in _NOT_FIRST or atoms[-1][-1] in _NOT_LAST)
        if clings and not piece.isspace():
            atoms[-1] += piece
        else:
            atoms.append(piece)
    whole: list[str] = []
    for atom in atoms:
        whole += [atom] if measure(atom) <= width else _broken(atom, width, measure)
    return whole


def _broken(atom: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """An atom wider than a line, in pieces that fit."""
    pieces = [""]
    for character in atom:
        if pieces[-1] and measure(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces
