"""Where the bytes of evidence are kept: a folder, or anything else that keeps bytes under their digest.

Nothing is ever handed out unchecked: every reading hashes what it reads, and takes no more than a file may have.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from domain.evidence.errors import EvidenceFileChanged, EvidenceFileMissing
from sampling.attachments.files import Incoming, path_of

LARGEST_EVIDENCE = 50 * 1_048_576


@runtime_checkable
class Place(Protocol):
    """A store of bytes by SHA-256. A name always stands for the same bytes; nothing is ever overwritten with others."""

    def keep(self, sha256: str, content: Path) -> None:
        """Keep the file at `content`, whose digest this is; the same twice is kept once."""

    def fetch(self, sha256: str, most: int) -> bytes | None:
        """At most so many bytes of what is kept under the digest; None where nothing is."""

    def digests(self) -> Iterator[str]:
        """Every digest under which something is kept, in rising order."""

    def drop(self, sha256: str, before: datetime) -> bool:
        """Remove what has been kept there since before a moment; whether anything was removed."""


class Folder:
    """A folder in which every file is named by its digest (the layout of attached files)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, sha256: str, content: Path) -> None:
        """Written beside, synced, renamed when whole; bytes that were changed are put right by it."""
        with Incoming(self.folder, LARGEST_EVIDENCE) as incoming, content.open("rb") as file:
            while block := file.read(1 << 16):
                incoming.write(block)
            placed = incoming.finish()
            if placed.sha256 != sha256:
                raise EvidenceFileChanged(sha256)
            incoming.keep(placed)

    def fetch(self, sha256: str, most: int) -> bytes | None:
        """The file's first bytes."""
        try:
            with path_of(self.folder, sha256).open("rb") as file:
                return file.read(most)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def digests(self) -> Iterator[str]:
        """Names of the files; files on their way are none."""
        return iter(sorted(path.name for path in self.folder.glob("??/*") if path.is_file()))

    def drop(self, sha256: str, before: datetime) -> bool:
        """By the time that the file bears."""
        path = path_of(self.folder, sha256)
        try:
            if path.stat().st_mtime >= before.timestamp():
                return False
            path.unlink()
        except FileNotFoundError:
            return False
        return True


def read_bytes(place: Place, sha256: str) -> bytes:
    """The bytes of this digest, which they have. Raises `EvidenceFileMissing`, `EvidenceFileChanged`."""
    content = place.fetch(sha256, LARGEST_EVIDENCE + 1)
    if content is None:
        raise EvidenceFileMissing(sha256)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EvidenceFileChanged(sha256)
    return content
