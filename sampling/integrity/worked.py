"""Records that are worked on: every version against its change row, the newest row and the clocks against the versions."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from domain.audit.records import Divergence, Told, wrong_fields
from domain.work.kind import Kind
from sampling.integrity.grouping import Group, groups
from sampling.store import integrity as store
from sampling.store import work as work_store
from sampling.work.changing import STORED
from sampling.work.contents import decode_content
from sampling.work.kinds import KINDS
from sampling.work.reading import record_of
from sampling.work.writing import clock_values, record_values, versions_digest

TABLE = "work_records"
Rows = Sequence[Mapping[str, Any]]


def worked_divergences(connection: Connection) -> Iterator[Divergence]:
    """What differs, record by record. Raises `KeyMissing` where personal data cannot be read to be compared."""
    moments: set[str] | None = None
    for some in groups(connection, [TABLE]):
        by_kind: dict[str, list[Group]] = {}
        for group in some:
            by_kind.setdefault(group[1].partition("/")[0], []).append(group)
        for code, of_kind in by_kind.items():
            nos = [key.partition("/")[2] for _, key, _ in of_kind]
            newest = {
                row["record_no"]: row for row in work_store.stored_records(connection, code, nos, lock=False)
            }
            versions = store.whole_versions(connection, code, nos)
            clocks = store.whole_clocks(connection, code, nos)
            for (_, key, told), no in zip(of_kind, nos, strict=True):
                if no not in newest:
                    yield Divergence(TABLE, key, "record-missing", told[-1].entry)
                    continue
                found, untold = _versions(key, KINDS.get(code), told, versions.get(no, []))
                if untold and moments is None:
                    moments = store.import_moments(connection)
                found += [
                    Divergence(TABLE, key, "version-untold", version=row["version"])
                    for row in untold
                    if not _by_an_import(row, moments or set())
                ]
                if not found:
                    found = _derived(key, KINDS.get(code), newest[no], versions[no], clocks.get(no, []))
                yield from found
    for code, no in store.untold_work(connection):
        yield Divergence(TABLE, f"{code}/{no}", "record-untold")


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


def _by_an_import(row: Mapping[str, Any], moments: set[str]) -> bool:
    """Whether a version is one that an import wrote before change rows told of those."""
    told_by_the_file = row["actor"] == "导入" and row["at"].endswith("T00:00:00.000000+00:00")
    return bool(row["imported"]) and (told_by_the_file or row["at"] in moments)


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
    record = record_of(kind, {**newest, "state": last["state"]}, versions)
    expected = record_values(kind, record, content)
    wrong = tuple(name for name, value in expected.items() if newest[name] != value)
    if wrong:
        return [Divergence(TABLE, key, "newest-changed", fields=wrong)]
    if [dict(row) for row in clocks] != clock_values(kind, record):
        return [Divergence(TABLE, key, "clocks-changed")]
    return []
