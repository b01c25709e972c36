"""`shian import --from national`: the national system's own exports, through the stages of every import.

The files become one stream of exchange rows; the exchange importer reads, judges and writes it in one transaction.
What only this source has (conclusions, stubs, words kept) is the companion's part, and findings are told in terms of
the files. The registers (areas, plans, enterprises) must have been imported before.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import Catalogue
from sampling.cells.limits import DEFAULT_LIMITS, Limits
from sampling.exchange.findings import Findings
from sampling.exchange.importing import Order, Rules, import_tables
from sampling.exchange.report import ImportReport
from sampling.exchange.rows import Progress
from sampling.exchange.sources import Source
from sampling.national.companion import NationalCompanion
from sampling.national.marking import mark_copies
from sampling.national.reading import open_files
from sampling.national.registers import load_registers
from sampling.national.reporting import located_errors, located_warnings
from sampling.national.stream import Stream
from sampling.store.engine import reading

COMMAND = "import --from national"


def import_national(
    engine: Engine,
    files: Sequence[Path],
    *,
    city: str | None,
    catalogue: Catalogue,
    actor: str,
    at: datetime,
    skip_bad_rows: bool = False,
    dry_run: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    progress: Progress | None = None,
    marked_copy: Callable[[Path], Path | None] | None = None,
) -> ImportReport:
    """Import exports (CSV or XLSX) together, all or nothing unless `skip_bad_rows`.

    Errors and warnings name the file, its row and its own header. A sampled unit with a credit code that is not in
    the register becomes a stub (待核) of the sheet's area and stage, founded on the day it was first sampled: the one
    day on which it is known to have existed. Stubs are warned about (`enterprise-stub`) and never overwrite anything.
    Workbooks with refused rows are copied, their bad cells marked, to where `marked_copy` says, if anywhere.
    Raises leaves of `UnusableInput`: a file that is none of the system's, limits, `CityNotClear`.
    """
    opened = open_files(files, limits)
    with reading(engine) as connection:
        registers = load_registers(connection, city)
    findings = Findings(limits.findings)
    stream = Stream(opened, registers, findings, limits)
    companion = NationalCompanion(stream)
    report = import_tables(
        engine,
        Source("、".join(opened.digests), stream.raw_tables(), opened.ignored, opened.digests),
        rules=Rules(catalogue, load_clocks()),
        order=Order(actor, at, skip_bad_rows, dry_run, COMMAND),
        limits=limits,
        progress=progress,
        findings=findings,
        companion=companion,
    )
    errors = located_errors(stream, report.errors)
    copies = mark_copies(opened, errors, marked_copy) if errors and marked_copy else []
    return replace(
        report,
        errors=errors,
        warnings=located_warnings(stream, report.warnings, companion.new_stubs),
        marked_copy=copies[0] if copies else None,
        more_marked_copies=tuple(copies[1:]),
    )
