"""SQL of accounts, their grants, the provider's users linked to them, and the rules for passwords."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, exists, insert, select, update

from sampling.store.schema.access import account_grants, account_identities, accounts, password_policies

Row = dict[str, Any]


def rows_of(connection: Connection, statement: Select[Any]) -> list[Row]:
    """The rows as plain dictionaries."""
    return [
        {str(name): value for name, value in row.items()} for row in connection.execute(statement).mappings()
    ]


def first_of(connection: Connection, statement: Select[Any]) -> Row | None:
    """The first row, None where there is none."""
    rows = rows_of(connection, statement.limit(1))
    return rows[0] if rows else None


def any_account(connection: Connection) -> bool:
    """Whether there is any account at all."""
    return bool(connection.execute(select(exists().where(accounts.c.login.is_not(None)))).scalar_one())


def account_row(connection: Connection, login: str, *, lock: bool = False) -> Row | None:
    """The account of this login name; `lock` for those who will write."""
    wanted = select(accounts).where(accounts.c.login == login)
    if lock and connection.dialect.name == "postgresql":
        wanted = wanted.with_for_update()
    return first_of(connection, wanted)


def account_rows(
    connection: Connection, filters: Mapping[str, Any], *, after: str | None, limit: int
) -> list[Row]:
    """Accounts by login name, after one; filters `state` and `organisation` by equality."""
    wanted = select(accounts).order_by(accounts.c.login).limit(limit)
    for name, value in filters.items():
        if value is not None:
            wanted = wanted.where(accounts.c[name] == value)
    if after is not None:
        wanted = wanted.where(accounts.c.login > after)
    return rows_of(connection, wanted)


def insert_account(connection: Connection, values: Row) -> None:
    """Insert an account."""
    connection.execute(insert(accounts).values(**values))


def update_account(connection: Connection, login: str, values: Row) -> None:
    """Set these columns of an account."""
    connection.execute(update(accounts).where(accounts.c.login == login).values(**values))


def grant_rows(connection: Connection, logins: Sequence[str]) -> list[Row]:
    """Grants in force of these accounts, in the order in which they were given."""
    columns = account_grants.c
    wanted = select(account_grants).where(columns.login.in_(logins), columns.revoked_at.is_(None))
    return rows_of(connection, wanted.order_by(columns.id))


def insert_grants(connection: Connection, rows: Sequence[Row]) -> None:
    """Insert grants."""
    if rows:
        connection.execute(insert(account_grants), list(rows))


def revoke_grant(connection: Connection, number: int, *, at: str, by: str) -> None:
    """End a grant."""
    ended = update(account_grants).where(account_grants.c.id == number)
    connection.execute(ended.values(revoked_at=at, revoked_by=by))


def linked_login(connection: Connection, issuer: str, subject: str) -> str | None:
    """The account to which a provider's user is linked."""
    columns = account_identities.c
    wanted = select(columns.login).where(columns.issuer == issuer, columns.subject == subject)
    return connection.execute(wanted).scalar_one_or_none()


def insert_identity(connection: Connection, values: Row) -> None:
    """Link a provider's user to an account."""
    connection.execute(insert(account_identities).values(**values))


def newest_policy(connection: Connection) -> Row | None:
    """The rules for passwords that were set last."""
    return first_of(connection, select(password_policies).order_by(password_policies.c.id.desc()))


def insert_policy(connection: Connection, values: Row) -> None:
    """Set the rules for passwords."""
    connection.execute(insert(password_policies).values(**values))
