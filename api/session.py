"""The database as request handlers see it: consistent views, and the frames of the moment, loaded once.

Loading a year's records takes longer than answering from them, so the desk is kept until a record changes. Every
write leaves an audit entry in its own transaction, so the newest entries tell whether one did.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Lock

from sqlalchemy import Connection, Engine

from api.desk import Desk, desk_of
from domain.errors import DatabaseBehind
from domain.indicators.compute import Assessor
from sampling.store.engine import reading
from sampling.store.freshness import Mark, records_mark
from sampling.store.version import HEAD, current_revision
from sampling.store.view import view_of

# Assessors keep the frames of their measures, so that page after page of records costs one computation.
KEPT_ASSESSORS = 8

Question = tuple[int, date, str | None, str | None]


class Archive:
    """One database, read by many threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lock = Lock()
        self._kept: tuple[Mark, Desk] | None = None
        self._assessors: OrderedDict[Question, Assessor] = OrderedDict()

    @contextmanager
    def view(self) -> Iterator[Connection]:
        """One consistent view for all that a request reads."""
        with reading(self.engine) as connection:
            yield connection

    def desk(self, view: Connection) -> Desk:
        """Records, catalogue and calendar as the view has them."""
        with self._lock:
            return self._desk(view)

    def assessor(
        self, view: Connection, year: int, as_of: date, *, city: str | None, area: str | None
    ) -> Assessor:
        """`Desk.assessor` on the view's records, kept for the next question of the same kind."""
        question = (year, as_of, city, area)
        with self._lock:
            desk = self._desk(view)
            known = self._assessors.get(question)
            if known is None:
                known = self._assessors[question] = desk.assessor(year, as_of, city=city, area=area)
                if len(self._assessors) > KEPT_ASSESSORS:
                    self._assessors.popitem(last=False)
            self._assessors.move_to_end(question)
            return known

    def check_ready(self) -> None:
        """Raises `DatabaseBehind` unless the database can be reached and has the program's schema."""
        with self.view() as view:
            current = current_revision(view_of(view))
        if current != HEAD:
            raise DatabaseBehind(current, HEAD)

    def _desk(self, view: Connection) -> Desk:
        mark = records_mark(view)
        if self._kept is None or self._kept[0] != mark:
            self._kept = None  # the old frames may go before the new ones come
            self._assessors.clear()
            self._kept = (mark, desk_of(view_of(view)))
        return self._kept[1]
