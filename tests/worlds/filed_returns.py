"""Strategies for filed returns: versions and states in every order, quarters that are lacking, awkward decimals.

Only filers that the catalogue names file, only for measures that are filed; a `%` measure's numerator exceeds its
denominator only where it carries over.
"""

from fractions import Fraction

from hypothesis import strategies as st

from tests.reference import Row
from tests.reference.catalogue import MEASURES
from tests.worlds.areas import OTHER_CITY, Places

FILED = [code for code, measure in MEASURES.items() if measure["source"] == "returns"]
HISTORIES: list[list[tuple[str, int]]] = [
    [],
    [("已审核", 1)],
    [("已审核", 1)],
    [("已审核", 1)],
    [("已审核", 2), ("已审核", 10), ("已审核", 9)],
    [("草稿", 3), ("已审核", 1), ("已审核", 2)],
    [("已审核", 1), ("退回", 2)],
    [("已提交", 1)],
    [("草稿", 1), ("退回", 2)],
]
FIGURES = [
    *[("0", "0"), ("0", "7"), ("1", "3"), ("2", "3"), ("97.998", "100"), ("97.995", "100"), ("98", "100")],
    *[("0.005", "100"), ("79.995", "80"), ("99.99999", "100"), ("23385.4", "287"), ("0.1", "0.3")],
    *[("12345678901.123456", "12345678901.123457"), ("5", "8"), ("1", "1")],
]


@st.composite
def returns(draw: st.DrawFn, places: Places, year: int) -> list[Row]:
    """Full histories of three measures for all their filers, another city's among them."""
    quarters = [f"{year - 1}Q4", *(f"{year}Q{number}" for number in (1, 2, 3, 4)), f"{year + 1}Q1"]
    rows: list[Row] = []
    for measure in draw(st.lists(st.sampled_from(FILED), max_size=3, unique=True)):
        who: list[str] = []
        if "district" in MEASURES[measure]["filed_by"]:
            who += [*places.districts, "990001"]
        if "city" in MEASURES[measure]["filed_by"]:
            who += [places.city, OTHER_CITY]
        steady = draw(st.booleans())  # everybody files everything: the only way to a value that is `ok`
        for filer in who:
            for quarter in quarters:
                history = HISTORIES[1] if steady else draw(st.sampled_from(HISTORIES))
                numerator, denominator = map(Fraction, draw(st.sampled_from(FIGURES)))
                for state, version in history:
                    rows.append(
                        {
                            "指标": measure,
                            "区划代码": filer,
                            "季度": quarter,
                            "分子": _allowed(measure, numerator + version - 1, denominator),
                            "分母": denominator,
                            "状态": state,
                            "版本": version,
                        }
                    )
    return rows


def _allowed(measure: str, numerator: Fraction, denominator: Fraction) -> Fraction:
    entry = MEASURES[measure]
    if entry["unit"] == "%" and not entry.get("carries_over", False):
        return min(numerator, denominator)
    return numerator
