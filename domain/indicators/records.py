"""The very rows behind a value, each with what it adds to numerator and denominator.

The contributions of the rows add up to the value's numbers for every measure and area. Where the numbers are null
(nothing known, or not filed at this level) there are no rows.
"""

from datetime import date

import polars as pl

from domain.calendar import WorkCalendar
from domain.catalogue.measures import Catalogue, Measure
from domain.indicators.compute import Assessor
from domain.indicators.formulas import FORMULA_BY_CODE
from domain.indicators.ground import within
from domain.indicators.schemas import EXACT, RECORD_SCHEMA, Frames
from domain.indicators.subjects.deadlines import insist_on_lateness
from domain.indicators.subjects.registry import SUBJECTS


def measure_records(
    frames: Frames,
    catalogue: Catalogue,
    calendar: WorkCalendar,
    year: int,
    as_of: date,
    city: str,
    measure: str,
    area: str,
) -> pl.DataFrame:
    """The rows behind one value, as `RECORD_SCHEMA`, by area and key.

    Raises what `assess` raises, and `MeasureNotFound`.
    """
    found = catalogue.measure(measure)
    return records_on(Assessor(frames, catalogue, calendar, year, as_of, city, area), found, area)


def records_on(assessor: Assessor, measure: Measure, area: str) -> pl.DataFrame:
    """The rows behind the measure's value for one of the assessor's target areas."""
    if measure.from_records:
        return _counted_rows(assessor, measure, area)
    return _returned_rows(assessor, measure, area)


def _counted_rows(assessor: Assessor, measure: Measure, area: str) -> pl.DataFrame:
    formula = FORMULA_BY_CODE[measure.code]
    subject = SUBJECTS[formula.subject]
    basis = assessor.population(area)
    if formula.denominator is None and basis is None:
        return pl.DataFrame(schema=RECORD_SCHEMA)
    frame = assessor.subject(formula.subject)
    if "target" not in frame.columns:
        frame = within(assessor.ground, frame)
    rows = frame.filter((pl.col("target") == area) & assessor.scope_of(measure, formula))
    if subject.beside == "clock":
        insist_on_lateness(rows)
    words = dict(subject.record)
    if formula.state is not None:
        words["state"] = formula.state
    adds = {
        "in_numerator": _exact(formula.numerator),
        "in_denominator": pl.lit(0, EXACT) if formula.denominator is None else _exact(formula.denominator),
    }
    blank = {name: pl.lit(None, dtype) for name, dtype in RECORD_SCHEMA.items()}
    blank["provisional"] = pl.lit(False)
    chosen = blank | words | adds | {"area": pl.col("area")}
    records = rows.select(**chosen).cast(pl.Schema(RECORD_SCHEMA)).sort("area", "key")
    if formula.denominator is None:
        assert basis is not None
        source = basis.source or "来源未注明"
        population = {
            "kind": "常住人口",
            "key": f"{area}·{basis.year}",
            "area": area,
            "name": source,
            "provisional": False,
            "state": f"{basis.year}年常住人口",
            "in_numerator": 0,
            "in_denominator": basis.residents,
        }
        records = pl.concat([records, pl.DataFrame([population], schema=RECORD_SCHEMA)])
    return records


def _exact(adds: pl.Expr) -> pl.Expr:
    return adds.cast(pl.Int64).fill_null(0).cast(EXACT)


def _returned_rows(assessor: Assessor, measure: Measure, area: str) -> pl.DataFrame:
    rows = [
        {
            "kind": "填报",
            "key": f"{row['quarter']}·第{row['version']}版",
            "area": row["area_code"],
            "name": measure.department,
            "provisional": False,
            "state": row["state"],
            "in_numerator": row["numerator"],
            "in_denominator": row["denominator"],
        }
        for row in assessor.returns.rows(measure, area)
    ]
    return pl.DataFrame(rows, schema=RECORD_SCHEMA)
