"""Taking turns to write: first come, first served, among the threads of one process.

SQLite has one writer at a time and lets the others ask again after ever longer pauses, so that under many writers
luck decides who waits. A queue in front of it is fair, and nobody asks in vain. Other processes still compete by
SQLite's own rule.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """A first-in-first-out lock. Whoever has waited too long goes on without a turn: the database decides then."""

    def __init__(self, longest_wait_s: float) -> None:
        self._longest_wait_s = longest_wait_s
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._taken = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn; the next one's begins when the block ends."""
        has_turn = self._wait()
        try:
            yield
        finally:
            if has_turn:
                self._pass_on()

    def _wait(self) -> bool:
        with self._lock:
            if not self._taken:
                self._taken = True
                return True
            called = threading.Event()
            self._waiting.append(called)
        if called.wait(self._longest_wait_s):
            return True
        with self._lock:
            if called.is_set():
                return True
            self._waiting.remove(called)
            return False

    def _pass_on(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._taken = False
