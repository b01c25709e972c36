"""Area trees: towns whose codes lie about where they belong, districts under districts, areas of other cities.

Belongs here: areas and population. Not here: anything that happens in an area.
"""

from dataclasses import dataclass

from hypothesis import strategies as st

from tests.reference import Row

OTHER_CITY = "990000"


@dataclass(frozen=True)
class Places:
    """The areas of a scenario: all rows, the city, its districts, its towns, and everything that is not its own."""

    rows: list[Row]
    city: str
    districts: list[str]
    towns: list[str]
    outside: list[str]

    @property
    def anywhere(self) -> list[str]:
        return [self.city, *self.districts, *self.towns, *self.towns, *self.towns, *self.outside]


def _area(code: str, level: str, parent: str | None) -> Row:
    return {"区划代码": code, "名称": f"合成{code}", "级别": level, "上级代码": parent}


@st.composite
def places(draw: st.DrawFn) -> Places:
    """Two districts, a development zone with another district's town codes, and what else is drawn."""
    prefix = draw(st.sampled_from(["3204", "4403", "1101", "6501"]))
    city = f"{prefix}00"
    first, second, zone, third = (f"{prefix}{number}" for number in ("02", "11", "91", "81"))
    rows = [_area(city, "市", None), _area(first, "县区", city), _area(second, "县区", city)]
    rows += [_area(zone, "县区", draw(st.sampled_from([city, city, first])))]
    districts = [first, second, zone]
    towns = [_area(f"{first}001", "镇街", first), _area(f"{second}001", "镇街", second)]
    towns += [_area(f"{first}105", "镇街", zone), _area(f"{second}106", "镇街", zone)]
    if draw(st.booleans()):
        rows.append(_area(third, "县区", draw(st.sampled_from([city, second]))))
        districts.append(third)
        towns.append(_area(f"{third}007", "镇街", third))
    if draw(st.booleans()):
        towns.append(_area(f"{prefix}90400", "镇街", city))  # a town right under the city
    if draw(st.booleans()):
        towns.append(_area(f"{first}107", "镇街", towns[0]["区划代码"]))  # a village that was filed as a town
    outside = [
        _area(OTHER_CITY, "市", None),
        _area("990001", "县区", OTHER_CITY),
        _area(f"{first}999", "镇街", "990001"),  # this city's digits, the other city's town
    ]
    rows = draw(st.permutations([*rows, *towns, *outside]))
    return Places(
        rows=rows,
        city=city,
        districts=sorted(districts),
        towns=[row["区划代码"] for row in towns],
        outside=[row["区划代码"] for row in outside],
    )


def population(places: Places, year: int) -> st.SearchStrategy[list[Row]]:
    """Some rows of some areas in years around `year`; zero and missing ones too."""
    areas = st.sampled_from([*[places.city] * 5, *places.districts * 2, *places.towns[:2], *places.outside])
    row = st.builds(
        lambda area, when, people: {"区划代码": area, "年份": when, "常住人口": people, "来源": "合成数据"},
        areas,
        st.integers(year - 3, year + 1),
        st.sampled_from([0, 1, 3, 8, 333, 334, 500, 800, 1000, 1600, 5278121]),
    )
    return st.lists(row, min_size=6, max_size=16, unique_by=lambda row: (row["区划代码"], row["年份"]))
