"""The ordinary sampling of a year: every plan row filled, some over and some short, with the usual share of mishaps."""

from datetime import date, timedelta
from typing import get_args

from sampling.synthesis.dice import Dice, Weighted
from sampling.synthesis.followup import FollowUp
from sampling.synthesis.layout import District, PlanRow
from sampling.synthesis.parties import Casting, Parties
from sampling.synthesis.recipe import Profile, Recipe
from sampling.synthesis.registers import Register
from sampling.synthesis.season import Season
from sampling.synthesis.sheets import Flaw, Order, Sheet, SheetWriter, Verdict

# Sheets with a flaw come on top of what fills a row, so that rows are short only where they are meant to be.
FLAWS: dict[Flaw, int] = {
    "作废": 100,
    "拒收": 12,
    "待检": 20,
    "未出报告": 6,
    "截止后报告": 10,
    "类别不符": 8,
    "环节不符": 8,
    "生产日期晚": 2,
    "判定存疑": 2,
}
_FLAWED = sum(FLAWS.values())
_OVER = 700  # of ten thousand rows, filled with one to three batches too many
_SHORT = 300  # of ten thousand rows in districts that fall behind
_BEHIND = (2, 5)
_QUICK_SHARE = 100  # quick tests per ten thousand batches


class Campaign:
    """Writes the sheets that fill the plan."""

    def __init__(
        self,
        recipe: Recipe,
        districts: tuple[District, ...],
        casting: Casting,
        season: Season,
        sheets: SheetWriter,
        follow_up: FollowUp,
        dice: Dice,
    ) -> None:
        self._recipe, self._districts, self._casting = recipe, districts, casting
        self._season, self._sheets, self._follow_up, self._dice = season, sheets, follow_up, dice
        self._flaws = Weighted(get_args(Flaw), [FLAWS[flaw] for flaw in get_args(Flaw)])
        self._stages = {
            profile.position: Weighted(list(profile.stages), list(profile.stages.values()))
            for profile in recipe.profiles
        }

    def run(self, plans: list[PlanRow]) -> None:
        """Fill every row of the plan, then take the quick tests and whatever coverage still lacks."""
        behind = [row for row in plans if row.task.kind == "监督抽检" and row.area in self._behind()]
        for row in plans:
            # However small the year, one row stays short.
            surplus = -1 if behind and row is behind[-1] else self._surplus(row)
            for _ in range(row.batches + surplus):
                self._batch(row, None)
                if self._dice.chance(_FLAWED):
                    self._batch(row, self._flaws.pick(self._dice))
        for district in self._districts:
            self._quick_tests(district)

    def cover_producers(self, register: Register, year: int) -> None:
        """One more 监督抽检 batch, outside the plan, for each producer that none has reached."""
        last = date(year, 12, 31)
        for maker in register.enterprises:
            if not maker.is_producer or not maker.active(last) or maker.code in self._casting.covered:
                continue
            if maker.code in self._casting.forgotten or maker.profile is None:
                continue
            day = self._dice.day(max(maker.founded + timedelta(days=3), date(year, 3, 1)), date(year, 12, 20))
            profile = self._recipe.profiles[maker.profile]
            if maker.code in self._casting.met_elsewhere and len(self._districts) > 1:
                away = self._districts[(maker.district.position + 1) % len(self._districts)]
                parties = self._casting.in_shop(maker, away, day)
                self._write(away, profile, "流通", day, parties)
            else:
                parties = self._casting.at_plant(maker, maker.district)
                self._write(maker.district, profile, "生产", day, parties)

    def _write(self, district: District, profile: Profile, stage: str, day: date, parties: Parties) -> None:
        order = Order("监督抽检", "县抽", district, profile, stage, day, parties)
        self._note(self._sheets.write(order))

    def _batch(self, row: PlanRow, flaw: Flaw | None) -> None:
        district = row.district or self._dice.pick(self._districts)
        stage = row.stage or self._stages[row.profile.position].pick(self._dice)
        if flaw == "环节不符":
            stage = next((one for one in ("流通", "餐饮", "生产") if one != row.stage), stage)
        day = self._season.pick(self._dice)
        order = Order(
            kind=row.task.kind,
            level=row.task.level,
            district=district,
            profile=row.profile,
            stage=stage,
            sampled_on=day,
            parties=self._casting.cast(district, row.profile, stage, row.task.kind, day),
            verdict="合格" if flaw == "判定存疑" else self._verdict(row, district),
            plan=row.number,
            flaw=flaw,
            category=self._other_category(row.profile) if flaw == "类别不符" else None,
        )
        sheet = self._sheets.write(order)
        self._note(sheet)
        self._follow_up.after(sheet)

    def _note(self, sheet: Sheet) -> None:
        """Remember whose goods 监督抽检 has reached."""
        order = sheet.order
        if order.kind == "监督抽检" and order.flaw is None and order.parties.producer is not None:
            self._casting.covered.add(order.parties.producer.code)

    def _verdict(self, row: PlanRow, district: District) -> Verdict:
        if self._dice.chance(row.task.unqualified * district.failures // 100):
            return "不合格"
        if row.task.kind == "风险监测" and self._dice.chance(180):
            return "问题"
        return "未判定" if self._dice.chance(12) else "合格"

    def _surplus(self, row: PlanRow) -> int:
        """How many batches more (or fewer) than planned a row gets."""
        if row.task.kind == "监督抽检" and row.area in self._behind() and self._dice.chance(_SHORT):
            return -min(row.batches, self._dice.between(1, 2))
        return self._dice.between(1, 3) if self._dice.chance(_OVER) else 0

    def _behind(self) -> set[str]:
        return {self._districts[place % len(self._districts)].code for place in _BEHIND}

    def _other_category(self, profile: Profile) -> str:
        following = self._recipe.profiles[(profile.position + 7) % len(self._recipe.profiles)]
        return following.category if following.category != profile.category else "其他食品"

    def _quick_tests(self, district: District) -> None:
        farm = [profile for profile in self._recipe.profiles if profile.farm]
        for _ in range(max(2, district.batches * _QUICK_SHARE // 10_000)):
            day, profile = self._season.pick(self._dice), self._dice.pick(farm)
            parties = self._casting.cast(district, profile, "流通", "快速检测", day)
            verdict: Verdict = "不合格" if self._dice.chance(200) else "合格"
            self._sheets.write(Order("快速检测", "县抽", district, profile, "流通", day, parties, verdict))
