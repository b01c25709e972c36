"""The enterprises of a synthetic year. Producers follow from the plans, so that each can be sampled in the year.

Every name says 合成数据, and no code can be a real one: organisation codes that begin with HC are not issued.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.credit_code import ALPHABET, check_character
from sampling.synthesis.dice import Dice
from sampling.synthesis.layout import District, PlanRow
from sampling.synthesis.recipe import Recipe
from sampling.synthesis.writing import ExchangeWriter

CANTEEN = "学校/托幼食堂"
PRODUCER, WORKSHOP = "食品生产企业", "小作坊"
SPECIAL_TAGS = ("保健食品", "特殊医学用途配方食品", "婴幼儿配方食品")
TRACED_TAGS = ("乳制品", "酒类", "食品添加剂", "保健食品")
REPORTING_TAGS = ("连锁总部", "大型批发", "批发市场开办者")
_BATCHES_PER_PRODUCER = 3
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A row of the enterprises table; `profile` is the position of the food that a producer makes."""

    code: str
    name: str
    area: str
    district: District
    stage: str
    trade: str
    founded: date
    closed: date | None
    risk: str
    tags: tuple[str, ...] = ()
    online_kitchen: str | None = None
    haccp: str | None = None
    traceable: str | None = None
    profile: int | None = None

    def active(self, day: date) -> bool:
        """Whether it operates on that day."""
        return self.founded <= day and (self.closed is None or self.closed > day)

    @property
    def is_producer(self) -> bool:
        """A food producer in the sense of indicator 09: a small workshop is none."""
        return self.stage == "生产" and self.trade != WORKSHOP


def credit_code(area: str, serial: int, prefix: str = "91") -> str:
    """A code with a right check character that no real enterprise has; `area` may be any text."""
    six = "".join(character if character in ALPHABET else "0" for character in area.upper())[:6].ljust(6, "0")
    digits = []
    for _ in range(7):
        serial, digit = divmod(serial, len(ALPHABET))
        digits.append(ALPHABET[digit])
    body = f"{prefix}{six}HC{''.join(reversed(digits))}"
    return body + check_character(body)


class Register:
    """All enterprises, findable by what the sampling needs."""

    def __init__(
        self, recipe: Recipe, districts: tuple[District, ...], plans: list[PlanRow], year: int, dice: Dice
    ):
        self._dice, self._year = dice, year
        self._serial = self._lives = self._canteens = 0
        self.enterprises: list[Enterprise] = []
        self.by_trade: dict[tuple[int, str], dict[str, list[Enterprise]]] = {}
        self.by_stage: dict[tuple[int, str], list[Enterprise]] = {}
        self.makers: dict[tuple[int, int], list[Enterprise]] = {}
        self.makers_of: dict[int, list[Enterprise]] = {}
        for enterprise in (*self._producers(recipe, districts, plans), *self._traders(recipe, districts)):
            self._add(enterprise)

    def _add(self, enterprise: Enterprise) -> None:
        self.enterprises.append(enterprise)
        at = (enterprise.district.position, enterprise.stage)
        self.by_stage.setdefault(at, []).append(enterprise)
        self.by_trade.setdefault(at, {}).setdefault(enterprise.trade, []).append(enterprise)
        if enterprise.profile is not None:
            self.makers.setdefault((at[0], enterprise.profile), []).append(enterprise)
            self.makers_of.setdefault(enterprise.profile, []).append(enterprise)

    def _producers(
        self, recipe: Recipe, districts: tuple[District, ...], plans: list[PlanRow]
    ) -> Iterator[Enterprise]:
        batches: dict[tuple[int, int], int] = {}
        for row in plans:
            if row.stage == "生产" and row.district is not None and row.task.level in ("市抽", "县抽"):
                key = (row.district.position, row.profile.position)
                batches[key] = batches.get(key, 0) + row.batches
        # A small city still has every special kind of producer once.
        for profile in recipe.profiles:
            if profile.tag and not any(position == profile.position for _, position in batches):
                batches[(profile.position % len(districts), profile.position)] = 1
        numbers = [0] * len(districts)
        for (place, position), count in sorted(batches.items()):
            for index in range(-(-count // _BATCHES_PER_PRODUCER)):
                numbers[place] += 1
                profile = recipe.profiles[position]
                small = profile.tag is None and index % 5 == 4
                tags = [profile.tag] if profile.tag else []
                if not small and numbers[place] % 14 == 3:
                    tags.append("高风险大型")
                yield self._producer(districts[place], numbers[place], small, tuple(tags), position)

    def _producer(
        self, district: District, number: int, small: bool, tags: tuple[str, ...], profile: int
    ) -> Enterprise:
        kind, ending = ("作坊", "食品加工坊") if small else ("生产", "有限公司")
        founded, closed = self._life(date(self._year, 11, 20))
        traced = any(tag in TRACED_TAGS for tag in tags)
        behind = district.position == 3 and number % 5 == 0
        return Enterprise(
            code=self._code(district, "92" if small else "91"),
            name=f"合成数据{district.word}{kind}{number:04d}号{ending}",
            area=self._dice.pick(district.towns),
            district=district,
            stage="生产",
            trade=WORKSHOP if small else PRODUCER,
            founded=founded,
            closed=closed,
            risk=self._dice.pick("AABBBCCD"),
            tags=tags,
            haccp="是" if "高风险大型" in tags else None,
            traceable=("否" if behind else "是") if traced else None,
            profile=profile,
        )

    def _traders(self, recipe: Recipe, districts: tuple[District, ...]) -> Iterator[Enterprise]:
        numbers: dict[tuple[int, str], int] = {}
        for trade in recipe.trades:
            carried = _MILLION // 2
            for district in districts:
                count, carried = divmod(trade.per_million * district.people + carried, _MILLION)
                for index in range(count):
                    number = numbers[(district.position, trade.word)] = index + 1
                    canteen = trade.name == CANTEEN
                    founded, closed = (
                        self._canteen_life() if canteen else self._life(date(self._year + 1, 2, 1))
                    )
                    yield Enterprise(
                        code=self._code(district, "92" if number % 3 else "91"),
                        name=f"合成数据{district.word}{trade.word}{number:04d}号",
                        area=self._dice.pick(district.towns),
                        district=district,
                        stage=trade.stage,
                        trade=trade.name,
                        founded=founded,
                        closed=closed,
                        risk=self._dice.pick("AABBBCCD"),
                        tags=_trader_tags(trade.name, number),
                        online_kitchen="是" if canteen else None,
                    )

    def _code(self, district: District, prefix: str) -> str:
        self._serial += 1
        return credit_code(district.code, self._serial, prefix)

    def _life(self, opens_by: date) -> tuple[date, date | None]:
        """When it opened and closed. A few opened or closed within the year, some on its first or last day."""
        self._lives += 1
        year, turn = self._year, self._lives % 60
        founded = date(year - 2 - self._dice.below(15), 1, 1) + timedelta(days=self._dice.below(360))
        if turn == 7:
            return self._dice.day(date(year, 1, 10), opens_by), None
        if turn == 21:
            return founded, self._dice.day(date(year, 2, 1), date(year, 12, 20))
        if turn == 33:
            return founded, self._dice.pick([date(year, 12, 31), date(year, 1, 1), date(year + 1, 1, 1)])
        if turn == 45:
            opened = date(year, 3, 1) + timedelta(days=self._dice.below(60))
            return opened, opened + timedelta(days=120 + self._dice.below(60))
        if turn == 57:
            return founded, date(year - 1, 6, 1) + timedelta(days=self._dice.below(200))
        return founded, None

    def _canteen_life(self) -> tuple[date, date | None]:
        """Canteens open and close with the terms; some in the middle of one, or on its last day."""
        self._canteens += 1
        year = self._year
        founded = date(year - 2 - self._dice.below(12), 9, 1)
        special: dict[int, tuple[date, date | None]] = {
            5: (date(year, 9, 1), None),
            11: (founded, date(year, 7, 1)),
            17: (founded, date(year, 6, 30)),
            23: (date(year, 10, 16), None),
            31: (founded, date(year, 12, 31)),
            37: (date(year, 6, 30), None),
            43: (founded, date(year, 4, 15)),
        }
        return special.get(self._canteens % 50, (founded, None))


def _trader_tags(trade: str, number: int) -> tuple[str, ...]:
    if trade == "批发市场":
        return ("批发市场开办者",) if number % 2 else ("大型批发",)
    if trade in ("超市", "快餐店") and number % 40 == 1:
        return ("连锁总部",)
    return ()


def write_enterprises(enterprises: list[Enterprise], writer: ExchangeWriter) -> None:
    """Write the enterprises table."""
    for enterprise in enterprises:
        writer.write(
            "enterprises",
            {
                "credit_code": enterprise.code,
                "name": enterprise.name,
                "area_code": enterprise.area,
                "stage": enterprise.stage,
                "trade": enterprise.trade,
                "founded_on": enterprise.founded,
                "closed_on": enterprise.closed,
                "risk_grade": enterprise.risk,
                "tags": ";".join(enterprise.tags),
                "online_kitchen": enterprise.online_kitchen,
                "haccp": enterprise.haccp,
                "traceable": enterprise.traceable,
            },
        )
