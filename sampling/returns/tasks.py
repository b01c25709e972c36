"""What filers owe: one task for each measure, filer and quarter that has ended, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from domain.access.policy import Reach, lineage
from domain.catalogue.measures import Catalogue, Measure
from domain.errors import AreaNotFound, NotFound
from domain.organisations import OrganisationNotFound
from domain.returns.content import Return
from domain.returns.due import due_on, standing_of, submitted_on
from domain.returns.kind import RETURN, return_no
from domain.snapshots.departments import SEPARATOR
from domain.work.record import Record
from sampling.returns.board import FILED, Cell, board_of_year
from sampling.store import returns as store
from sampling.store.reach import area_parents, home_area
from sampling.work.reading import read_stored_many

Key = tuple[str, str, str]


class DepartmentNotFound(NotFound):
    """No measure of the catalogue is filed by this department first."""

    code = "department-not-found"

    def __init__(self, department: str, known: Sequence[str]) -> None:
        super().__init__(
            f"没有由“{department}”牵头填报的指标，请核对；牵头的部门有 {'、'.join(known)}",
            department=department,
            known=list(known),
        )


@dataclass(frozen=True, slots=True)
class Task:
    """One return that is to be filed. `department` answers for the measure first; `submitted_on` None: not known."""

    measure: str
    name: str
    department: str
    area: str
    quarter: str
    due_on: date
    state: str
    standing: str
    submitted_on: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose tasks: of an area and below, of the area that an organisation is in, of a department's measures."""

    area: str | None = None
    organisation: str | None = None
    department: str | None = None


def tasks_by(
    connection: Connection,
    catalogue: Catalogue,
    as_of: date,
    reach: Reach,
    asked: Asked,
    years: Sequence[int] = (),
    *,
    until: date | None = None,
) -> list[Task]:
    """Tasks of the quarters of these years (this one and the last) that have ended, by due day, filer and measure.

    Submissions count until `until` (default: `as_of`).

    Raises `AreaNotFound`, `OrganisationNotFound`, `DepartmentNotFound`.
    """
    within = _within(connection, asked)
    leads = {_lead(one): None for one in catalogue.measures if not one.from_records}
    if asked.department is not None and asked.department not in leads:
        raise DepartmentNotFound(asked.department, list(leads))
    tasks: list[Task] = []
    for year in years or (as_of.year - 1, as_of.year):
        records, brought = _records(connection, year)
        for cell in board_of_year(connection, catalogue, year, as_of, reach):
            task = _task(
                cell,
                catalogue.measure(cell.measure),
                records.get((cell.measure, cell.area, cell.quarter), []),
                as_of,
                until or as_of,
                brought=(cell.measure, cell.area, cell.quarter) in brought,
            )
            if (within is None or cell.area in within) and asked.department in (None, task.department):
                tasks.append(task)
    return sorted(tasks, key=lambda one: (one.due_on, one.area, one.quarter, one.measure))


def _records(connection: Connection, year: int) -> tuple[dict[Key, list[Record[Return]]], set[Key]]:
    """The versions that were worked on, and what a file brought as filed: a file tells no day."""
    keys, filed = {}, set()
    for row in store.rows_of_year(connection, year):
        key = (str(row["measure"]), str(row["area_code"]), str(row["quarter"]))
        number = return_no(*key, int(str(row["version"])))
        keys[number] = key
        if row["state"] in FILED:
            filed.add(number)
    found: dict[Key, list[Record[Return]]] = {}
    records = read_stored_many(connection, RETURN, list(keys))
    for number, record in records.items():
        found.setdefault(keys[number], []).append(record)
    return found, {keys[number] for number in filed - records.keys()}


def _task(
    cell: Cell,
    measure: Measure,
    versions: list[Record[Return]],
    as_of: date,
    until: date,
    *,
    brought: bool,
) -> Task:
    due, submitted = due_on(cell.measure, cell.quarter), submitted_on(versions, until)
    if brought and submitted is not None and submitted > due:
        submitted = None  # a correction; the day of what the file brought is not known
    return Task(
        measure=cell.measure,
        name=measure.name,
        department=_lead(measure),
        area=cell.area,
        quarter=cell.quarter,
        due_on=due,
        state=cell.state,
        standing=standing_of(due, submitted, as_of, known_filed=brought),
        submitted_on=submitted,
    )


def _lead(measure: Measure) -> str:
    return measure.department.split(SEPARATOR)[0]


def _within(connection: Connection, asked: Asked) -> set[str] | None:
    """The areas that were asked for; None for all."""
    parents = area_parents(connection)
    wanted: set[str] | None = None
    if asked.area is not None:
        if asked.area not in parents:
            raise AreaNotFound(asked.area)
        wanted = {code for code in parents if asked.area in lineage(code, parents)}
    if asked.organisation is not None:
        home = home_area(connection, asked.organisation)
        if home is None:
            raise OrganisationNotFound(asked.organisation)
        wanted = (set(parents) if wanted is None else wanted) & {home}
    return wanted
