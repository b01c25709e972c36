"""What happens around signing in, told to the audit trail. Their names begin with `account`: no record changes by them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from sampling.access.safe import digest_of
from sampling.audit import canonical_json, write_entry
from sampling.store.engine import transaction

NOBODY = "（未登录）"


def tell_event(
    connection: Connection, *, at: datetime, actor: str, event: str, summary: str, details: Mapping[str, Any]
) -> None:
    """Write the entry of an event; to be called last in its transaction."""
    write_entry(
        connection,
        at=at,
        actor=actor,
        command=f"account.{event}",
        summary=summary,
        details=details,
        digest=digest_of(canonical_json([event, details])),
    )


def tell_alone(
    engine: Engine, *, at: datetime, actor: str, event: str, summary: str, details: Mapping[str, Any]
) -> None:
    """Write the entry of an event that changes nothing, in a transaction of its own."""
    with transaction(engine) as connection:
        tell_event(connection, at=at, actor=actor, event=event, summary=summary, details=details)
