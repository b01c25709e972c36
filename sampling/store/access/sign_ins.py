"""SQL of sign-ins: those that there are, those under way at the provider, and failures in a row."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from sampling.store.access.accounts import Row, first_of, rows_of
from sampling.store.schema.access import known_addresses, provider_sign_ins, sign_in_failures, sign_ins


def insert_sign_in(connection: Connection, values: Row) -> int:
    """Insert a session; returns its number."""
    made = connection.execute(insert(sign_ins).values(**values).returning(sign_ins.c.id))
    return int(made.scalar_one())


def sign_in_row(connection: Connection, digest: str) -> Row | None:
    """The session of this token's digest."""
    return first_of(connection, select(sign_ins).where(sign_ins.c.digest == digest))


def sign_in_rows(
    connection: Connection, login: str, *, begun_after: str, seen_after: str, after: int, limit: int
) -> list[Row]:
    """Sessions of an account that have not ended, by number, after one."""
    columns = sign_ins.c
    wanted = select(sign_ins).where(
        columns.login == login,
        columns.ended_at.is_(None),
        columns.begun_at > begun_after,
        columns.seen_at > seen_after,
        columns.id > after,
    )
    return rows_of(connection, wanted.order_by(columns.id).limit(limit))


def note_seen(connection: Connection, number: int, at: str) -> None:
    """Remember when a session was last used."""
    connection.execute(update(sign_ins).where(sign_ins.c.id == number).values(seen_at=at))


def set_stage(connection: Connection, number: int, stage: str) -> None:
    """What is left to do in a session."""
    connection.execute(update(sign_ins).where(sign_ins.c.id == number).values(stage=stage))


def end_sign_ins(
    connection: Connection,
    login: str,
    *,
    at: str,
    reason: str,
    number: int | None = None,
    but: int | None = None,
) -> int:
    """End an account's sessions, one of them, or all but one; returns how many."""
    columns = sign_ins.c
    mine = (columns.login == login) & columns.ended_at.is_(None)
    if number is not None:
        mine &= columns.id == number
    if but is not None:
        mine &= columns.id != but
    ended = update(sign_ins).where(mine).values(ended_at=at, end_reason=reason)
    return connection.execute(ended).rowcount


def failure_rows(connection: Connection, subjects: Sequence[tuple[str, str]]) -> list[Row]:
    """What was counted of these (counted, subject), locked until the transaction ends."""
    found: list[Row] = []
    for counted, subject in subjects:
        columns = sign_in_failures.c
        wanted = select(sign_in_failures).where(columns.counted == counted, columns.subject == subject)
        if connection.dialect.name == "postgresql":
            # A row must be there to be locked.
            empty = {"counted": counted, "subject": subject, "failures": 0, "last_at": "", "wait_until": ""}
            connection.execute(postgresql.insert(sign_in_failures).values(**empty).on_conflict_do_nothing())
            wanted = wanted.with_for_update()
        found += rows_of(connection, wanted)
    return [row for row in found if row["failures"]]


def put_failures(connection: Connection, row: Row) -> None:
    """Store what is counted of one subject."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    put = dialect.insert(sign_in_failures).values(**row)
    connection.execute(
        put.on_conflict_do_update(
            index_elements=["counted", "subject"],
            set_={name: row[name] for name in ("failures", "last_at", "wait_until")},
        )
    )


def clear_failures(connection: Connection, counted: str, subject: str) -> None:
    """Forget what was counted of one subject."""
    columns = sign_in_failures.c
    connection.execute(delete(sign_in_failures).where(columns.counted == counted, columns.subject == subject))


def delete_failures(connection: Connection, *, before: str) -> int:
    """Delete what was counted last before then; returns how many."""
    return connection.execute(delete(sign_in_failures).where(sign_in_failures.c.last_at < before)).rowcount


def clear_account_failures(connection: Connection, login: str) -> None:
    """Forget what was counted of an account, from wherever."""
    columns = sign_in_failures.c
    mine = (columns.counted == "pair") & columns.subject.startswith(f"{login} ", autoescape=True)
    strangers = (columns.counted == "strangers") & (columns.subject == login)
    connection.execute(delete(sign_in_failures).where(mine | strangers))


def is_known_address(connection: Connection, login: str, address: str, since: str) -> bool:
    """Whether the account signed in from there since then."""
    columns = known_addresses.c
    wanted = select(columns.login).where(
        columns.login == login, columns.address == address, columns.seen_at >= since
    )
    return first_of(connection, wanted) is not None


def note_address(connection: Connection, login: str, address: str, at: str) -> None:
    """Remember that the account signed in from there."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    put = dialect.insert(known_addresses).values(login=login, address=address, seen_at=at)
    connection.execute(put.on_conflict_do_update(index_elements=["login", "address"], set_={"seen_at": at}))


def insert_provider_sign_in(connection: Connection, values: Row) -> None:
    """Insert a sign-in that begins at the provider."""
    connection.execute(insert(provider_sign_ins).values(**values, used=False))


def use_provider_sign_in(connection: Connection, state_digest: str) -> Row | None:
    """The sign-in of this state, once; None where there is none or it was used."""
    columns = provider_sign_ins.c
    mine = (columns.state_digest == state_digest) & columns.used.is_(False)
    if connection.execute(update(provider_sign_ins).where(mine).values(used=True)).rowcount != 1:
        return None
    return first_of(connection, select(provider_sign_ins).where(columns.state_digest == state_digest))


def delete_provider_sign_ins(connection: Connection, before: str) -> int:
    """Delete sign-ins at the provider that began before; returns how many."""
    return connection.execute(delete(provider_sign_ins).where(provider_sign_ins.c.begun_at < before)).rowcount
