"""Faces: which character is drawn by which font, how wide text is, and that nothing goes missing silently.

A character that a face lacks is taken from the face beside it (Song for Hei and the reverse), then from the face of
signs, then from the blocks of rare characters; one that no face has is drawn as the geta mark 〓 and remembered in
`Typesetter.missing`. Tabs and unusual spaces are drawn as a space, invisible control characters not at all. Where text
goes on a page is not decided here.
"""

import struct
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from reportlab.pdfbase import pdfmetrics, ttfonts
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from domain.errors import FontUnusable
from reports.fonts import FontFiles
from reports.pdf.rare import block_of, opened

GETA = "〓"
_FALLBACK = {"song": "hei", "song-bold": "hei-bold", "hei": "song", "hei-bold": "song-bold"}
_STANDS_IN = {"body": "song", "note": "song", "title": "song-bold", "heading": "hei"}
_shipped_map = ttfonts.makeToUnicodeCMap


def _to_unicode(fontname: str, subset: Sequence[int]) -> str:
    """The table by which readers copy and search text; reportlab's own garbles characters beyond U+FFFF."""
    table: str = _shipped_map(fontname, subset)
    for code in subset:
        if code > 0xFFFF:
            table = table.replace(f"<{code:04X}>", f"<{chr(code).encode('utf-16-be').hex().upper()}>")
    return table


ttfonts.makeToUnicodeCMap = _to_unicode


@dataclass(frozen=True, slots=True)
class Style:
    """How text looks. `size` and `leading` in points; `colour` is an RGB triple of 0 to 1."""

    role: str
    size: float
    leading: float
    colour: tuple[float, float, float] = (0.1, 0.1, 0.1)


class Face:
    """One font file, registered with reportlab under the name of its role. Raises `FontUnusable`."""

    def __init__(self, role: str, path: Path, content: BytesIO | None = None) -> None:
        self.name = f"shian-{role}"
        try:
            self._font = TTFont(self.name, content or str(path))
        except (TTFError, struct.error) as error:
            raise FontUnusable(path.name) from error
        self.characters = frozenset(map(chr, self._font.face.charToGlyph)) - set(map(chr, range(32)))
        widths = self._font.face.charWidths
        default = self._font.face.defaultWidth
        self._widths: dict[str, float] = {c: widths.get(ord(c), default) / 1000 for c in self.characters}

    def register(self) -> None:
        """Make this the font that reportlab finds under the name."""
        pdfmetrics.registerFont(self._font)

    def width(self, text: str, size: float) -> float:
        """Width in points; every character must be one of the face's own."""
        widths = self._widths
        return sum([widths[character] for character in text]) * size


@lru_cache(maxsize=16)
def _face(role: str, path: Path) -> Face:
    """Parsing a font file takes some 60 ms, so each is parsed once per process."""
    return Face(role, path)


@lru_cache(maxsize=64)
def _rare_face(folder: Path, block: str) -> Face | None:
    content = opened(folder, block)
    return None if content is None else Face(block, folder / block, content)


class Typesetter:
    """The faces of one document, and the characters that none of them could draw."""

    def __init__(self, files: FontFiles) -> None:
        paths = {
            "song": files.song,
            "song-bold": files.song_bold,
            "hei": files.hei,
            "hei-bold": files.hei_bold,
            "signs": files.signs,
        }
        self._faces = {role: _face(role, path) for role, path in paths.items()}
        for role, instead in _STANDS_IN.items():
            path: Path | None = getattr(files, role)
            self._faces[role] = self._faces[instead] if path is None else _face(role, path)
        for face in self._faces.values():
            face.register()
        self._rare = files.rare
        self.missing: set[str] = set()

    @property
    def base_name(self) -> str:
        """The font that reportlab names on every page before anything is written."""
        return self._faces["song"].name

    def runs(self, text: str, role: str) -> Iterator[tuple[Face, str]]:
        """The text in pieces, each with a face that has all of its characters."""
        face = self._faces[role]
        if face.characters.issuperset(text):
            yield face, text
            return
        piece, current = "", face
        for character in text:
            chosen, drawn = self._choose(character, face, role)
            if chosen is not current and piece:
                yield current, piece
                piece = ""
            piece += drawn
            current = chosen
        if piece:
            yield current, piece

    def width(self, text: str, style: Style) -> float:
        """Width of a line in points."""
        face = self._faces[style.role]
        if face.characters.issuperset(text):
            return face.width(text, style.size)
        return sum(face.width(piece, style.size) for face, piece in self.runs(text, style.role))

    def _choose(self, character: str, face: Face, role: str) -> tuple[Face, str]:
        if character in face.characters:
            return face, character
        if character.isspace() or unicodedata.category(character) in ("Cc", "Cf"):
            return face, " " if character.isspace() else ""
        stand_in = _STANDS_IN.get(role, role)
        for other in (_FALLBACK[stand_in], stand_in, "signs"):
            if character in self._faces[other].characters:
                return self._faces[other], character
        rare = self._rare_face(character)
        if rare is not None:
            return rare, character
        self.missing.add(character)
        return (face if GETA in face.characters else self._faces["song"]), GETA

    def _rare_face(self, character: str) -> Face | None:
        block = block_of(character)
        if block is None or self._rare is None:
            return None
        face = _rare_face(self._rare, block)
        if face is None or character not in face.characters:
            return None
        face.register()
        return face
