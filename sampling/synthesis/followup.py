"""What follows an unqualified sheet: reviews (复检、异议) and disposal tasks (核查处置), in every course they can take.

Each course has a weight for ordinary sheets; `awkward` runs each of them once whatever the size of the year.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from domain.calendar import WorkCalendar
from sampling.synthesis.dice import Dice, Weighted
from sampling.synthesis.layout import District
from sampling.synthesis.sheets import Sheet
from sampling.synthesis.writing import ExchangeWriter

DISPOSAL_DAYS = 90  # the clock `disposal-complete`


@dataclass(frozen=True, slots=True)
class Course:
    """A course of disposal. `offset` counts from the deadline where `ends` is 到期, else is not used."""

    name: str
    weight: int
    ends: Literal["按期", "到期", "未完成", "截止后"] = "按期"
    offset: int = 0
    extension: int | None = None
    tasks: int = 1
    only_first_ends: bool = False  # the other tasks stay open
    revoked: int = 0  # how many of the tasks, from the last, are 撤销


COURSES = (
    Course("按期完成", 860),
    Course("两地完成", 40, tasks=2),
    Course("三地完成", 12, tasks=3),
    Course("末日完成", 20, ends="到期"),
    Course("逾期一天完成", 12, ends="到期", offset=1),
    Course("延期末日完成", 14, ends="到期", extension=30),
    Course("延期后完成", 14, ends="到期", offset=-9, extension=60),
    Course("超长延期", 2, ends="到期", offset=-20, extension=120),
    Course("未完成", 2, ends="未完成"),
    Course("延期办理中", 3, ends="未完成", extension=90),
    Course("一地未完成", 1, tasks=2, only_first_ends=True),
    Course("截止后完成", 1, ends="截止后"),
    Course("无任务", 2, tasks=0),
    Course("仅有撤销任务", 1, revoked=1),
    Course("部分撤销", 6, tasks=2, revoked=1),
    Course("改判后撤销", 0, revoked=1),
)
BY_NAME = {course.name: course for course in COURSES}


@dataclass(frozen=True, slots=True)
class Step:
    """One review: days from the report to the application and to the conclusion (None: none; -1: after 31 March)."""

    kind: Literal["复检", "异议"]
    applied: int
    acceptance: str | None
    concluded: int | None
    conclusion: str | None


def _step(kind: Literal["复检", "异议"], applied: int, concluded: int | None, conclusion: str | None) -> Step:
    return Step(kind, applied, "受理", concluded, conclusion)


# Reviews of unqualified sheets by name: weight, steps, and whether the sheet ends up qualified.
REVIEWS: dict[str, tuple[int, tuple[Step, ...], bool]] = {
    "复检维持": (40, (_step("复检", 9, 34, "维持"),), False),
    "复检改判合格": (14, (_step("复检", 8, 30, "改判合格"),), True),
    "异议改判合格": (8, (_step("异议", 7, 41, "改判合格"),), True),
    "异议维持": (10, (_step("异议", 6, 38, "维持"),), False),
    "复检不予受理": (8, (Step("复检", 12, "不予受理", None, None),), False),
    "不予受理却有结论": (1, (Step("异议", 9, "不予受理", 20, "改判合格"),), False),
    "尚无结论": (2, (_step("复检", 10, None, None),), False),
    "尚未受理": (1, (Step("异议", 11, None, None, None),), False),
    "截止后改判": (1, (_step("异议", 10, -1, "改判合格"),), False),
    "复检维持后异议改判": (2, (_step("复检", 7, 28, "维持"), _step("异议", 9, 45, "改判合格")), False),
    "异议维持后复检改判": (2, (_step("异议", 6, 24, "维持"), _step("复检", 8, 40, "改判合格")), True),
    "同日结论相反": (1, (_step("复检", 8, 30, "改判合格"), _step("异议", 6, 30, "改判不合格")), True),
    "异议两次改判": (1, (_step("异议", 5, 20, "改判合格"), _step("异议", 12, 44, "改判不合格")), False),
}
OVERTURNED_TO_UNQUALIFIED = (_step("异议", 6, 33, "改判不合格"),)
REVIEW_SHARE = 800  # of ten thousand unqualified sheets


class FollowUp:
    """Writes reviews and disposal tasks of sheets."""

    def __init__(
        self,
        writer: ExchangeWriter,
        dice: Dice,
        calendar: WorkCalendar,
        districts: tuple[District, ...],
        year: int,
    ) -> None:
        self._writer, self._dice, self._calendar = writer, dice, calendar
        self._districts, self._year = districts, year
        self._courses = Weighted(COURSES, [course.weight for course in COURSES])
        self._reviews = Weighted(list(REVIEWS), [weight for weight, _, _ in REVIEWS.values()])
        self._tasks = 0

    def after(self, sheet: Sheet) -> None:
        """What usually follows: a course by its weight, a review now and then."""
        if not sheet.followed_up or sheet.reported_on is None:
            return
        if self._dice.chance(REVIEW_SHARE) and self.review(sheet, self._reviews.pick(self._dice)):
            self.dispose(sheet, BY_NAME["改判后撤销"])
            return
        self.dispose(sheet, self._courses.pick(self._dice))

    def review(self, sheet: Sheet, name: str) -> bool:
        """Write the named reviews of an unqualified sheet; whether it ends up qualified."""
        _, steps, qualified = REVIEWS[name]
        self.write_steps(sheet, steps)
        return qualified

    def write_steps(self, sheet: Sheet, steps: tuple[Step, ...]) -> None:
        """Write reviews of a reported sheet."""
        assert sheet.reported_on is not None
        for step in steps:
            concluded = None
            if step.concluded == -1:
                concluded = date(self._year + 1, 4, 1) + timedelta(days=self._dice.below(25))
            elif step.concluded is not None:
                concluded = sheet.reported_on + timedelta(days=step.concluded)
            self._writer.write(
                "reviews",
                {
                    "sheet_no": sheet.number,
                    "kind": step.kind,
                    "applied_on": sheet.reported_on + timedelta(days=step.applied),
                    "acceptance": step.acceptance,
                    "concluded_on": concluded,
                    "conclusion": step.conclusion,
                },
            )

    def dispose(self, sheet: Sheet, course: Course, received: date | None = None) -> None:
        """Write the tasks of a course; `received` overrides when they were received."""
        assert sheet.reported_on is not None
        received = received or sheet.reported_on + timedelta(days=self._dice.between(1, 5))
        for index, (side, area) in enumerate(self._places(sheet, course.tasks)):
            revoked = index >= course.tasks - course.revoked
            open_ended = course.ends == "未完成" or (course.only_first_ends and index > 0)
            completed = None if revoked or open_ended else self._completed(course, received)
            started: date | None = received + timedelta(days=self._dice.below(8))
            if completed is not None and started is not None:
                started = min(started, completed)
            if open_ended and self._dice.chance(3000):
                started = None
            self._tasks += 1
            self._writer.write(
                "disposals",
                {
                    "task_no": f"HCHZ{self._year}{self._tasks:06d}",
                    "sheet_no": sheet.number,
                    "side": side,
                    "area_code": area,
                    "received_on": received,
                    "started_on": started,
                    "completed_on": completed,
                    "extension_days": course.extension,
                    "state": "撤销" if revoked else "完成" if completed else "办理中",
                },
            )

    def _completed(self, course: Course, received: date) -> date:
        if course.ends == "截止后":
            return date(self._year + 1, 4, 1) + timedelta(days=self._dice.below(20))
        if course.ends == "到期":
            days = DISPOSAL_DAYS + (course.extension or 0)
            due = self._calendar.after_days(received, days).due
            return due + timedelta(days=course.offset)
        # Most are done within the quarter; near the year's end all of them before the usual as-of date.
        return received + timedelta(days=self._dice.between(12, 84))

    def _places(self, sheet: Sheet, tasks: int) -> list[tuple[str, str]]:
        """Side and area of each task: where it was sold, where it was made, and further districts that sold it."""
        parties = sheet.order.parties
        if sheet.order.stage == "生产":
            places = [("生产", parties.area)]
        else:
            places = [("经营", parties.area)]
            if parties.producer is not None and tasks > 1:
                places.append(("生产", parties.producer.area))
        home = sheet.order.district.position
        for step in range(1, tasks):
            other = self._districts[(home + step) % len(self._districts)]
            places.append(("经营", self._dice.pick(other.towns)))
        return places[:tasks]
