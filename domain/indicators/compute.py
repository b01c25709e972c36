"""All measures of a year for a city and its districts, or for one area of it."""

from datetime import date
from decimal import Decimal

import polars as pl

from domain.calendar import WorkCalendar
from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import Catalogue, Measure
from domain.errors import AreaNotFound, CityNotClear
from domain.indicators.assessment import AreaInfo, Assessment, Beside, PopulationBasis
from domain.indicators.formulas import FORMULA_BY_CODE, Formula
from domain.indicators.ground import Ground, Window, within
from domain.indicators.returns import Filers, ReturnFigures
from domain.indicators.schemas import Frames
from domain.indicators.subjects.deadlines import insist_on_lateness
from domain.indicators.subjects.registry import SUBJECTS, Clocks
from domain.indicators.values import MeasureValue, Status


def find_city(frames: Frames, named: str | None = None) -> str:
    """The code of the city: the one named, else the one root area of level 市. Raises `CityNotClear`."""
    areas = frames["areas"]
    if named is not None:
        if named not in areas["code"]:
            raise AreaNotFound(named)
        return named
    roots = areas.filter((pl.col("level") == "市") & pl.col("parent_code").is_null())["code"].sort().to_list()
    if len(roots) != 1:
        raise CityNotClear(roots)
    return str(roots[0])


class Assessor:
    """One year as of one day over one city: the shared ground, and values and records on it."""

    def __init__(
        self,
        frames: Frames,
        catalogue: Catalogue,
        calendar: WorkCalendar,
        year: int,
        as_of: date,
        city: str,
        area: str | None = None,
        clocks: Clocks | None = None,
    ) -> None:
        """`area` keeps one area (any level below the city). Raises `AreaNotFound`, `AsOfBeforeYear`."""
        window = Window(year, as_of)
        below = Ground(frames, catalogue, calendar, window, (city,)).closure["area"]
        known = frames["areas"].filter(pl.col("code").is_in(below.implode()))
        self.infos = {
            row[0]: AreaInfo(*row) for row in known.select("code", "name", "level").sort("code").rows()
        }
        if area is not None and area not in self.infos:
            raise AreaNotFound(area)
        self.city = city
        self.districts = tuple(
            code for code, info in self.infos.items() if info.level == "县区" and code != city
        )
        self.targets = (area,) if area is not None else (city, *self.districts)
        self.ground = Ground(frames, catalogue, calendar, window, self.targets)
        self.clocks = clocks if clocks is not None else load_clocks()
        self.returns = ReturnFigures(frames, catalogue, window, Filers(city, self.districts))
        self._subjects: dict[str, pl.DataFrame] = {}

    def subject(self, name: str) -> pl.DataFrame:
        """The subject's frame, built once."""
        if name not in self._subjects:
            self._subjects[name] = SUBJECTS[name].build(self.ground, self.clocks)
        return self._subjects[name]

    def scope_of(self, measure: Measure, formula: Formula) -> pl.Expr:
        """Which rows of its subject belong to the measure: the formula's condition and the catalogue's levels."""
        # A literal condition alone would be summed once, not once per row.
        scope = formula.where & pl.col("area").is_not_null()
        return scope if measure.levels is None else scope & pl.col("level").is_in(measure.levels)

    def population(self, area: str) -> PopulationBasis | None:
        """The area's own population row of the newest year not after the assessed one."""
        own = self.ground.frames["population"].filter(
            (pl.col("area_code") == area) & (pl.col("year") <= self.ground.window.year)
        )
        if own.is_empty():
            return None
        year, residents, source = own.sort("year").select("year", "residents", "source").row(-1)
        return PopulationBasis(year, residents, source)


def assess(
    frames: Frames,
    catalogue: Catalogue,
    calendar: WorkCalendar,
    year: int,
    as_of: date,
    city: str,
    area: str | None = None,
) -> Assessment:
    """Every value of the year as of the day: the city first, then its districts by code; `area` keeps one.

    Raises `AsOfBeforeYear`, `AreaNotFound`, and `CalendarNotPublished` where days of an unpublished year would
    decide whether something is late.
    """
    return assess_on(Assessor(frames, catalogue, calendar, year, as_of, city, area))


def assess_on(assessor: Assessor) -> Assessment:
    """`assess` on an assessor that also answers for records."""
    ground = assessor.ground
    counts: dict[tuple[str, str], dict[str, int]] = {}
    for subject in dict.fromkeys(formula.subject for _, formula in _records_measures(ground.catalogue)):
        counts |= _count_subject(assessor, subject)
    population = {target: assessor.population(target) for target in assessor.targets}
    values = tuple(
        _value(assessor, measure, target, counts, population)
        for target in assessor.targets
        for measure in ground.catalogue.measures
    )
    return Assessment(
        catalogue=ground.catalogue,
        year=ground.window.year,
        as_of=ground.window.as_of,
        city=assessor.infos[assessor.city],
        areas=tuple(assessor.infos[target] for target in assessor.targets),
        values=values,
        beside={key: found for key, row in counts.items() if (found := _beside(row)) is not None},
        population=population,
        missing_returns=_missing_returns(assessor),
        records_read={table: frame.height for table, frame in ground.frames.items()},
        calendar_source=ground.calendar.source,
    )


def _records_measures(catalogue: Catalogue) -> list[tuple[Measure, Formula]]:
    return [(m, FORMULA_BY_CODE[m.code]) for m in catalogue.measures if m.from_records]


def _count_subject(assessor: Assessor, subject: str) -> dict[tuple[str, str], dict[str, int]]:
    """Numerators, denominators and what stands beside them, for all measures of a subject and all target areas."""
    frame = assessor.subject(subject)
    measures = [pair for pair in _records_measures(assessor.ground.catalogue) if pair[1].subject == subject]
    spread = "target" in frame.columns
    key = "target" if spread else "area"
    beside = SUBJECTS[subject].beside
    sums = []
    for measure, formula in measures:
        scope = assessor.scope_of(measure, formula)
        if beside == "clock" and frame["late"].null_count():
            insist_on_lateness((frame if spread else within(assessor.ground, frame)).filter(scope))
        sums += [
            pl.when(scope).then(adds).cast(pl.Int64).sum().alias(f"{measure.code}|{name}")
            for name, adds in _counted(formula, beside).items()
        ]
    by_key = frame.group_by(key).agg(sums)
    if not spread:
        by_key = within(assessor.ground, by_key).drop("area").group_by("target").sum()
    found = {row["target"]: row for row in by_key.iter_rows(named=True)}
    return {
        (measure.code, target): {
            name: found.get(target, {}).get(f"{measure.code}|{name}", 0) for name in _counted(formula, beside)
        }
        for target in assessor.targets
        for measure, formula in measures
    }


def _counted(formula: Formula, beside: str | None) -> dict[str, pl.Expr]:
    """What is added up per area: the measure's own numbers first, then what is shown beside them."""
    counted = {"numerator": formula.numerator}
    if formula.denominator is not None:
        counted["denominator"] = formula.denominator
    if beside == "clock":
        done = pl.col("done_by")
        counted |= {
            "done": done,
            "on_time": done & pl.col("on_time"),
            "on_time_unknown": done & pl.col("on_time").is_null(),
            "overdue": ~done & pl.col("late"),
            "pending": ~done & ~pl.col("late"),
        }
    elif beside == "verdict" and formula.denominator is not None:
        counted |= {"problem": pl.col("verdict") == "问题", "undecided": pl.col("verdict") == "未判定"}
    return counted


def _value(
    assessor: Assessor,
    measure: Measure,
    target: str,
    counts: dict[tuple[str, str], dict[str, int]],
    population: dict[str, PopulationBasis | None],
) -> MeasureValue:
    if not measure.from_records:
        return assessor.returns.value(measure, target)
    numbers = counts[measure.code, target]
    denominator = numbers.get("denominator")
    if denominator is None:
        basis = population[target]
        if basis is None:
            return MeasureValue(measure, target, None, None, Status.MISSING)
        denominator = basis.residents
    status = Status.OK if denominator else Status.NOT_APPLICABLE
    return MeasureValue(measure, target, Decimal(numbers["numerator"]), Decimal(denominator), status)


def _beside(numbers: dict[str, int]) -> Beside | None:
    if "pending" in numbers:
        return Beside(
            on_time=None if numbers["on_time_unknown"] else numbers["on_time"],
            done=numbers["done"],
            overdue=numbers["overdue"],
            pending=numbers["pending"],
        )
    if "problem" in numbers:
        return Beside(problem=numbers["problem"], undecided=numbers["undecided"])
    return None


def _missing_returns(assessor: Assessor) -> dict[tuple[str, str], tuple[str, ...]]:
    missing = {}
    for measure in assessor.ground.catalogue.measures:
        for target in assessor.targets if not measure.from_records else ():
            lacking = assessor.returns.lacking(measure, target)
            if lacking:
                missing[measure.code, target] = tuple(
                    f"{assessor.infos[filer].name} {quarter}" for filer, quarter in lacking
                )
    return missing
