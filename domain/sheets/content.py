"""The fields of the national sampling form (食品安全抽样检验抽样单), and what the steps of a sheet are told.

Nearly every field may be empty while a sheet is a draft; what must be filled when is data (`rules.toml`).
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec

from domain.organisations import OrganisationCode
from domain.work.fields import Form, line, prose, said, whole

TaskKind = Literal["监督抽检", "评价性抽检", "风险监测", "农产品监测", "快速检测"]
TaskLevel = Literal["国抽", "省抽", "市抽", "县抽"]
Stage = Literal["生产", "流通", "餐饮"]
ONLINE_PLACE = "网购"

Amount = Annotated[Decimal, said("数量或金额，十进制数")]
# A name holds none of the signs that separate people.
Person = Annotated[
    str,
    msgspec.Meta(
        description="姓名，不含顿号、逗号、分号，50 字以内",
        min_length=1,
        max_length=50,
        pattern=r"^[^\x00-\x20\x7f、，,;；/\-][^\x00-\x1f\x7f、，,;；]*$(?!\n)",
    ),
]


class Sheet(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """One sheet. Area, organisation and level make its number and are always there."""

    __schema_name__ = "SheetContent"  # in the interface description, where lists have a Sheet of their own

    # task
    area_code: Annotated[str, line("抽样地区划代码", "320412")]
    organisation: OrganisationCode
    level: Annotated[TaskLevel, said("任务级别")]
    stage: Annotated[Stage | None, said("抽样环节")] = None
    task_kind: Annotated[TaskKind, said("任务类别")] = "监督抽检"
    plan_no: Annotated[str, line("计划编号")] | None = None
    organiser_kind: Annotated[Literal["市场监督管理", "农业农村"], said("任务组织部门")] = "市场监督管理"
    organiser: OrganisationCode | None = None
    laboratory: OrganisationCode | None = None
    laboratory_name: Annotated[str, line("承检机构名称；选择承检机构后由系统填写")] | None = None
    sampled_on: Annotated[date | None, said("抽样日期")] = None
    samplers: Annotated[tuple[Person, ...], said("抽样人员，至少两人")] = ()
    method: Annotated[Literal["无菌抽样", "非无菌抽样"] | None, said("抽样方式")] = None
    # place and unit
    place: Annotated[str, line("抽样场所", "超市")] | None = None
    area_type: Annotated[Literal["城市", "乡村", "景点", "其他"] | None, said("区域类型")] = None
    unit_name: Annotated[str, line("被抽样单位名称", "合成数据超市")] | None = None
    unit_code: Annotated[str, line("被抽样单位统一社会信用代码")] | None = None
    unit_licence: Annotated[str, line("被抽样单位许可证号")] | None = None
    unit_address: Annotated[str, line("被抽样单位地址")] | None = None
    unit_contact: Annotated[str, line("被抽样单位联系人")] | None = None
    unit_phone: Annotated[str, line("被抽样单位电话", longest=30)] | None = None
    legal_person: Annotated[str, line("法定代表人")] | None = None
    # producer and third party
    producer_name: Annotated[str, line("标称生产企业名称")] | None = None
    producer_code: Annotated[str, line("标称生产企业统一社会信用代码")] | None = None
    producer_licence: Annotated[str, line("生产许可证号")] | None = None
    producer_address: Annotated[str, line("标称生产企业地址")] | None = None
    producer_phone: Annotated[str, line("标称生产企业电话", longest=30)] | None = None
    third_role: Annotated[Literal["委托", "受托", "进口代理", "经销", "其他"] | None, said("第三方性质")] = (
        None
    )
    third_name: Annotated[str, line("第三方企业名称")] | None = None
    third_address: Annotated[str, line("第三方企业地址")] | None = None
    # sample
    sample_name: Annotated[str, line("样品名称", "合成数据蛋糕")] | None = None
    category: Annotated[str, line("食品大类", "糕点")] | None = None
    sample_kind: Annotated[
        Literal["食用农产品", "工业加工食品", "餐饮加工食品", "食品添加剂", "其他"] | None, said("样品类型")
    ] = None
    source: Annotated[Literal["加工/自制", "委托生产", "外购", "其他"] | None, said("样品来源")] = None
    packaging: Annotated[Literal["预包装", "散装", "无包装"] | None, said("包装分类")] = None
    trade_mark: Annotated[str, line("商标")] | None = None
    specification: Annotated[str, line("样品规格")] | None = None
    date_kind: Annotated[
        Literal["生产日期", "加工日期", "购进日期", "检疫日期", "其他"] | None, said("日期类型")
    ] = None
    produced_on: Annotated[date | None, said("生产（加工、购进、检疫）日期")] = None
    shelf_life: Annotated[str, line("保质期，照标签")] | None = None
    shelf_life_days: Annotated[int, whole("保质期天数", least=1, most=36_500)] | None = None
    batch_no: Annotated[str, line("样品批号")] | None = None
    grade: Annotated[str, line("质量等级")] | None = None
    standard: Annotated[str, line("执行标准或技术文件")] | None = None
    imported: Annotated[bool, said("是否进口")] = False
    origin: Annotated[str, line("原产国（地区）")] | None = None
    price: Annotated[Decimal | None, said("单价（元）")] = None
    base_quantity: Annotated[Decimal | None, said("抽样基数")] = None
    sample_quantity: Annotated[Decimal | None, said("抽样数量（含备样）")] = None
    spare_quantity: Annotated[Decimal | None, said("备样数量")] = None
    quantity_unit: Annotated[str, line("数量单位", longest=20)] | None = None
    storage: Annotated[
        Literal["常温", "冷藏", "冷冻", "避光", "密闭", "其他"] | None, said("样品储存条件")
    ] = None
    # online purchase
    online_platform: Annotated[str, line("网络平台名称")] | None = None
    online_shop: Annotated[str, line("网店名称")] | None = None
    order_no: Annotated[str, line("订单编号")] | None = None
    buyer_account: Annotated[str, line("买样人账户")] | None = None
    remarks: Annotated[str, prose("备注", 1_000)] | None = None
    # what submitting found
    warnings: Annotated[tuple[str, ...], said("完成抽样时的提示")] = ()
    duplicate_reason: Annotated[str, prose("重复抽样仍继续的理由", 1_000)] | None = None
    duplicate_approver: Person | None = None

    @property
    def online(self) -> bool:
        """Bought on the net: exempt from the rules on duplicate sampling."""
        return self.place == ONLINE_PLACE


class NewSheet(Form, kw_only=True, frozen=True):
    """A sheet to be numbered now, or one filled in under a number of a reserved block."""

    sheet: Annotated[Sheet, said("抽样单内容")]
    number: Annotated[str, line("预留号段中的编号；不填则由系统编号", longest=64)] | None = None


class SheetEdit(Form, kw_only=True, frozen=True):
    """The whole content as it should be."""

    sheet: Annotated[Sheet, said("抽样单内容")]


class Submission(Form, kw_only=True, frozen=True):
    """That sampling is done, and who approved going on in spite of the rules on duplicate sampling."""

    duplicate_reason: Annotated[str, prose("重复抽样仍继续的理由", 1_000)] | None = None
    duplicate_approver: Person | None = None


class Block(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Consecutive numbers of one series, handed to a device or a pad of paper forms."""

    organisation: OrganisationCode
    area_code: Annotated[str, line("抽样地区划代码", "320412")]
    level: Annotated[TaskLevel, said("任务级别")]
    holder: Annotated[str, line("领用人、设备或纸质表单本", "合成数据平板1号")]
    series: Annotated[str, said("编号前段")]
    first: Annotated[int, said("起始流水号")]
    last: Annotated[int, said("末尾流水号")]
    voided: Annotated[tuple[str, ...], said("交回时作废的编号")] = ()


class BlockReservation(Form, kw_only=True, frozen=True):
    """How many numbers are wanted, for which series and by whom."""

    area_code: Annotated[str, line("抽样地区划代码", "320412")]
    organisation: OrganisationCode
    level: Annotated[TaskLevel, said("任务级别")]
    year: Annotated[int, whole("年度", least=2000, most=2099)]
    holder: Annotated[str, line("领用人、设备或纸质表单本", "合成数据平板1号")]
    count: Annotated[int, whole("编号个数", least=1, most=500)]


class Attempt(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """A visit that ended without a sample."""

    outcome: Annotated[Literal["拒绝抽样", "无样可抽"], said("结果")]
    area_code: Annotated[str, line("区划代码", "320412")]
    organisation: OrganisationCode
    unit_name: Annotated[str, line("单位名称", "合成数据超市")]
    unit_code: Annotated[str, line("单位统一社会信用代码")] | None = None
    plan_no: Annotated[str, line("计划编号")] | None = None
    facts: Annotated[str, prose("经过")]
    samplers: Annotated[tuple[Person, ...], said("抽样人员，至少两人")]
    witnesses: Annotated[tuple[Person, ...], said("见证人")] = ()


class NewAttempt(Form, kw_only=True, frozen=True):
    """A visit without a sample; `on` is its day."""

    attempt: Annotated[Attempt, said("未抽到样品的情况")]
