"""The awkward cases of sampling, each at least once in every synthetic year of a few hundred batches or more.

All of them are 监督抽检 of 县抽 outside the plan unless the case is about the plan, so they leave the pass rates alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import get_args

from domain.calendar import WorkCalendar
from sampling.synthesis.dice import Dice
from sampling.synthesis.followup import (
    BY_NAME,
    COURSES,
    DISPOSAL_DAYS,
    OVERTURNED_TO_UNQUALIFIED,
    REVIEWS,
    FollowUp,
)
from sampling.synthesis.layout import District, PlanRow
from sampling.synthesis.parties import Casting
from sampling.synthesis.recipe import Recipe
from sampling.synthesis.sheets import Flaw, Order, SheetWriter, Verdict

_PROFILE = "蔬菜"


@dataclass(frozen=True, slots=True)
class AwkwardCases:
    """Writes them, one district after the other."""

    recipe: Recipe
    districts: tuple[District, ...]
    casting: Casting
    sheets: SheetWriter
    follow_up: FollowUp
    calendar: WorkCalendar
    dice: Dice
    year: int
    city: str

    def run(self, plans: list[PlanRow]) -> None:
        """Write all of them."""
        self._flaws(plans)
        self._courses_and_reviews()
        self._overturned_and_undecided()
        self._deadlines_off_working_days()
        self._new_year()
        self._of_the_city_itself()

    def _order(self, turn: int, day: date, verdict: Verdict = "不合格") -> Order:
        district = self.districts[turn % len(self.districts)]
        profile = next(profile for profile in self.recipe.profiles if profile.panel == _PROFILE)
        parties = self.casting.cast(district, profile, "流通", "监督抽检", day)
        return Order("监督抽检", "县抽", district, profile, "流通", day, parties, verdict)

    def _flaws(self, plans: list[PlanRow]) -> None:
        """Each flaw on a qualified sheet that names a plan row of its district, and a voided sheet with a task."""
        for turn, flaw in enumerate(get_args(Flaw)):
            order = replace(self._order(turn, date(self.year, 4, 3 + turn), "合格"), flaw=flaw)
            row = _matching_row(plans, order)
            stage = "餐饮" if flaw == "环节不符" else order.stage
            category = "其他食品" if flaw == "类别不符" else None
            self.sheets.write(replace(order, plan=row, stage=stage, category=category))
        voided = self.sheets.write(
            replace(self._order(3, date(self.year, 3, 15)), flaw="作废", reported_on=date(self.year, 4, 6))
        )
        self.follow_up.dispose(voided, BY_NAME["按期完成"], date(self.year, 4, 10))

    def _courses_and_reviews(self) -> None:
        """Every course of disposal and every review once, in the first half of the year."""
        for turn, course in enumerate(COURSES):
            sheet = self.sheets.write(self._reported(turn, date(self.year, 3, 4 + turn)))
            if course.name == "改判后撤销":
                self.follow_up.review(sheet, "复检改判合格")
            self.follow_up.dispose(sheet, course)
        for turn, name in enumerate(REVIEWS):
            sheet = self.sheets.write(self._reported(turn + 2, date(self.year, 5, 6 + turn)))
            qualified = self.follow_up.review(sheet, name)
            self.follow_up.dispose(sheet, BY_NAME["改判后撤销" if qualified else "按期完成"])
        # A task that is open on the usual as-of date and not late yet.
        pending = self.sheets.write(self._reported(1, date(self.year, 12, 1)))
        self.follow_up.dispose(pending, BY_NAME["延期办理中"], date(self.year, 12, 29))
        # A task that is received on the last day of the year and one on the first day of the next.
        for turn, received in enumerate((date(self.year, 12, 31), date(self.year + 1, 1, 1))):
            sheet = self.sheets.write(self._reported(turn + 3, date(self.year, 12, 4)))
            self.follow_up.dispose(sheet, BY_NAME["末日完成"], received)

    def _overturned_and_undecided(self) -> None:
        qualified = self.sheets.write(replace(self._reported(5, date(self.year, 6, 6)), verdict="合格"))
        self.follow_up.write_steps(qualified, OVERTURNED_TO_UNQUALIFIED)
        self.follow_up.dispose(qualified, BY_NAME["按期完成"], date(self.year, 8, 14))
        others: tuple[Verdict, ...] = ("问题", "未判定")
        for turn, verdict in enumerate(others):
            self.sheets.write(replace(self._reported(turn, date(self.year, 6, 8)), verdict=verdict))

    def _deadlines_off_working_days(self) -> None:
        """Tasks whose 90th day is a holiday, a weekend and a make-up working day: done on the day it moves to."""
        for turn, received in enumerate(_odd_receipts(self.calendar, self.year)):
            sampled = received - timedelta(days=24)
            order = replace(self._order(turn, max(sampled, date(self.year, 1, 2))), reported_on=received)
            sheet = self.sheets.write(order)
            self.follow_up.dispose(sheet, BY_NAME["末日完成"], received)

    def _new_year(self) -> None:
        """Sampled in the year before and reported in this one, with a task and without; sampled late, reported next year."""
        for turn in range(3):
            order = self._order(turn, date(self.year - 1, 12, 14 + turn))
            sheet = self.sheets.write(replace(order, reported_on=date(self.year, 1, 8 + turn)))
            if turn != 2:
                self.follow_up.dispose(sheet, BY_NAME["按期完成"], date(self.year, 1, 12))
        self.sheets.write(
            replace(self._order(3, date(self.year - 1, 12, 21), "合格"), reported_on=date(self.year, 1, 11))
        )
        late = self.sheets.write(self._order(4, date(self.year, 12, 28)))
        self.follow_up.dispose(late, BY_NAME["按期完成"])
        self.sheets.write(self._order(5, date(self.year, 12, 31), "合格"))

    def _of_the_city_itself(self) -> None:
        """Samples that name the city, not a district."""
        for turn in range(3):
            order = self._order(turn, date(self.year, 9, 12 + turn), "合格")
            self.sheets.write(replace(order, level="市抽", area=self.city))

    def _reported(self, turn: int, day: date) -> Order:
        return replace(self._order(turn, day), reported_on=day + timedelta(days=20))


def _matching_row(plans: list[PlanRow], order: Order) -> str | None:
    """A plan row of the district that the order would fill."""
    wanted = (order.district.code, order.profile, order.kind, order.stage)
    for row in plans:
        if (row.area, row.profile, row.task.kind, row.stage) == wanted:
            return row.number
    return None


def _odd_receipts(calendar: WorkCalendar, year: int) -> Iterator[date]:
    """Days of receipt in the year whose 90th day is, in turn, the first to be a holiday, a weekend, a make-up day."""
    wanted = {"holiday", "weekend", "made-up"}
    received = date(year, 1, 28)
    while wanted and received <= date(year, 12, 31):
        last = received + timedelta(days=DISPOSAL_DAYS)
        weekday, working = last.weekday() < 5, calendar.is_working(last)
        kind = (
            "holiday" if weekday and working is False else "made-up" if not weekday and working else "weekend"
        )
        odd = working is False or not weekday
        if odd and kind in wanted:
            wanted.discard(kind)
            yield received
        received += timedelta(days=1)
