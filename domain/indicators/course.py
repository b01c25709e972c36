"""How a figure came about in the course of its year, and where it goes by the year's end if it goes on as it did.

The course is the figure as of each month's end, each computed as any figure is. The forecast is one formula, the
same for every measure and written out wherever a forecast is shown:

    (numerator + pace of the numerator × months left) / (denominator + pace of the denominator × months left) × scale

The pace is the average change over the last three months. A numerator that is part of its denominator never goes
beyond it, and neither number falls below 0. Everything is exact.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from domain.catalogue.measures import Measure, Target
from domain.errors import CalendarNotPublished
from domain.indicators.assessment import Assessment
from domain.indicators.compute import Assessor, assess_on
from domain.indicators.values import MeasureValue, Status, show_beside

PACE_MONTHS = 3
# Campus inspections are counted by term: a term that has not begun is in no number, and no pace leads to it.
BY_TERM = frozenset({"04"})


@dataclass(frozen=True, slots=True)
class Point:
    """A figure as of a month's end; `value` None where unpublished days would have decided it."""

    day: date
    value: MeasureValue | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where the two numbers go by 31 December. Only the exact ratio is judged."""

    numerator: Fraction
    denominator: Fraction
    exact: Fraction
    target: Target

    @property
    def met(self) -> bool:
        """Whether the exact ratio reaches the target."""
        return self.target.met_by(self.exact)

    @property
    def shown(self) -> str:
        """As any figure is printed: two decimals, or as many more as keep it on its own side of the target."""
        return show_beside(self.exact, self.target)


Course = tuple[Point, ...]


def month_ends(year: int, as_of: date) -> list[date]:
    """The last days of the year's months up to the as-of day, and that day itself where it lies within a month."""
    ends = [date(year, month, monthrange(year, month)[1]) for month in range(1, 13)]
    past = [day for day in ends if day <= as_of]
    if as_of < ends[-1] and as_of not in past:
        past.append(as_of)
    return past


def courses_of(
    assessor_on: Callable[[date], Assessor], year: int, as_of: date, area: str
) -> Mapping[str, Course]:
    """The course of every measure for one area, by measure code.

    Figures that departments file change only with the quarters, so their points are the quarters' ends.
    """
    points: dict[str, list[Point]] = {}
    for day in month_ends(year, as_of):
        assessor = assessor_on(day)
        try:
            assessment: Assessment | None = assess_on(assessor)
        except CalendarNotPublished:
            assessment = None
        values = (
            {}
            if assessment is None
            else {value.measure.code: value for value in assessment.values if value.area == area}
        )
        for measure in assessor.ground.catalogue.measures:
            if measure.from_records or (day.month % 3 == 0 and day.day >= 30):
                points.setdefault(measure.code, []).append(Point(day, values.get(measure.code)))
    return {code: tuple(found) for code, found in points.items()}


def forecast(measure: Measure, course: Course, as_of: date) -> Forecast | None:
    """Where the measure goes by the year's end.

    None where the year is over, where less than three whole months are behind, where a needed figure is not known, or
    where the measure is filed by departments or counted by term.
    """
    if measure.code in BY_TERM:
        return None
    year_end = date(as_of.year, 12, 31)
    whole = [point for point in course if _is_month_end(point.day)]
    if not measure.from_records or not course or as_of >= year_end or course[0].day.year != as_of.year:
        return None
    if len(whole) < PACE_MONTHS + 1:
        return None
    last, before = whole[-1], whole[-1 - PACE_MONTHS]
    if last.value is None or before.value is None:
        return None
    now, then = _numbers(last.value), _numbers(before.value)
    if now is None or then is None:
        return None
    left = 12 - last.day.month
    numerator, denominator = (
        max(Fraction(0), is_now + (is_now - was) / PACE_MONTHS * left)
        for is_now, was in zip(now, then, strict=True)
    )
    if measure.numerator_is_part:
        numerator = min(numerator, denominator)
    if denominator <= 0:
        return None
    exact = numerator / denominator * measure.scale
    return Forecast(numerator, denominator, exact, measure.target)


def _numbers(value: MeasureValue) -> tuple[Fraction, Fraction] | None:
    if value.status is not Status.OK or value.numerator is None or value.denominator is None:
        return None
    return Fraction(value.numerator), Fraction(value.denominator)


def _is_month_end(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]
