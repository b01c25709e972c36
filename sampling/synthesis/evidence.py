"""Made-up documents of evidence (合成数据): which there are, what they say on which page, and the index of their folder.

Every required document has some, but for a few that are left out so that a board has gaps to show.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.catalogue.measures import load_catalogue
from domain.evidence.content import Served
from domain.evidence.requirements import Requirement, load_requirements
from domain.evidence.serving import written_serves
from domain.exchange.guard import guarded
from sampling.evidence.importing import COLUMNS
from sampling.synthesis.city import SYNTHETIC, Area, CityFile
from sampling.synthesis.dice import Dice

MOST = 5_000
LEFT_OUT = 600  # of ten thousand requirements
INTERNAL = 1_200
SHARED = 2_500


@dataclass(frozen=True, slots=True)
class MadeUp:
    """One document. `pages` are its lines, page by page, under the head that the drawing makes."""

    file: str
    year: int
    title: str
    number: str
    issuer: str
    issued_on: date
    secrecy: str
    serves: tuple[Served, ...]
    area: str
    pages: tuple[tuple[str, ...], ...]


def made_up_documents(city: CityFile, *, count: int, year: int, seed: int) -> list[MadeUp]:
    """So many documents; the same seed, the same documents."""
    dice = Dice(seed, "evidence")
    needs = [one for one in load_requirements() if not dice.chance(LEFT_OUT)]
    units = (city.root, *city.districts)
    return [_document(dice, needs, at, units, year) for at in range(count)]


def index_of(documents: Iterable[MadeUp]) -> str:
    """The index that an import reads."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in documents:
        row = [one.file, one.year, one.title, one.number, one.issuer, one.issued_on, one.secrecy]
        row += [written_serves(one.serves), one.area, ""]
        writer.writerow([guarded(str(cell)) for cell in row])
    return out.getvalue()


def _document(dice: Dice, needs: list[Requirement], at: int, units: tuple[Area, ...], year: int) -> MadeUp:
    need, unit = needs[at % len(needs)], units[at // len(needs) % len(units)]
    length = dice.between(1, 4)
    served = [Served(measure=need.measure, requirement=need.code, pages=_pages(dice, length))]
    if dice.chance(SHARED):
        other = dice.pick(needs)
        if (other.measure, other.code) != (need.measure, need.code):
            served.append(Served(measure=other.measure, requirement=other.code, pages=None))
    names = {measure.code: measure for measure in load_catalogue().measures}
    measure = names[need.measure]
    issued_on = date(year, 1, 4) + timedelta(days=dice.between(0, 360))
    return MadeUp(
        file=f"{at + 1:04d}.pdf",
        year=year,
        title=f"{SYNTHETIC}：{unit.name}{need.words}（{year}年）",
        number=f"合成〔{year}〕{at + 1}号",
        issuer=f"{SYNTHETIC}{unit.name}食安办",
        issued_on=issued_on,
        secrecy="内部" if dice.chance(INTERNAL) else "公开",
        serves=tuple(served),
        area=unit.code,
        pages=tuple(_lines(dice, measure.name, need, page) for page in range(1, length + 1)),
    )


def _pages(dice: Dice, length: int) -> str | None:
    if dice.chance(4_000):
        return None
    first = dice.between(1, length)
    last = dice.between(first, length)
    return f"第{first}—{last}页" if last > first else f"第{first}页"


def _lines(dice: Dice, measure: str, need: Requirement, page: int) -> tuple[str, ...]:
    head = (
        f"本文件为软件生成的{SYNTHETIC}，用于演示和测试，不反映任何单位的真实情况，不得作为真实材料使用。",
        f"对应指标：{need.measure} {measure}。材料名称：{need.words}。",
    )
    rows = tuple(
        f"{number}．{SYNTHETIC}第{page}部分第{number}项：应办 {whole} 件，已办 {dice.between(whole // 2, whole)} 件。"
        for number in range(1, 7)
        if (whole := dice.between(8, 400))
    )
    return (*(head if page == 1 else ()), *rows)
