"""A lock that one process on this machine holds as long as it lives, whatever ends it."""

import sys
from pathlib import Path
from typing import IO


class ProcessLock:
    """An exclusive lock on a file; the operating system releases it when the process ends."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._held: IO[bytes] | None = None

    def acquire(self) -> bool:
        """Take the lock if nobody has it; whether it is held now."""
        if self._held is not None:
            return True
        self._file.parent.mkdir(parents=True, exist_ok=True)
        opened = self._file.open("ab")
        try:
            _lock(opened)
        except OSError:
            opened.close()
            return False
        self._held = opened
        return True

    def release(self) -> None:
        """Give the lock up."""
        if self._held is not None:
            self._held.close()
            self._held = None


if sys.platform == "win32":
    import msvcrt

    def _lock(opened: IO[bytes]) -> None:
        opened.seek(0)
        msvcrt.locking(opened.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(opened: IO[bytes]) -> None:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
