"""Units of measurement and the exact factors between them.

A unit is a ratio such as `mg/kg`: what is counted, over what. Units convert when both sides are of one kind: mass
into mass, volume into volume; never a mass into a volume, nor colonies (CFU) into a most probable number (MPN).
What is not a known ratio compares with the very same spelling only.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from domain.findings.figures import figure_text, unit
from domain.findings.words import squeezed
from domain.judgement.exact import EXACT

_PREFIXES = {"": 0, "k": 3, "h": 2, "d": -1, "c": -2, "m": -3, "μ": -6, "u": -6, "mc": -6, "n": -9, "p": -12}
# Base unit -> what it measures. All lower-case: `Mg/Kg` in a cell is milligrams, nobody tests for megagrams.
_BASES = {
    "g": "mass",
    "l": "volume",
    "mol": "amount",
    "eq": "equivalents",
    "j": "energy",
    "cal": "calories",
    "bq": "activity",
}
_WHOLE = {
    "cfu": "colonies",
    "mpn": "probable number",
    "个": "pieces",
    "iu": "international units",
    "u": "enzyme units",
}
_AREAS = {"m²": 0, "dm²": -2, "cm²": -4, "mm²": -6}
_FRACTIONS = {
    "%": ("mass/mass", -2),
    "‰": ("mass/mass", -3),
    "ppm": ("mass/mass", -6),
    "ppb": ("mass/mass", -9),
    "%vol": ("volume/volume", -2),
}
_SPELLINGS = {
    "w/%": "%",
    "w%": "%",
    "wt%": "%",
    "%wt": "%",
    "%w/w": "%",
    "%(w/w)": "%",
    "%(m/m)": "%",
    "%m/m": "%",
    "%(v/v)": "%vol",
    "%v/v": "%vol",
    "%(vol)": "%vol",
    "vol%": "%vol",
}
_NO_UNIT = frozenset({"", "/", "-", "--", "——", "—", "无", "无量纲", "无单位"})
_RATIO = re.compile(r"(?P<top>[a-zμ个]+)/(?P<amount>[0-9]{0,6})(?P<bottom>[a-zμ]+²?)")
_INVERSE = re.compile(r"(?P<top>[^/·]+)·(?P<bottom>[^/·]+?)⁻¹")
_EITHER = re.compile(r"(?P<top>[^/]+/[0-9]*)(?P<first>[a-z]+)\((?P<second>[a-z]+)\)")
_EITHER_WHOLE = re.compile(r"(?P<first>[^()]+/[^()]+)\((?P<second>[^()]+/[^()]+)\)")
_EXAMINED_EITHER = re.compile(r"(/[0-9.]*)([a-z]+)\(([a-z]+)\)")
_EXAMINED = re.compile(r"/[0-9.]*[a-z]+")
_AS_COUNTED = re.compile(r"\(koh\)")


@dataclass(frozen=True, slots=True)
class Unit:
    """`shown` is the spelling for people; `meanings` pair a dimension with the factor to its base unit.

    `CFU/g(mL)` has two meanings, an unknown unit one of its own that no other spelling shares.
    """

    shown: str
    meanings: tuple[tuple[str, Decimal], ...]

    @property
    def is_amount_examined(self) -> bool:
        """Whether it is no unit of a number but the portion looked at: `/25g`."""
        return bool(_EXAMINED.fullmatch(self.meanings[0][0]))

    @property
    def can_be_negative(self) -> bool:
        """Whether numbers below zero have a meaning: temperatures."""
        return self.shown.startswith(("℃", "°"))


def unit_in_cell(cell: str) -> Unit | None:
    """The unit that a cell of its own states; None where it states none."""
    written = squeezed(cell)
    if written in _NO_UNIT:
        return None
    found = figure_text(cell)
    return parse_unit(unit(found) or found or written)


@lru_cache(maxsize=1024)
def parse_unit(written: str) -> Unit:
    """The unit of this spelling (see `domain.findings.figures`); never fails, as an unknown unit is one too."""
    spelling = _SPELLINGS.get(written.lower(), written.lower())
    if match := _INVERSE.fullmatch(spelling):
        spelling = f"{match['top']}/{match['bottom']}"
    spelling = _AS_COUNTED.sub("", spelling).replace("m2", "m²")
    alternatives = _alternatives(spelling)
    meanings = tuple(filter(None, map(_meaning, alternatives)))
    return Unit(written, meanings or tuple((alternative, Decimal(1)) for alternative in alternatives))


def factor(source: Unit, target: Unit) -> Decimal | None:
    """The exact number by which a figure in `source` is multiplied to be one in `target`; None: no conversion."""
    for dimension, size in source.meanings:
        for other, other_size in target.meanings:
            if dimension == other:
                return EXACT.divide(size, other_size)
    return None


def _alternatives(spelling: str) -> tuple[str, ...]:
    if match := _EITHER.fullmatch(spelling):
        return match["top"] + match["first"], match["top"] + match["second"]
    if match := _EITHER_WHOLE.fullmatch(spelling):
        return match["first"], match["second"]
    if match := _EXAMINED_EITHER.fullmatch(spelling):
        return match[1] + match[2], match[1] + match[3]
    return (spelling,)


def _meaning(spelling: str) -> tuple[str, Decimal] | None:
    if spelling in _FRACTIONS:
        dimension, power = _FRACTIONS[spelling]
        return dimension, Decimal(1).scaleb(power)
    match = _RATIO.fullmatch(spelling)
    if match is None:
        return None
    top, bottom = _scaled(match["top"]), _scaled(match["bottom"])
    amount = Decimal(match["amount"] or 1)
    if top is None or bottom is None or not _divides_evenly(amount):
        return None
    size = EXACT.divide(Decimal(1).scaleb(top[1] - bottom[1]), amount)
    return f"{top[0]}/{bottom[0]}", size


def _scaled(name: str) -> tuple[str, int] | None:
    """What a unit without a ratio measures, and the power of ten to its base."""
    if name in _WHOLE:
        return _WHOLE[name], 0
    if name in _AREAS:
        return "area", _AREAS[name]
    for base, dimension in _BASES.items():
        if name.endswith(base) and (prefix := name[: -len(base)]) in _PREFIXES:
            return dimension, _PREFIXES[prefix]
    return None


def _divides_evenly(amount: Decimal) -> bool:
    """Whether 1/amount ends: only 2 and 5 as prime factors. `mg/3g` is compared with itself alone."""
    rest = int(amount)
    for prime in (2, 5):
        while rest and rest % prime == 0:
            rest //= prime
    return rest == 1
