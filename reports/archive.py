"""The one form that a package's ZIP may have, byte for byte.

Members are stored, not deflated: the output of zlib differs between versions and builds, and a deflated member has
spare bits that can change without its content changing. Times (1980-01-01), permissions, flags and the order are
fixed, there are no comments and no extra fields. So every byte of the file follows from the names and contents,
and a file that is not exactly this has been altered. Nothing here knows what the members mean.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import PackageTooLarge

MAX_BYTES = 2**31  # far below the point where ZIP would need its 64-bit form
MAX_MEMBERS = 1000
LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_NEEDS = 20
_MADE_BY = 3 << 8 | 20  # Unix, so that the permissions below count
_UTF8 = 1 << 11
_TIME, _DATE = 0, 1 << 5 | 1
_MODE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside the package."""

    name: str
    content: bytes | memoryview


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the archive and the member it belongs to; `member` is empty for the end record."""

    member: str
    part: str  # header | content | directory | end
    data: bytes | memoryview


def pieces(members: Sequence[Member]) -> list[Piece]:
    """The archive of these members from its first byte to its last. Raises `PackageTooLarge`."""
    body: list[Piece] = []
    directory: list[Piece] = []
    offset = 0
    for member in members:
        name = member.name.encode()
        size, crc = len(member.content), zlib.crc32(member.content)
        if offset + size > MAX_BYTES:
            raise PackageTooLarge(offset + size, MAX_BYTES)
        header = _LOCAL.pack(LOCAL, _NEEDS, _UTF8, 0, _TIME, _DATE, crc, size, size, len(name), 0) + name
        entry = _CENTRAL.pack(
            CENTRAL,
            _MADE_BY,
            _NEEDS,
            _UTF8,
            0,
            _TIME,
            _DATE,
            crc,
            size,
            size,
            len(name),
            0,
            0,
            0,
            0,
            _MODE,
            offset,
        )
        body += [Piece(member.name, "header", header), Piece(member.name, "content", member.content)]
        directory.append(Piece(member.name, "directory", entry + name))
        offset += len(header) + size
    length = sum(len(piece.data) for piece in directory)
    end = _END.pack(END, 0, 0, len(members), len(members), length, offset, 0)
    return [*body, *directory, Piece("", "end", end)]


def pack(members: Sequence[Member]) -> bytes:
    """The archive as bytes."""
    return b"".join(bytes(piece.data) for piece in pieces(members))


def members_by_directory(data: memoryview) -> list[Member]:
    """Members as the directory at the end lists them; as many as can be read, damaged files included."""
    tail = bytes(data[-65_557:])
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < _END.size:
        return []
    *_, length, start, _comment = _END.unpack_from(tail, at)
    position, stop = start, min(start + length, len(data))
    found: list[Member] = []
    while position + _CENTRAL.size <= stop and len(found) < MAX_MEMBERS:
        fields = _CENTRAL.unpack_from(data, position)
        if fields[0] != CENTRAL:
            break
        size, name_length, extra, comment, offset = fields[8], fields[10], fields[11], fields[12], fields[16]
        name = bytes(data[position + _CENTRAL.size : position + _CENTRAL.size + name_length])
        position += _CENTRAL.size + name_length + extra + comment
        begin = offset + _LOCAL.size + name_length  # the one form has the same name there and nothing else
        found.append(Member(_readable(name), data[begin : begin + size]))
    return found


def members_in_sequence(data: memoryview) -> list[Member]:
    """Members as they follow each other from the start; works without the directory."""
    position = 0
    found: list[Member] = []
    while position + _LOCAL.size <= len(data) and len(found) < MAX_MEMBERS:
        fields = _LOCAL.unpack_from(data, position)
        if fields[0] != LOCAL:
            break
        size, name_length, extra = fields[8], fields[9], fields[10]
        begin = position + _LOCAL.size + name_length + extra
        name = bytes(data[position + _LOCAL.size : position + _LOCAL.size + name_length])
        found.append(Member(_readable(name), data[begin : begin + size]))
        position = begin + size
    return found


def _readable(name: bytes) -> str:
    """Names of damaged files may be anything; the bound keeps them packable."""
    return name.decode("utf-8", "replace")[:1000]
