"""Commands as request handlers give them: who, when, and the transaction they happen in.

Who acts was found when the request was let in (`api.admission`). While there are no accounts the client names them in
the header X-Actor, percent-encoded because headers carry ASCII alone; who says nothing acts as 本机.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import Annotated

from litestar.params import HeaderParameter
from sqlalchemy import Connection, Engine

from api.admission import Passage
from api.clock import local_day, now
from api.settings import catalogue_in_force, own_duplicate_rules
from api.tracing import current_number
from domain.access.actor import Actor
from domain.access.policy import NOWHERE, Reach
from domain.catalogue.measures import Catalogue
from sampling.store.engine import reading
from sampling.work.operation import Operation, operation

ActorHeader = Annotated[
    str | None,
    HeaderParameter(
        name="X-Actor",
        required=False,
        max_length=900,
        description="操作人姓名，百分号编码的 UTF-8；不填为“本机”。启用账户后不得填写",
    ),
]


@dataclass(frozen=True, slots=True)
class Workbench:
    """One request's commands and reads."""

    engine: Engine
    actor: Actor
    at: datetime
    # Which records the request's action reaches.
    reach: Reach = NOWHERE

    @property
    def today(self) -> date:
        """The day of the request where the office is."""
        return local_day(self.at)

    @property
    def catalogue(self) -> Catalogue:
        """The indicators in force."""
        return catalogue_in_force()

    @contextmanager
    def operation(self, command: str) -> Iterator[Operation]:
        """The transaction of a command, named like `disposal.complete`."""
        with operation(
            self.engine,
            command=command,
            actor=self.actor,
            at=self.at,
            today=self.today,
            nonce=token_hex(32),
            duplicate_rules=own_duplicate_rules(),
            catalogue=catalogue_in_force,
            request=current_number(),
        ) as op:
            yield op

    @contextmanager
    def view(self) -> Iterator[Connection]:
        """One consistent view for reading."""
        with reading(self.engine) as connection:
            yield connection


def workbench_of(engine: Engine, passage: Passage) -> Workbench:
    """The workbench of a request that was let in."""
    return Workbench(engine, passage.actor, now(), passage.reach)
