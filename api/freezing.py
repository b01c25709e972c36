"""Freezing a desk into files, and a desk made of such files again: how snapshots meet figures and packages.

frames/<table>.parquet   the records, as figures read them
original-plans.parquet   the plans as they were first approved
catalogue.toml           the catalogue in force, byte for byte
calendar.json            published years and the days that differ from the plain week
values.json              every value of the city and its areas
papers.json              evidence, findings, remedies and explanations beside them
"""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.metadata import version
from typing import Any

import msgspec
import polars as pl
from sqlalchemy import Connection

from api import settings
from api.assessment_papers import papers_of
from api.desk import Desk, load_view
from api.tables import assessment_json
from domain.calendar import WorkCalendar
from domain.catalogue.measures import SHIPPED, read_catalogue
from domain.errors import NotReady, UnusableInput
from domain.indicators.compute import assess_on
from domain.indicators.formulas import FORMULA_BY_CODE
from domain.indicators.schemas import SCHEMAS
from domain.indicators.values import STATUS_WORDS, Status
from domain.snapshots.basis import basis_changes
from domain.snapshots.content import Basis, NewSnapshot, Snapshot
from domain.snapshots.departments import departments_of
from domain.snapshots.kind import SNAPSHOT
from domain.work.record import Record
from reports import wording
from reports.comparison import by_figure, changed_values
from reports.standing import ChangedFigure, Papers, Signature, Standing
from sampling.plans.editions import original_plans
from sampling.snapshots.contents import Frozen, files_of
from sampling.work.reading import read_record

VALUES, PAPERS, CATALOGUE, CALENDAR = "values.json", "papers.json", "catalogue.toml", "calendar.json"
ORIGINAL_PLANS = "original-plans.parquet"
APPROVED, CITY = "approved", "市"


class SnapshotComputedOtherwise(NotReady):
    """This version of the software gives other values for the fixed records."""

    code = "snapshot-computed-otherwise"

    def __init__(self, snapshot: str, software: str, measures: list[str]) -> None:
        super().__init__(
            f"快照 {snapshot} 由软件版本 {software} 编制，本版本按同样的记录算得的数值不同"
            f"（指标 {'、'.join(measures)}），请用原版本出具，或重新编制快照",
            snapshot=snapshot,
            software=software,
            measures=measures,
        )


class SnapshotNotOfCity(UnusableInput):
    """A snapshot is of a whole city; another area was named."""

    code = "snapshot-not-of-city"

    def __init__(self, area: str, name: str, level: str, cities: list[str]) -> None:
        named = f"（库中级别为“市”的有 {'、'.join(cities)}）" if cities else ""
        super().__init__(
            f"快照按全市编制，{name}（{area}）的级别是“{level}”，请用 --city（接口为 city）给出本市的区划代码{named}，"
            "只有一个市的可以省略；县（市、区）的材料包由全市的快照生成：shian package --snapshot 编号 --area 区划代码",
            area=area,
            level=level,
            cities=cities,
        )


def freeze(connection: Connection, form: NewSnapshot) -> Frozen:
    """Everything that a snapshot of this year fixes, as the connection's transaction sees it.

    Raises `SnapshotNotOfCity`, and whatever the figures refuse.
    """
    desk = load_view(connection)
    _insist_on_city(desk.frames["areas"], form.city)
    assessor = desk.assessor(form.year, form.as_of, city=form.city)
    assessment = assess_on(assessor)
    catalogue = (settings.catalogue_file() or SHIPPED).read_bytes()
    files = {f"frames/{name}.parquet": _parquet(desk.frames[name]) for name in SCHEMAS}
    files[ORIGINAL_PLANS] = _parquet(original_plans(connection, desk.frames["plans"], form.as_of))
    files[CATALOGUE] = catalogue
    files[CALENDAR] = _calendar_json(desk.calendar)
    files[VALUES] = _json(assessment_json(assessment))
    files[PAPERS] = msgspec.json.encode(
        papers_of(connection, desk.catalogue, form.year, assessor.city, form.as_of)
    )
    return Frozen(
        area_code=assessor.city,
        catalogue_edition=desk.catalogue.edition,
        catalogue_sha256=hashlib.sha256(catalogue).hexdigest(),
        calendar=desk.calendar.source,
        population=tuple(
            Basis(area=code, year=one.year, residents=one.residents, source=one.source)
            if one
            else Basis(area=code)
            for code, one in sorted(assessment.population.items())
        ),
        software=version("shian"),
        departments=departments_of(desk.catalogue),
        files=files,
    )


def _insist_on_city(areas: pl.DataFrame, named: str | None) -> None:
    """An area that is not there is refused where the city is looked for."""
    found = areas.filter(pl.col("code") == named) if named is not None else areas.clear()
    for area in found.iter_rows(named=True):
        if area["level"] != CITY:
            cities = areas.filter(pl.col("level") == CITY)["code"].sort().to_list()
            raise SnapshotNotOfCity(area["code"], area["name"], area["level"], cities)


class FrozenDesk:
    """A snapshot read back: its desk, its values, and what is printed beside them."""

    def __init__(
        self,
        record: Record[Snapshot],
        files: Mapping[str, bytes],
        before: tuple[Record[Snapshot], dict[str, Any]] | None = None,
    ) -> None:
        """`before` is the snapshot that this one follows, with its values."""
        self.record = record
        self._files = files
        self._before = before
        frames = {name: _frame(files[f"frames/{name}.parquet"]) for name in SCHEMAS}
        self.desk = Desk(
            frames,
            read_catalogue(files[CATALOGUE], CATALOGUE, formulas=FORMULA_BY_CODE),
            _calendar(files[CALENDAR]),
        )
        self.values: dict[str, Any] = json.loads(files[VALUES])

    @property
    def original_plans(self) -> pl.DataFrame:
        """The plans as they were first approved, when the snapshot was made."""
        return _frame(self._files[ORIGINAL_PLANS])

    @property
    def papers(self) -> Papers:
        """What stands beside the values, with the snapshot's own standing once it is approved."""
        papers = msgspec.json.decode(self._files[PAPERS], type=Papers)
        return replace(
            papers,
            standing=standing_of(self.record),
            submitted=self.record.content.before,
            changes=() if self._before is None else self._changes(*self._before),
        )

    def _changes(self, followed: Record[Snapshot], earlier: dict[str, Any]) -> tuple[ChangedFigure, ...]:
        """Every figure that differs from the snapshot before, with the reason of this one.

        Where the population of an area is another one, its per-thousand figures say so.
        """
        snapshot = self.record.content
        basis = basis_changes(followed.content.population, snapshot.population)
        measures = self.desk.catalogue.measures
        per_thousand = {one.code for one in measures if one.from_records and one.scale == 1000}
        changes = []
        for (measure, area), before, now in changed_values(by_figure(earlier), by_figure(self.values)):
            other = basis.get(area, "") if measure in per_thousand else ""
            why = "；".join(filter(None, (snapshot.why, other)))
            changes.append(ChangedFigure(measure, area, _told(before), _told(now), why))
        return tuple(changes)

    def check_computation(self) -> None:
        """That this software gives the fixed values. Raises `SnapshotComputedOtherwise`."""
        snapshot = self.record.content
        assessor = self.desk.assessor(snapshot.year, snapshot.as_of, city=snapshot.area_code)
        now = by_figure(assessment_json(assess_on(assessor)))
        if changed := changed_values(by_figure(self.values), now):
            measures = list(dict.fromkeys(measure for (measure, _), _, _ in changed))
            raise SnapshotComputedOtherwise(self.record.no, snapshot.software, measures)


def frozen_desk(connection: Connection, record: Record[Snapshot]) -> FrozenDesk:
    """The desk of a snapshot. Raises `SnapshotDamaged`."""
    before = record.content.before
    earlier = None
    if before is not None:
        followed = read_record(connection, SNAPSHOT, before)
        earlier = (followed, values_of(connection, followed))
    return FrozenDesk(record, files_of(connection, record), earlier)


def _told(row: dict[str, Any] | None) -> str:
    if row is None:
        return wording.NOTHING
    told = f"{row['numerator'] or wording.NOTHING}/{row['denominator'] or wording.NOTHING}"
    # What changed may be that a figure became complete, with the same numbers.
    if row["status"] != Status.OK:
        told += f"，{STATUS_WORDS[Status(row['status'])]}"
    return f"{row['value'] or wording.NOTHING}（{told}）"


def values_of(connection: Connection, record: Record[Snapshot]) -> dict[str, Any]:
    """The fixed values alone. Raises `SnapshotDamaged`."""
    found: dict[str, Any] = json.loads(files_of(connection, record)[VALUES])
    return found


def standing_of(record: Record[Snapshot]) -> Standing | None:
    """What pages say of an approved snapshot; None before it is approved: then they say 未冻结草稿."""
    if record.state != APPROVED:
        return None
    snapshot = record.content
    prepared, approved = record.last("prepare"), record.last("approve")
    assert prepared is not None
    assert approved is not None
    hashes = {part.name: part.sha256 for part in snapshot.parts}
    signatures = [
        Signature("编制", prepared.actor, "", prepared.on),
        Signature("审定", approved.actor, "", approved.on),
        *(
            Signature("部门会签", one.by, one.department, one.on, one.measures, one.on_paper)
            for one in snapshot.signatures
        ),
    ]
    return Standing(
        snapshot=record.no,
        frozen_on=approved.on,
        signatures=tuple(signatures),
        values_sha256=hashes[VALUES],
        rows_sha256=snapshot.digest,
        reason=snapshot.why or "",
        before=snapshot.before,
    )


def _parquet(frame: pl.DataFrame) -> bytes:
    held = io.BytesIO()
    frame.write_parquet(held, compression="zstd")
    return held.getvalue()


def _frame(content: bytes) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(content))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()


def _calendar_json(calendar: WorkCalendar) -> bytes:
    exceptions = {day.isoformat(): works for day, works in sorted(calendar.exceptions.items())}
    return _json({"years": sorted(calendar.years), "exceptions": exceptions, "source": calendar.source})


def _calendar(content: bytes) -> WorkCalendar:
    told = json.loads(content)
    exceptions = {date.fromisoformat(day): works for day, works in told["exceptions"].items()}
    return WorkCalendar(told["years"], exceptions, told["source"])
