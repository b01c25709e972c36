"""Accounts that nobody has used for a while, and disabling them (等保: 及时删除或停用多余的、过期的账户)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.access.accounts import Account
from domain.access.actor import Role
from sampling.access.accounts import list_accounts, take_step
from sampling.store.access.uses import last_uses
from sampling.store.work import stored_moment
from sampling.work.operation import Operation

# Without one nobody could let anybody in again but from the machine itself.
_NEEDED: Role = "security-administrator"


@dataclass(frozen=True, slots=True)
class Unused:
    """An account that may be disabled, and when a session or token of it was last used; None: never."""

    account: Account
    last: datetime | None


def unused_accounts(connection: Connection, *, days: int, at: datetime) -> list[Unused]:
    """Accounts, disabled ones left out, made and last used more than `days` times 24 hours before `at`; by login."""
    before = stored_moment(at - timedelta(days=days))
    last = last_uses(connection)
    found, _ = list_accounts(connection, {})
    return [
        Unused(one, datetime.fromisoformat(last[one.login]) if one.login in last else None)
        for one in found
        if one.state != "disabled"
        and stored_moment(one.created_at) < before
        and last.get(one.login, "") < before
    ]


def disable_unused(op: Operation, *, days: int) -> tuple[list[Account], list[Account]]:
    """Disable them; returns those that were, and those that stay because no other security administrator would be left."""
    unused = [one.account for one in unused_accounts(op.connection, days=days, at=op.at)]
    everybody, _ = list_accounts(op.connection, {"state": "active"})
    names = {one.login for one in unused}
    guarded = any(_NEEDED in one.roles() and one.login not in names for one in everybody)
    kept = [] if guarded else [one for one in unused if one.state == "active" and _NEEDED in one.roles()]
    gone = [one for one in unused if one not in kept]
    return [take_step(op, one.login, "disable") for one in gone], kept
