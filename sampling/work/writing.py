"""Writing one record: its newest version, the versions that are new, and the clocks that follow from its events."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from domain.departments import joined
from domain.work.kind import Kind
from domain.work.record import AnyRecord
from domain.work.running import Run, runs_of
from sampling.audit import canonical_json
from sampling.store import work as store
from sampling.work.contents import encode_content


def write_record(
    connection: Connection, kind: Kind[Any], record: AnyRecord, *, stored_version: int
) -> str | None:
    """Write what is new of a record; the digest of its new versions, None where it is not at `stored_version` any more.

    `stored_version` is 0 for a record that is not stored.
    """
    content = encode_content(kind, record.no, record.content)
    values = record_values(kind, record, content)
    if stored_version == 0:
        written = store.insert_record(connection, values)
    else:
        written = store.update_record(connection, values, seen_version=stored_version)
    if not written:
        return None
    versions = _versions(kind, record, stored_version, content)
    store.insert_versions(connection, versions)
    store.replace_clocks(connection, kind.code, record.no, clock_values(kind, record))
    return versions_digest(versions)


def write_quiet_steps(
    connection: Connection, kind: Kind[Any], records: Sequence[tuple[AnyRecord, int]]
) -> dict[str, str] | None:
    """`write_record` for many stored records, each with its stored version, whose new steps change no clock.

    Returns the digests by record number.
    """
    if not records:
        return {}
    contents = [encode_content(kind, record.no, record.content) for record, _ in records]
    updates = [
        (record_values(kind, record, content), stored)
        for (record, stored), content in zip(records, contents, strict=True)
    ]
    if not store.update_records(connection, updates):
        return None
    versions = {
        record.no: _versions(kind, record, stored, content)
        for (record, stored), content in zip(records, contents, strict=True)
    }
    store.insert_versions(connection, [version for of_one in versions.values() for version in of_one])
    return {no: versions_digest(of_one) for no, of_one in versions.items()}


def versions_digest(versions: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 over versions as they are stored, oldest first: a JSON array of the values of `work_versions`.

    Contents are taken as they are stored, personal data encrypted: versions are never encrypted anew, so the digest
    needs no key to be checked and gives nothing away.
    """
    rows = [[version[name] for name in store.VERSION_COLUMNS] for version in versions]
    return hashlib.sha256(canonical_json(rows).encode()).hexdigest()


def record_values(kind: Kind[Any], record: AnyRecord, content: str) -> dict[str, Any]:
    """The row of a record's newest version, with its content as it is stored."""
    bearings = kind.bearings(record)
    return {
        "kind": kind.code,
        "record_no": record.no,
        "version": record.version,
        "state": record.state,
        "closed": kind.machine.is_closed(record.state),
        "area_code": bearings.area,
        "organisation": bearings.organisation,
        "person": bearings.person,
        "sheet_no": bearings.sheet_no,
        "credit_code": bearings.credit_code,
        "departments": joined(bearings.departments),
        "opened_on": record.events[0].on,
        "content": content,
    }


def _versions(kind: Kind[Any], record: AnyRecord, stored: int, content: str) -> list[dict[str, Any]]:
    return [
        {
            "kind": kind.code,
            "record_no": record.no,
            "version": version,
            "command": event.command,
            "state": event.state,
            "on_day": event.on,
            "moment": store.clock_text(event.moment),
            "at": store.stored_moment(event.at),
            "actor": event.actor,
            "reason": event.reason,
            "extends_clock": event.extends[0] if event.extends else None,
            "extends_by": event.extends[1] if event.extends else None,
            "imported": event.imported,
            "content": content,
        }
        for version, event in enumerate(record.events, start=1)
        if version > stored
    ]


def clock_values(kind: Kind[Any], record: AnyRecord) -> list[dict[str, Any]]:
    """The rows of the clocks that follow from the record's events."""
    return [_clock(kind, record, seq, run) for seq, run in enumerate(runs_of(kind.machine, record), start=1)]


def _clock(kind: Kind[Any], record: AnyRecord, seq: int, run: Run) -> dict[str, Any]:
    bearings = kind.answers_for(record, run.clock)
    extensions = [msgspec.to_builtins(one) for one in run.extensions]
    return {
        "kind": kind.code,
        "record_no": record.no,
        "seq": seq,
        "clock": run.clock,
        "started": store.clock_text(run.started),
        "stopped": store.clock_text(run.stopped),
        "extended": run.extended,
        "extensions": canonical_json(extensions),
        "area_code": bearings.area,
        "organisation": bearings.organisation,
        "person": bearings.person,
        "sheet_no": bearings.sheet_no,
    }
