"""One page of a list: filters and cursor in, rows and the next cursor out."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from api.routes.cursor import decode_cursor, encode_cursor, question_of
from domain.access.policy import Reach
from sampling.listing import Row, key_type, list_page


def read_page(
    view: Connection, name: str, filters: Mapping[str, Any], cursor: str | None, limit: int, reach: Reach
) -> tuple[list[Row], str | None]:
    """Rows of the page and the cursor of the next one. Raises `CursorInvalid`, `AreaNotFound`."""
    asked = {key: value for key, value in filters.items() if value is not None}
    question = question_of(name, asked)
    after = decode_cursor(question, cursor, [key_type(name)])[0] if cursor is not None else None
    page = list_page(view, name, asked, after=after, limit=limit, reach=reach)
    return page.rows, None if page.next_key is None else encode_cursor(question, [page.next_key])
