"""Clues of violations and the cases they become (违法线索、案件)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from domain.calendar import WorkCalendar
from sampling.synthesis.dice import Dice, Weighted
from sampling.synthesis.layout import District
from sampling.synthesis.writing import ExchangeWriter

_FILING_WORKDAYS = 15  # the clock `case-filing`
_DECISION_DAYS = 90  # the clock `case-decision`
_PER_MILLION = 240

Filed = Literal["按期", "末日", "逾期一天", "未立案"]
Closed = Literal["按期", "末日", "逾期一天", "未办结"]


@dataclass(frozen=True, slots=True)
class Course:
    """What becomes of a clue."""

    weight: int
    filed: Filed = "按期"
    closed: Closed = "按期"
    should_file: bool = True
    filing_extension: int | None = None
    decision_extension: int | None = None
    found: tuple[int, int, int] | None = None  # a fixed day: years after the year, month, day


COURSES = (
    Course(900),
    Course(25, filed="末日"),
    Course(12, filed="逾期一天"),
    Course(25, closed="末日"),
    Course(12, closed="逾期一天"),
    Course(20, filed="末日", filing_extension=15),
    Course(25, closed="末日", decision_extension=30),
    Course(4, closed="末日", decision_extension=60),  # beyond what an approval may grant
    Course(60, filed="未立案", should_file=False),
    Course(5, should_file=False),
    Course(1, filed="未立案"),
    Course(2, closed="未办结"),
    Course(0, filed="未立案", filing_extension=20),  # likewise beyond it
    Course(0, found=(-1, 12, 26)),  # found in the year before, filed in this one
    Course(0, filed="末日", closed="未办结", found=(0, 9, 22)),  # 15 working days across the autumn holidays
    Course(0, filed="末日", found=(0, 12, 29)),  # filed in the year after
    Course(0, closed="未办结", decision_extension=30, found=(0, 12, 4)),  # still running on 31 March
    Course(0, closed="末日", found=(0, 6, 20)),
)


class Clues:
    """Writes the table `cases`."""

    def __init__(self, writer: ExchangeWriter, dice: Dice, calendar: WorkCalendar, year: int) -> None:
        self._writer, self._dice, self._calendar, self._year = writer, dice, calendar, year
        self._number = 0

    def run(self, districts: tuple[District, ...], city: str) -> None:
        """Every course once, a few of the city itself, and each district's usual number."""
        for turn, course in enumerate(COURSES):
            self._write(self._dice.pick(districts[turn % len(districts)].towns), course)
        for _ in range(3):
            self._write(city, COURSES[0])
        usual = Weighted(COURSES, [course.weight for course in COURSES])
        for district in districts:
            for _ in range(district.people * _PER_MILLION // 1_000_000):
                self._write(self._dice.pick(district.towns), usual.pick(self._dice))

    def _write(self, area: str, course: Course) -> None:
        found = self._dice.day(date(self._year, 1, 4), date(self._year, 12, 5))
        if course.found is not None:
            years, month, day = course.found
            found = date(self._year + years, month, day)
        filed = self._filed(course, found)
        self._number += 1
        self._writer.write(
            "cases",
            {
                "clue_no": f"HCXS{self._year}{self._number:06d}",
                "area_code": area,
                "found_on": found,
                "should_file": "是" if course.should_file else "否",
                "filed_on": filed,
                "closed_on": self._closed(course, filed) if filed else None,
                "filing_extension_workdays": course.filing_extension,
                "decision_extension_days": course.decision_extension,
            },
        )

    def _filed(self, course: Course, found: date) -> date | None:
        if course.filed == "未立案":
            return None
        if course.filed == "按期":
            return found + timedelta(days=self._dice.between(8 if course.found else 1, 14))
        due = self._calendar.after_workdays(found, _FILING_WORKDAYS + (course.filing_extension or 0)).due
        return due + timedelta(days=course.filed == "逾期一天")

    def _closed(self, course: Course, filed: date) -> date | None:
        if course.closed == "未办结":
            return None
        if course.closed == "按期":
            return filed + timedelta(days=self._dice.between(15, 85))
        due = self._calendar.after_days(filed, _DECISION_DAYS + (course.decision_extension or 0)).due
        return due + timedelta(days=course.closed == "逾期一天")
