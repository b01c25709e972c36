"""Roots of the audit chain written outside the database: to a file, a folder, or beside a package.

A line is written whole and flushed to the disk before it counts as written. A folder gets a file a day, so that each
can be copied away once its day is over.
"""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from domain.audit.anchors import Anchor, anchor_line, read_anchors
from domain.audit.chain import Root
from domain.errors import UnusableInput

SEAL_SUFFIX = ".seal.json"
LARGEST_FILE = 256 * 1_048_576


class AnchorsUnusable(UnusableInput):
    """Roots cannot be written to or read from there."""

    code = "anchors-unusable"

    def __init__(self, place: Path, reason: str) -> None:
        super().__init__(f"审计链留存位置 {place} 不可用：{reason}", place=str(place), reason=reason)


def write_anchor(place: Path, root: Root, at: datetime) -> Path:
    """Append the root to the file, or to the day's file of the folder; returns the file. Raises `AnchorsUnusable`."""
    moment = at.astimezone(UTC)
    try:
        file = place / f"audit-{moment:%Y%m%d}.jsonl" if place.is_dir() else place
        _append(file, anchor_line(Anchor(root, moment.isoformat(timespec="microseconds"))).encode())
    except OSError as error:
        raise AnchorsUnusable(place, error.strerror or "系统拒绝") from None
    return file


def _append(file: Path, line: bytes) -> None:
    handle = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        size = os.fstat(handle).st_size
        if size and os.pread(handle, 1, size - 1) != b"\n":
            line = b"\n" + line  # the last write was cut off
        if os.write(handle, line) != len(line):
            raise OSError(28, "磁盘空间不足")
        os.fsync(handle)
    finally:
        os.close(handle)


def read_all(places: Iterable[Path]) -> tuple[list[Anchor], list[str]]:
    """All roots in these files and folders, and where lines could not be read. Raises `AnchorsUnusable`."""
    anchors: list[Anchor] = []
    unread: list[str] = []
    for place in places:
        try:
            files = (
                sorted([*place.glob("*.jsonl"), *place.glob(f"*{SEAL_SUFFIX}")])
                if place.is_dir()
                else [place]
            )
            for file in files:
                if file.stat().st_size > LARGEST_FILE:
                    raise AnchorsUnusable(file, "文件过大")
                for found in read_anchors(file.read_text("utf-8", "replace"), file.name):
                    if isinstance(found, Anchor):
                        anchors.append(found)
                    else:
                        unread.append(f"{file.name}:{found}")
        except OSError as error:
            raise AnchorsUnusable(place, error.strerror or "系统拒绝") from None
    return anchors, unread


def seal_of(package: Path) -> Path:
    """Where the seal of a package lies."""
    return package.with_name(package.name + SEAL_SUFFIX)


def write_seal(package: Path, sha256: str, root: Root, at: datetime, **beside: str) -> None:
    """Write the seal beside a package: its name, its SHA-256, the root of the audit chain at the time, and `beside`.

    The package itself stays the same for the same records; what differs with every making stands here.
    """
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    line = anchor_line(Anchor(root, moment), package=package.name, sha256=sha256, **beside)
    unfinished = package.with_name(f".{package.name}.seal.part")
    try:
        unfinished.write_text(line, encoding="utf-8")
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(seal_of(package))
    finally:
        unfinished.unlink(missing_ok=True)
