"""Sampling sheets with their items: one order in, one sheet written."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from sampling.synthesis.dice import Dice
from sampling.synthesis.layout import District
from sampling.synthesis.parties import Parties
from sampling.synthesis.recipe import Profile, Recipe
from sampling.synthesis.results import ResultPool
from sampling.synthesis.writing import Cell, ExchangeWriter, ItemRow

# What is odd about a sheet, apart from its verdict.
Flaw: TypeAlias = Literal[
    "作废",  # voided, with or without results
    "拒收",  # refused by the laboratory
    "待检",  # no results yet
    "未出报告",  # results but no report
    "截止后报告",  # reported after the usual as-of date, 31 March
    "类别不符",  # another 食品大类 than its plan row
    "环节不符",  # another 抽样环节 than its plan row
    "生产日期晚",  # produced after it was sampled
    "判定存疑",  # a result above the limit, judged 合格项
]
Verdict: TypeAlias = Literal["合格", "不合格", "问题", "未判定"]
_LEVEL_LETTERS = {"国抽": "G", "省抽": "S", "市抽": "D", "县抽": "X"}
_KIND_LETTERS = {"监督抽检": "BJ", "评价性抽检": "BP", "风险监测": "BF", "农产品监测": "NJ", "快速检测": "KJ"}
_STAGE_DIGITS = {"生产": "4", "流通": "5", "餐饮": "6"}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be sampled. `area` overrides where; `reported_on` overrides when the report is signed."""

    kind: str
    level: str
    district: District
    profile: Profile
    stage: str
    sampled_on: date
    parties: Parties
    verdict: Verdict = "合格"
    plan: str | None = None
    flaw: Flaw | None = None
    category: str | None = None  # where it is not the profile's
    area: str | None = None
    reported_on: date | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet that was written, as far as what follows needs it."""

    number: str
    order: Order
    reported_on: date | None

    @property
    def followed_up(self) -> bool:
        """Whether disposal is due: 有效, reported, 不合格 by its items, and no quick test."""
        return (
            self.reported_on is not None
            and self.order.verdict == "不合格"
            and self.order.flaw not in ("作废", "拒收")
            and self.order.kind != "快速检测"
        )


class SheetWriter:
    """Writes sheets, numbering them within their district."""

    def __init__(self, recipe: Recipe, year: int, writer: ExchangeWriter, dice: Dice) -> None:
        self._recipe, self._year, self._writer, self._dice = recipe, year, writer, dice
        self._numbers: dict[str, int] = {}
        self._reports = 0
        pools: dict[str, ResultPool] = {}
        for panel in recipe.panels.values():
            for analyte in panel:
                if analyte.name not in pools:
                    pools[analyte.name] = ResultPool(analyte, dice)
        self._pools = {name: [pools[item.name] for item in panel] for name, panel in recipe.panels.items()}

    def write(self, order: Order) -> Sheet:
        """Write the sheet of an order."""
        number = self._number(order)
        received, reported = self._dates(order)
        items = self._items(order)
        voided_early = order.flaw == "作废" and order.reported_on is None and self._dice.chance(5000)
        if order.flaw in ("拒收", "待检") or voided_early:
            items, reported = [], None
        if order.flaw == "未出报告":
            reported = None
        quick = order.kind == "快速检测"
        cells: dict[str, Cell] = {
            "sheet_no": number,
            "task_kind": order.kind,
            "level": order.level,
            "plan_no": order.plan,
            "state": order.flaw if order.flaw in ("作废", "拒收") else "有效",
            "stage": order.stage,
            "place": order.parties.place,
            "area_code": order.area or order.parties.area,
            "unit_code": order.parties.unit.code if order.parties.unit else None,
            "unit_name": order.parties.unit_name,
            "producer_code": order.parties.producer.code if order.parties.producer else None,
            "producer_name": order.parties.producer_name,
            "sample_name": self._dice.pick(order.profile.samples),
            "category": order.category or order.profile.category,
            "produced_on": self._produced_on(order),
            "batch_no": "/" if order.profile.farm else f"HC{self._dice.below(10**6):06d}",
            "sampled_on": order.sampled_on,
            "samplers": self._samplers(),
            "laboratory": self._recipe.quick_laboratory if quick else self._recipe.laboratory,
            "received_on": received,
            "report_no": self._report_no() if reported else None,
            "reported_on": reported,
        }
        self._writer.write_sheet(cells, items)
        return Sheet(number, order, reported)

    def _number(self, order: Order) -> str:
        code = order.area or order.district.code
        serial = self._numbers[code] = self._numbers.get(code, 0) + 1
        letters = _LEVEL_LETTERS[order.level] + _KIND_LETTERS[order.kind]
        return f"{letters}{order.sampled_on.year % 100:02d}{code}463{_STAGE_DIGITS[order.stage]}{serial:06d}"

    def _report_no(self) -> str:
        self._reports += 1
        return f"HC{self._year}{self._reports:07d}"

    def _samplers(self) -> str:
        first = self._dice.between(1, 30)
        return f"合成抽样员{first:02d}、合成抽样员{first + 1:02d}"

    def _dates(self, order: Order) -> tuple[date, date | None]:
        """When the laboratory received the sample and signed the report: most within 20 working days, a few late."""
        dice, sampled = self._dice, order.sampled_on
        if order.kind == "快速检测":
            return sampled, sampled
        received = sampled + timedelta(days=dice.below(6))
        late = dice.chance(250)
        reported = received + timedelta(days=dice.between(32, 45) if late else dice.between(9, 26))
        if order.flaw == "截止后报告":
            reported = date(self._year + 1, 4, 1) + timedelta(days=dice.below(30))
        if order.reported_on is not None:
            reported = order.reported_on
            received = min(received, reported)
        return received, reported

    def _produced_on(self, order: Order) -> date | None:
        if order.flaw == "生产日期晚":
            return order.sampled_on + timedelta(days=self._dice.between(1, 5))
        if order.profile.farm and self._dice.chance(6000):
            return None
        return order.sampled_on - timedelta(days=self._dice.between(1, 12 if order.profile.farm else 150))

    def _items(self, order: Order) -> list[ItemRow]:
        """Item rows that give the order's verdict; now and then one is 不判定项 or 未检验 beside the others."""
        dice = self._dice
        pools = self._pools["快检" if order.kind == "快速检测" else order.profile.panel]
        count = min(dice.between(4, 8), len(pools))
        start = dice.below(len(pools))
        chosen = [pools[(start + offset) % len(pools)] for offset in range(count)]
        if order.verdict == "未判定":
            return [pool.unjudged for pool in chosen]
        rows = [dice.pick(pool.qualified) for pool in chosen]
        if count > 2 and dice.chance(250):
            last = chosen[-1]
            rows[-1] = last.untested if dice.chance(4000) else last.unjudged
        if order.verdict == "不合格":
            rows[0] = dice.pick(chosen[0].unqualified)
            if count > 3 and dice.chance(1000):
                rows[1] = dice.pick(chosen[1].unqualified)
        elif order.verdict == "问题":
            rows[0] = dice.pick(chosen[0].problem)
        if order.flaw == "判定存疑":
            at = next((at for at, pool in enumerate(chosen) if _is_plain(pool.doubtful)), None)
            if at is not None:
                rows[at] = chosen[at].doubtful
        return rows


def _is_plain(row: ItemRow) -> bool:
    """Whether result and upper limit are both plain numbers, as the doubt needs them to be."""
    return all(cell.replace(".", "", 1).isdigit() for cell in (row[2], row[4]))
