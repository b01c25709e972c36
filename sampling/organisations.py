"""The register of organisations: reading it, registering and changing one, and a CSV of many."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection

from domain.departments import DepartmentUnknown, departments_in, joined
from domain.errors import AreaNotFound
from domain.organisations import (
    LABORATORY,
    NotALaboratory,
    Organisation,
    OrganisationClosed,
    OrganisationNotFound,
)
from domain.snapshots.departments import departments_of
from sampling.audit import Change
from sampling.store import organisations as store
from sampling.store.answers import hold
from sampling.store.listing import area_exists
from sampling.work.operation import Operation


def find_organisation(connection: Connection, code: str) -> Organisation | None:
    """The organisation of this code, None where there is none."""
    row = store.organisation_row(connection, code)
    return None if row is None else _of(row)


def get_organisation(connection: Connection, code: str) -> Organisation:
    """The organisation of this code. Raises `OrganisationNotFound`."""
    found = find_organisation(connection, code)
    if found is None:
        raise OrganisationNotFound(code)
    return found


def held_organisation(op: Operation, code: str) -> Organisation | None:
    """The organisation of this code, to be changed by this command alone until its transaction ends."""
    hold(op.connection, f"organisation/{code}")
    return find_organisation(op.connection, code)


def open_organisation(connection: Connection, code: str, on: date) -> Organisation:
    """The organisation, provided that it takes on work on this day. Raises `OrganisationClosed` too."""
    found = get_organisation(connection, code)
    if not found.is_open(on):
        assert found.closed_on is not None
        raise OrganisationClosed(code, found.closed_on)
    return found


def open_laboratory(connection: Connection, code: str, on: date) -> Organisation:
    """The laboratory, provided that it is one and takes on work. Raises `NotALaboratory` too."""
    found = open_organisation(connection, code, on)
    if found.kind != LABORATORY:
        raise NotALaboratory(code)
    return found


def list_organisations(
    connection: Connection, filters: Mapping[str, Any], *, after: str | None = None, limit: int = 10_000
) -> tuple[list[Organisation], str | None]:
    """Organisations by code, and the code to go on after. Filters `kind`, `reinspects`, `area`."""
    area = filters.get("area")
    if area is not None and not area_exists(connection, area):
        raise AreaNotFound(area)
    rows = store.organisation_rows(connection, filters, after=after, limit=limit + 1)
    found = [_of(row) for row in rows[:limit]]
    return found, (found[-1].code if len(rows) > limit else None)


def supervisor_of(connection: Connection, area: str) -> str | None:
    """Code of the market supervision organisation that answers for an area: the first one of that very area."""
    rows = store.organisation_rows(connection, {"kind": "市场监督管理局"})
    return next((row["code"] for row in rows if row["area_code"] == area and row["closed_on"] is None), None)


def put_organisation(op: Operation, organisation: Organisation) -> Organisation:
    """Register an organisation, or change the one of this code; the audit entry keeps what it was.

    Raises `AreaNotFound`, `OrganisationNotFound` for a parent that is not registered, `DepartmentUnknown` for a
    department that is new to the organisation and not in the catalogue in force.
    """
    if not area_exists(op.connection, organisation.area_code):
        raise AreaNotFound(organisation.area_code)
    if organisation.parent_code is not None and organisation.parent_code != organisation.code:
        get_organisation(op.connection, organisation.parent_code)
    before = store.organisation_row(op.connection, organisation.code)
    departments = tuple(dict.fromkeys(organisation.departments))
    _check_departments(op, departments, departments_in(before["departments"]) if before else ())
    organisation = msgspec.structs.replace(organisation, departments=departments)
    values = msgspec.structs.asdict(organisation) | {"departments": joined(departments)}
    if before == values:
        return organisation
    if before is None:
        store.insert_organisation(op.connection, values)
    else:
        store.update_organisation(op.connection, values)
    op.change(
        Change("organisations", organisation.code, "created" if before is None else "updated", before, values)
    )
    op.tell(f"机构 {organisation.code} {'登记' if before is None else '变更'}")
    return organisation


def _check_departments(op: Operation, departments: tuple[str, ...], known: tuple[str, ...]) -> None:
    """The catalogue is asked about new ones alone: others go on where another edition renamed them."""
    added = [one for one in departments if one not in known]
    listed = departments_of(op.catalogue) if added else {}
    for one in added:
        if one not in listed:
            raise DepartmentUnknown(one, list(listed))


def _of(row: Mapping[str, Any]) -> Organisation:
    values = dict(row) | {"departments": departments_in(row["departments"])}
    return msgspec.convert(values, Organisation, strict=False)
