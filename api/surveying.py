"""What a report tells beside single values: the courses of the year, and the surroundings of the area."""

import polars as pl

from api.desk import Desk
from api.plan_figures import completion_values, with_plans
from domain.indicators.compute import Assessor
from domain.indicators.course import courses_of
from domain.indicators.surroundings import surroundings_of
from reports.model import Around


def around_of(desk: Desk, assessor: Assessor, area: str, original: pl.DataFrame | None) -> Around:
    """Courses, surroundings and completion by the plans as they were first approved, for one area."""
    window = assessor.ground.window
    single = None if area == assessor.city else area
    courses = courses_of(
        lambda day: desk.assessor(window.year, day, city=assessor.city, area=area),
        window.year,
        window.as_of,
        area,
    )
    first = []
    if original is not None:
        then = with_plans(desk, original)
        first = completion_values(then.assessor(window.year, window.as_of, city=assessor.city, area=single))
    return Around(
        courses=courses,
        surroundings=surroundings_of(assessor, area),
        original={value.measure.code: value for value in first if value.area == area},
    )
