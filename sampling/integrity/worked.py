"""Records that are worked on: every version against its change row, the newest row and the clocks against the versions."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection

from domain.audit.records import Divergence, Told, wrong_fields
from domain.work.kind import Kind
from sampling.integrity.grouping import Group, groups
from sampling.secrets.keyring import CiphertextDamaged
from sampling.store import integrity as store
from sampling.work.changing import STORED
from sampling.work.contents import decode_content
from sampling.work.kinds import KINDS
from sampling.work.reading import record_of
from sampling.work.writing import clock_values, record_values, versions_digest

TABLE = "work_records"
# What reading a content, a day or a ciphertext raises that the program would never have written.
_UNREADABLE = (ValueError, KeyError, TypeError, msgspec.MsgspecError, CiphertextDamaged)
Rows = Sequence[Mapping[str, Any]]


def worked_divergences(connection: Connection) -> Iterator[Divergence]:
    """What differs, record by record. Raises `KeyMissing` where personal data cannot be read to be compared."""
    moments = _Moments(connection)
    for some in groups(connection, [TABLE]):
        by_kind: dict[str, list[Group]] = {}
        for group in some:
            by_kind.setdefault(group[1].partition("/")[0], []).append(group)
        for code, of_kind in by_kind.items():
            nos = [key.partition("/")[2] for _, key, _ in of_kind]
            newest = store.newest_rows(connection, code, nos)
            versions = store.whole_versions(connection, code, nos)
            clocks = store.whole_clocks(connection, code, nos)
            for (_, key, told), no in zip(of_kind, nos, strict=True):
                if no not in newest:
                    yield Divergence(TABLE, key, "record-missing", told[-1].entry)
                    continue
                try:
                    yield from _record(
                        key, told, newest[no], versions.get(no, []), clocks.get(no, []), moments
                    )
                except _UNREADABLE:
                    yield Divergence(TABLE, key, "record-unreadable", told[-1].entry)
    for code, no in store.untold_work(connection):
        yield Divergence(TABLE, f"{code}/{no}", "record-untold")


class _Moments:
    """The moments of all imports, asked for once and only where a version needs them."""

    def __init__(self, connection: Connection) -> None:
        self._connection, self._found = connection, set[str]()

    def all(self) -> set[str]:
        if not self._found:
            self._found = store.import_moments(self._connection)
        return self._found


def _record(
    key: str, told: Sequence[Told], newest: Mapping[str, Any], versions: Rows, clocks: Rows, moments: _Moments
) -> list[Divergence]:
    """What differs of one record."""
    kind = KINDS.get(key.partition("/")[0])
    found, untold = _versions(key, kind, told, versions)
    found += [
        Divergence(TABLE, key, "version-untold", version=row["version"])
        for row in untold
        if not _by_an_import(row, moments)
    ]
    return found or _derived(key, kind, newest, versions, clocks)


def _versions(
    key: str, kind: Kind[Any] | None, told: Sequence[Told], versions: Rows
) -> tuple[list[Divergence], list[Mapping[str, Any]]]:
    """What differs, and the versions that no change row speaks of."""
    if [row["version"] for row in versions] != list(range(1, len(versions) + 1)):
        return [Divergence(TABLE, key, "version-missing", told[-1].entry)], []
    found: list[Divergence] = []
    untold: list[Mapping[str, Any]] = []
    reached, before = 0, None
    for one in told:
        place = _place(kind, one, reached)
        if place is None:
            return [], []
        since, until = place
        if not since < until <= len(versions):
            return [Divergence(TABLE, key, "version-missing", one.entry, until)], []
        untold += versions[reached:since]
        if since > reached:
            before = json.loads(versions[since - 1]["content"])
        content = json.loads(versions[until - 1]["content"])
        wrong = _wrong(kind, one, versions[since:until], before, content)
        if wrong is not None:
            found.append(Divergence(TABLE, key, "version-changed", one.entry, until, tuple(wrong)))
        reached, before = until, content
    return found, untold + list(versions[reached:]) if not found else []


def _place(kind: Kind[Any] | None, told: Told, reached: int) -> tuple[int, int] | None:
    """The last version before a change row's and the last of its own; None where an older row does not say."""
    said = told.after or {}
    if STORED in said:
        return said[STORED]["first"] - 1, said[STORED]["last"]
    if kind is None or "version" in kind.content.__struct_fields__:
        return None
    return int((told.before or {}).get("version", 0)) if reached else 0, said["version"]


def _wrong(
    kind: Kind[Any] | None,
    told: Told,
    rows: Rows,
    before: Mapping[str, Any] | None,
    content: Mapping[str, Any],
) -> list[str] | None:
    """The fields that differ, none of them where it cannot be told which do; None where nothing differs."""
    said = told.after or {}
    if STORED in said and versions_digest(rows) == said[STORED]["sha256"]:
        return None
    personal = kind.personal if kind is not None else ()
    wrong = wrong_fields(before, content, told, (*personal, "version", "state"))
    return wrong if STORED in said else wrong or None


def _by_an_import(row: Mapping[str, Any], moments: _Moments) -> bool:
    """Whether a version is one that an import wrote before change rows told of those."""
    told_by_the_file = row["actor"] == "导入" and row["at"].endswith("T00:00:00.000000+00:00")
    return bool(row["imported"]) and (told_by_the_file or row["at"] in moments.all())


def _derived(
    key: str, kind: Kind[Any] | None, newest: Mapping[str, Any], versions: Rows, clocks: Rows
) -> list[Divergence]:
    """What stands beside the versions and follows from them."""
    last = versions[-1]
    if kind is None:
        return []
    content = newest["content"]
    if content != last["content"]:
        same = kind.personal and decode_content(kind, last["record_no"], content) == decode_content(
            kind, last["record_no"], last["content"]
        )
        if not same:
            return [Divergence(TABLE, key, "newest-changed")]
    days = [{**row, "on_day": date.fromisoformat(str(row["on_day"]))} for row in versions]
    record = record_of(kind, {**newest, "state": last["state"]}, days)
    expected = record_values(kind, record, content)
    wrong = tuple(name for name, value in expected.items() if _as_text(newest[name]) != _as_text(value))
    if wrong:
        return [Divergence(TABLE, key, "newest-changed", fields=wrong)]
    if [dict(row) for row in clocks] != clock_values(kind, record):
        return [Divergence(TABLE, key, "clocks-changed")]
    return []


def _as_text(value: Any) -> Any:
    """A day as text, as the stored row has it; everything else as it is."""
    return value.isoformat() if isinstance(value, date) else value
