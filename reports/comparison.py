"""Two packages side by side, from their files alone: what they rest on, their figures, the rows behind them.

Nothing is computed again; what is compared is what was sealed. Rows are compared as people read them (the CSV
members): a row with the same key on both sides and other cells is a changed one, however often the key occurs.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, TypedDict

import msgspec
import polars as pl

from domain.errors import PackageUnreadable, UnusableInput
from domain.exchange.tables import TABLES
from domain.indicators.values import ValueRow
from reports.evidence_files import EVIDENCE_CSV
from reports.manifest import MANIFEST
from reports.package import INDICATORS
from reports.row_differences import Rows, row_differences
from reports.values_file import VALUES
from reports.verify import Verification, read_json, read_members, read_values, verify_package
from reports.wording import NOTHING

Row = dict[str, Any]
Figure = tuple[str, str]  # measure and area
_TABLE_TITLES = {table.name: table.title for table in TABLES}
_RECORDS, _CSV = "records/", ".csv"


class PackageAltered(UnusableInput):
    """A package that is not as it was sealed says nothing that could be compared."""

    code = "package-altered"

    def __init__(self, file: str, members: list[str]) -> None:
        named = "、".join(members[:3]) + ("等" if len(members) > 3 else "")
        super().__init__(
            f"{file} 与封装时不一致（{named}），不能比较，请用 shian verify 查看详情并向出具单位另取",
            file=file,
            members=members,
        )


class _Place(TypedDict):
    code: str
    name: str


class _Snapshot(TypedDict):
    no: str
    digest: str


class _Edition(TypedDict):
    edition: str
    sha256: str


class _Software(TypedDict):
    version: str


class _Basis(TypedDict):
    name: str
    year: int | None
    residents: int | None
    source: str | None


class _Listed(TypedDict):
    name: str
    sha256: str


class Manifest(TypedDict):
    """What a comparison asks of `manifest.json`."""

    year: int
    as_of: str
    area: _Place
    synthetic: bool
    snapshot: _Snapshot | None
    catalogue: _Edition
    population: list[_Basis]
    calendar_source: str
    software: _Software
    records_read: dict[str, int]
    members: list[_Listed]


@dataclass(frozen=True)
class Side:
    """One of the two packages. `shown` are the figures as printed, where the package tells them."""

    verification: Verification
    manifest: Manifest
    values: Mapping[Figure, Row]
    named: Mapping[Figure, Row]
    tables: Mapping[str, memoryview]
    digests: Mapping[str, str]

    def shown(self, figure: Figure) -> str | None:
        """The figure as it is printed: never on the wrong side of its target."""
        row = self.values.get(figure)
        told: str | None = self.named.get(figure, {}).get("shown") or (row["value"] if row else None)
        return told


@dataclass(frozen=True)
class Comparison:
    """What differs. `ground` pairs by name in words; `values` before and after, None where a package has none."""

    old: Side
    new: Side
    ground: Mapping[str, tuple[str, str]]
    values: tuple[tuple[Figure, Row | None, Row | None], ...]
    rows: Mapping[str, Rows]  # behind the figures of a measure, where any differs
    evidence: Rows
    members: Mapping[str, str]  # name to 新增, 减少 or 改变

    @property
    def same(self) -> bool:
        """Whether the two are the same file."""
        return self.old.verification.sha256 == self.new.verification.sha256


def compare_packages(old: Path, new: Path) -> Comparison:
    """Compare two package files after checking each byte of both.

    Raises `PackageUnreadable`, `PackageTooLarge`, and `PackageAltered` where one is not as it was sealed.
    """
    before, after = _side(old), _side(new)
    try:
        rows = {
            name: row_differences(before.tables.get(name), after.tables.get(name))
            for name in sorted({EVIDENCE_CSV, *before.tables, *after.tables})
        }
    except csv.Error:
        raise PackageUnreadable(f"{old.name} 或 {new.name}", "中的 CSV 文件不合格式") from None
    evidence = rows.pop(EVIDENCE_CSV)
    return Comparison(
        before,
        after,
        _ground(before.manifest, after.manifest),
        changed_values(before.values, after.values),
        {name.removeprefix(_RECORDS).removesuffix(_CSV): found for name, found in rows.items() if found},
        evidence,
        _members(before.digests, after.digests),
    )


def by_figure(values: Mapping[str, Any]) -> dict[Figure, Row]:
    """The entries of `indicators.json` (or of an assessment's JSON) by measure and area, in their order."""
    return {(row["measure"], row["area"]): row for row in values["values"]}


def changed_values(
    before: Mapping[Figure, Row], after: Mapping[Figure, Row]
) -> tuple[tuple[Figure, Row | None, Row | None], ...]:
    """Every figure that is not the same on both sides, in the order of `before` and then of `after`."""
    return tuple(
        (figure, before.get(figure), after.get(figure))
        for figure in {**before, **after}
        if before.get(figure) != after.get(figure)
    )


def _side(file: Path) -> Side:
    verification = verify_package(file)
    if not verification.ok:
        raise PackageAltered(
            file.name, list(dict.fromkeys(problem.member for problem in verification.problems))
        )
    members = read_members(file)
    try:
        values = msgspec.convert(read_values(file)["values"], list[ValueRow])
        manifest = msgspec.convert(read_json(file, MANIFEST), Manifest)
        named = _named(members.get(VALUES))
    except (msgspec.ValidationError, pl.exceptions.PolarsError):
        raise PackageUnreadable(file.name, f"中的 {INDICATORS}、{MANIFEST} 或 {VALUES} 不合格式") from None
    figures: dict[Figure, Row] = {(row["measure"], row["area"]): {**row} for row in values}
    tables = {
        name: content
        for name, content in members.items()
        if name == EVIDENCE_CSV or (name.startswith(_RECORDS) and name.endswith(_CSV))
    }
    digests = {one["name"]: one["sha256"] for one in manifest["members"]}
    return Side(verification, manifest, figures, named, tables, digests)


def _named(content: memoryview | None) -> dict[Figure, Row]:
    """Names and printed texts by figure; none where the package does not tell them."""
    if content is None:
        return {}
    frame = pl.read_parquet(BytesIO(content), columns=["measure", "area", "name", "area_name", "shown"])
    return {(row["measure"], row["area"]): row for row in frame.cast(pl.String).to_dicts()}


def _ground(old: Manifest, new: Manifest) -> dict[str, tuple[str, str]]:
    """What the figures rest on, by name in words, where it is not the same."""
    was, is_now = _grounds(old), _grounds(new)
    return {
        name: (was.get(name, NOTHING), is_now.get(name, NOTHING))
        for name in {**was, **is_now}
        if was.get(name) != is_now.get(name)
    }


def _grounds(manifest: Manifest) -> dict[str, str]:
    snapshot = manifest.get("snapshot") or {"no": NOTHING, "digest": NOTHING}
    area, catalogue = manifest["area"], manifest["catalogue"]
    found = {
        "年度": f"{manifest['year']}",
        "截止日": manifest["as_of"],
        "辖区": f"{area['name']}（{area['code']}）",
        "快照": snapshot["no"],
        "记录的摘要": snapshot["digest"],
        "数据性质": "合成数据" if manifest["synthetic"] else "实际数据",
        "指标目录": f"{catalogue['edition']}（摘要 {catalogue['sha256'][:12]}）",
        "工作日历": manifest["calendar_source"],
        "软件版本": manifest["software"]["version"],
    }
    for basis in manifest["population"]:
        count = NOTHING if basis["year"] is None else f"{basis['year']}年 {basis['residents']}人"
        found[f"人口　{basis['name']}"] = f"{count}，{basis['source'] or NOTHING}"
    for table, rows in manifest["records_read"].items():
        found[f"读入记录　{_TABLE_TITLES.get(table, table)}"] = f"{rows}行"
    return found


def _members(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    return {
        name: "新增" if name not in old else "减少" if name not in new else "改变"
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    }
