"""A small city whose records a test adds one by one; everything not named has a plain default."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from domain.catalogue.measures import load_catalogue
from domain.indicators.compute import assess
from domain.indicators.records import measure_records
from domain.indicators.schemas import SCHEMAS
from domain.indicators.values import MeasureValue
from sampling.calendar import shipped_calendar

CITY = "320400"
WUJIN = "320412"
XINBEI = "320411"
TOWN = "320412001"
CATALOGUE = load_catalogue()
CALENDAR = shipped_calendar()


class Records:
    """Rows per table; `frames()` turns them into what the indicators are computed from."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {table: [] for table in SCHEMAS}
        for code, name, level, parent in (
            (CITY, "常州市", "市", None),
            (WUJIN, "武进区", "县区", CITY),
            (XINBEI, "新北区", "县区", CITY),
            (TOWN, "湖塘镇", "镇街", WUJIN),
        ):
            self.add("areas", code=code, name=name, level=level, parent_code=parent)

    def add(self, table: str, **columns: Any) -> "Records":
        """Add a row; columns that are not named are null."""
        self.rows[table].append(columns)
        return self

    def a_sheet(self, sheet_no: str, *items: str, **columns: Any) -> "Records":
        """A valid, reported sheet of 监督抽检 in 武进区 with one item per verdict word."""
        defaults = {
            "sheet_no": sheet_no,
            "task_kind": "监督抽检",
            "level": "县抽",
            "state": "有效",
            "stage": "流通",
            "place": "超市",
            "area_code": WUJIN,
            "category": "糕点",
            "sampled_on": date(2023, 5, 4),
            "reported_on": date(2023, 5, 20),
        }
        self.add("sheets", **(defaults | columns))
        for number, verdict in enumerate(items):
            self.add(
                "items", sheet_no=sheet_no, item_name=f"项目{number}", item_class="微生物", verdict=verdict
            )
        return self

    def an_enterprise(self, code: str, **columns: Any) -> "Records":
        """A food producer of 武进区, founded long ago."""
        defaults = {
            "credit_code": code,
            "name": f"合成数据{code}",
            "area_code": WUJIN,
            "stage": "生产",
            "trade": "食品生产企业",
            "founded_on": date(2015, 1, 1),
            "confirmed": True,
        }
        return self.add("enterprises", **(defaults | columns))

    def a_review(
        self, sheet_no: str, kind: str, concluded_on: date, conclusion: str, **columns: Any
    ) -> "Records":
        """An accepted and concluded review."""
        defaults = {
            "sheet_no": sheet_no,
            "kind": kind,
            "applied_on": date(2023, 5, 25),
            "acceptance": "受理",
            "concluded_on": concluded_on,
            "conclusion": conclusion,
        }
        return self.add("reviews", **(defaults | columns))

    def a_disposal(
        self, sheet_no: str, received_on: date, completed_on: date | None, **columns: Any
    ) -> "Records":
        """A disposal task in 武进区."""
        number = f"HC{len(self.rows['disposals']):04d}"
        defaults = {"task_no": number, "area_code": WUJIN, "side": "经营", "state": "办理中"}
        return self.add(
            "disposals",
            **(
                defaults
                | {"sheet_no": sheet_no, "received_on": received_on, "completed_on": completed_on}
                | columns
            ),
        )

    def a_return(
        self, measure: str, quarter: str, numerator: str, denominator: str, **columns: Any
    ) -> "Records":
        """An accepted return of 武进区."""
        defaults = {
            "measure": measure,
            "area_code": WUJIN,
            "quarter": quarter,
            "state": "已审核",
            "version": 1,
        }
        return self.add(
            "returns", **(defaults | {"numerator": numerator, "denominator": denominator} | columns)
        )

    def frames(self) -> dict[str, pl.DataFrame]:
        """One frame per table with its full schema."""
        return {table: pl.DataFrame(rows, schema=SCHEMAS[table]) for table, rows in self.rows.items()}

    def value(
        self, measure: str, area: str = CITY, as_of: date = date(2023, 12, 31), year: int = 2023
    ) -> MeasureValue:
        """The measure's value for the area."""
        return assess(self.frames(), CATALOGUE, CALENDAR, year, as_of, CITY, area).value(measure, area)

    def numbers(
        self, measure: str, area: str = CITY, as_of: date = date(2023, 12, 31)
    ) -> tuple[int, int] | None:
        """Numerator and denominator; None when they are not known."""
        value = self.value(measure, area, as_of)
        if value.numerator is None or value.denominator is None:
            return None
        records = measure_records(self.frames(), CATALOGUE, CALENDAR, 2023, as_of, CITY, measure, area)
        adds = [
            records[name].sum() if records.height else Decimal(0)
            for name in ("in_numerator", "in_denominator")
        ]
        assert adds == [value.numerator, value.denominator], "the rows behind a value must add up to it"
        return int(value.numerator), int(value.denominator)
