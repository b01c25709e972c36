"""Reading findings: those that count now, and every revision with who entered it and when."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any

import msgspec
from sqlalchemy import Connection

from domain.testing.content import Test
from domain.testing.findings import Finding
from domain.testing.kind import TEST
from domain.work.fields import said
from domain.work.record import Record
from sampling.store import testing as store
from sampling.work.reading import read_record

_FIELDS = Finding.__struct_fields__


class Revision(msgspec.Struct, kw_only=True):
    """A finding as it was entered once, or the withdrawal of one."""

    finding: Finding
    withdrawn: Annotated[bool, said("是否为撤下的记录")]
    entered_at: Annotated[str, said("录入时间（UTC）")]


def current_findings(connection: Connection, record: Record[Test]) -> tuple[Finding, ...]:
    """The findings of a test that count now."""
    return findings_of(connection, [record])[record.no]


def findings_of(connection: Connection, records: Iterable[Record[Test]]) -> dict[str, tuple[Finding, ...]]:
    """The findings of each test that count now, by sheet."""
    found: dict[str, tuple[Finding, ...]] = {}
    entered: list[str] = []
    for record in records:
        told = record.content.told
        found[record.no] = () if told is None else told.findings
        if told is None and record.content.revision:
            entered.append(record.no)
    newest: dict[str, dict[str, Finding]] = {sheet_no: {} for sheet_no in entered}
    for row in store.finding_rows(connection, entered):
        if row["withdrawn"]:
            newest[row["sheet_no"]].pop(row["item_name"], None)
        else:
            newest[row["sheet_no"]][row["item_name"]] = _finding(row)
    found.update({sheet_no: tuple(rows.values()) for sheet_no, rows in newest.items()})
    return found


def revisions_of(connection: Connection, sheet_no: str) -> Sequence[Revision]:
    """Every entry of a sheet's findings, oldest first. Raises `RecordNotFound`."""
    read_record(connection, TEST, sheet_no)
    return [
        Revision(finding=_finding(row), withdrawn=row["withdrawn"], entered_at=row["entered_at"])
        for row in store.finding_rows(connection, [sheet_no])
    ]


def _finding(row: Mapping[str, Any]) -> Finding:
    return Finding(**{name: row[name] for name in _FIELDS})
