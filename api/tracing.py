"""The number of a request, and the lines that the server writes: one number joins lines, answers and audit entries.

It is ours: what a client might send instead is not taken, for it would write into our lines. In every line what looks
like a person's phone or identity number is masked, wherever the text came from.
"""

import logging
from collections import OrderedDict
from contextvars import ContextVar
from secrets import token_hex
from threading import Lock
from typing import Any

from domain.access.errors import CredentialsMissing, NotSignedIn, RateExceeded, SessionEnded, TooOften
from domain.access.permission_errors import (
    AddressNotPermitted,
    ForgeryToken,
    NotPermitted,
    PlaceOutOfReach,
    StartedElsewhere,
)
from domain.access.personal import without_numbers
from domain.departments import DepartmentNotYours
from domain.errors import ShianError, UnusableInput

HEADER = "X-Request-ID"
NUMBER = "request_number"
FORMAT = "%(asctime)s %(levelname)s %(name)s [%(request)s] %(message)s"
logger = logging.getLogger("shian.refused")

_CURRENT: ContextVar[str] = ContextVar("request", default="-")
# Whoever asks too often is told of once a minute, so that the lines cannot be flooded either.
ONCE_EVERY_S, KEPT = 60.0, 1_000
# What happens to everybody whose session ran out says nothing of an attempt.
_ORDINARY = (CredentialsMissing, SessionEnded)
_TOLD = (
    UnusableInput,
    NotSignedIn,
    TooOften,
    ForgeryToken,
    StartedElsewhere,
    NotPermitted,
    PlaceOutOfReach,
    DepartmentNotYours,
    AddressNotPermitted,
)


def number_of(scope: Any) -> str:
    """The number of this request, given to it when it is first asked for."""
    state = scope.setdefault("state", {})
    number: str = state.setdefault(NUMBER, "") or token_hex(8)
    state[NUMBER] = number
    _CURRENT.set(number)
    return number


def current_number() -> str | None:
    """The number of the request that is being answered; None outside of any."""
    number = _CURRENT.get()
    return None if number == "-" else number


class Refusals:
    """Lines about refused requests: unusable input, forged requests, waiting times and bounds, missing rights."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: OrderedDict[str, float] = OrderedDict()

    def tell(
        self, refusal: ShianError, *, status: int, method: str, path: str, address: str, at: float
    ) -> None:
        """Write the line of a refusal that may be an attempt to get around something. `at` is in seconds."""
        if not isinstance(refusal, _TOLD) or isinstance(refusal, _ORDINARY):
            return
        if isinstance(refusal, RateExceeded) and not self._is_first(address, at):
            return
        logger.warning("%d %s %s %r from %s", status, refusal.code, method, path[:200], address or "-")

    def _is_first(self, address: str, at: float) -> bool:
        with self._lock:
            last = self._last.pop(address, None)
            first = last is None or at >= last + ONCE_EVERY_S
            self._last[address] = at if last is None or first else last
            if len(self._last) > KEPT:
                self._last.popitem(last=False)
            return first


class LineFormatter(logging.Formatter):
    """A line with the number of its request, and without numbers of persons."""

    def __init__(self) -> None:
        super().__init__(FORMAT, datefmt="%Y-%m-%dT%H:%M:%S%z")

    def format(self, record: logging.LogRecord) -> str:
        """The line, its trace included."""
        record.request = _CURRENT.get()
        return without_numbers(super().format(record))


def write_lines() -> None:
    """Have warnings and errors written to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(LineFormatter())
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
