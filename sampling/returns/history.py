"""All versions of the return that a version belongs to, whether it was worked on here or only a file brought it."""

import re
from decimal import Decimal

from sqlalchemy import Connection

from domain.access.actor import Actor
from domain.access.policy import Reach
from domain.errors import RecordNotFound
from domain.returns.history import Edition, Filed, history_of
from domain.returns.kind import RETURN, return_no
from domain.work.record import AnyRecord
from sampling.returns.within import filers_within
from sampling.store import returns as store
from sampling.work.permitting import check_reading
from sampling.work.reading import read_stored, read_stored_many

_NUMBER = re.compile(r"TB([0-9]{4}Q[1-4])-.+-([0-9]{1,9})")


def history_of_return(connection: Connection, actor: Actor, number: str) -> tuple[Edition, ...]:
    """The versions, the oldest first, those that a file brought included. Raises `RecordNotFound`.

    Whether the actor may read this version was asked before. Of a record that they may not read they are told what
    its row tells, as everybody is who may meet the filer, and not where its figures come from.
    """
    key = _return_of(connection, number)
    rows = store.versions_of(connection, *key)
    numbers = {int(str(row["version"])): return_no(*key, int(str(row["version"]))) for row in rows}
    records = read_stored_many(connection, RETURN, list(numbers.values()))
    versions = []
    for row in rows:
        version = int(str(row["version"]))
        record = records.get(numbers[version])
        versions.append(
            Filed(
                no=numbers[version],
                version=version,
                state=str(row["state"]),
                numerator=Decimal(str(row["numerator"])),
                denominator=Decimal(str(row["denominator"])),
                source=record.content.source if record and _reads(connection, actor, record) else None,
            )
        )
    return history_of(versions)


def is_row_within(connection: Connection, reach: Reach, number: str) -> bool:
    """Whether this is a version that only a row tells of, of a filer within reach."""
    row = _row_of(connection, number)
    is_within = filers_within(connection, reach)
    return row is not None and is_within(str(row["area_code"]))


def _return_of(connection: Connection, number: str) -> tuple[str, str, str]:
    """Measure, area and quarter of a version."""
    record = read_stored(connection, RETURN, number)
    if record is not None:
        one = record.content
        return one.measure, one.area_code, one.quarter
    row = _row_of(connection, number)
    if row is None:
        raise RecordNotFound(RETURN.machine.record, number)
    return str(row["measure"]), str(row["area_code"]), str(row["quarter"])


def _row_of(connection: Connection, number: str) -> store.Row | None:
    """The row of this number: measures and areas may hold hyphens, so that the number is not taken apart."""
    found = _NUMBER.fullmatch(number)
    if found is None:
        return None
    quarter, version = found[1], int(found[2])
    for row in store.rows_of_version(connection, quarter, version):
        if return_no(str(row["measure"]), str(row["area_code"]), quarter, version) == number:
            return row
    return None


def _reads(connection: Connection, actor: Actor, record: AnyRecord) -> bool:
    try:
        check_reading(connection, actor, RETURN, record)
    except RecordNotFound:
        return False
    return True
