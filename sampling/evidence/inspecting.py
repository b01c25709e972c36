"""Looking at files of evidence within bounds: in a process of its own, with so much time and memory and no more.

A damaged or hostile PDF can make any parser run for hours or eat all memory; here it ends as a refusal.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from domain.attachments.content import FileFacts
from domain.attachments.errors import FileDamaged, FileTypeUnknown, PdfActive, PdfTooLong, PictureTooLarge
from domain.errors import ShianError
from domain.evidence.errors import EvidenceCheckExceeded, EvidenceSecret
from sampling.attachments.files import Placed
from sampling.attachments.inspecting import facts_of_picture
from sampling.evidence.pdf import pages_of_pdf

SECONDS = 20  # of processor time for one file
MEMORY = 1 << 30
_AT_ONCE = threading.BoundedSemaphore(2)  # so that many senders together take no more than twice the memory
_PDF, _PICTURE = b"%PDF-", (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_REFUSALS: dict[str, type[ShianError]] = {
    one.code: one
    for one in (FileDamaged, FileTypeUnknown, PdfActive, PdfTooLong, PictureTooLarge, EvidenceSecret)
}


class Told(msgspec.Struct, kw_only=True):
    """What the other process says of a file: its facts, or the refusal."""

    facts: FileFacts | None = None
    code: str = ""
    message: str = ""
    details: dict[str, Any] = {}


def facts_of(placed: Placed) -> FileFacts:
    """The facts of a file, found in this process. Raises leaves of `domain.attachments.errors`, `EvidenceSecret`."""
    with placed.path.open("rb") as file:
        head = file.read(16)
    if head.startswith(_PDF):
        pages = pages_of_pdf(placed.path)
        return FileFacts(sha256=placed.sha256, size=placed.size, media_type="application/pdf", pages=pages)
    if head.startswith(_PICTURE):
        return facts_of_picture(placed)
    raise FileTypeUnknown


def inspect_evidence(placed: Placed) -> FileFacts:
    """The facts of a file, found within bounds. Raises what `facts_of` raises, and `EvidenceCheckExceeded`."""
    with _AT_ONCE:
        found = inspect_many([placed])[0]
    if isinstance(found, ShianError):
        raise found
    return found


def inspect_many(files: Sequence[Placed], seconds: int = SECONDS) -> list[FileFacts | ShianError]:
    """For each file its facts or its refusal. A file that goes beyond the bounds ends its process, not the others'."""
    found: list[FileFacts | ShianError] = []
    while len(found) < len(files):
        found += _looked_at(files[len(found) :], seconds)
        if len(found) < len(files):
            found.append(EvidenceCheckExceeded(seconds))
    return found


def _looked_at(files: Sequence[Placed], seconds: int) -> Iterator[FileFacts | ShianError]:
    """What the process told before it ended."""
    asked = "\n".join(
        msgspec.json.encode((placed.sha256, placed.size, str(placed.path.resolve()))).decode()
        for placed in files
    )
    command = [sys.executable, "-P", "-m", "sampling.evidence.looking", str(seconds), str(MEMORY)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            out, _ = process.communicate(asked.encode(), timeout=30 + 10 * seconds + len(files))
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
    for line in out.splitlines(keepends=True):
        if line.endswith(b"\n"):  # else the process ended while it was telling
            yield _understood(msgspec.json.decode(line, type=Told), seconds)


def _understood(told: Told, seconds: int) -> FileFacts | ShianError:
    if told.facts is not None:
        return told.facts
    kind = _REFUSALS.get(told.code)
    if kind is None:
        return EvidenceCheckExceeded(seconds)
    refusal = kind.__new__(kind)
    ShianError.__init__(refusal, told.message, **told.details)
    return refusal
