"""`shian import`: records of the exchange format into the database, all or nothing unless asked otherwise.

The steps in order: open the source within its bounds, read and judge every table, judge across tables and against
the database, then write what was accepted in one transaction with its audit entry. Where the source comes from
another system, `import_tables` takes tables that are exchange tables already.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, Engine

from domain.catalogue.clocks import Clock
from domain.catalogue.measures import Catalogue
from domain.exchange.tables import SAMPLES, TABLE_BY_NAME, TABLES
from sampling.audit import Change, write_entry
from sampling.cells.limits import DEFAULT_LIMITS, Limits
from sampling.exchange.applying import Sorted, changes, digest, sort_records, write_sorted
from sampling.exchange.companion import Companion
from sampling.exchange.findings import Findings
from sampling.exchange.judging import judge, stored_facts
from sampling.exchange.marking import mark_copy
from sampling.exchange.outputs import placed_file
from sampling.exchange.refusing import refuse_dependents
from sampling.exchange.report import ImportReport
from sampling.exchange.rows import Progress, TableRows, read_rows
from sampling.exchange.sheets import read_sheets
from sampling.exchange.sources import Source, open_source
from sampling.exchange.worked import absorb_worked
from sampling.fingerprints import take
from sampling.store.engine import reading, transaction
from sampling.store.imports import wait_for_other_imports
from sampling.store.snapshots import keep_files


@dataclass(frozen=True, slots=True)
class Rules:
    """What an import is judged by, apart from the format itself."""

    catalogue: Catalogue
    clocks: Mapping[str, Clock]


@dataclass(frozen=True, slots=True)
class Order:
    """Who imports and how."""

    actor: str
    at: datetime
    skip_bad_rows: bool = False
    dry_run: bool = False
    command: str = "import"


def import_exchange(
    engine: Engine,
    path: Path,
    *,
    catalogue: Catalogue,
    clocks: Mapping[str, Clock],
    actor: str,
    at: datetime,
    skip_bad_rows: bool = False,
    dry_run: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    marked_copy: Path | None = None,
) -> ImportReport:
    """Import a folder, workbook or archive; the report says what became of every record and every bad cell.

    Nothing is written when any row is refused, unless `skip_bad_rows`; never with `dry_run`. A workbook with refused
    rows is copied to `marked_copy` with its bad cells marked. Importing the same again writes nothing, not even an
    audit entry. Raises leaves of `UnusableInput` where the source as a whole cannot be worked with.
    """
    rules = Rules(catalogue, clocks)
    order = Order(actor, at, skip_bad_rows, dry_run)
    with TemporaryDirectory(prefix="shian-import-") as scratch:
        source = open_source(path, Path(scratch), limits)
        report = import_tables(engine, source, rules=rules, order=order, limits=limits, progress=progress)
        if report.errors and marked_copy is not None and source.workbook is not None:
            with placed_file(marked_copy, force=True) as file:
                mark_copy(source.workbook, file, report.errors)
            report = replace(report, marked_copy=marked_copy)
    return report


def import_tables(
    engine: Engine,
    source: Source,
    *,
    rules: Rules,
    order: Order,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    findings: Findings | None = None,
    companion: Companion | None = None,
) -> ImportReport:
    """Import tables that are opened already. `findings` may hold what the opener found itself."""
    found = findings or Findings(limits.findings)
    for name in source.ignored:
        found.warn(name, None, None, "unknown-file")
    tables: dict[str, TableRows] = {}
    for raw in source.tables:
        if raw.name == SAMPLES.name:
            tables[raw.name] = read_sheets(raw, found, limits, progress)
        else:
            tables[raw.name] = read_rows(raw, TABLE_BY_NAME[raw.name], found, limits, progress)
    tables = {table.name: tables[table.name] for table in TABLES if table.name in tables}
    with _view(engine, order) as connection:
        return _judge_and_write(connection, tables, source, found, rules, order, companion)


@contextmanager
def _view(engine: Engine, order: Order) -> Iterator[Connection]:
    with reading(engine) if order.dry_run else transaction(engine) as connection:
        if not order.dry_run:
            wait_for_other_imports(connection)
        yield connection


def _judge_and_write(
    connection: Connection,
    tables: dict[str, TableRows],
    source: Source,
    findings: Findings,
    rules: Rules,
    order: Order,
    companion: Companion | None,
) -> ImportReport:
    stored = stored_facts(connection)
    if companion:
        companion.judge(connection, tables)
    unfounded = judge(connection, tables, stored, findings, rules.catalogue, rules.clocks)
    if order.skip_bad_rows:
        refuse_dependents(tables, stored, unfounded)
    if companion:
        companion.withdraw(connection, tables)
    refused_as_a_whole = findings.any_errors and not order.skip_bad_rows
    results: list[Sorted] = []
    written = False
    entry = None
    absorbed: list[Change] = []
    if not refused_as_a_whole:
        for rows in tables.values():
            results.append(sort_records(connection, rows))
            if companion:
                companion.compare(connection, results[-1])
            if not order.dry_run:
                write_sorted(connection, results[-1])
                if companion:
                    companion.write(connection, results[-1])
        if not order.dry_run:
            absorbed = absorb_worked(connection, results, source, actor=order.actor, at=order.at)
        written = not order.dry_run and any(result.created or result.updated for result in results)
    by_table = {result.table.name: result for result in results}
    report = ImportReport(
        accepted={name: len(by_table[name].created) if name in by_table else 0 for name in tables},
        unchanged={name: by_table[name].unchanged if name in by_table else 0 for name in tables},
        updated={name: len(by_table[name].updated) if name in by_table else 0 for name in tables},
        errors=findings.errors(),
        warnings=findings.warnings(),
        dry_run=order.dry_run,
        changed_database=written,
        digests=source.digests,
    )
    if written:
        details = dict(companion.details()) if companion else {}
        details["fingerprints"] = _fingerprints(connection, results)
        told = chain(changes(results), absorbed)
        entry = _audit(connection, report, digest(results), told, source, order, details)
    return replace(report, audit_entry=entry)


def _fingerprints(connection: Connection, results: Iterable[Sorted]) -> dict[str, Any]:
    """Keep the fingerprints of the new records; what the entry says of them, by table."""
    said: dict[str, Any] = {}
    for result in results:
        if result.created:
            taken = take(connection, result.table, result.created_keys())
            sha256 = hashlib.sha256(taken.content).hexdigest()
            keep_files(connection, {sha256: taken.content})
            said[result.table.name] = {
                "sha256": sha256,
                "columns": list(taken.columns),
                "items": list(taken.item_columns),
            }
    return said


def _audit(
    connection: Connection,
    report: ImportReport,
    of_all: str,
    told: Iterable[Change],
    source: Source,
    order: Order,
    more_details: Mapping[str, Any],
) -> int:
    """One entry for the whole import, with before and after of every updated record and of what was worked on."""
    new, changed = sum(report.accepted.values()), sum(report.updated.values())
    return write_entry(
        connection,
        at=order.at,
        actor=order.actor,
        command=order.command,
        summary=f"导入 {source.name}：新增 {new} 条，更新 {changed} 条，拒绝 {len(report.errors)} 处",
        details={
            "source": source.name,
            "files": source.digests,
            "skip_bad_rows": order.skip_bad_rows,
            "accepted": report.accepted,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "errors": len(report.errors),
            "warnings": len(report.warnings),
            **more_details,
        },
        digest=of_all,
        changes=told,
    )
