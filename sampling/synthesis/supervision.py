"""Inspections, self reports of enterprises, and the problems that both find."""

from datetime import date, timedelta

from sampling.synthesis.dice import Dice
from sampling.synthesis.registers import CANTEEN, REPORTING_TAGS, SPECIAL_TAGS, Enterprise
from sampling.synthesis.writing import ExchangeWriter

_INSPECTED = 3000  # of ten thousand enterprises, inspected for reasons other than a term or a system check
_ORDINARY = ("日常监督检查", "日常监督检查", "日常监督检查", "双随机检查", "双随机检查", "飞行检查")
_PROBLEMS = (
    "进货查验记录不完整",
    "从业人员健康证明过期",
    "冷藏设备温度记录缺失",
    "原料库未离地存放",
    "留样数量不足",
    "生产记录填写不规范",
    "防蝇防鼠设施破损",
    "食品添加剂使用记录缺失",
)
_FOUND = 900  # of ten thousand ordinary inspections, finding a problem
_UNCORRECTED = 60  # of ten thousand problems
_FORGETFUL_DISTRICT = 2  # where the odd canteen is not inspected and the odd report not handed in


class Supervision:
    """Writes the three tables of a year."""

    def __init__(self, writer: ExchangeWriter, dice: Dice, year: int) -> None:
        self._writer, self._dice, self._year = writer, dice, year
        self._numbers = {"inspections": 0, "self_reports": 0, "problems": 0}
        self._forgotten: set[str] = set()

    def run(self, enterprises: list[Enterprise]) -> None:
        """Inspect, let report and note problems, enterprise by enterprise; then the awkward problems."""
        self._system_checks([one for one in enterprises if one.is_producer and "保健食品" in one.tags])
        for one in enterprises:
            if one.trade == CANTEEN:
                self._terms(one)
            self._ordinary(one)
            self._reports(one)

    def _system_checks(self, makers: list[Enterprise]) -> None:
        """Two in five makers of health food; a first one again, and the problems of closed makers stay counted."""
        chosen = makers[::5] + makers[1::5]
        for turn, maker in enumerate(chosen):
            day = self._a_day(maker, date(self._year, 3, 1), date(self._year, 11, 30))
            if day is None:
                continue
            number = self._inspect(maker, "体系检查", day)
            for part in range(1 + turn % 2):
                self._problem("检查", number, maker, day, self._outcome(turn + part))
            if turn == 0:
                again = self._inspect(maker, "体系检查", max(day, date(self._year, 12, 5)))
                self._problem("检查", again, maker, max(day, date(self._year, 12, 5)), "pending")

    def _terms(self, canteen: Enterprise) -> None:
        """An inspection in each term that the canteen is open in; the odd one is forgotten, or is of the other type."""
        year = self._year
        for kind, first, last, end in (
            ("春季校园检查", date(year, 2, 15), date(year, 6, 25), date(year, 6, 30)),
            ("秋季校园检查", date(year, 9, 2), date(year, 12, 22), date(year, 12, 31)),
        ):
            if not canteen.active(end):
                if self._dice.chance(5000) and (day := self._a_day(canteen, first, last)):
                    self._inspect(canteen, kind, day)
                continue
            if self._forgets(canteen, kind):
                self._inspect(canteen, "日常监督检查", date(year, 11, 3))
                continue
            day = self._dice.day(max(first, canteen.founded), max(last, canteen.founded))
            number = self._inspect(canteen, kind, day)
            if self._dice.chance(_FOUND):
                self._problem("检查", number, canteen, day, self._usual())

    def _forgets(self, one: Enterprise, what: str) -> bool:
        """The first and every hundredth of a kind in the forgetful district."""
        if (
            one.district.position != _FORGETFUL_DISTRICT
            or what in self._forgotten
            or not one.founded.year < self._year
        ):
            return False
        if what in ("秋季校园检查", "自查风险报告"):
            self._forgotten.add(what)
            return True
        return False

    def _ordinary(self, one: Enterprise) -> None:
        if not self._dice.chance(_INSPECTED):
            return
        day = self._a_day(one, date(self._year, 1, 5), date(self._year, 12, 28))
        if day is None:
            return
        number = self._inspect(one, self._dice.pick(_ORDINARY), day)
        if self._dice.chance(_FOUND):
            self._problem("检查", number, one, day, self._usual())

    def _reports(self, one: Enterprise) -> None:
        """Those who must report do, now and then twice; makers of special food also each half-year."""
        special = one.is_producer and any(tag in SPECIAL_TAGS for tag in one.tags)
        reporting = one.is_producer or any(tag in REPORTING_TAGS for tag in one.tags)
        if reporting and not self._forgets(one, "自查风险报告"):
            day = self._a_day(one, date(self._year, 1, 15), date(self._year, 12, 30))
            if day is not None:
                self._report(one, "自查风险报告", day)
                if self._dice.chance(300):
                    self._report(one, "自查风险报告", date(self._year + 1, 1, 10))
        if not special:
            return
        halves = (
            (date(self._year, 5, 1), date(self._year, 7, 15)),
            (date(self._year, 11, 1), date(self._year, 12, 31)),
        )
        for first, last in halves:
            day = self._a_day(one, first, last)
            if day is None:
                continue
            number = self._report(one, "定期自查报告", day)
            if self._dice.chance(4000):
                self._problem("自查", number, one, day, "in time")

    def _a_day(self, one: Enterprise, first: date, last: date) -> date | None:
        """A day between the two on which the enterprise is open; None if there is none."""
        first = max(first, one.founded)
        if one.closed is not None:
            last = min(last, one.closed - timedelta(days=1))
        return self._dice.day(first, last) if first <= last else None

    def _usual(self) -> str:
        if self._dice.chance(_UNCORRECTED):
            return "never"
        return self._dice.pick(("in time", "in time", "in time", "in time", "last day", "day late"))

    @staticmethod
    def _outcome(turn: int) -> str:
        """System checks run through every outcome, most of them good."""
        return ("in time", "last day", "in time", "day late", "in time", "in time", "in time", "never")[
            turn % 8
        ]

    def _inspect(self, one: Enterprise, kind: str, day: date) -> str:
        number = self._number("inspections", "HCJC")
        first = self._dice.between(1, 60)
        self._writer.write(
            "inspections",
            {
                "inspection_no": number,
                "credit_code": one.code,
                "kind": kind,
                "inspected_on": day,
                "inspectors": f"合成检查员{first:02d}、合成检查员{first + 1:02d}",
            },
        )
        return number

    def _report(self, one: Enterprise, kind: str, day: date) -> str:
        number = self._number("self_reports", "HCZC")
        self._writer.write(
            "self_reports", {"report_no": number, "credit_code": one.code, "kind": kind, "reported_on": day}
        )
        return number

    def _problem(self, source: str, source_no: str, one: Enterprise, found: date, outcome: str) -> None:
        """A problem with its date of correction. A pending one is due after the usual as-of date, 31 March."""
        due = found + timedelta(days=self._dice.pick((7, 15, 30, 60)))
        if outcome == "pending":
            due = date(self._year + 1, 4, 30)
        corrected = {
            "in time": found + timedelta(days=self._dice.between(0, (due - found).days)),
            "last day": due,
            "day late": due + timedelta(days=1),
        }.get(outcome)
        self._writer.write(
            "problems",
            {
                "problem_no": self._number("problems", "HCWT"),
                "source": source,
                "source_no": source_no,
                "credit_code": one.code,
                "description": f"{self._dice.pick(_PROBLEMS)}（合成）",
                "found_on": found,
                "due_on": due,
                "corrected_on": corrected,
            },
        )

    def _number(self, table: str, prefix: str) -> str:
        self._numbers[table] += 1
        return f"{prefix}{self._year}{self._numbers[table]:06d}"
