"""Work that is done again and again beside the requests, in a thread of its own."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from sqlalchemy.exc import SQLAlchemyError

from domain.errors import ShianError

STOP_SECONDS = 5.0


class Periodic:
    """Does its work at once, every so many seconds, and a last time when it is stopped; a failure is logged."""

    def __init__(self, name: str, seconds: float, work: Callable[[], object]) -> None:
        self._name = name
        self._seconds = seconds
        self._work = work
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._stopping.clear()
        self._thread = Thread(target=self._run, name=f"shian-{self._name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Work a last time and end."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while True:
            ending = self._stopping.is_set()
            try:
                self._work()
            except (ShianError, SQLAlchemyError, OSError):
                logging.getLogger(f"shian.{self._name}").exception("not done; trying again")
            if ending:
                return
            self._stopping.wait(self._seconds)
