"""Makes the `Report` of a package from its input: which sections there are and what stands in them.

Words for single figures are in `reports.wording`; the chapter on how to read the report is `reports.notes`, the
sections of single indicators are `reports.indicator_sections`, plans and unqualified samples `reports.ledgers`.
Nothing is drawn or rounded here.
"""

from domain.indicators.values import indicator_met
from reports import wording
from reports.indicator_sections import Lookup, indicator_section
from reports.ledgers import plan_section, unqualified_section
from reports.model import (
    Align,
    Column,
    Fact,
    Figure,
    Figures,
    Grid,
    PackageInput,
    Report,
    Section,
    Tone,
)
from reports.notes import reading_section

SYNTHETIC = "合成数据"


def build_report(given: PackageInput) -> Report:
    """The document of this edition."""
    assessment = given.assessment
    values: Lookup = {(value.measure.code, value.area): value for value in given.values}
    sections = [reading_section(given), _overview(given, values)]
    sections += [
        indicator_section(given, values, number, measures)
        for number, measures in assessment.catalogue.indicators()
    ]
    sections += [plan_section(given), unqualified_section(given)]
    return Report(
        title="食品安全量化指标自评报告",
        place=given.area.name,
        period=f"{assessment.year}年度",
        as_of=assessment.as_of,
        facts=(
            Fact("评价范围", _scope(given)),
            Fact("数据截止", wording.long_date(assessment.as_of)),
            Fact("指标依据", assessment.catalogue.title),
            Fact("指标目录", f"{assessment.catalogue.edition}版，{_size(given)}"),
            *((Fact("数据性质", "合成数据，仅供演示和测试，不反映任何真实情况"),) if given.synthetic else ()),
        ),
        label=SYNTHETIC if given.synthetic else "",
        creator=f"shian {given.software_version}",
        sections=tuple(sections),
    )


def _scope(given: PackageInput) -> str:
    others = len(given.areas) - 1
    return f"{given.area.name}（{given.area.code}）" + (f"及所辖{others}个县（市、区）" if others else "")


def _size(given: PackageInput) -> str:
    catalogue = given.assessment.catalogue
    return f"{len(catalogue.indicators())}项指标、{len(catalogue.measures)}个量化数值"


def _overview(given: PackageInput, values: Lookup) -> Section:
    """All indicators on one page."""
    rows: list[tuple[str, ...]] = []
    tones: dict[tuple[int, int], Tone] = {}
    words: list[str] = []
    for number, measures in given.assessment.catalogue.indicators():
        own = [values[measure.code, given.area.code] for measure in measures]
        words.append(wording.indicator_word(own))
        for position, value in enumerate(own):
            measure = value.measure
            first = position == 0
            tones[len(rows), 6] = Tone.of(indicator_met(own))
            rows.append(
                (
                    str(number) if first else "",
                    measure.name,
                    wording.with_unit(measure.target.text, measure),
                    wording.figure(value),
                    wording.gap(value),
                    wording.status_word(value),
                    words[-1] if first else "",
                )
            )
    columns = (
        Column("序号", 26, Align.CENTRE),
        Column("指标", 216),
        Column("目标", 66, Align.RIGHT),
        Column("数值", 46, Align.DECIMAL),
        Column("差距", 44, Align.DECIMAL),
        Column("数据", 44, Align.CENTRE),
        Column("结论", 46, Align.CENTRE),
    )
    return Section(
        anchor="overview",
        title="指标总览",
        content=(
            _tally(words),
            Grid(columns, tuple(rows), tones=tones, spans=frozenset((0, 6)), one_page=True),
        ),
    )


def _tally(words: list[str]) -> Figures:
    figures = [
        Figure("指标", str(len(words)), "项"),
        Figure(wording.MET, str(words.count(wording.MET)), "项", Tone.MET),
        Figure(wording.UNMET, str(words.count(wording.UNMET)), "项", Tone.UNMET),
        Figure(wording.UNKNOWN, str(words.count(wording.UNKNOWN)), "项", Tone.UNKNOWN),
    ]
    if wording.NOT_APPLICABLE in words:
        figures.append(
            Figure(wording.NOT_APPLICABLE, str(words.count(wording.NOT_APPLICABLE)), "项", Tone.UNKNOWN)
        )
    return Figures(tuple(figures))
