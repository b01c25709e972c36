"""All records against all entries."""

from collections.abc import Iterator

from sqlalchemy import Connection

from domain.audit.records import Divergence
from sampling.integrity.imported import imported_divergences
from sampling.integrity.rows import count_divergences, row_divergences
from sampling.integrity.worked import worked_divergences


def verify_records(connection: Connection) -> Iterator[Divergence]:
    """Every stored record that is not what the entries say, in one view; only worth asking where the chain holds.

    Raises `KeyMissing` where personal data cannot be read to be compared.
    """
    yield from worked_divergences(connection)
    yield from row_divergences(connection)
    yield from imported_divergences(connection)
    yield from count_divergences(connection)
