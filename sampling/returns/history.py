"""All versions of the return that a record is a version of."""

from decimal import Decimal

from sqlalchemy import Connection

from domain.returns.history import Edition, Filed, history_of
from domain.returns.kind import RETURN, return_no
from sampling.store import returns as store
from sampling.work.reading import read_record, read_stored_many


def history_of_return(connection: Connection, number: str) -> tuple[Edition, ...]:
    """The versions, the oldest first, those that a file brought included. Raises `RecordNotFound`."""
    one = read_record(connection, RETURN, number).content
    key = (one.measure, one.area_code, one.quarter)
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
                source=record.content.source if record else None,
            )
        )
    return history_of(versions)
