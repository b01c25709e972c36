"""The course of a figure through its year with its forecast, and plan completion by the plans first approved."""

from fractions import Fraction

from domain.catalogue.measures import Measure
from domain.indicators.course import BY_TERM, Course, Forecast, Point, forecast
from domain.indicators.values import STATUS_WORDS, MeasureValue, Status, plain, rounded
from reports import wording
from reports.model import Align, Column, Content, CourseChart, Grid, Heading, Mark, PackageInput, Paragraph

FORMULA = (
    "年末预测 =（分子 + 分子近三个月平均月增量 × 剩余月数）÷（分母 + 分母近三个月平均月增量 × 剩余月数）× 倍数；"
    "分子是分母一部分的，不超过分母"
)
# Figures stand at every third point of a long course, so that they do not run into each other; the table has all.
_CROWDED = 8
_NARROW = (7, 7, 6)  # characters of numerator, denominator and value in a table of two halves


def course_of(given: PackageInput, measure: Measure) -> list[Content]:
    """The chart and the table of the course, and the forecast with its formula in words."""
    if given.around is None:
        return []
    course = given.around.courses.get(measure.code, ())
    if len(course) < 2:
        return []
    as_of = given.assessment.as_of
    ahead = forecast(measure, course, as_of)
    name = "逐月进展" if measure.from_records else "逐季进展"
    content: list[Content] = [Heading(name)]
    if any(_height(point.value) is not None for point in course):
        content.append(_chart(measure, course, ahead))
    content.append(_table(course))
    content += [Paragraph(text, note=True) for text in _words(measure, ahead, given)]
    return content


def _height(value: MeasureValue | None) -> Fraction | None:
    return None if value is None else value.exact


def _chart(measure: Measure, course: Course, ahead: Forecast | None) -> CourseChart:
    marks = []
    for position, point in enumerate(course):
        wanted = len(course) < _CROWDED or point.day.month % 3 == 0 or position == len(course) - 1
        shown = wording.figure(point.value) if point.value is not None and wanted else ""
        marks.append(Mark(f"{point.day.month}月", _height(point.value), shown))
    if ahead is not None:
        marks.append(Mark("年末", ahead.exact, ahead.shown, forecast=True))
    target = measure.target
    text = f"目标 {wording.with_unit(target.text, measure)}"
    return CourseChart(tuple(marks), Fraction(target.bound), text)


def _table(course: Course) -> Grid:
    rows = tuple(_cells(point) for point in course)
    # Where nothing is to be divided by, the dash says all; other states need their column.
    told = {STATUS_WORDS[Status.OK], STATUS_WORDS[Status.NOT_APPLICABLE]}
    plain_ones = all(row[4] in told for row in rows)
    if (
        len(rows) > 2
        and plain_ones
        and all(len(cell) <= most for row in rows for cell, most in zip(row[1:4], _NARROW, strict=True))
    ):
        return _beside_each_other([row[:4] for row in rows])
    columns = (
        Column("截至", 90, Align.CENTRE),
        Column("分子", 100, Align.DECIMAL),
        Column("分母", 100, Align.DECIMAL),
        Column("数值", 76, Align.DECIMAL),
        Column("数据", 76, Align.CENTRE),
    )
    return Grid(columns, rows)


def _cells(point: Point) -> tuple[str, ...]:
    value = point.value
    if value is None:
        return (point.day.isoformat(), *(wording.NOTHING,) * 3, "日历未公布")
    numbers = (wording.count(value.numerator), wording.count(value.denominator), wording.figure(value))
    return (point.day.isoformat(), *numbers, wording.status_word(value))


def _beside_each_other(rows: list[tuple[str, ...]]) -> Grid:
    """A long course in two halves, so that it takes half the height."""
    half = (len(rows) + 1) // 2
    empty = ("",) * 4
    lines = tuple(
        (*rows[at], "", *(rows[half + at] if half + at < len(rows) else empty)) for at in range(half)
    )
    columns = (
        Column("截至", 68, Align.CENTRE),
        Column("分子", 52, Align.RIGHT),
        Column("分母", 52, Align.RIGHT),
        Column("数值", 46, Align.RIGHT),
    )
    return Grid((*columns, Column("", 6), *columns), lines)


def _words(measure: Measure, ahead: Forecast | None, given: PackageInput) -> list[str]:
    if not measure.from_records:
        return ["部门按季度填报，逐季列出；不作预测。"]
    if ahead is None:
        over = given.assessment.as_of.year > given.assessment.year or (
            (given.assessment.as_of.month, given.assessment.as_of.day) == (12, 31)
        )
        if over:
            return []
        if given.assessment.value(measure.code, given.area.code).denominator == 0:
            return ["截止日分母为0，没有比值，不作预测。"]
        return ["按学期计算，不作预测。" if measure.code in BY_TERM else "不足四个整月或数据不全，不作预测。"]
    numbers = f"分子{_short(ahead.numerator)}、分母{_short(ahead.denominator)}"
    told = f"按近三个月的进度，年末预测为{ahead.shown}{measure.unit}（{numbers}），"
    told += f"{'达到' if ahead.met else '达不到'}目标{measure.target.text}{measure.unit}。"
    return [f"{told}算法：{FORMULA}。预测不是承诺，也不参与判定。"]


def _short(number: Fraction) -> str:
    return plain(rounded(number, 2)) or wording.NOTHING


def original_plan(given: PackageInput, measure: Measure, own: MeasureValue) -> list[Content]:
    """Completion by the plans as first approved, beside the current ones."""
    first = given.around.original.get(measure.code) if given.around else None
    if first is None:
        return []
    words = "与现行计划相同" if first == own else f"现行计划为{wording.figure(own)}{measure.unit}"
    return [
        Paragraph(
            f"计划完成率按现行批准的计划计算；按最初批准的计划，分子{wording.count(first.numerator)}、"
            f"分母{wording.count(first.denominator)}，数值{wording.figure(first)}{measure.unit}（{words}）。",
            note=True,
        )
    ]
