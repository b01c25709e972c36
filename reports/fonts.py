"""Where the typefaces are: finds the font files of a document, loads nothing.

Five free faces come with `make setup`. An office may keep licensed faces in a folder of its own; files of the
known names there take over single roles (小标宋, 仿宋, 黑体, 楷体). What a face can draw and how it is embedded is
`reports.pdf.typeface`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from domain.errors import FontsMissing

PROJECT_ROOT = Path(__file__).resolve().parents[1]

_SHIPPED = {
    "song": ("NotoSerifSC_400Regular.ttf", "noto-serif-sc/400Regular"),
    "song-bold": ("NotoSerifSC_700Bold.ttf", "noto-serif-sc/700Bold"),
    "hei": ("NotoSansSC_400Regular.ttf", "noto-sans-sc/400Regular"),
    "hei-bold": ("NotoSansSC_700Bold.ttf", "noto-sans-sc/700Bold"),
    "signs": ("NotoSans_400Regular.ttf", "noto-sans/400Regular"),
}
# Names of files as such faces are sold and come with office programs; only TrueType outlines can be embedded.
_OFFICE = {
    "body": r"(仿宋|fangsong|simfang|fzfs).*\.ttf",
    "note": r"(楷体|kaiti|simkai|fzkt).*\.ttf",
    "title": r"(方正小标宋|小标宋|fzxbs|fzxiaobiaosong).*\.ttf",
    "heading": r"(黑体|simhei|heiti|fzht).*\.ttf",
}
_NAMES = {"title": "小标宋", "body": "仿宋", "heading": "黑体", "note": "楷体"}
_INSTEAD = {"title": "思源宋体粗体", "body": "思源宋体", "heading": "思源黑体", "note": "思源宋体"}


@dataclass(frozen=True, slots=True)
class FontFiles:
    """The faces of every document, and an office's own for body text, notes and titles where it has them.

    `signs` supplies what the Chinese faces lack: the subscripts and superscripts of units and substance names; `rare`
    is the folder with the blocks of rare characters in names (CJK extensions B to F), None where it is not there.
    """

    song: Path
    song_bold: Path
    hei: Path
    hei_bold: Path
    signs: Path
    body: Path | None = None
    note: Path | None = None
    title: Path | None = None
    rare: Path | None = None
    heading: Path | None = None

    def statement(self) -> str:
        """Which faces a document is set in, told to its readers."""
        own = [
            f"{name}用本单位配置的{path.name}"
            for role, name in _NAMES.items()
            if (path := getattr(self, role))
        ]
        lacking = [
            f"{name}未配置，以{_INSTEAD[role]}代替"
            for role, name in _NAMES.items()
            if not getattr(self, role)
        ]
        return "；".join([*own, *lacking]) + "。"


def find_fonts(folder: Path | None = None, office_folder: Path | None = None) -> FontFiles:
    """The font files: from `folder` if given, else `assets/fonts` of the project, else its `node_modules`.

    Raises `FontsMissing` when one of the shipped faces is in none of these places; a `folder` that is given is the
    only place looked at.
    """
    found = {role: _shipped(folder, file, package) for role, (file, package) in _SHIPPED.items()}
    paths = {role: path for role, path in found.items() if path is not None}
    if len(paths) < len(found):
        raise FontsMissing([_SHIPPED[role][0] for role in found if role not in paths])
    office = {role: _office(office_folder, pattern) for role, pattern in _OFFICE.items()}
    return FontFiles(
        paths["song"],
        paths["song-bold"],
        paths["hei"],
        paths["hei-bold"],
        paths["signs"],
        office["body"],
        office["note"],
        office["title"],
        _rare(folder),
        office["heading"],
    )


def _shipped(folder: Path | None, file: str, package: str) -> Path | None:
    if folder is not None:
        places = [folder / file]
    else:
        places = [
            PROJECT_ROOT / "assets" / "fonts" / file,
            PROJECT_ROOT / "node_modules" / "@expo-google-fonts" / package / file,
        ]
    return next((place for place in places if place.is_file()), None)


def _rare(folder: Path | None) -> Path | None:
    places = [folder / "rare"] if folder is not None else [PROJECT_ROOT / "assets" / "fonts" / "rare"]
    return next((place for place in places if place.is_dir()), None)


def _office(folder: Path | None, pattern: str) -> Path | None:
    """The first file by name that fits; None where there is no such folder or file."""
    if folder is None or not folder.is_dir():
        return None
    fitting = (file for file in folder.iterdir() if re.match(pattern, file.name, re.IGNORECASE))
    return min((file for file in fitting if file.is_file()), default=None)
