"""Where figures and documents meet: a package is made from the desk, and compared with a database again."""

import hashlib
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine

from api import settings
from api.assessment_papers import papers_of
from api.desk import Desk, is_synthetic, load_view
from api.freezing import APPROVED, frozen_desk
from api.surveying import around_of
from api.tables import assessment_json
from domain.access.policy import lineage
from domain.catalogue.measures import SHIPPED
from domain.errors import RuleViolation
from domain.indicators.compute import assess_on, find_city
from domain.indicators.ledgers import plan_ledger, unqualified_ledger
from domain.indicators.records import records_on
from domain.snapshots.content import Snapshot
from domain.snapshots.kind import SNAPSHOT
from domain.snapshots.machine import SNAPSHOTS
from domain.work.record import Record
from reports.fonts import find_fonts
from reports.model import PackageInput
from reports.package import Progress, write_package
from reports.standing import Papers
from sampling.plans.editions import original_plans
from sampling.store.engine import reading
from sampling.work.reading import read_record


class SnapshotNotApproved(RuleViolation):
    """A package is asked for of a snapshot that nobody has approved, or that was withdrawn."""

    code = "snapshot-not-approved"

    def __init__(self, snapshot: str, state: str) -> None:
        super().__init__(
            f"快照 {snapshot} {state}，正式材料包只能由已审定的快照生成，请先完成会签和审定；已撤回的须重新编制",
            snapshot=snapshot,
        )


def package_input(
    desk: Desk,
    *,
    year: int,
    as_of: date,
    area: str | None = None,
    city: str | None = None,
    papers: Papers | None = None,
    original: pl.DataFrame | None = None,
    catalogue_sha256: str | None = None,
) -> PackageInput:
    """Values, the rows behind them and the ledgers for the city (area None or the city's code) or one area of it.

    `papers` are those of the city's snapshot or records; `original` are the plans as they were first approved.
    """
    assessor = desk.assessor(year, as_of, city=city)
    if area is not None and area != assessor.city:
        assessor = desk.assessor(year, as_of, city=assessor.city, area=area)
    subject = area or assessor.city
    assessment = assess_on(assessor)
    names = desk.frames["areas"].select("code", "name").iter_rows()
    return PackageInput(
        assessment=assessment,
        area=assessor.infos[subject],
        area_names=dict(names),
        records={m.code: records_on(assessor, m, subject) for m in desk.catalogue.measures},
        plans=plan_ledger(assessor, subject),
        unqualified=unqualified_ledger(assessor, subject),
        software_version=version("shian"),
        catalogue_sha256=catalogue_sha256 or _catalogue_in_force(),
        synthetic=is_synthetic(desk.frames),
        papers=concerning(papers or Papers(), subject, assessor.city, areas_below(desk, subject)),
        around=around_of(desk, assessor, subject, original),
    )


def _catalogue_in_force() -> str:
    return hashlib.sha256((settings.catalogue_file() or SHIPPED).read_bytes()).hexdigest()


def areas_below(desk: Desk, area: str) -> frozenset[str]:
    """Codes of an area and of all below it."""
    parents = dict(desk.frames["areas"].select("code", "parent_code").iter_rows())
    return frozenset(code for code in parents if area in lineage(code, parents))


def concerning(papers: Papers, area: str, city: str, below: frozenset[str] = frozenset()) -> Papers:
    """The papers of an edition: the city's has all, an area's what is its own and what is said of no area.

    Evidence is also an area's own where it was handed in below it; what others handed in is not shown to it.
    """
    if area == city:
        return papers
    return replace(
        papers,
        evidence=tuple(one for one in papers.evidence if one.area in {None, area, *below}),
        findings=tuple(one for one in papers.findings if one.area in (None, area)),
        remedies=tuple(one for one in papers.remedies if one.area in (None, area)),
        explanations=tuple(one for one in papers.explanations if one.area == area),
        filings=tuple(one for one in papers.filings if one.area == area),
        changes=tuple(one for one in papers.changes if one.area == area),
    )


def make_package(
    engine: Engine,
    *,
    output: Path,
    area: str | None,
    year: int | None = None,
    as_of: date | None = None,
    city: str | None = None,
    snapshot: str | None = None,
    progress: Progress = lambda _done, _of, _step: None,
) -> str:
    """Write a package to `output` (whole or not at all) and return its SHA-256.

    From a snapshot, year and day are the snapshot's, and everything in it is what was fixed; else from the records as
    they stand, and every page says that nobody has frozen them. Raises `SnapshotNotApproved`, `SnapshotDamaged`,
    `SnapshotComputedOtherwise`, and what figures refuse.
    """
    fonts = find_fonts(office_folder=settings.fonts_folder())
    if snapshot is not None:
        given = snapshot_input(engine, snapshot, area)
    else:
        assert year is not None
        assert as_of is not None
        with reading(engine) as connection:
            desk = load_view(connection)
            papers = papers_of(connection, desk.catalogue, year, find_city(desk.frames, city), as_of)
            original = original_plans(connection, desk.frames["plans"], as_of)
        given = package_input(
            desk, year=year, as_of=as_of, area=area, city=city, papers=papers, original=original
        )
    write_package(given, output, fonts, progress)
    with output.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def approved_snapshot(connection: Connection, snapshot: str) -> Record[Snapshot]:
    """The snapshot, provided that it is approved. Raises `RecordNotFound`, `SnapshotNotApproved`."""
    record = read_record(connection, SNAPSHOT, snapshot)
    if record.state != APPROVED:
        raise SnapshotNotApproved(snapshot, SNAPSHOTS.states[record.state].name)
    return record


def snapshot_input(engine: Engine, snapshot: str, area: str | None) -> PackageInput:
    """What a package of an approved snapshot consists of."""
    with reading(engine) as connection:
        record = approved_snapshot(connection, snapshot)
        frozen = frozen_desk(connection, record)
    frozen.check_computation()
    content = record.content
    return package_input(
        frozen.desk,
        year=content.year,
        as_of=content.as_of,
        area=area,
        city=content.area_code,
        papers=frozen.papers,
        original=frozen.original_plans,
        catalogue_sha256=content.catalogue_sha256,
    )


def differences(desk: Desk, sealed: dict[str, Any]) -> list[dict[str, Any]]:
    """Values of a sealed package that the database no longer gives: each with what was sealed and what comes out."""
    year, as_of = int(sealed["year"]), date.fromisoformat(sealed["as_of"])
    found: list[dict[str, Any]] = []
    again: dict[tuple[str, str], Any] = {}
    for area in dict.fromkeys(row["area"] for row in sealed["values"]):
        assessor = desk.assessor(year, as_of, city=sealed["city"], area=area)
        again |= {
            (row["measure"], row["area"]): row for row in assessment_json(assess_on(assessor))["values"]
        }
    for row in sealed["values"]:
        now = again.pop((row["measure"], row["area"]), None)
        if now != row:
            found.append({"measure": row["measure"], "area": row["area"], "sealed": row, "database": now})
    found += [{"measure": m, "area": a, "sealed": None, "database": row} for (m, a), row in again.items()]
    return found
