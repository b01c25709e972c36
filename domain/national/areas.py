"""Finding the area that the system's names mean.

The system names city and county (县、市、区) of the sampled unit in words, and development zones in several ways.
The office's own table of other names comes first; the table that ships knows a city's usual ones.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from domain.national.text import folded, is_nothing

SHIPPED_ALIASES = Path(__file__).parents[1] / "catalogue" / "changzhou" / "area_aliases.csv"
_SUFFIXES = ("自治县", "市", "县", "区")
_WHOLE_CITY = frozenset({"市辖区", "市本级", "本级", "市直", "全市"})


@cache
def shipped_aliases() -> dict[str, tuple[str, ...]]:
    """Other names of areas with every code they may mean; a name with several is ambiguous wherever it stands."""
    with SHIPPED_ALIASES.open(encoding="utf-8", newline="") as file:
        return grouped((row["别名"], row["区划代码"]) for row in csv.DictReader(file))


def grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Names in the form in which they are compared, each with its codes in order."""
    codes: defaultdict[str, set[str]] = defaultdict(set)
    for name, code in pairs:
        codes[folded(name)].add(code)
    return {name: tuple(sorted(found)) for name, found in codes.items()}


class AreaNames:
    """The areas of one city by name. `areas` are (code, name, level, parent code) of all areas known."""

    def __init__(
        self,
        city: str,
        areas: Iterable[tuple[str, str, str, str | None]],
        own_aliases: Mapping[str, tuple[str, ...]],
    ) -> None:
        """`own_aliases` is what the office filled in, as `grouped` makes it."""
        rows = list(areas)
        inside = _below(city, rows)
        self._city = city
        self._own = own_aliases
        self._city_names = {
            form for code, name, _, _ in rows if code == city for form in _forms(folded(name))
        }
        self._aliases = {
            name: codes for name, codes in shipped_aliases().items() if inside.intersection(codes)
        }
        self._counties: defaultdict[str, set[str]] = defaultdict(set)
        self._towns: defaultdict[str, set[str]] = defaultdict(set)
        for code, name, level, _ in rows:
            if code in inside and code != city:
                by_name = self._counties if level == "县区" else self._towns
                for form in _forms(folded(name)):
                    by_name[form].add(code)

    def find(self, city_cell: str, county_cell: str) -> tuple[str, ...]:
        """Codes that the two cells may mean: exactly one is an answer, none or several are not.

        An empty city cell means this city. 市辖区 and the city's own name in the county cell mean the city itself.
        """
        city, county = folded(city_cell), folded(county_cell)
        if not is_nothing(city) and city not in self._city_names | _WHOLE_CITY:
            return ()
        for name in (county, self._without_city(county)):
            found = self._lookup(name)
            if found:
                return found
        return ()

    def _without_city(self, county: str) -> str:
        """武进区 of 常州市武进区."""
        for name in sorted(self._city_names, key=len, reverse=True):
            if county.startswith(name) and county != name:
                return county.removeprefix(name)
        return county

    def _lookup(self, county: str) -> tuple[str, ...]:
        if is_nothing(county):
            return ()
        if county in self._own:
            return self._own[county]
        if county in self._city_names or county in _WHOLE_CITY:
            return (self._city,)
        forms = _forms(county)
        exact = set(self._counties.get(county, ()))
        if exact:
            return tuple(sorted(exact))
        counties = {code for form in forms for code in self._counties.get(form, ())}
        counties.update(self._aliases.get(county, ()))
        if not counties:
            counties = {code for form in forms for code in self._towns.get(form, ())}
        return tuple(sorted(counties))


def _forms(name: str) -> set[str]:
    """武进区 and 武进; a name of two characters is not cut to one."""
    return {name} | {name.removesuffix(suffix) for suffix in _SUFFIXES if len(name) > len(suffix) + 1}


def _below(city: str, areas: list[tuple[str, str, str, str | None]]) -> set[str]:
    """The city and every area that rolls up to it."""
    children: defaultdict[str, list[str]] = defaultdict(list)
    for code, _, _, parent in areas:
        if parent is not None:
            children[parent].append(code)
    found: set[str] = set()
    waiting = [city]
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += children[code]
    return found
