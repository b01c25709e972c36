"""SQL of what accounts sign in with: one-time links, second factors, recovery codes and tokens."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select, update

from sampling.store.access.accounts import Row, first_of, rows_of
from sampling.store.schema.access import account_factors, account_tickets, api_tokens, recovery_codes


def insert_ticket(connection: Connection, values: Row) -> None:
    """Insert a one-time link; older ones of the same purpose and account end."""
    columns = account_tickets.c
    same = (columns.purpose == values["purpose"]) & columns.login.is_not_distinct_from(values["login"])
    older = update(account_tickets).where(same & columns.ended_at.is_(None))
    connection.execute(older.values(ended_at=values["issued_at"]))
    connection.execute(insert(account_tickets).values(**values))


def ticket_row(connection: Connection, digest: str) -> Row | None:
    """The one-time link of this digest."""
    return first_of(connection, select(account_tickets).where(account_tickets.c.digest == digest))


def use_ticket(connection: Connection, digest: str, at: str) -> bool:
    """Use the one-time link if it is neither used nor expired; whether it was."""
    columns = account_tickets.c
    good = (columns.digest == digest) & columns.ended_at.is_(None) & (columns.expires_at > at)
    return connection.execute(update(account_tickets).where(good).values(ended_at=at)).rowcount == 1


def has_ticket(connection: Connection, purpose: str, at: str) -> bool:
    """Whether a link of this purpose waits to be used."""
    columns = account_tickets.c
    good = (columns.purpose == purpose) & columns.ended_at.is_(None) & (columns.expires_at > at)
    return first_of(connection, select(columns.digest).where(good)) is not None


def factor_row(connection: Connection, login: str) -> Row | None:
    """The second factor in place, confirmed or not."""
    columns = account_factors.c
    wanted = select(account_factors).where(columns.login == login, columns.ended_at.is_(None))
    return first_of(connection, wanted.order_by(columns.id.desc()))


def insert_factor(connection: Connection, values: Row) -> None:
    """Insert a second factor that is still to be confirmed."""
    connection.execute(insert(account_factors).values(**values))


def end_factors(connection: Connection, login: str, at: str) -> None:
    """End the second factors of an account and its recovery codes."""
    for table in (account_factors, recovery_codes):
        ended = update(table).where(table.c.login == login, table.c.ended_at.is_(None))
        connection.execute(ended.values(ended_at=at))


def confirm_factor(connection: Connection, number: int, at: str) -> None:
    """Put a second factor in use."""
    connection.execute(update(account_factors).where(account_factors.c.id == number).values(confirmed_at=at))


def use_step(connection: Connection, number: int, step: int) -> bool:
    """Accept a time step of a factor once; False where it or a newer one was accepted before."""
    columns = account_factors.c
    fresh = (columns.id == number) & (columns.last_step < step)
    return connection.execute(update(account_factors).where(fresh).values(last_step=step)).rowcount == 1


def all_factor_secrets(connection: Connection) -> list[tuple[int, str, str]]:
    """Every stored secret with its number and account, for a change of keys."""
    columns = account_factors.c
    wanted = select(columns.id, columns.login, columns.secret)
    return [(row.id, row.login, row.secret) for row in connection.execute(wanted)]


def replace_factor_secret(connection: Connection, number: int, secret: str) -> None:
    """The same secret under another key."""
    connection.execute(update(account_factors).where(account_factors.c.id == number).values(secret=secret))


def insert_recovery_codes(connection: Connection, rows: Sequence[Row]) -> None:
    """Insert recovery codes."""
    connection.execute(insert(recovery_codes), list(rows))


def use_recovery_code(connection: Connection, login: str, digest: str, at: str) -> bool:
    """Use a recovery code once; whether it was good."""
    columns = recovery_codes.c
    good = (columns.digest == digest) & (columns.login == login) & columns.ended_at.is_(None)
    return connection.execute(update(recovery_codes).where(good).values(ended_at=at)).rowcount == 1


def insert_token(connection: Connection, values: Row) -> int:
    """Insert a token; returns its number."""
    made = connection.execute(insert(api_tokens).values(**values).returning(api_tokens.c.id))
    return int(made.scalar_one())


def token_row(connection: Connection, prefix: str) -> Row | None:
    """The token of this prefix."""
    return first_of(connection, select(api_tokens).where(api_tokens.c.prefix == prefix))


def token_rows(connection: Connection, login: str, *, after: int, limit: int) -> list[Row]:
    """Tokens of an account by number, after one; ended ones too."""
    columns = api_tokens.c
    wanted = select(api_tokens).where(columns.login == login, columns.id > after).order_by(columns.id)
    return rows_of(connection, wanted.limit(limit))


def note_token_use(connection: Connection, number: int, at: str) -> None:
    """Remember when a token was last used."""
    connection.execute(update(api_tokens).where(api_tokens.c.id == number).values(used_at=at))


def end_tokens(connection: Connection, login: str, at: str, *, number: int | None = None) -> int:
    """End an account's tokens, or one of them; returns how many."""
    columns = api_tokens.c
    mine = (columns.login == login) & columns.ended_at.is_(None)
    if number is not None:
        mine &= columns.id == number
    return connection.execute(update(api_tokens).where(mine).values(ended_at=at)).rowcount
