"""The schedule on which the root of the audit chain is written outside while the program serves."""

import logging
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from api.anchoring import write_anchor
from api.clock import now
from domain.audit.chain import Root
from domain.errors import ShianError
from sampling.audit import root_of
from sampling.store.engine import reading

logger = logging.getLogger("shian.anchors")


class AnchorKeeper:
    """Writes the root every so many seconds, if it is another one, and a last time when it is stopped."""

    def __init__(self, engine: Engine, place: Path, seconds: float) -> None:
        self._engine = engine
        self._place = place
        self._seconds = seconds
        self._stopping = Event()
        self._written: Root | None = None
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin; the first root is written at once."""
        self._thread = Thread(target=self._run, name="shian-anchors", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write the last root and end."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(5)

    def _run(self) -> None:
        while True:
            ending = self._stopping.is_set()
            try:
                self.write_once()
            except (ShianError, SQLAlchemyError):
                logger.exception("the root of the audit chain cannot be written; trying again")
            if ending:
                return
            self._stopping.wait(self._seconds)

    def write_once(self) -> None:
        """Write the root unless it is the one that was written last."""
        with reading(self._engine) as connection:
            root = root_of(connection)
        if root != self._written:
            write_anchor(self._place, root, now())
            self._written = root
