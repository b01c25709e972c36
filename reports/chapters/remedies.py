"""四、整改清单: every indicator that is not met, with what is recorded on how it is put right; nothing is invented.

What is recorded for figures that this edition does not judge as unmet stands below, so that nothing is left out.
"""

from domain.indicators.values import MeasureValue
from reports import wording
from reports.model import Align, Column, Content, Grid, Heading, PackageInput, Paragraph, Section
from reports.standing import Remedy

Lookup = dict[tuple[str, str], MeasureValue]
NOT_RECORDED = "未登记"
COLUMNS = (
    Column("指标", 132),
    Column("原因", 126),
    Column("措施", 126),
    Column("责任部门", 80),
    Column("期限", 66, Align.CENTRE),
    Column("进展", 108),
)


def remedies_section(given: PackageInput, values: Lookup, number: str) -> Section:
    """Unmet measures in the order of the catalogue, each with its recorded remedies; then the other remedies."""
    own = {
        measure.code: values[measure.code, given.area.code] for measure in given.assessment.catalogue.measures
    }
    unmet = {code: value for code, value in own.items() if value.met is False}
    content: list[Content] = []
    if not unmet:
        content.append(Paragraph("截至截止日没有判为未达标的数值；无法判定的指标见附件6的数据缺口。"))
    else:
        rows: list[tuple[str, ...]] = []
        recorded = {one.measure for one in given.papers.remedies}
        for code, value in unmet.items():
            rows += _rows(given, value, _of(given, code)) if code in recorded else [_bare(value)]
        told = f"截至截止日有{len(unmet)}个数值未达标，逐项列出登记的原因、措施、责任部门、期限和进展。"
        lacking = len(unmet.keys() - recorded)
        if lacking:
            told += f"其中{lacking}个尚未登记整改。"
        content += [Paragraph(told), Grid(COLUMNS, tuple(rows), spans=frozenset((0,)))]
    others: list[tuple[str, ...]] = []
    for code, value in own.items():
        if code not in unmet:
            others += _rows(given, value, _of(given, code))
    if others:
        content += [
            Heading("其他登记的整改事项"),
            Paragraph(f"对应的{given.area.name}数值没有判为未达标。"),
            Grid(COLUMNS, tuple(others), spans=frozenset((0,))),
        ]
    return Section("remedies", f"{number}、整改清单", tuple(content), landscape=bool(unmet or others))


def _of(given: PackageInput, code: str) -> list[Remedy]:
    return [one for one in given.papers.remedies if one.measure == code]


def _heading(value: MeasureValue) -> str:
    measure = value.measure
    return f"{measure.code}　{measure.name}\n{wording.figure(value)}（目标{measure.target.text}）"


def _bare(value: MeasureValue) -> tuple[str, ...]:
    return (_heading(value), *(NOT_RECORDED,) * 5)


def _rows(given: PackageInput, value: MeasureValue, remedies: list[Remedy]) -> list[tuple[str, ...]]:
    """A remedy of a district says whose it is: the figure beside it is the edition's own."""
    return [
        (
            _heading(value) if position == 0 else "",
            _whose(given, one) + (one.cause or NOT_RECORDED),
            one.action or NOT_RECORDED,
            one.department or NOT_RECORDED,
            one.due_on.isoformat(),
            one.state,
        )
        for position, one in enumerate(remedies)
    ]


def _whose(given: PackageInput, one: Remedy) -> str:
    return "" if one.area in (None, given.area.code) else f"（{given.name_of(str(one.area))}）"
