"""四、整改清单: every indicator that is not met, with what is recorded on how it is put right; nothing is invented."""

from domain.indicators.values import MeasureValue
from reports import wording
from reports.model import Align, Column, Content, Grid, PackageInput, Paragraph, Section

Lookup = dict[tuple[str, str], MeasureValue]
NOT_RECORDED = "未登记"


def remedies_section(given: PackageInput, values: Lookup, number: str) -> Section:
    """Unmet measures in the order of the catalogue, each with its recorded remedies."""
    unmet = [
        measure
        for measure in given.assessment.catalogue.measures
        if values[measure.code, given.area.code].met is False
    ]
    content: list[Content] = []
    if not unmet:
        content.append(Paragraph("截至截止日没有判为未达标的数值；无法判定的指标见附件6的数据缺口。"))
    else:
        rows: list[tuple[str, ...]] = []
        lacking = 0
        for measure in unmet:
            value = values[measure.code, given.area.code]
            heading = f"{measure.code}　{measure.name}\n{wording.figure(value)}（目标{measure.target.text}）"
            recorded = [one for one in given.papers.remedies if one.measure == measure.code]
            for position, one in enumerate(recorded):
                rows.append(
                    (
                        heading if position == 0 else "",
                        one.cause or NOT_RECORDED,
                        one.action or NOT_RECORDED,
                        one.department or NOT_RECORDED,
                        one.due_on.isoformat(),
                        one.state,
                    )
                )
            if not recorded:
                lacking += 1
                rows.append((heading, *(NOT_RECORDED,) * 5))
        told = f"截至截止日有{len(unmet)}个数值未达标，逐项列出登记的原因、措施、责任部门、期限和进展。"
        if lacking:
            told += f"其中{lacking}个尚未登记整改。"
        content.append(Paragraph(told))
        columns = (
            Column("指标", 150),
            Column("原因", 138),
            Column("措施", 138),
            Column("责任部门", 84),
            Column("期限", 66, Align.CENTRE),
            Column("进展", 62, Align.CENTRE),
        )
        content.append(Grid(columns, tuple(rows), spans=frozenset((0,))))
    return Section("remedies", f"{number}、整改清单", tuple(content), landscape=bool(unmet))
