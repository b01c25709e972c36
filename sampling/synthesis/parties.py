"""Who is sampled and who made the sample: unit, place and named producer of a sheet.

Keeps count of which producers and trades 监督抽检 has reached, so that the year covers what a real one would.
"""

from dataclasses import dataclass
from datetime import date

from sampling.synthesis.dice import Dice
from sampling.synthesis.layout import District
from sampling.synthesis.recipe import Profile
from sampling.synthesis.registers import WORKSHOP, Enterprise, Register

_PLANT_PLACES = (
    "成品库（已检区）",
    "成品库（已检区）",
    "成品库(已检区)",
    "成品库",
    "成品库（待检区）",
    "生产线",
    "原辅料库",
    "其他",
)
_FARM_TRADES = ("农贸市场", "菜市场", "批发市场", "超市", "小食杂店")
_STALL_TRADES = ("农贸市场", "菜市场", "网购")
# One district leaves a trade out of its 监督抽检, so that indicator 08 has something to show.
_LEFT_OUT = (4, "建筑工地食堂")
_CYCLES = 3


@dataclass(frozen=True, slots=True)
class Parties:
    """The sampled unit, where it was sampled, and the producer on the label."""

    unit: Enterprise | None  # None: a stall without a code of its own
    unit_name: str
    place: str
    area: str
    producer: Enterprise | None
    producer_name: str


class Casting:
    """Chooses the parties of sheets."""

    def __init__(self, register: Register, dice: Dice, year: int) -> None:
        self._register, self._dice = register, dice
        self._turns: dict[tuple[int, int], int] = {}
        self._trade_turns: dict[tuple[int, str], int] = {}
        producers = [
            one for one in register.enterprises if one.is_producer and one.active(date(year, 12, 31))
        ]
        plain = [one for one in producers if not one.tags]
        # Two districts forget a producer or two; some producers are only ever met in another district's shops.
        self.forgotten = {
            one.code for place in (2, 5) for one in [p for p in plain if p.district.position == place][3::90]
        }
        self.met_elsewhere = {one.code for one in plain[7::70]} - self.forgotten
        self.covered: set[str] = set()

    def cast(self, district: District, profile: Profile, stage: str, kind: str, day: date) -> Parties:
        """The parties of one sheet."""
        if stage == "生产":
            return self.at_plant(self._next_maker(district, profile, day), district)
        unit = self._next_unit(district, profile, stage, kind, day)
        producer, producer_name = self._label(profile, stage, day)
        if unit is None or (unit.trade in _STALL_TRADES and self._dice.chance(1500)):
            trade = unit.trade if unit else "农贸市场"
            name = f"合成数据{district.word}{trade}摊位{self._dice.between(1, 400):03d}号"
            return Parties(None, name, trade, self._dice.pick(district.towns), producer, producer_name)
        place = "其他" if self._dice.chance(60) else unit.trade
        return Parties(unit, unit.name, place, unit.area, producer, producer_name)

    def at_plant(self, maker: Enterprise | None, district: District) -> Parties:
        """Sampled where it is made: the unit is the producer."""
        if maker is None:
            name = f"合成数据{district.word}代加工点{self._dice.between(1, 40):02d}号"
            return Parties(None, name, "其他", self._dice.pick(district.towns), None, name)
        place = "生产线" if maker.trade == WORKSHOP else self._dice.pick(_PLANT_PLACES)
        return Parties(maker, maker.name, place, maker.area, maker, maker.name)

    def in_shop(self, producer: Enterprise, district: District, day: date) -> Parties:
        """A producer's goods sampled in a shop of another district."""
        shops = self._register.by_trade.get((district.position, "流通"), {}).get("超市", [])
        shop = next((one for one in shops if one.active(day)), None)
        if shop is None:
            name, area = f"合成数据{district.word}超市临时点01号", district.towns[0]
            return Parties(None, name, "超市", area, producer, producer.name)
        return Parties(shop, shop.name, "超市", shop.area, producer, producer.name)

    def _next_maker(self, district: District, profile: Profile, day: date) -> Enterprise | None:
        """The makers of a food take turns; a district without one sends its own of any food."""
        makers = self._register.makers.get((district.position, profile.position))
        if not makers:
            makers = self._register.by_stage.get((district.position, "生产"), [])
        key = (district.position, profile.position)
        for _ in range(len(makers)):
            turn = self._turns.get(key, 0)
            self._turns[key] = turn + 1
            maker = makers[turn % len(makers)]
            if (
                maker.active(day)
                and maker.code not in self.forgotten
                and maker.code not in self.met_elsewhere
            ):
                return maker
        return None

    def _next_unit(
        self, district: District, profile: Profile, stage: str, kind: str, day: date
    ) -> Enterprise | None:
        trades = self._register.by_trade.get((district.position, stage), {})
        supervised = kind == "监督抽检"
        names = [name for name in trades if not (supervised and (district.position, name) == _LEFT_OUT)]
        if not names:
            return None
        turn = 0
        if supervised:
            turn = self._trade_turns.get((district.position, stage), 0)
            self._trade_turns[(district.position, stage)] = turn + 1
        if supervised and turn < _CYCLES * len(names):
            units = trades[names[turn % len(names)]]
        elif profile.farm and stage == "流通":
            units = trades.get(self._dice.pick(_FARM_TRADES)) or trades[names[0]]
        elif self._dice.chance(4000):
            units = trades[self._dice.pick(names)]
        else:
            units = self._register.by_stage[(district.position, stage)]
        start = self._dice.below(len(units))
        for offset in range(min(len(units), 40)):
            unit = units[(start + offset) % len(units)]
            if unit.active(day) and not (supervised and (district.position, unit.trade) == _LEFT_OUT):
                return unit
        return None

    def _label(self, profile: Profile, stage: str, day: date) -> tuple[Enterprise | None, str]:
        """The producer on the label: one of the city's (of any district), one from elsewhere, or none."""
        if profile.farm or "生产" not in profile.stages:
            return None, "/"
        roll = self._dice.below(100)
        if roll < 35:
            maker = self._dice.pick(self._register.makers_of.get(profile.position) or [None])
            if maker is not None and maker.active(day) and maker.code not in self.forgotten:
                return maker, maker.name
        if roll < 85 and not (stage == "餐饮" and roll % 2):
            return None, f"合成数据外地生产{self._dice.between(1, 900):04d}号有限公司"
        return None, "/"
