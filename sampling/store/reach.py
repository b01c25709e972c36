"""SQL of who may meet what: conditions that leave out of a list what an actor may not see, and where a record belongs.

An area reaches everything below it by 上级代码. Registers that know areas alone are reached by an organisation through
the area it is in. Sheets are met at both of their ends and by the organisations that sampled or tested them.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, false, or_, select, true

from domain.access.policy import Reach
from domain.departments import SEPARATOR, answers_for, departments_in
from sampling.store.schema.custody import attachments
from sampling.store.schema.messages import messages
from sampling.store.schema.registers import areas, enterprises, plans
from sampling.store.schema.samples import disposals, sheets
from sampling.store.schema.system import packages
from sampling.store.schema.work import organisations, work_records

Condition = ColumnElement[bool]
# Work on a sheet whose organisation may meet the sheet itself.
_ON_THE_SHEET = ("sheet", "test")


def listing_within(name: str, reach: Reach) -> Condition:
    """Which rows of an exchange listing an actor may meet."""
    if reach.everything:
        return true()
    if name == "areas":
        return false() if reach.is_empty else true()
    if name == "sheets":
        return sheet_within(reach)
    if name == "disposals":
        tasks = select(work_records.c.record_no).where(
            work_records.c.kind == "disposal", _by_organisation(work_records.c.organisation, reach)
        )
        return or_(_in_areas(disposals.c.area_code, reach.areas), disposals.c.task_no.in_(tasks))
    columns: dict[str, Any] = {
        "enterprises": enterprises.c.area_code,
        "plans": plans.c.area_code,
        "packages": packages.c.area_code,
    }
    return or_(_in_areas(columns[name], reach.areas), columns[name].in_(_home_areas(reach)))


def messages_within(reach: Reach) -> Condition:
    """Which messages: those of the organisation, and of an area where they name no organisation."""
    if reach.everything:
        return true()
    return or_(_by_organisation(messages.c.organisation, reach), _in_areas(messages.c.area_code, reach.areas))


def sheet_within(reach: Reach) -> Condition:
    """Which sheets, by both ends, by the laboratory named, and by who works on them."""
    if reach.everything:
        return true()
    producers = select(enterprises.c.credit_code).where(_in_areas(enterprises.c.area_code, reach.areas))
    laboratories = select(organisations.c.name).where(_by_organisation(organisations.c.code, reach))
    worked = select(work_records.c.sheet_no).where(
        work_records.c.kind.in_(_ON_THE_SHEET),
        work_records.c.sheet_no.is_not(None),
        _by_organisation(work_records.c.organisation, reach),
    )
    return or_(
        _in_areas(sheets.c.area_code, reach.areas),
        sheets.c.producer_code.in_(producers),
        sheets.c.laboratory.in_(laboratories),
        sheets.c.sheet_no.in_(worked),
    )


def work_within(
    kind: str, at_ends: frozenset[str], reach: Reach, answered: Sequence[tuple[str, str]] = ()
) -> Condition:
    """Which records of a kind that is worked on; `at_ends` are the kinds that are read at both ends of their sheet.

    An attachment is read where the record is that it was attached to. `answered` are area and department of what the
    actor's organisations answer for: records of the area and below that name the department are read too.
    """
    if reach.everything:
        return true()
    columns = work_records.c
    homes = select(organisations.c.code).where(_in_areas(organisations.c.area_code, reach.areas))
    own = or_(
        _in_areas(columns.area_code, reach.areas),
        _by_organisation(columns.organisation, reach),
        columns.area_code.is_(None) & columns.organisation.in_(homes),
    )
    own = or_(
        own,
        *(
            _names(department) & _in_areas(columns.area_code, frozenset({area}))
            for area, department in answered
        ),
    )
    by_sheet = columns.sheet_no.in_(select(sheets.c.sheet_no).where(sheet_within(reach)))
    if kind in at_ends:
        return or_(own, by_sheet)
    if kind == "attachment":
        owned = select(attachments.c.attachment_no).where(attachments.c.owner_kind.in_(sorted(at_ends)))
        return or_(own, by_sheet & columns.record_no.in_(owned))
    return own


def area_parents(connection: Connection) -> dict[str, str | None]:
    """Every area's code with the code above it."""
    rows = connection.execute(select(areas.c.code, areas.c.parent_code))
    return {row.code: row.parent_code for row in rows}


def organisation_areas(connection: Connection) -> dict[str, str]:
    """Every organisation's code with the area that it is in."""
    rows = connection.execute(select(organisations.c.code, organisations.c.area_code))
    return {row.code: row.area_code for row in rows}


def answering_organisations(
    connection: Connection, areas_: frozenset[str], departments: Sequence[str]
) -> set[str]:
    """Organisations in one of these very areas that answer for one of these departments."""
    columns = organisations.c
    wanted = select(columns.code, columns.departments).where(
        columns.departments.is_not(None), columns.area_code.in_(sorted(areas_))
    )
    return {row.code for row in connection.execute(wanted) if answers_for(row.departments, departments)}


def answered_departments(connection: Connection, codes: frozenset[str]) -> list[tuple[str, str]]:
    """Area and department of everything that these organisations answer for, in order and each once."""
    columns = organisations.c
    wanted = select(columns.area_code, columns.departments).where(
        columns.departments.is_not(None), columns.code.in_(sorted(codes))
    )
    found = {
        (row.area_code, one) for row in connection.execute(wanted) for one in departments_in(row.departments)
    }
    return sorted(found)


def home_area(connection: Connection, organisation: str) -> str | None:
    """The area that an organisation is in; None where it is not registered."""
    wanted = select(organisations.c.area_code).where(organisations.c.code == organisation)
    return connection.execute(wanted).scalar()


def sheet_places(connection: Connection, sheet_no: str) -> tuple[set[str], set[str]]:
    """Areas of both ends of a sheet, and the organisations that sampled it, are to test it or test it."""
    found = (
        select(sheets.c.area_code, enterprises.c.area_code.label("producer_area"), organisations.c.code)
        .outerjoin(enterprises, enterprises.c.credit_code == sheets.c.producer_code)
        .outerjoin(organisations, organisations.c.name == sheets.c.laboratory)
        .where(sheets.c.sheet_no == sheet_no)
    )
    codes: set[str] = set()
    offices: set[str] = set()
    for own, producer, laboratory in connection.execute(found):
        codes |= {code for code in (own, producer) if code}
        offices |= {laboratory} if laboratory else set()
    worked = select(work_records.c.organisation).where(
        work_records.c.kind.in_(_ON_THE_SHEET),
        work_records.c.sheet_no == sheet_no,
        work_records.c.organisation.is_not(None),
    )
    return codes, offices | set(connection.scalars(worked))


def open_sheets(
    connection: Connection, numbers: Sequence[str], organisations_: frozenset[str]
) -> frozenset[str]:
    """Which of these sheets are no blind samples any more: reported, or sampled by one of these organisations."""
    found: set[str] = set()
    for at in range(0, len(numbers), 500):
        some = numbers[at : at + 500]
        reported = select(sheets.c.sheet_no).where(
            sheets.c.sheet_no.in_(some), sheets.c.reported_on.is_not(None)
        )
        sampled = select(work_records.c.record_no).where(
            work_records.c.kind == "sheet",
            work_records.c.record_no.in_(some),
            work_records.c.organisation.in_(sorted(organisations_)),
        )
        found |= {*connection.scalars(reported), *connection.scalars(sampled)}
    return frozenset(found)


def _names(department: str) -> Condition:
    """Whether a record names a department."""
    named = SEPARATOR + work_records.c.departments + SEPARATOR
    return named.contains(f"{SEPARATOR}{department}{SEPARATOR}", autoescape=True)


def _in_areas(column: ColumnElement[Any], codes: frozenset[str]) -> Condition:
    if not codes:
        return false()
    return column.in_(_tree(select(areas.c.code).where(areas.c.code.in_(sorted(codes)))))


def _tree(roots: Select[Any]) -> Select[Any]:
    tree = roots.cte(recursive=True)
    tree = tree.union(select(areas.c.code).where(areas.c.parent_code == tree.c.code))
    return select(tree.c.code)


def _home_areas(reach: Reach) -> Select[Any]:
    homes = select(organisations.c.area_code.label("code")).where(
        _by_organisation(organisations.c.code, reach)
    )
    return _tree(homes)


def _by_organisation(column: ColumnElement[Any], reach: Reach) -> Condition:
    codes: Sequence[str] = sorted(reach.organisations)
    return column.in_(codes) if codes else false()
