"""抽样误差: how far the figures of a survey may be off by chance, in words for the area and in a table by district."""

from domain.catalogue.measures import Measure
from domain.indicators.values import MeasureValue, plain
from domain.returns.surveys import Margin, margin_of, margin_words
from reports import wording
from reports.model import Align, Column, Content, Grid, Heading, PackageInput, Paragraph


def margins_of(given: PackageInput, measure: Measure, rows: list[MeasureValue]) -> list[Content]:
    """`rows` are the measure's values by area; nothing for measures that no questionnaire gives."""
    margins = {value.area: margin_of(measure, value.numerator, value.denominator) for value in rows}
    if not any(margins.values()):
        return []
    content: list[Content] = [Heading("抽样误差")]
    own = given.assessment.value(measure.code, given.area.code)
    margin = margins.get(given.area.code)
    if margin is not None:
        content.append(Paragraph(margin_words(measure, margin, own.met), note=True))
    if len(rows) > 1:
        cells = tuple((given.name_of(one.area), *_cells(one, margins[one.area])) for one in rows)
        columns = (
            Column("辖区", 96),
            Column("有效样本（份）", 96, Align.RIGHT),
            Column("95%置信区间", 130, Align.CENTRE),
            Column("与目标相比", 120, Align.CENTRE),
        )
        content.append(Grid(columns, cells, frozenset((0,))))
    return content


def _cells(value: MeasureValue, margin: Margin | None) -> tuple[str, str, str]:
    if margin is None:
        return (wording.NOTHING,) * 3
    return (
        plain(margin.respondents) or wording.NOTHING,
        f"{margin.lower}—{margin.upper}",
        _verdict(value, margin),
    )


def _verdict(value: MeasureValue, margin: Margin) -> str:
    if value.met is None:
        return "不作判断"
    if margin.surely_met:
        return "整个区间达标"
    return "整个区间未达标" if margin.surely_unmet else "误差之内不能断定"
