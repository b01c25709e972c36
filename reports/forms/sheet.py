"""The sampling sheet (抽样单) as a form: who is sampled, what, from whom, by whom; filled in or blank."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.indicators.values import plain
from domain.sheets.content import Sheet
from reports.forms.model import DRAFT, SYNTHETIC, VOID, Block, FormPage, Row, choices, label, value

TITLE = "食品安全抽样检验抽样单"
PAGE_NOTE = "本单须由抽样人员和被抽样单位核对无误后签字（盖章）；有改动的，在改动处签字（盖章）。"
STAGES = ("生产", "流通", "餐饮")
_KINDS = ("监督抽检", "评价性抽检", "风险监测", "农产品监测")
_AREAS = ("城市", "乡村", "景点", "其他")
_SAMPLES = ("食用农产品", "工业加工食品", "餐饮加工食品", "食品添加剂", "其他")
_SOURCES = ("加工/自制", "委托生产", "外购", "其他")
_PACKS = ("预包装", "散装", "无包装")
_STORES = ("常温", "冷藏", "冷冻", "避光", "密闭", "其他")
_DATES = ("生产日期", "加工日期", "购进日期", "检疫日期", "其他")
_METHODS = ("无菌抽样", "非无菌抽样")
_THIRD = ("委托", "受托", "进口代理", "经销", "其他")


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A sheet with what is known of it beside its content: names of codes, its state, its version."""

    number: str
    sheet: Sheet | None
    version: int = 0
    draft: bool = False
    void_reason: str | None = None
    organisation: str | None = None
    organiser: str | None = None
    area: str | None = None


def sheet_page(facts: SheetFacts) -> FormPage:
    """The form on one page; blank but for its number where there is no sheet yet."""
    sheet = facts.sheet
    rows = (
        *_task(facts, sheet),
        *_unit(sheet),
        *_sample(sheet),
        *_labelled(sheet),
        *_producer(sheet),
        *_online(facts, sheet),
        *_signed(),
    )
    version = f"　第 {facts.version} 版" if facts.version else ""
    return FormPage(
        title=TITLE,
        subtitle=f"抽样单编号：{facts.number}",
        blocks=(Block(rows, below=(PAGE_NOTE,)),),
        code=facts.number,
        mark=VOID if facts.void_reason is not None else DRAFT if facts.draft else "",
        label=label_of(facts),
        foot=f"{facts.number}{version}　第 1 页　共 1 页",
    )


def label_of(facts: SheetFacts) -> str:
    """合成数据 where the record says so of itself."""
    texts = [getattr(facts.sheet, name) for name in Sheet.__struct_fields__] if facts.sheet else []
    named = [text for text in (*texts, facts.organisation) if isinstance(text, str)]
    return SYNTHETIC if any(SYNTHETIC in text for text in named) else ""


def shown_day(day: date | None) -> str:
    """A day as forms write it."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def _amount(number: Decimal | None, unit: str | None) -> str:
    return "" if number is None else f"{plain(number)}{unit or ''}"


def _task(facts: SheetFacts, sheet: Sheet | None) -> list[Row]:
    return [
        Row(
            (
                label("任务类别", 3),
                choices(_KINDS, sheet.task_kind if sheet else None, 13),
                label("任务级别", 3),
                value(sheet.level if sheet else "", 3),
            )
        ),
        Row(
            (
                label("任务来源", 3),
                value(facts.organiser or (sheet.organiser_kind if sheet else ""), 8),
                label("计划编号", 3),
                value(sheet.plan_no if sheet else "", 8),
            )
        ),
        Row(
            (
                label("抽样环节", 3),
                choices(STAGES, sheet.stage if sheet else None, 8),
                label("抽样场所", 3),
                value(sheet.place if sheet else "", 8),
            )
        ),
        Row(
            (
                label("区域类型", 3),
                choices(_AREAS, sheet.area_type if sheet else None, 8),
                label("抽样地区", 3),
                value(facts.area or (sheet.area_code if sheet else ""), 8),
            )
        ),
    ]


def _unit(sheet: Sheet | None) -> list[Row]:
    def of(name: str) -> object:
        return getattr(sheet, name) if sheet else ""

    return [
        Row((label("被抽样单位", 3), value(of("unit_name"), 19)), least=7.5, stretch=1),
        Row((label("单位地址", 3), value(of("unit_address"), 19)), stretch=1),
        Row(
            (
                label("信用代码", 3),
                value(of("unit_code"), 8),
                label("许可证号", 3),
                value(of("unit_licence"), 8),
            )
        ),
        Row(
            (
                label("法定代表人", 3),
                value(of("legal_person"), 4),
                label("联系人", 2),
                value(of("unit_contact"), 5),
                label("电话", 2),
                value(of("unit_phone"), 6),
            )
        ),
    ]


def _sample(sheet: Sheet | None) -> list[Row]:
    def of(name: str) -> object:
        return getattr(sheet, name) if sheet else ""

    return [
        Row(
            (
                label("样品名称", 3),
                value(of("sample_name"), 8),
                label("食品大类", 3),
                value(of("category"), 8),
            )
        ),
        Row((label("样品类型", 3), choices(_SAMPLES, sheet.sample_kind if sheet else None, 19))),
        Row(
            (
                label("样品来源", 3),
                choices(_SOURCES, sheet.source if sheet else None, 9),
                label("包装分类", 3),
                choices(_PACKS, sheet.packaging if sheet else None, 7),
            )
        ),
    ]


def _labelled(sheet: Sheet | None) -> list[Row]:
    """What the sample's label says, and how much was taken."""

    def of(name: str) -> object:
        return getattr(sheet, name) if sheet else ""

    unit = sheet.quantity_unit if sheet else None
    life = (
        (sheet.shelf_life or (f"{sheet.shelf_life_days}天" if sheet.shelf_life_days else "")) if sheet else ""
    )
    origin = ("进口　" if sheet.imported else "") + (sheet.origin or "") if sheet else ""
    return [
        Row(
            (
                label("商标", 3),
                value(of("trade_mark"), 5),
                label("规格型号", 3),
                value(of("specification"), 4),
                label("质量等级", 3),
                value(of("grade"), 4),
            )
        ),
        Row(
            (
                label("日期类型", 3),
                choices(_DATES, sheet.date_kind if sheet else None, 13),
                label("日期", 2),
                value(shown_day(sheet.produced_on) if sheet else "", 4),
            )
        ),
        Row(
            (
                label("样品批号", 3),
                value(of("batch_no"), 5),
                label("保质期", 3),
                value(life, 4),
                label("原产地", 3),
                value(origin, 4),
            )
        ),
        Row(
            (
                label("执行标准", 3),
                value(of("standard"), 12),
                label("单价（元）", 3),
                value(plain(sheet.price) if sheet and sheet.price is not None else "", 4),
            )
        ),
        Row(
            (
                label("抽样基数", 3),
                value(_amount(sheet.base_quantity, unit) if sheet else "", 4),
                label("抽样数量\n（含备样）", 4),
                value(_amount(sheet.sample_quantity, unit) if sheet else "", 4),
                label("备样数量", 3),
                value(_amount(sheet.spare_quantity, unit) if sheet else "", 4),
            )
        ),
        Row(
            (
                label("储存条件", 3),
                choices(_STORES, sheet.storage if sheet else None, 10),
                label("抽样方式", 3),
                choices(_METHODS, sheet.method if sheet else None, 6),
            )
        ),
    ]


def _producer(sheet: Sheet | None) -> list[Row]:
    def of(name: str) -> object:
        return getattr(sheet, name) if sheet else ""

    return [
        Row((label("标称生产者", 3), value(of("producer_name"), 19)), stretch=1),
        Row((label("生产者地址", 3), value(of("producer_address"), 19)), stretch=1),
        Row(
            (
                label("生产许可证号", 3),
                value(of("producer_licence"), 5),
                label("信用代码", 3),
                value(of("producer_code"), 5),
                label("电话", 2),
                value(of("producer_phone"), 4),
            )
        ),
        Row(
            (
                label("第三方性质", 3),
                choices(_THIRD, sheet.third_role if sheet else None, 11),
                label("第三方名称", 3),
                value(of("third_name"), 5),
            )
        ),
        Row((label("第三方地址", 3), value(of("third_address"), 19))),
    ]


def _online(facts: SheetFacts, sheet: Sheet | None) -> list[Row]:
    def of(name: str) -> object:
        return getattr(sheet, name) if sheet else ""

    return [
        Row(
            (
                label("网络平台", 3),
                value(of("online_platform"), 8),
                label("网店名称", 3),
                value(of("online_shop"), 8),
            )
        ),
        Row(
            (
                label("订单编号", 3),
                value(of("order_no"), 8),
                label("买样人账户", 3),
                value(of("buyer_account"), 8),
            )
        ),
        Row((label("备注", 3), value(of("remarks"), 19)), least=9, stretch=2),
        Row(
            (
                label("抽样单位名称", 3),
                value(facts.organisation, 8),
                label("承检机构", 3),
                value(of("laboratory_name"), 8),
            )
        ),
        Row(
            (
                label("抽样人员", 3),
                value("、".join(sheet.samplers) if sheet else "", 8),
                label("抽样日期", 3),
                value(shown_day(sheet.sampled_on) if sheet else "", 8),
            )
        ),
    ]


def _signed() -> list[Row]:
    return [
        Row(
            (
                label("被抽样单位\n对以上内容\n无异议", 3),
                value("签字（盖章）：\n\n　　年　月　日", 4),
                label("生产者\n（生产环节）", 3),
                value("签字（盖章）：\n\n　　年　月　日", 4),
                label("抽样\n单位", 2),
                value("抽样人员签字：\n公章：\n\n　　　　年　　月　　日", 6),
            ),
            least=20,
            stretch=2,
        )
    ]
