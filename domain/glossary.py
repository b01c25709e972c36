"""The glossary: one Chinese and one English word for each thing of the field, and what is meant by it.

Data lives in `glossary.toml`; loading validates it. Definitions of measures are the catalogue's, not the
glossary's. Documents print it as an annex; code and comments use its English terms.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.errors import CatalogueInvalid

SHIPPED = Path(__file__).with_name("glossary.toml")
_ENGLISH = re.compile(r"[A-Za-z][A-Za-z-]*( [A-Za-z-]+)*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_FIELDS = {"term", "english", "code", "definition"}


@dataclass(frozen=True, slots=True)
class Term:
    """One entry. `code` holds the identifiers under which the thing is found in code, if it has any."""

    term: str
    english: str
    definition: str
    code: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Terms that belong together, in reading order."""

    title: str
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Glossary:
    """All groups in reading order. Within a glossary no Chinese and no English term stands twice."""

    groups: tuple[TermGroup, ...]

    def __iter__(self) -> Iterator[Term]:
        return (term for group in self.groups for term in group.terms)

    def __len__(self) -> int:
        return sum(len(group.terms) for group in self.groups)

    def find(self, term: str) -> Term | None:
        """The entry of a Chinese term; None when it has none."""
        return next((entry for entry in self if entry.term == term), None)


def load_glossary(path: Path | None = None) -> Glossary:
    """The shipped glossary or another one. Raises `CatalogueInvalid` with the first thing that is wrong in it."""
    file = path or SHIPPED
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueInvalid(file.name, f"不是可读的 TOML 文件（{error}）") from None
    try:
        groups = tuple(_group(row) for row in _rows(data, "group"))
        _check_once([group.title for group in groups], "分组")
        glossary = Glossary(groups)
        _check_once([term.term for term in glossary], "术语")
        _check_once([term.english.lower() for term in glossary], "英文术语")
    except ValueError as error:
        raise CatalogueInvalid(file.name, str(error)) from None
    return glossary


def _group(row: dict[str, Any]) -> TermGroup:
    title = _text(row, "title", "分组")
    return TermGroup(title, tuple(_term(entry) for entry in _rows(row, "term")))


def _term(row: dict[str, Any]) -> Term:
    term = _text(row, "term", "术语")
    if unknown := sorted(set(row) - _FIELDS):
        raise ValueError(f"术语“{term}”有无法识别的字段 {'、'.join(unknown)}")
    english, definition = _text(row, "english", term), _text(row, "definition", term)
    if not _ENGLISH.fullmatch(english):
        raise ValueError(f"术语“{term}”的英文 {english!r} 应只含字母、连字符和单个空格")
    if not _CHINESE.search(definition) or not definition.endswith("。"):
        raise ValueError(f"术语“{term}”的定义应为以句号结尾的中文句子")
    code = row.get("code", [])
    if not isinstance(code, list) or not all(isinstance(name, str) and name.isidentifier() for name in code):
        raise ValueError(f"术语“{term}”的 code 应为标识符列表")
    return Term(term, english, definition, tuple(code))


def _rows(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = data.get(name)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"缺少 {name}")
    return rows


def _text(row: dict[str, Any], field: str, owner: str) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not value.strip() or value != value.strip():
        raise ValueError(f"“{owner}”的 {field} 为空、不是文字或前后有空白")
    return value


def _check_once(names: list[str], what: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{what}重复：{'、'.join(twice)}")
