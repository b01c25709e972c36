"""`shian export`: a database as an exchange folder, ZIP or workbook that an import turns into the same records.

Same records, same bytes: rows in the order of their keys, items in the order of their sheet, fixed times inside
ZIP and workbook. Importing the export into an empty database gives the same records value for value, except what
the exchange format has no place for: the national system's own words on sheets (`source_words`) and the mark of
stubs (待核). Stubs are not written at all, because importing one would confirm it; sheets that name one keep
naming it, so such an export goes back into its own database as it is, and into another after the stubs have been
confirmed. `ExportResult.stubs` says how many there are.
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
from sampling.store.export import count_stubs

COMMAND = "export"
_PROGRESS_EVERY = 5_000


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What was written where. `records` counts by table (sheets for samples), `digests` are SHA-256 by file name."""

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
            for table in TABLES:
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
            details={"target": name, "records": records, "stubs_left_out": stubs, "files": digests},
            digest=hashlib.sha256(lines.encode()).hexdigest(),
        )
