"""The digest of a snapshot: one hash over the names, sizes and hashes of all its parts."""

import hashlib
from collections.abc import Iterable, Mapping

from domain.snapshots.content import Part


def parts_of(files: Mapping[str, bytes]) -> tuple[Part, ...]:
    """The list of parts, by name."""
    return tuple(
        Part(name=name, size=len(files[name]), sha256=hashlib.sha256(files[name]).hexdigest())
        for name in sorted(files)
    )


def digest_of(parts: Iterable[Part]) -> str:
    """SHA-256 over a line `<sha256>  <size>  <name>` for each part, in the order of names."""
    lines = (f"{one.sha256}  {one.size}  {one.name}\n" for one in sorted(parts, key=lambda part: part.name))
    return hashlib.sha256("".join(lines).encode()).hexdigest()
