"""Refusals of access in the audit trail, told before they are answered.

Writing an entry may have to wait for the database, so it happens in a thread: everybody else is answered meanwhile.
"""

import logging
from typing import Any

from litestar.types import Scope
from litestar.utils import ensure_async_callable

from domain.access.account_errors import AdministrationNotYours, OwnAccount
from domain.access.permission_errors import AreaNeeded, BlindSearch, NotPermitted, PlaceOutOfReach
from domain.departments import DepartmentNotYours

logger = logging.getLogger("shian.api")

# In the state of a request that has an actor: tells the audit trail that access was refused, and in which words.
TELL_REFUSAL = "tell_refusal"
_UNTOLD = "refusal_untold"
_OF_ACCESS = (
    NotPermitted,
    PlaceOutOfReach,
    DepartmentNotYours,
    AreaNeeded,
    BlindSearch,
    AdministrationNotYours,
    OwnAccount,
)


async def tell_refused(raised: Exception, scope: Scope) -> None:
    """The hook after every exception: tells what refuses access.

    What must stay hidden is no refusal here: it is answered like what is not there, and takes as long.
    """
    state: dict[str, Any] = scope.get("state", {})
    tell = state.get(TELL_REFUSAL)
    if tell is None or not isinstance(raised, _OF_ACCESS):
        return
    try:
        await ensure_async_callable(tell)(raised.message)
    except Exception as failed:
        logger.error("no audit entry of a refused access: %s", type(failed).__name__)
        state[_UNTOLD] = failed


def to_be_answered(raised: Exception, scope: Scope) -> Exception:
    """What was raised, or why the audit trail could not be told of it: then that is the answer."""
    failed: Exception | None = scope.get("state", {}).get(_UNTOLD)
    return raised if failed is None else failed
