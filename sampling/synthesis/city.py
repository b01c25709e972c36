"""The city a synthetic year is made for: its areas and residents, read from exchange-format CSV files.

Any city with codes of its own will do. Which unit rolls up to which follows 上级代码, never the digits of a code.
"""

import csv
import io
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from domain.errors import UnusableInput
from domain.exchange.choices import AREA_LEVELS
from domain.exchange.tables import AREAS, POPULATION

SHIPPED = Path(__file__).parents[2] / "domain" / "catalogue" / "changzhou" / "areas.csv"
SYNTHETIC = "合成数据"
# Residents assumed for a district that the city file says nothing about.
USUAL_DISTRICT = 660_000


class CityFileInvalid(UnusableInput):
    """The city file does not describe one city with districts."""

    code = "city-file-invalid"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"城市文件 {file} 不能使用：{reason}", file=file, reason=reason)


@dataclass(frozen=True, slots=True)
class Area:
    """A row of the areas table."""

    code: str
    name: str
    level: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Residents:
    """A row of the population table."""

    area: str
    year: int
    count: int
    source: str


@dataclass(frozen=True, slots=True)
class CityFile:
    """One city: its root, its areas in the file's order, and what is known of its residents."""

    root: Area
    areas: tuple[Area, ...]
    residents: tuple[Residents, ...]

    @property
    def districts(self) -> tuple[Area, ...]:
        """The areas of level 县区, in the file's order: the units that file returns."""
        return tuple(area for area in self.areas if area.level == "县区")

    def towns(self, district: str) -> tuple[str, ...]:
        """Codes of the areas below a district; its own code where it has none."""
        below, found = {district}, []
        grew = True
        while grew:
            grew = False
            for area in self.areas:
                if area.parent in below and area.code not in below:
                    below.add(area.code)
                    found.append(area.code)
                    grew = True
        return tuple(found) or (district,)

    def population(self, year: int, scale: Decimal) -> list[Residents]:
        """The population rows of a synthetic year: real figures at scale 1, otherwise scaled and labelled 合成数据.

        An area without a figure of `year` or earlier gets one for `year`, so that rates have a denominator.
        """
        rows = list(self.residents)
        known = {row.area for row in rows if row.year <= year}
        for area in (self.root, *self.districts):
            if area.code not in known:
                rows.append(
                    Residents(
                        area.code, year, self._assumed(area), f"{SYNTHETIC}（城市文件未给出当年及以前人口）"
                    )
                )
        if scale == 1:
            return rows
        return [
            Residents(
                row.area,
                row.year,
                _rounded(row.count * scale),
                f"{SYNTHETIC}（按规模{scale.normalize():f}缩放）",
            )
            for row in rows
        ]

    def people(self, district: Area, year: int) -> int:
        """Residents of a district that size its records, unscaled."""
        figures = [row for row in self.residents if row.area == district.code and row.year <= year]
        return max(figures, key=lambda row: row.year).count if figures else self._assumed(district)

    def _assumed(self, area: Area) -> int:
        later = [row for row in self.residents if row.area == area.code]
        if later:
            return min(later, key=lambda row: row.year).count
        if area.code != self.root.code:
            return USUAL_DISTRICT
        return sum(self._assumed(district) for district in self.districts)


def read_city(path: Path | None = None) -> CityFile:
    """Read an areas CSV (区划代码,名称,级别,上级代码) and the population.csv beside it, if there is one.

    `path` may be the CSV or its folder; the default is the city that ships. Raises `CityFileInvalid`.
    """
    file = path or SHIPPED
    if file.is_dir():
        file = file / "areas.csv"
    areas = tuple(
        Area(row["code"].upper(), row["name"], row["level"], row["parent_code"].upper() or None)
        for row in _rows(file, {column.header: column.name for column in AREAS.columns})
    )
    root = _checked_root(file, areas)
    beside = file.with_name("population.csv")
    residents = _read_residents(beside, {area.code for area in areas}) if beside.is_file() else ()
    return CityFile(root, areas, residents)


def _checked_root(file: Path, areas: tuple[Area, ...]) -> Area:
    by_code = {area.code: area for area in areas}
    if len(by_code) < len(areas):
        raise CityFileInvalid(file.name, "区划代码有重复")
    for area in areas:
        if not area.code or not area.name or area.level not in AREA_LEVELS:
            raise CityFileInvalid(
                file.name, f"区划 {area.code or '（空代码）'} 的名称为空，或级别不是 市/县区/镇街"
            )
        if area.parent is not None and area.parent not in by_code:
            raise CityFileInvalid(file.name, f"区划 {area.code} 的上级代码 {area.parent} 不在文件中")
    roots = [area for area in areas if area.parent is None]
    if len(roots) != 1 or roots[0].level != "市":
        raise CityFileInvalid(file.name, "应恰有一个没有上级代码的区划，且级别为“市”")
    if not any(area.level == "县区" for area in areas):
        raise CityFileInvalid(file.name, "没有级别为“县区”的区划")
    for area in areas:
        seen, above = {area.code}, area.parent
        while above is not None:
            if above in seen:
                raise CityFileInvalid(file.name, f"区划 {area.code} 的上级代码绕回了自身")
            seen.add(above)
            above = by_code[above].parent
    return roots[0]


def _read_residents(file: Path, known: set[str]) -> tuple[Residents, ...]:
    found = []
    for row in _rows(file, {column.header: column.name for column in POPULATION.columns}):
        code, year, count = row["area_code"].upper(), row["year"], row["residents"]
        if code not in known:
            raise CityFileInvalid(file.name, f"区划代码 {code} 不在城市文件中")
        if not (year.isascii() and year.isdigit() and count.isascii() and count.isdigit()):
            raise CityFileInvalid(file.name, f"区划 {code} 的年份或常住人口不是整数")
        found.append(Residents(code, int(year), int(count), row["source"]))
    return tuple(found)


def _rows(file: Path, names: dict[str, str]) -> list[dict[str, str]]:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise CityFileInvalid(file.name, f"读不出来（{error.strerror}）") from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            raise CityFileInvalid(file.name, "编码既不是 UTF-8 也不是 GB18030") from None
    lines = [line for line in csv.reader(io.StringIO(text, newline="")) if any(cell.strip() for cell in line)]
    header = [cell.strip().rstrip("*") for cell in lines[0]] if lines else []
    missing = [title for title in names if title not in header and title != "来源"]
    if missing:
        raise CityFileInvalid(file.name, f"缺少表头 {'、'.join(missing)}")
    positions = {name: header.index(title) for title, name in names.items() if title in header}
    rows = []
    for line in lines[1:]:
        cells = {name: line[at].strip() if at < len(line) else "" for name, at in positions.items()}
        rows.append({name: cells.get(name, "") for name in names.values()})
    return rows


def _rounded(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))
