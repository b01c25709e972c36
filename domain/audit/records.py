"""Comparing what is stored with what the change rows of the audit entries say of it, and what differs, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Code = Literal[
    "record-missing",
    "record-untold",
    "record-returned",
    "record-unreadable",
    "version-missing",
    "version-untold",
    "version-changed",
    "newest-changed",
    "clocks-changed",
    "fields-changed",
    "rows-uncounted",
    "imported-changed",
    "imported-missing",
    "fingerprints-lost",
]

_WORDS: Mapping[Code, str] = {
    "record-missing": "审计记录中有、库中没有，记录被删除",
    "record-untold": "没有任何审计记录，系绕过程序写入",
    "record-returned": "已删除的记录又出现，系绕过程序写入",
    "record-unreadable": "内容无法读取，被改动",
    "version-missing": "版本缺失",
    "version-untold": "版本没有审计记录，系绕过程序写入",
    "version-changed": "版本的内容与审计记录不符，被改动",
    "newest-changed": "现行内容或归属与最新版本不符，被改动",
    "clocks-changed": "时限与办理步骤不符，被改动",
    "fields-changed": "内容与审计记录不符，被改动",
    "rows-uncounted": "库中条数与历次导入、办理所新增的不符，有记录被绕过程序增加或删除",
    "imported-changed": "与导入时的内容不符，被改动",
    "imported-missing": "导入的记录有的已不在库中，被删除",
    "fingerprints-lost": "导入时留存的记录指纹缺失或被改动，无法核对该次导入的记录",
}


@dataclass(frozen=True, slots=True)
class Divergence:
    """A stored record that is not what the audit entries say, with the entry that spoke of it last.

    Of a whole table, `counts` are how many rows there should be and how many there are, and the key is empty.
    """

    table: str
    key: str
    code: Code
    entry: int | None = None
    version: int | None = None
    fields: tuple[str, ...] = ()
    counts: tuple[int, int] | None = None

    def message(self, title: str, titles: Mapping[str, str]) -> str:
        """The divergence in words; `title` is what people call such a record, `titles` what they call its fields."""
        which = f"第 {self.version} 版：" if self.version is not None else ""
        named = f"（{'、'.join(titles.get(name, name) for name in self.fields)}）" if self.fields else ""
        by = f"，见审计记录第 {self.entry} 条" if self.entry is not None else ""
        if not self.key and self.counts is None:
            return f"{title}：{_WORDS[self.code]}{by}"
        if self.counts is not None:
            return f"{title}：{_WORDS[self.code]}（应有 {self.counts[0]} 条，现有 {self.counts[1]} 条）"
        return f"{title} {self.key.partition('/')[2] or self.key}：{which}{_WORDS[self.code]}{named}{by}"


@dataclass(frozen=True, slots=True)
class Told:
    """One change row of a record: by which entry, what was done, and the changed fields before and after."""

    entry: int
    action: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(slots=True)
class Expected:
    """What the fields of a row must be after all that was told of it; `entries` says which entry told a field last."""

    fields: dict[str, Any]
    entries: dict[str, int]
    created: bool = False
    deleted_by: int | None = None


def expected_of(told: Sequence[Told]) -> Expected:
    """The fields as the change rows leave them, in the order in which they were written."""
    expected = Expected({}, {})
    for one in told:
        if one.action == "deleted":
            expected = Expected({}, {}, deleted_by=one.entry)
            continue
        if one.action == "created":
            expected = Expected({}, {}, created=True)
        expected.deleted_by = None
        for name, value in (one.after or {}).items():
            expected.fields[name], expected.entries[name] = value, one.entry
    return expected


def divergence_of_row(
    table: str, key: str, told: Sequence[Told], stored: Mapping[str, Any] | None
) -> Divergence | None:
    """Whether a row is what was told of it; fields that no entry spoke of, and that are not stored here, say nothing."""
    expected, last = expected_of(told), told[-1].entry
    if expected.deleted_by is not None:
        return Divergence(table, key, "record-returned", last) if stored is not None else None
    if stored is None:
        return Divergence(table, key, "record-missing", last)
    wrong = [name for name, value in expected.fields.items() if name in stored and stored[name] != value]
    if not wrong:
        return None
    return Divergence(
        table, key, "fields-changed", max(expected.entries[name] for name in wrong), fields=tuple(wrong)
    )


def wrong_fields(
    before: Mapping[str, Any] | None, after: Mapping[str, Any], told: Told, but: Sequence[str]
) -> list[str]:
    """Fields of a version's content that are not what its change row says, from the version before it.

    Only for change rows that carry no digest of their versions. `but` are fields that the row masks. A field that the
    earlier content does not have at all came with a later program.
    """
    said = told.after or {}
    names = [name for name in after if name not in but]
    wrong = [name for name in names if name in said and said[name] != after[name]]
    for name in names:
        if name in said:
            continue
        if before is not None and name in before:
            if before[name] != after[name]:
                wrong.append(name)
        elif before is None and told.action == "created" and after[name] not in (None, [], False):
            wrong.append(name)
    return wrong
