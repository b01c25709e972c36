"""A whole made-up city-year with the question that is asked of it."""

from dataclasses import dataclass
from datetime import date

from hypothesis import strategies as st

from tests.reference import World
from tests.worlds import areas, contested, filed_returns, sampling, supervision
from tests.worlds.days import days, years_and_as_of_dates


@dataclass(frozen=True)
class Scenario:
    """A world, the year and as-of date to assess it for, and which of its areas is the city."""

    world: World
    year: int
    as_of: date
    city: str
    districts: list[str]
    towns: list[str]
    outside: list[str]


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Worlds that the importer would accept without one error."""
    year, as_of = draw(years_and_as_of_dates())
    places = draw(areas.places())
    when = days(year, as_of)
    world = World(areas=places.rows)
    world.population = draw(areas.population(places, year))
    world.enterprises = draw(supervision.enterprises(places, when, year))
    codes = supervision.codes_of(world.enterprises)
    world.plans = draw(sampling.plans(places, year))
    world.sheets = draw(sampling.sheets(places, when, world.plans, codes))
    world.items = draw(sampling.items(world.sheets))
    world.disposals = draw(sampling.disposals(places, when, world.sheets))
    draw(contested.disputes(world, places, when, as_of))
    draw(contested.neglected(world, places, when, as_of))
    draw(contested.factory_samples(world, places, when))
    world.inspections = draw(supervision.inspections(codes, when))
    world.self_reports = draw(supervision.self_reports(codes, when))
    world.problems = draw(supervision.problems(codes, world.inspections, world.self_reports, when))
    world.cases = draw(supervision.cases(places, when))
    world.returns = draw(filed_returns.returns(places, year))
    return Scenario(world, year, as_of, places.city, places.districts, places.towns, places.outside)
