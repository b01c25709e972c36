"""The section of one indicator: definition, figures, chart and table by area, and what the figures leave out."""

from fractions import Fraction

from domain.catalogue.measures import Measure
from domain.indicators.values import MeasureValue, Status, indicator_met
from reports import wording
from reports.chapters.course import course_of, original_plan
from reports.chapters.evidence import evidence_of
from reports.chapters.records import record_anchor
from reports.chapters.surveys import margins_of
from reports.model import (
    Align,
    Bar,
    Chart,
    Column,
    Content,
    Fact,
    Facts,
    Figure,
    Figures,
    Grid,
    Heading,
    PackageInput,
    Paragraph,
    Section,
    Tone,
)

Lookup = dict[tuple[str, str], MeasureValue]

# Definition, figures and sentence stand together; with less of a page they would be parted.
ROOM = 0.62

AREA_COLUMNS = (
    Column("辖区", 96),
    Column("分子", 72, Align.DECIMAL),
    Column("分母", 72, Align.DECIMAL),
    Column("数值", 62, Align.DECIMAL),
    Column("差距", 62, Align.DECIMAL),
    Column("数据", 56, Align.CENTRE),
    Column("结论", 56, Align.CENTRE),
)


def indicator_section(given: PackageInput, values: Lookup, number: int, measures: list[Measure]) -> Section:
    """The section of one indicator: each of its measures, the second one where a good part of the page is free."""
    own = [values[measure.code, given.area.code] for measure in measures]
    content: list[Content] = []
    for position, measure in enumerate(measures):
        if len(measures) > 1:
            content.append(Heading(f"{measure.code}　{measure.name}", room=ROOM if position else 0.0))
        content += _measure(given, values, measure)
    return Section(
        anchor=f"indicator-{number}",
        number=f"指标 {number}",
        title="；".join(measure.name for measure in measures),
        content=tuple(content),
        tone=Tone.of(indicator_met(own)),
        verdict=wording.indicator_word(own),
        level=1,
        flows=number > 1,  # the first opens the part
        room=ROOM,
    )


def _measure(given: PackageInput, values: Lookup, measure: Measure) -> list[Content]:
    """Definition, numbers, sentence, chart and table by area, what is left out."""
    own = values[measure.code, given.area.code]
    records = record_anchor(measure.code)
    content: list[Content] = [
        Figures(
            (
                Figure("目标", measure.target.text, measure.unit),
                Figure("数值", wording.figure(own), measure.unit if own.shown else "", link=records),
                Figure("与目标的差距", wording.gap(own), link=records),
                Figure("结论", wording.verdict_word(own), tone=Tone.of(own.met)),
            )
        ),
        Facts(
            (
                Fact("分子", measure.numerator, wording.count(own.numerator), records),
                Fact("分母", measure.denominator, wording.count(own.denominator), records),
                Fact("数值", wording.formula(measure), wording.figure(own), records),
                Fact(
                    "记录",
                    f"材料包 records/{measure.code}.csv，{given.records[measure.code].height}行，逐行相加即得分子和分母",
                ),
                Fact("来源", f"{wording.source(measure)}（责任部门：{measure.department}）"),
            )
        ),
        Paragraph(wording.statement(own, given.area.name, given.assessment.as_of)),
    ]
    content += course_of(given, measure)
    content += original_plan(given, measure, own)
    rows = [values[measure.code, area.code] for area in given.areas]
    if len(rows) > 1:
        content.append(Heading("各辖区"))
    if len(rows) > 1 and any(value.shown is not None for value in rows):
        content.append(_chart(given, measure, rows))
    content.append(_table(given, rows))
    beside = _clock_table(given, measure)
    if beside is not None:
        content += [Heading("按期情况"), beside]
    return [
        *content,
        *margins_of(given, measure, rows),
        *_left_out(given, measure),
        *_explained(given, measure),
        *evidence_of(given, measure.code),
    ]


def _explained(given: PackageInput, measure: Measure) -> list[Content]:
    """What filers said of figures that a check found odd; it stays with the figure."""
    areas = {area.code for area in given.areas}
    told = [one for one in given.papers.explanations if one.measure == measure.code and one.area in areas]
    if not told:
        return []
    return [
        Heading("填报说明"),
        *(
            Paragraph(f"{given.name_of(one.area)}{one.quarter}（{one.check}）：{one.words}", note=True)
            for one in told
        ),
    ]


def _chart(given: PackageInput, measure: Measure, rows: list[MeasureValue]) -> Chart:
    bars = tuple(
        Bar(
            given.name_of(value.area),
            value.exact,
            wording.figure(value),
            Tone.of(value.met),
            "" if value.status is Status.OK else wording.status_word(value),
            strong=value.area == given.area.code,
        )
        for value in rows
    )
    target = measure.target
    return Chart(bars, Fraction(target.bound), f"目标 {wording.with_unit(target.text, measure)}")


def _table(given: PackageInput, rows: list[MeasureValue]) -> Grid:
    cells = tuple(
        (
            given.name_of(value.area),
            wording.count(value.numerator),
            wording.count(value.denominator),
            wording.figure(value),
            wording.gap(value),
            wording.status_word(value),
            wording.verdict_word(value),
        )
        for value in rows
    )
    tones = {
        (position, 6): Tone.of(value.met) for position, value in enumerate(rows) if value.status is Status.OK
    }
    strong = frozenset(n for n, value in enumerate(rows) if value.area == given.area.code and len(rows) > 1)
    return Grid(
        AREA_COLUMNS,
        cells,
        strong,
        tones,
        links={
            (at, column): record_anchor(rows[0].measure.code)
            for at in range(len(rows))
            for column in (1, 2, 3)
        },
    )


def _clock_table(given: PackageInput, measure: Measure) -> Grid | None:
    """On-time share and open tasks by area, for measures with a clock; None for the others."""
    besides = [(area, given.beside(measure.code, area.code)) for area in given.areas]
    if all(beside.done is None for _, beside in besides):
        return None
    rows = []
    for area, beside in besides:
        known = beside.done is not None and beside.on_time is not None
        rate = wording.share(beside.on_time or 0, beside.done or 0) if known else wording.NOTHING
        numbers = (beside.done, beside.on_time)
        rows.append((area.name, *map(_whole, numbers), rate, _whole(beside.overdue), _whole(beside.pending)))
    columns = (
        Column("辖区", 96),
        Column("已完成", 70, Align.RIGHT),
        Column("其中按期", 70, Align.RIGHT),
        Column("按期率（%）", 78, Align.DECIMAL),
        Column("逾期未完成", 76, Align.RIGHT),
        Column("期限内未完成", 86, Align.RIGHT),
    )
    return Grid(columns, tuple(rows), frozenset((0,)) if len(rows) > 1 else frozenset())


def _whole(number: int | None) -> str:
    return wording.NOTHING if number is None else str(number)


def _left_out(given: PackageInput, measure: Measure) -> list[Content]:
    """What the figure does not contain: the definition's bounds, open tasks, missing returns."""
    told = [*wording.beside_sentences(measure, given.beside(measure.code, given.area.code))]
    bounds = wording.bounds(measure)
    if bounds:
        told.append(bounds)
    lacking = given.assessment.missing_returns.get((measure.code, given.area.code), ())
    if lacking:
        told.append(f"尚缺已审核的填报：{wording.lacking_quarters(lacking)}。")
    elif not measure.from_records:
        told.append("草稿、已提交未审核和退回的填报不计入；同一季度有多个版本的，只计已审核的最高版本。")
    basis = given.assessment.population.get(given.area.code)
    if measure.from_records and measure.scale == 1000 and basis is not None:
        told.append(f"分母为{basis.year}年常住人口，来源：{basis.source or '未登记'}。")
    return [Heading("未计入的部分"), *(Paragraph(text, note=True) for text in told)] if told else []
