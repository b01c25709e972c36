"""Folders in memory: tests throw their databases away, so none need wait for a disk."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")
# Containers often have 64 MB of it.
_ENOUGH = 2 * 1024**3


def roomy_folder() -> Path | None:
    """The file system in memory, where there is one with room; None for the usual temporary folder."""
    if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free >= _ENOUGH:
        return _MEMORY
    return None


@contextmanager
def memory_folder() -> Iterator[Path]:
    """A folder of one's own, removed afterwards."""
    with tempfile.TemporaryDirectory(
        prefix="shian-", dir=roomy_folder(), ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)
