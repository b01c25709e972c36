"""Checks a package against itself: every byte of the file, not only the contents of its members.

Three questions, asked of whatever can still be read of a damaged file: is the archive exactly the one form that
its members allow (`reports.archive`), does every member have the digest that `SHA256SUMS` and `manifest.json` state,
and are the members exactly those that these two name. A package that was made anew as a whole is consistent with
itself; only a digest kept elsewhere (`expect_sha256`) or the records themselves tell, see `read_values`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from domain.errors import DigestMalformed, PackageTooLarge, PackageUnreadable
from reports.archive import (
    CENTRAL,
    END,
    LOCAL,
    MAX_BYTES,
    Member,
    Piece,
    members_by_directory,
    members_in_sequence,
    pieces,
)
from reports.lists import Problem, against_lists, as_json
from reports.manifest import digest
from reports.package import INDICATORS

WHOLE = "（整个文件）"
DIRECTORY = "（ZIP 目录）"

_PARTS = {"header": "文件头", "content": "内容", "directory": "目录项", "end": "结尾记录"}
_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome. `sha256` is the digest of the whole file; `members` the names found, in order."""

    sha256: str
    members: tuple[str, ...]
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether every byte is as it was sealed."""
        return not self.problems


def verify_package(path: Path, expect_sha256: str | None = None) -> Verification:
    """Check a package file. Any deviation is a problem of the result, never an exception.

    Raises `PackageUnreadable` when the file cannot be read or is nothing like a ZIP, `PackageTooLarge` beyond 2 GiB,
    `DigestMalformed` when `expect_sha256` is not a SHA-256.
    """
    expected = None if expect_sha256 is None else _expected(expect_sha256)
    data = memoryview(_read(path))
    whole = digest(data)
    members = _members(data)
    problems = _form(data, members) + _duplicates(members)
    by_name = {member.name: member for member in members}
    problems += against_lists(by_name)
    if expected is not None and expected != whole:
        problems.append(Problem(WHOLE, "digest", f"整个文件的 SHA-256 是 {whole}，与给定的 {expected} 不符"))
    shown = {Problem(_printable(one.member), one.code, _printable(one.message)) for one in problems}
    ordered = sorted(shown, key=lambda problem: (problem.member, problem.code, problem.message))
    return Verification(whole, tuple(_printable(member.name) for member in members), tuple(ordered))


def read_values(path: Path) -> dict[str, Any]:
    """`indicators.json` of a package, for comparison with figures computed again.

    Raises `PackageUnreadable` when the file has none or it is not what the format says. Verify first.
    """
    for member in _members(memoryview(_read(path))):
        if member.name == INDICATORS:
            values = as_json(member)
            if isinstance(values, dict) and isinstance(values.get("values"), list):
                return values
    raise PackageUnreadable(path.name, "中没有可读的 indicators.json")


def read_members(path: Path) -> dict[str, memoryview]:
    """Every member by its name, in the order of the file; nothing is copied. Verify first."""
    return {member.name: memoryview(member.content) for member in _members(memoryview(_read(path)))}


def read_member(path: Path, name: str) -> bytes:
    """The bytes of one member. Raises `PackageUnreadable` when there is none. Verify first."""
    for member in _members(memoryview(_read(path))):
        if member.name == name:
            return bytes(member.content)
    raise PackageUnreadable(path.name, f"中没有 {name}")


def read_json(path: Path, name: str) -> dict[str, Any]:
    """A JSON object among the members. Raises `PackageUnreadable` when there is none. Verify first."""
    for member in _members(memoryview(_read(path))):
        if member.name == name and isinstance(found := as_json(member), dict):
            return found
    raise PackageUnreadable(path.name, f"中没有可读的 {name}")


def _printable(text: str) -> str:
    """Names in a forged package may hold control characters or lone surrogates; a terminal must not obey them."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _expected(text: str) -> str:
    cleaned = text.strip().lower().removeprefix("sha256:")
    if not _HEX.fullmatch(cleaned):
        raise DigestMalformed(text.strip()[:100])
    return cleaned


def _read(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise PackageTooLarge(size, MAX_BYTES)
        data = path.read_bytes()
    except FileNotFoundError:
        raise PackageUnreadable(path.name, "不存在") from None
    except IsADirectoryError:
        raise PackageUnreadable(path.name, "是文件夹，不是文件") from None
    except (OSError, ValueError) as error:
        raise PackageUnreadable(path.name, f"无法读取（{error.__class__.__name__}）") from None
    # One damaged signature must not make a package "not a ZIP": two of three would have to go.
    signs = (data.startswith(LOCAL), CENTRAL in data, END in data[-65_557:])
    if sum(signs) == 0:
        raise PackageUnreadable(path.name, "不是 ZIP 文件")
    return data


def _members(data: memoryview) -> list[Member]:
    """The members by the directory, or as they follow each other where that explains more of a damaged file."""
    listed = members_by_directory(data)
    if not _form(data, listed):
        return listed
    return max(listed, members_in_sequence(data), key=lambda members: _explained(data, members))


def _explained(data: memoryview, members: list[Member]) -> int:
    """How many bytes are as the one form of these members has them."""
    if not _plausible(data, members):
        return 0
    return sum(len(piece.data) for piece, actual in _beside(data, members) if actual == piece.data)


def _plausible(data: memoryview, members: list[Member]) -> bool:
    """Forged directories may name one stretch of the file many times."""
    return bool(members) and sum(len(member.content) for member in members) <= len(data)


def _beside(data: memoryview, members: list[Member]) -> Iterator[tuple[Piece, memoryview]]:
    """Each piece as it must be, and what the file has in its place."""
    offset = 0
    for piece in pieces(members):
        yield piece, data[offset : offset + len(piece.data)]
        offset += len(piece.data)


def _form(data: memoryview, members: list[Member]) -> list[Problem]:
    """Where the file differs from the one form that its members allow."""
    if not _plausible(data, members):
        return [Problem(DIRECTORY, "structure", "ZIP 目录已损坏，读不出包内文件")]
    problems = []
    length = 0
    for piece, actual in _beside(data, members):
        length += len(piece.data)
        if actual == piece.data:
            continue
        name = piece.member or DIRECTORY
        if piece.part != "content" and _only_checksum(actual, piece.data, piece.part):
            problems.append(Problem(name, "altered", f"{name} 的内容与 ZIP 中记载的校验值不符，内容已改动"))
        else:
            problems.append(Problem(name, "structure", f"{name}：ZIP {_PARTS[piece.part]}与封装时不同"))
    if len(data) != length:
        problems.append(
            Problem(DIRECTORY, "structure", f"文件长度为 {len(data)} 字节，按包内文件应为 {length} 字节")
        )
    return problems


def _only_checksum(actual: memoryview, expected: bytes | memoryview, part: str) -> bool:
    """Whether two headers differ in nothing but the checksum, as they do when the content was altered."""
    at = 14 if part == "header" else 16
    return (
        part in ("header", "directory")
        and len(actual) == len(expected)
        and actual[:at] == expected[:at]
        and actual[at + 4 :] == expected[at + 4 :]
    )


def _duplicates(members: list[Member]) -> list[Problem]:
    names = [member.name for member in members]
    twice = sorted({name for name in names if names.count(name) > 1})
    return [Problem(name, "duplicate", f"{name} 在包内出现了多次") for name in twice]
