"""编制、会签与审定: what the edition stands on, who signed, and the places for seals; or that nobody has frozen it."""

from reports import wording
from reports.model import (
    Align,
    Column,
    Content,
    Fact,
    Facts,
    Grid,
    Heading,
    PackageInput,
    Paragraph,
    Seals,
    Section,
)
from reports.standing import Signature, Standing

DRAFT = "未冻结草稿"


def signing_section(given: PackageInput) -> Section:
    """Signatures of the snapshot and places for seals; of a draft, that it is one."""
    standing = given.papers.standing
    content: list[Content]
    if standing is None:
        content = [
            Paragraph(
                "本报告按当前记录生成，数值未经冻结，没有编制、会签和审定，只供内部核对，不得作为正式材料报送。"
                "正式材料由已审定的快照生成。"
            )
        ]
    else:
        content = _frozen(given, standing)
    return Section("signing", "编制、会签与审定", tuple(content))


def _frozen(given: PackageInput, standing: Standing) -> list[Content]:
    facts = [
        Fact("快照编号", standing.snapshot),
        Fact("审定日期", wording.long_date(standing.frozen_on)),
        Fact("快照摘要", standing.rows_sha256),
        Fact("数值摘要", standing.values_sha256),
    ]
    if standing.before is not None:
        facts += [Fact("上一快照", standing.before), Fact("编制原因", standing.reason or "未写明")]
    columns = (
        Column("事项", 60, Align.CENTRE),
        Column("姓名", 78),
        Column("部门", 96),
        Column("日期", 70, Align.CENTRE),
        Column("所签指标", 138),
    )
    rows = tuple(_row(one) for one in standing.signatures)
    offices = tuple(dict.fromkeys(one.organisation for one in standing.signatures if one.organisation))
    return [
        Paragraph(
            f"本报告由快照 {standing.snapshot} 生成。快照固定了数值及其背后的全部记录，审定后不再改变；"
            "此后记录的变更只作为差异列出，不进入本报告。"
        ),
        Facts(tuple(facts)),
        Grid(columns, rows),
        Heading("盖章"),
        Seals((given.area.name + "（编制单位）", *offices)),
    ]


def _row(one: Signature) -> tuple[str, ...]:
    return (
        f"{one.role}\n（纸质）" if one.on_paper else one.role,
        f"{one.name}\n（登记人）" if one.on_paper else one.name,
        one.organisation or wording.NOTHING,
        one.on.isoformat(),
        "、".join(one.measures) or "全部",
    )
