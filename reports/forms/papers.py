"""The papers that go with a sample: the notice of sampling, the seals, the transfer list. One page each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.indicators.values import plain
from reports.forms.model import DRAFT, VOID, Block, FormPage, Row, label, prose, value
from reports.forms.sheet import SheetFacts, label_of, shown_day

SIGN = "签字（盖章）：\n\n　　　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class Seal:
    """A sealed portion: which, under which seal, how much."""

    portion: str
    seal_no: str = ""
    quantity: str = ""
    sealed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """One event of a sample's way as the transfer list shows it."""

    portion: str
    event: str
    moment: datetime
    holder: str
    place: str
    temperature: Decimal | None = None
    remark: str | None = None


def notice_page(facts: SheetFacts, *, apply_within: str, methods: Sequence[str]) -> FormPage:
    """抽样检验告知书: what is done, on what legal ground, and what the sampled unit may do.

    `apply_within` are the words for the time to ask for a re-inspection, from the catalogue of clocks; `methods` the
    regulations by name.
    """
    sheet = facts.sheet
    unit = (sheet.unit_name if sheet else None) or "________________"
    sampler = facts.organisation or "________________"
    regulations = "、".join(f"《{name}》" for name in methods)
    text = (
        f"{unit}：\n"
        f"依据{regulations}，{sampler}派员对你单位生产、销售或使用的食品进行抽样检验，抽样单编号 {facts.number}。"
        "现将有关事项告知如下：\n"
        "一、抽样人员不少于两名，抽样时应当出示有效的工作证件和抽样任务文件。你单位可以核对抽样人员身份。\n"
        "二、样品由抽样人员随机抽取。检验样品和备份样品当场分别封样，由抽样人员和你单位签字或盖章确认；备份样品供复检使用。\n"
        "三、抽样单和告知书由双方核对后签字或盖章，一份交你单位留存。抽取的样品按规定支付费用。\n"
        "四、请你单位如实提供营业执照、许可证、进货凭证、检验报告等资料，不得拒绝、阻挠抽样。"
        "拒绝抽样的，由抽样人员记录情况，依法处理。\n"
        f"五、对检验结论有异议的，可以{apply_within}依法申请复检；对抽样过程、样品真实性、检验方法、标准适用有异议的，可以依法提出异议。\n"
        "六、收到不合格检验结论后，应当立即停止生产经营、封存库存问题食品，召回或通知停止经营相关食品，并排查原因、进行整改。"
    )
    rows = (
        Row((prose(text),), least=120, stretch=3),
        Row(
            (
                label("抽样单位", 2),
                value(f"{facts.organisation or ''}\n{SIGN}", 6),
                label("被抽样单位", 2),
                value(f"{(sheet.unit_name if sheet else '') or ''}\n{SIGN}", 6),
            ),
            least=32,
            stretch=1,
        ),
        Row(
            (
                label("抽样人员", 2),
                value("、".join(sheet.samplers) if sheet else "", 6),
                label("抽样日期", 2),
                value(shown_day(sheet.sampled_on) if sheet else "", 6),
            )
        ),
    )
    return _page(facts, "食品安全抽样检验告知书", (Block(rows),))


def seal_page(facts: SheetFacts, seals: Sequence[Seal]) -> FormPage:
    """样品封条, one for the sample and one for the spare sample, to be cut apart."""
    return _page(facts, "", tuple(_seal(facts, seal) for seal in seals), cut=True)


def transfer_page(facts: SheetFacts, seals: Sequence[Seal], passages: Sequence[Passage]) -> FormPage:
    """样品移交单: the sample and whose hands it went through; blank lines for those that follow."""
    sheet = facts.sheet
    head = (
        Row(
            (
                label("样品名称", 3),
                value(sheet.sample_name if sheet else "", 9),
                label("储存条件", 3),
                value(sheet.storage if sheet else "", 7),
            )
        ),
        Row(
            (
                label("被抽样单位", 3),
                value(sheet.unit_name if sheet else "", 9),
                label("抽样日期", 3),
                value(shown_day(sheet.sampled_on) if sheet else "", 7),
            )
        ),
        Row(
            (
                label("抽样单位", 3),
                value(facts.organisation, 9),
                label("承检机构", 3),
                value(sheet.laboratory_name if sheet else "", 7),
            )
        ),
        *(
            Row(
                (
                    label(seal.portion, 3),
                    value(f"封条编号：{seal.seal_no}", 9),
                    label("数量", 3),
                    value(seal.quantity, 7),
                )
            )
            for seal in seals
        ),
        Row(
            (
                label("样品", 3),
                label("事项", 3),
                label("时刻", 4),
                label("保管人（接收人）", 4),
                label("地点", 4),
                label("温度℃", 2),
                label("签字", 3),
            )
        ),
    )
    lines = [_passage(one) for one in passages]
    blank = Row(tuple(value("", share) for share in (3, 3, 4, 4, 4, 2, 3)), least=8, stretch=1)
    lines += [blank] * max(0, 12 - len(lines))
    note = Row((label("备注", 3), value("", 20)), least=14, stretch=1)
    return _page(
        facts,
        "样品移交单",
        (Block((*head, *lines, note), below=("交接双方当场核对封条是否完好、数量是否相符。",)),),
    )


def _passage(one: Passage) -> Row:
    place = one.place if one.remark is None else f"{one.place}（{one.remark}）"
    return Row(
        (
            value(one.portion, 3),
            value(one.event, 3),
            value(f"{one.moment:%Y-%m-%d %H:%M}", 4),
            value(one.holder, 4),
            value(place, 4),
            value(plain(one.temperature), 2),
            value("", 3),
        ),
        least=8,
    )


def _seal(facts: SheetFacts, seal: Seal) -> Block:
    sheet = facts.sheet
    sealed = f"{seal.sealed:%Y年%m月%d日 %H:%M}" if seal.sealed else "　　　　年　　月　　日　　时　　分"
    rows = (
        Row(
            (label("抽样单编号", 3), value(facts.number, 8), label("封条编号", 3), value(seal.seal_no, 6)),
            least=10,
        ),
        Row(
            (
                label("样品名称", 3),
                value(sheet.sample_name if sheet else "", 8),
                label("数量", 3),
                value(seal.quantity, 6),
            ),
            least=10,
        ),
        Row((label("封样时间", 3), value(sealed, 17)), least=10),
        Row(
            (
                label("抽样人员签字", 3),
                value("", 7),
                label("被抽样单位\n签字（盖章）", 3),
                value("", 7),
            ),
            least=26,
        ),
        Row((label("抽样单位\n（盖章）", 3), value(facts.organisation, 17)), least=12),
    )
    return Block(
        rows,
        title=f"样品封条（{seal.portion}）",
        above=(label_of(facts), ""),
        below=("未经检验机构启封不得拆动；封条破损的样品不予接收。",),
    )


def _page(facts: SheetFacts, title: str, blocks: tuple[Block, ...], *, cut: bool = False) -> FormPage:
    version = f"　抽样单第 {facts.version} 版" if facts.version else ""
    return FormPage(
        title=title,
        subtitle=f"抽样单编号：{facts.number}" if title else "",
        blocks=blocks,
        code=facts.number if title else "",
        mark=VOID if facts.void_reason is not None else DRAFT if facts.draft else "",
        label=label_of(facts),
        foot=f"{facts.number}{version}　第 1 页　共 1 页",
        cut=cut,
    )
