"""Roots of the audit chain kept outside the database, one JSON object a line: `sequence`, `hash`, `at`.

Who rewrites the whole chain in the database cannot rewrite these, so comparing them tells. The seal beside a package
is such a line too, with the package's name and SHA-256 in it.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.audit.chain import Root

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A root that was written down at a moment (UTC, ISO 8601); `source` says where it was found."""

    root: Root
    at: str
    source: str = ""


def anchor_line(anchor: Anchor, **beside: str) -> str:
    """The line of an anchor, with what else is to stand in it."""
    known = {"sequence": anchor.root.sequence, "hash": anchor.root.hash, "at": anchor.at}
    return json.dumps({**beside, **known}, ensure_ascii=False, separators=(",", ":")) + "\n"


def read_anchors(text: str, source: str) -> Iterator[Anchor | int]:
    """The anchors of a file; the number of a line that is none (a torn write) in its place."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield anchor_of(line, f"{source}:{number}") or number


def anchor_of(line: str, source: str) -> Anchor | None:
    """The anchor of a line; None where it is none."""
    try:
        found = json.loads(line)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    sequence, digest, at = found.get("sequence"), found.get("hash"), found.get("at")
    if type(sequence) is not int or sequence < 0 or not isinstance(digest, str) or not isinstance(at, str):
        return None
    return Anchor(Root(sequence, digest), at, source) if _HASH.fullmatch(digest) else None
