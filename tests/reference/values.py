"""From contributions to a value with its status: the reference for every figure that the product shows.

Belongs here: the table from measure to contributions, population, status, rounding, the target.
"""

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from tests.reference import batches, supervision
from tests.reference.catalogue import MEASURES
from tests.reference.contribution import Contribution
from tests.reference.period import (
    Period,
    area_and_below,
    is_canteen,
    is_large_and_risky,
    makes_health_food,
    makes_special_food,
    makes_traceable_food,
    must_report_risks,
)
from tests.reference.returns import filed, filers, is_complete
from tests.reference.world import World

PER_CAPITA = ("15", "16")
OF_RECORDS: dict[str, Callable[[World, set[str], Period], list[Contribution]]] = {
    "03-1": lambda w, a, p: supervision.share_of_enterprises(
        w, a, p, makes_health_food, supervision.inspected(w, p, "体系检查")
    ),
    "03-2": lambda w, a, p: supervision.problems(w, a, p, "检查", "体系检查", makes_health_food),
    "04": supervision.campus_inspections,
    "05": lambda w, a, p: supervision.share_of_enterprises(
        w, a, p, is_canteen, lambda row: bool(row["互联网明厨亮灶"] == "是")
    ),
    "06-1": lambda w, a, p: batches.plan_completion(w, a, p, "监督抽检"),
    "06-2": lambda w, a, p: batches.plan_completion(w, a, p, "评价性抽检"),
    "07": supervision.disposal,
    "08": batches.stage_and_trade_coverage,
    "09": batches.producers_sampled,
    "10-1": supervision.filings,
    "10-2": supervision.closings,
    "15": lambda w, a, p: batches.batches_of_the_area(w, a, p, "15"),
    "16": lambda w, a, p: batches.residue_batches(w, a, p, "16"),
    "17": lambda w, a, p: batches.pass_rate(w, a, p, "评价性抽检"),
    "19": lambda w, a, p: supervision.share_of_enterprises(
        w, a, p, must_report_risks, supervision.reported(w, p, "自查风险报告")
    ),
    "20-1": lambda w, a, p: supervision.share_of_enterprises(
        w, a, p, makes_special_food, supervision.reported(w, p, "定期自查报告")
    ),
    "20-2": lambda w, a, p: supervision.problems(w, a, p, "自查", None, makes_special_food),
    "21": lambda w, a, p: batches.pass_rate(w, a, p, "农产品监测"),
    "27": lambda w, a, p: supervision.share_of_enterprises(
        w, a, p, is_large_and_risky, lambda row: bool(row["HACCP"] == "是")
    ),
    "28": lambda w, a, p: supervision.share_of_enterprises(
        w, a, p, makes_traceable_food, lambda row: bool(row["可追溯"] == "是")
    ),
}


def reference_values(
    world: World, year: int, as_of: date, city: str, areas: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """The `values` of `shian indicators --format json`; `areas` None means the city, then its districts by code.

    Raises ValueError when `as_of` lies before the year, UnpublishedYearDecides as `clocks.any_late` does.
    """
    if areas is None:
        inside = area_and_below(world, city) - {city}
        districts = [row["区划代码"] for row in world.areas if row["级别"] == "县区"]
        areas = [city, *sorted(code for code in districts if code in inside)]
    return [
        {"measure": measure, "area": area, **_value(world, measure, area, Period(year, as_of))}
        for area in areas
        for measure in MEASURES
    ]


def reference_records(
    world: World, measure: str, area: str, year: int, as_of: date
) -> list[tuple[str, Fraction, Fraction]]:
    """(key, in_numerator, in_denominator) of each row that contributes; none where the value has no numbers."""
    rows = _contributions(world, measure, area, Period(year, as_of))
    return [(row.key, row.in_numerator, row.in_denominator) for row in rows]


def _contributions(world: World, measure: str, area: str, period: Period) -> list[Contribution]:
    if MEASURES[measure]["source"] == "returns":
        return filed(world, area, period, measure)
    rows = OF_RECORDS[measure](world, area_and_below(world, area), period)
    if measure in PER_CAPITA:
        residents = _population(world, area, period)
        return rows + residents if residents else []
    return rows


def _population(world: World, area: str, period: Period) -> list[Contribution]:
    """The area's own newest row that is not newer than the year; none below it are added up."""
    rows = [row for row in world.population if row["区划代码"] == area and row["年份"] <= period.year]
    rows.sort(key=lambda row: int(row["年份"]))
    return [
        Contribution(f"{area}|{row['年份']}", Fraction(0), Fraction(row["常住人口"])) for row in rows[-1:]
    ]


def _value(world: World, measure: str, area: str, period: Period) -> dict[str, Any]:
    rows = _contributions(world, measure, area, period)
    status = "ok"
    if MEASURES[measure]["source"] == "returns":
        if not filers(world, area, measure):
            return _shown(measure, None, None, "not_applicable")
        if not rows:
            return _shown(measure, None, None, "missing")
        if not is_complete(world, area, period, measure):
            status = "incomplete"
    elif measure in PER_CAPITA and not _population(world, area, period):
        return _shown(measure, None, None, "missing")
    numerator = sum((row.in_numerator for row in rows), Fraction(0))
    denominator = sum((row.in_denominator for row in rows), Fraction(0))
    if denominator == 0 and status == "ok":
        status = "not_applicable"
    return _shown(measure, numerator, denominator, status)


def _shown(
    measure: str, numerator: Fraction | None, denominator: Fraction | None, status: str
) -> dict[str, Any]:
    value: str | None = None
    met: bool | None = None
    if numerator is not None and denominator is not None and denominator != 0:
        exact = numerator / denominator * MEASURES[measure]["scale"]
        hundredths = int(exact * 100 + Fraction(1, 2))
        value = f"{hundredths // 100}.{hundredths % 100:02d}"
        if status == "ok":
            met = exact >= Fraction(MEASURES[measure]["target"].removeprefix(">="))
    return {
        "numerator": None if numerator is None else plain_decimal(numerator),
        "denominator": None if denominator is None else plain_decimal(denominator),
        "value": value,
        "met": met,
        "status": status,
    }


def plain_decimal(number: Fraction) -> str:
    """A finite decimal as text, without exponent and without trailing zeros."""
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    digits = str(int(number * 10**places)).rjust(places + 1, "0")
    return digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
