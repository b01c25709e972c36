"""The store of files: a folder in which every file is named by the SHA-256 of its bytes.

A file is written under a passing name, synced, and renamed when it is whole, so that a name always stands for just
these bytes; the same bytes twice are one file. A file that no record names does no harm and can be swept away.
"""

import hashlib
import os
from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from domain.attachments.errors import FileEmpty, FileMissing, FileTooLarge

LARGEST_FILE = 20 * 1_048_576
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Placed:
    """A file as it lies in the store."""

    sha256: str
    size: int
    path: Path


class Incoming:
    """A file that is being sent. Use as a context; what is not kept is gone at the end."""

    def __init__(self, folder: Path, limit: int = LARGEST_FILE) -> None:
        self._folder = folder
        self._limit = limit
        self._digest = hashlib.sha256()
        self._size = 0

    def __enter__(self) -> "Incoming":
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file = NamedTemporaryFile(dir=self._folder, prefix=".incoming-", delete=False)
        self.path = Path(self._file.name)
        return self

    def __exit__(self, *_raised: object) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)

    def write(self, block: bytes) -> None:
        """Take the next bytes. Raises `FileTooLarge` before more than the limit is on disk."""
        self._size += len(block)
        if self._size > self._limit:
            raise FileTooLarge(self._limit)
        self._digest.update(block)
        self._file.write(block)

    def finish(self) -> Placed:
        """All of it has come; it may be looked at under its passing name. Raises `FileEmpty`."""
        if self._size == 0:
            raise FileEmpty
        self._file.flush()
        os.fsync(self._file.fileno())
        return Placed(self._digest.hexdigest(), self._size, self.path)

    def keep(self, placed: Placed) -> Placed:
        """Give the file its name for good."""
        target = path_of(self._folder, placed.sha256)
        target.parent.mkdir(exist_ok=True)
        self.path.replace(target)
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        return Placed(placed.sha256, placed.size, target)


def path_of(folder: Path, sha256: str) -> Path:
    """Where the file of this digest lies, or would."""
    return folder / sha256[:2] / sha256


def find_file(folder: Path, sha256: str) -> Path:
    """The file of this digest. Raises `FileMissing`."""
    path = path_of(folder, sha256)
    if not path.is_file():
        raise FileMissing(sha256)
    return path


def changed_files(folder: Path, known: Container[str]) -> Iterator[tuple[str, str]]:
    """Files whose bytes are no longer those of their name, and files that no record names: name and which of both."""
    for path in sorted(folder.glob("??/*")):
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
        if digest.hexdigest() != path.name:
            yield path.name, "内容已改变"
        elif path.name not in known:
            yield path.name, "没有记录引用"
