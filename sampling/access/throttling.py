"""Failures in a row, counted in the database so that they hold over workers and restarts.

An attempt is counted before it is looked at, so that many at once are no way around it. Three counts: the account from
this address, the address whatever the account, and the account from addresses it never signed in from. The last one is
what stops guessing from everywhere; it does not concern who comes from where they always come.

Names that nobody has are counted too, so that waiting does not tell which there are; they are forgotten within a day.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine

from domain.access.addresses import holder_of
from domain.access.errors import (
    SignInDelayed,
)
from domain.access.sessions import ADDRESS, PAIR, STRANGERS, Throttle
from sampling.store.access import sign_ins as store
from sampling.store.engine import transaction
from sampling.store.work import stored_moment

KNOWN_FOR = timedelta(days=90)
# What all texts that can be nobody's name are counted as; there is nobody whom strangers could guess.
NO_NAME = ""
LONGEST = max(PAIR.longest, ADDRESS.longest, STRANGERS.longest)
FORGOTTEN = max(PAIR.forgotten, ADDRESS.forgotten, STRANGERS.forgotten)
THROTTLES: dict[str, Throttle] = {"pair": PAIR, "address": ADDRESS, "strangers": STRANGERS}


def count_attempt(engine: Engine, login: str, address: str, at: datetime) -> None:
    """Count one attempt. Raises `SignInDelayed` where it comes too early; that one is not counted."""
    address = holder_of(address)
    with transaction(engine) as connection:
        subjects = _subjects(connection, login, address, at)
        rows = {row["counted"]: row for row in store.failure_rows(connection, subjects)}
        waits = [datetime.fromisoformat(row["wait_until"]) - at for row in rows.values()]
        # Nobody waits for longer than that: what seems to was counted by a clock that has been set back since.
        left = max((wait for wait in waits if wait <= LONGEST), default=timedelta(0))
        if left > timedelta(0):
            raise SignInDelayed(max(1, -(-left // timedelta(seconds=1))))
        for counted, subject in subjects:
            row = rows.get(counted)
            last = datetime.fromisoformat(row["last_at"]) if row else None
            failures, until = THROTTLES[counted].after(row["failures"] if row else 0, last, at)
            store.put_failures(
                connection,
                {
                    "counted": counted,
                    "subject": subject,
                    "failures": failures,
                    "last_at": stored_moment(at),
                    "wait_until": stored_moment(until),
                },
            )


def forget_attempt(connection: Connection, login: str, address: str, at: datetime) -> None:
    """After a success: this account's counts begin anew, the address is one attempt better off."""
    address = holder_of(address)
    store.clear_failures(connection, "pair", _pair(login, address))
    store.clear_failures(connection, "strangers", login)
    for row in store.failure_rows(connection, [("address", address)]):
        store.put_failures(
            connection, row | {"failures": row["failures"] - 1, "wait_until": stored_moment(at)}
        )
    store.note_address(connection, login, address, stored_moment(at))


def forget_old_failures(engine: Engine, at: datetime) -> int:
    """Forget what counts for nothing any more; returns how much."""
    with transaction(engine) as connection:
        return store.delete_failures(connection, before=stored_moment(at - FORGOTTEN))


def _subjects(connection: Connection, login: str, address: str, at: datetime) -> list[tuple[str, str]]:
    found = [("address", address), ("pair", _pair(login, address))]
    if login != NO_NAME and not store.is_known_address(
        connection, login, address, stored_moment(at - KNOWN_FOR)
    ):
        found.append(("strangers", login))
    return found


def _pair(login: str, address: str) -> str:
    return f"{login} {address}"
