"""What filers owe: one task for each measure, filer and quarter that has ended, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from domain.access.policy import Reach, lineage
from domain.catalogue.measures import Catalogue, Measure
from domain.departments import DepartmentNotFound, departments_in
from domain.errors import AreaNotFound
from domain.organisations import OrganisationNotFound
from domain.returns.content import Return
from domain.returns.due import due_on, standing_of, submitted_on
from domain.returns.kind import RETURN, return_no
from domain.work.record import Record
from sampling.organisations import find_organisation
from sampling.returns.board import FILED, Cell, board_of_year
from sampling.store import returns as store
from sampling.store.reach import area_parents, home_area
from sampling.work.reading import read_stored_many

Key = tuple[str, str, str]


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
    """Whose tasks: of an area and below, of an organisation, of a department's measures.

    An organisation owes what the departments that it answers for lead in the area that it is in; what the whole area
    owes where the register names none for it.
    """

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
    within, answered = _within(connection, asked), _answered(connection, asked)
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
            is_led = asked.department in (None, task.department) and task.department in (answered or leads)
            if is_led and (within is None or cell.area in within):
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
    due, submitted = due_on(measure, cell.quarter), submitted_on(versions, until)
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
    return departments_in(measure.department)[0]


def _answered(connection: Connection, asked: Asked) -> tuple[str, ...]:
    """The departments that the organisation asked for answers for; none where it names none or none was asked for."""
    found = find_organisation(connection, asked.organisation) if asked.organisation is not None else None
    return found.departments if found else ()


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
