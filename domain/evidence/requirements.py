"""What each measure must have as evidence: `requirements.toml`, or a city's own list in its place."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from domain.catalogue.measures import Catalogue, load_catalogue
from domain.errors import CatalogueInvalid

SHIPPED = Path(__file__).with_name("requirements.toml")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One kind of document that a measure must have. `code` is its place within the measure, from 1."""

    measure: str
    code: str
    words: str


@cache
def load_requirements(file: Path = SHIPPED) -> tuple[Requirement, ...]:
    """All requirements in the order of the file.

    Raises `CatalogueInvalid`: a measure that is unknown, named twice or left out, one without requirements or with an
    empty one.
    """
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8"))["measure"]
        found = [_of(row) for row in rows]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise CatalogueInvalid(file.name, f"材料清单不完整或无法读取（{error}）") from None
    fault = next(_faults(found, load_catalogue()), None)
    if fault:
        raise CatalogueInvalid(file.name, fault)
    return tuple(one for _, requirements in found for one in requirements)


def requirements_of(measure: str) -> tuple[Requirement, ...]:
    """What this measure must have; nothing for a measure that the list does not know."""
    return tuple(one for one in load_requirements() if one.measure == measure)


def requirements_within(catalogue: Catalogue) -> tuple[Requirement, ...]:
    """What measures of this catalogue must have, in the order of the list."""
    known = {measure.code for measure in catalogue.measures}
    return tuple(one for one in load_requirements() if one.measure in known)


def _of(row: dict[str, Any]) -> tuple[str, list[Requirement]]:
    code = str(row["code"])
    words = [str(one).strip() for one in row["requirements"]]
    return code, [Requirement(code, str(at), one) for at, one in enumerate(words, start=1)]


def _faults(found: list[tuple[str, list[Requirement]]], catalogue: Catalogue) -> Iterator[str]:
    known, seen = {one.code for one in catalogue.measures}, set[str]()
    for code, requirements in found:
        if code not in known or code in seen:
            yield f"指标 {code} 不在指标目录中或重复"
        if not requirements or not all(one.words for one in requirements):
            yield f"指标 {code} 没有写明须有的材料"
        seen.add(code)
    if known - seen:
        yield f"缺少指标 {'、'.join(sorted(known - seen))}"
