"""`shian export`: a database as an exchange folder, ZIP or workbook that an import turns into the same records.

Same records, same bytes: rows in the order of their keys, items in the order of their sheet, fixed times inside
ZIP and workbook. Importing the export into an empty database gives the same records value for value. What imports
from the national system left beside the format's own columns, the mark of stubs (待核) and the system's own words
on sheets (来源原文), is written in a column of its own in databases that hold any, and only there.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from domain.exchange.tables import TABLES
from sampling.audit import write_entry
from sampling.exchange.export_rows import records_as_cells
from sampling.exchange.export_targets import export_target
from sampling.exchange.rows import Progress
from sampling.store.engine import reading, transaction
from sampling.store.export import carried_in_use, count_stubs

COMMAND = "export"
_PROGRESS_EVERY = 5_000


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was written where.

    `records` counts by table (sheets for samples), `stubs` how many of the enterprises are marked 待核; `digests` are
    SHA-256 by file name.
    """

    path: Path
    records: dict[str, int]
    stubs: int
    digests: dict[str, str]


def export_records(
    engine: Engine,
    out: Path,
    *,
    actor: str,
    at: datetime,
    force: bool = False,
    progress: Progress | None = None,
) -> ExportResult:
    """Write all records to `out`: `.zip` or `.xlsx` by its suffix, else a folder with one CSV file per table.

    Everything is written beside `out` first and takes its place only when it is complete and audited. An existing
    file, or a folder that holds anything, is refused unless `force`; then the file, or the folder's files of the
    exchange format, are replaced and other files stay. Raises leaves of `UnusableInput`: `OutputExists`,
    `OutputNotWritable`, `OutputSuffixUnknown`, `TooLargeForWorkbook`.
    """
    with export_target(out, force=force) as target:
        records: dict[str, int] = {}
        with reading(engine) as connection:
            stubs = count_stubs(connection)
            for plain in TABLES:
                table = plain.with_carried(carried_in_use(connection, plain))
                rows = records_as_cells(connection, table, guarded=target.guarded)
                written = 0
                with target.table(table) as write:
                    for cells in rows:
                        write(cells)
                        written += 1
                        if progress is not None and written % _PROGRESS_EVERY == 0:
                            progress(table.name, written, None)
                if progress is not None:
                    progress(table.name, written, None)
                records[table.name] = rows.records
        digests = target.close()
        _audit(engine, out.name, records, stubs, digests, actor=actor, at=at)
    return ExportResult(out, records, stubs, digests)


def _audit(
    engine: Engine,
    name: str,
    records: dict[str, int],
    stubs: int,
    digests: dict[str, str],
    *,
    actor: str,
    at: datetime,
) -> None:
    lines = "\n".join(f"{digest}  {file}" for file, digest in sorted(digests.items()))
    with transaction(engine) as connection:
        write_entry(
            connection,
            at=at,
            actor=actor,
            command=COMMAND,
            summary=f"导出 {name}：共 {sum(records.values())} 条记录",
            details={"target": name, "records": records, "stubs": stubs, "files": digests},
            digest=hashlib.sha256(lines.encode()).hexdigest(),
        )
