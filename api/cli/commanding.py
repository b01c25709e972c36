"""One command of the command line: the configured database, who acts, and the transaction it happens in."""

from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

from api.acting import operator
from api.clock import local_day, now
from api.database import open_database
from api.settings import catalogue_in_force, own_duplicate_rules
from sampling.work.operation import Operation, operation


@contextmanager
def commanding(command: str, actor: str) -> Iterator[Operation]:
    """The transaction of a command named like `organisation.import`, given by the operator named `actor`."""
    engine, at = open_database(), now()
    with operation(
        engine,
        command=command,
        actor=operator(engine, actor),
        at=at,
        today=local_day(at),
        nonce=token_hex(32),
        duplicate_rules=own_duplicate_rules(),
        catalogue=catalogue_in_force,
    ) as op:
        yield op
