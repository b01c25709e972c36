"""The board of filers × quarters: what is owed, what was filed, what was filed late, and zero is never nothing."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from domain.access.policy import Reach
from domain.catalogue.measures import Catalogue, Measure
from domain.returns.checks import end_of
from domain.returns.due import due_on
from domain.returns.kind import return_no
from sampling.returns.steps import LEVELS
from sampling.returns.within import filers_within
from sampling.store import returns as store

NOTHING = "未填报"
FILED = ("已提交", "已审核")


@dataclass(frozen=True, slots=True)
class Cell:
    """One measure of one filer in one quarter. `numerator` None means that nothing was filed; 0 is a figure."""

    measure: str
    area: str
    quarter: str
    state: str
    version: int | None
    no: str | None
    numerator: str | None
    denominator: str | None
    due_on: date
    late: bool


def board_of_year(
    connection: Connection, catalogue: Catalogue, year: int, as_of: date, reach: Reach
) -> list[Cell]:
    """Every cell that is owed by a day (quarters that have ended), within reach, by measure, filer and quarter.

    Late is what is neither submitted nor accepted after its due day; a correction that is being drafted makes nothing
    late that stands accepted.
    """
    newest: dict[tuple[str, str, str], store.Row] = {}
    filed: set[tuple[str, str, str]] = set()
    for row in store.rows_of_year(connection, year):
        key = (str(row["measure"]), str(row["area_code"]), str(row["quarter"]))
        if row["state"] in FILED:
            filed.add(key)
        if key not in newest or int(str(row["version"])) > int(str(newest[key]["version"])):
            newest[key] = row
    is_within = filers_within(connection, reach)
    filers = {
        area: LEVELS[level]
        for area, level in store.area_levels(connection).items()
        if level in LEVELS and is_within(area)
    }
    quarters = [f"{year}Q{number}" for number in range(1, 5) if end_of(f"{year}Q{number}") <= as_of]
    return [
        _cell(measure, key, newest.get(key), as_of, filed=key in filed)
        for measure in catalogue.measures
        if measure.source == "returns"
        for area in sorted(filers)
        if filers[area] in measure.filed_by
        for quarter in quarters
        for key in [(measure.code, area, quarter)]
    ]


def _cell(of: Measure, key: tuple[str, str, str], row: store.Row | None, as_of: date, *, filed: bool) -> Cell:
    measure, area, quarter = key
    due = due_on(of, quarter)
    state = NOTHING if row is None else str(row["state"])
    version = None if row is None else int(str(row["version"]))
    return Cell(
        measure=measure,
        area=area,
        quarter=quarter,
        state=state,
        version=version,
        no=None if version is None else return_no(*key, version),
        numerator=None if row is None else str(row["numerator"]),
        denominator=None if row is None else str(row["denominator"]),
        due_on=due,
        late=as_of > due and not filed,
    )
