"""The request as this application reads it: what a client got wrong in its body is the client's fault.

The framework takes JSON that it can decode or refuses it; bytes that are no UTF-8, nesting deeper than the decoder
goes, and a client that hung up half-way are beyond its own refusals and would count as faults of the program.
"""

from collections.abc import AsyncGenerator
from typing import Any

from litestar import Request
from litestar.exceptions import InternalServerException

from api.refusals import BodyUnreadable


class CarefulRequest(Request[Any, Any, Any]):
    """A request whose unreadable body is refused as such."""

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body as it comes. Raises `BodyUnreadable` where the client hung up before its end."""
        try:
            async for block in super().stream():
                yield block
        except InternalServerException:
            raise BodyUnreadable from None

    async def json(self) -> Any:
        """The body as JSON. Raises `BodyUnreadable`, or the framework's own refusal of malformed JSON."""
        try:
            return await super().json()
        except (UnicodeDecodeError, RecursionError):
            raise BodyUnreadable from None
