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
        content.append(Paragraph("截至截止日没有未达标的指标；无法判定的指标见附件6的数据缺口。"))
    else:
        rows: list[tuple[str, ...]] = []
        for measure in unmet:
            value = values[measure.code, given.area.code]
            heading = f"{measure.code}　{measure.name}\n{wording.figure(value)}（目标{measure.target.text}）"
            recorded = [one for one in given.papers.remedies if one.measure == measure.code]
            for position, one in enumerate(recorded):
                rows.append(
                    (
                        heading if position == 0 else "",
                        one.cause,
                        one.action,
                        one.department,
                        one.due_on.isoformat(),
                        one.state,
                    )
                )
            if not recorded:
                nothing = (NOT_RECORDED,) * 2
                rows.append((heading, *nothing, measure.department, NOT_RECORDED, NOT_RECORDED))
        lacking = sum(1 for row in rows if row[1] == NOT_RECORDED)
        told = f"截至截止日有{len(unmet)}个数值未达标，逐项列出原因、措施、责任部门和期限。"
        if lacking:
            told += f"其中{lacking}个尚未登记原因和措施，责任部门按指标目录列出。"
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
