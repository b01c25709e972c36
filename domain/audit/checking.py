"""Checking a chain: the first entry that is not what was written, the head, and the roots kept outside.

An entry's own columns do not say which of them was changed, only that one was; its change rows, its place in the
chain and its number are told apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from domain.audit.anchors import Anchor
from domain.audit.chain import BEFORE_THE_FIRST, ChangeRow, ChangesDigest, Entry, Root, hash_of

Code = Literal["missing", "previous", "changes", "fields", "orphan-changes", "head", "anchor", "anchor-ahead"]


@dataclass(frozen=True, slots=True)
class Breach:
    """Where a chain is not what was written: at which entry, what differs, and both sides of it."""

    sequence: int
    code: Code
    expected: str
    found: str
    source: str | None = None

    @property
    def message(self) -> str:
        """The breach in words."""
        words = {
            "missing": "记录缺失或编号不连续",
            "previous": "所记的上一条哈希与上一条记录不符，记录被插入、删除或调换",
            "changes": "变更明细与记录的摘要不符，明细被改动、增加、删除或调换",
            "fields": "记录的内容与其哈希不符，内容被改动",
            "orphan-changes": "有不属于任何记录的变更明细",
            "head": "链头与最后一条记录不符，末尾的记录被删除、增加或改写",
            "anchor": "与链外留存的根不符，此前的记录被整体改写",
            "anchor-ahead": "链外留存的根比现有记录更新，其后的记录被删除，或恢复的是较早的备份",
        }[self.code]
        where = f"（{self.source}）" if self.source else ""
        return f"第 {self.sequence} 条：{words}{where}"


@dataclass(frozen=True, slots=True)
class Verification:
    """What came out: the root that was reached, how many anchors agreed, and the first breach if there is one."""

    root: Root
    anchors: int
    breach: Breach | None


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry with the hash that is stored beside it."""

    entry: Entry
    hash: str


def verify_chain(
    entries: Iterable[StoredEntry],
    changes: Iterable[tuple[int, ChangeRow]],
    head: Root,
    anchors: Sequence[Anchor] = (),
) -> Verification:
    """Check all entries in the order of their numbers, with all change rows in the order of entry and number."""
    outside: dict[int, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        outside[anchor.root.sequence].append(anchor)
    rows = _Rows(changes)
    last, agreed = Root(0, BEFORE_THE_FIRST), 0
    for stored in entries:
        breach = _breach_of(stored, last, rows)
        if breach is not None:
            return Verification(last, agreed, breach)
        last = Root(stored.entry.id, stored.hash)
        for anchor in outside.pop(last.sequence, ()):
            if anchor.root.hash != last.hash:
                there = Breach(last.sequence, "anchor", anchor.root.hash, last.hash, anchor.source)
                return Verification(last, agreed, there)
            agreed += 1
    return Verification(last, agreed, _breach_after(last, head, rows, outside))


def _breach_of(stored: StoredEntry, last: Root, rows: "_Rows") -> Breach | None:
    entry, expected = stored.entry, last.sequence + 1
    if entry.id != expected:
        return Breach(expected, "missing", str(expected), str(entry.id))
    orphan = rows.before(entry.id)
    if orphan is not None:
        return Breach(orphan, "orphan-changes", "", str(orphan))
    if entry.previous != last.hash:
        return Breach(entry.id, "previous", last.hash, entry.previous)
    count, digest = rows.digest(entry.id)
    if (count, digest) != (entry.change_count, entry.changes_digest):
        expected_rows = f"{entry.change_count} 行 {entry.changes_digest}"
        return Breach(entry.id, "changes", expected_rows, f"{count} 行 {digest}")
    computed = hash_of(entry)
    return None if computed == stored.hash else Breach(entry.id, "fields", stored.hash, computed)


def _breach_after(last: Root, head: Root, rows: "_Rows", outside: dict[int, list[Anchor]]) -> Breach | None:
    orphan = rows.before(None)
    if orphan is not None:
        return Breach(orphan, "orphan-changes", "", str(orphan))
    if head != last:
        return Breach(last.sequence, "head", f"{head.sequence} {head.hash}", f"{last.sequence} {last.hash}")
    for sequence in sorted(outside):
        for anchor in outside[sequence]:
            if sequence != 0 or anchor.root.hash != BEFORE_THE_FIRST:
                return Breach(sequence, "anchor-ahead", anchor.root.hash, last.hash, anchor.source)
    return None


class _Rows:
    """Change rows as they come, taken entry by entry."""

    def __init__(self, changes: Iterable[tuple[int, ChangeRow]]) -> None:
        self._coming: Iterator[tuple[int, ChangeRow]] = iter(changes)
        self._next = next(self._coming, None)

    def before(self, entry: int | None) -> int | None:
        """The number of an entry before this one (before the end: None) that has rows left; None where none has."""
        if self._next is None or (entry is not None and self._next[0] >= entry):
            return None
        return self._next[0]

    def digest(self, entry: int) -> tuple[int, str]:
        """How many rows the entry has, and their digest."""
        digest = ChangesDigest()
        while self._next is not None and self._next[0] == entry:
            digest.add(self._next[1])
            self._next = next(self._coming, None)
        return digest.count, digest.hexdigest()
