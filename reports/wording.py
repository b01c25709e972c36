"""The words that go with figures. They say what the figure says and nothing beyond it.

One place for verdicts, gaps and sentences, so that PDF and workbook never call the same thing by two names.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.catalogue.measures import Measure
from domain.indicators.assessment import Beside
from domain.indicators.values import STATUS_WORDS, MeasureValue, Status, indicator_met, plain, rounded

NOTHING = "—"
MET, UNMET, UNKNOWN, NOT_APPLICABLE = "达标", "未达标", "无法判定", "不适用"

_LEVEL_FILERS = {"district": "各县（市、区）", "city": "市本级"}
_OVER = {"flow": "全年各季度累计", "stock": "取最近一个季度"}
# By code, as formulas are: another catalogue's measure of the same code that is counted from records is counted so.
_COUNTED = {"07": "个样品", "10-1": "条线索", "10-2": "件案件", "17": "批次", "21": "批次"}
_BOUNDS = {
    "03-1": "截止日已退出的企业不计入；评价年度以外的体系检查不计入。",
    "03-2": "整改期限未过且未完成整改的问题不计入分子和分母；企业此后退出的，其问题仍计入。",
    "04": "尚未开始的学期不计入；学期基准日已退出或尚未成立的食堂不计入；评价年度以外的检查不计入。",
    "05": "截止日已退出的食堂不计入；未登记是否建成的食堂计入分母、不计入分子。",
    "06-1": "每一计划行超出计划的批次不计入，不能弥补其他计划行的欠额；食品大类或环节与计划行不符的批次不计入。",
    "06-2": "每一计划行超出计划的批次不计入，不能弥补其他计划行的欠额；食品大类或环节与计划行不符的批次不计入。",
    "07": "仍在法定期限内的任务所属样品不计入分子和分母；已撤销的任务不计入；评价年度以外收到的任务不计入。",
    "08": "只看有无监督抽检，不看批次多少；评价性抽检、风险监测、农产品监测和快速检测不计入覆盖。",
    "09": "小作坊和截止日已退出的企业不计入；标称生产企业没有登记信用代码的批次不能计入。",
    "10-1": "不应立案的线索不计入；仍在立案期限内且未立案的线索不计入分子和分母。逾期立案的，仍按已立案计入。",
    "10-2": "仍在办案期限内且未办结的案件不计入分子和分母。逾期办结的，仍按已办结计入。",
    "15": "国抽、省抽批次和快速检测不计入；作废、拒收的抽样单和截止日后出具报告的批次不计入。",
    "16": "没有农药残留、兽药残留检验项目或该项目未检验的批次不计入；国抽、省抽批次不计入。",
    "17": "结论为“问题”或“未判定”的批次不计入分子和分母；复检、异议结论日期晚于截止日的，按原结论计入。",
    "19": "截止日已退出的主体不计入；定期自查报告不作自查风险报告计入。",
    "20-1": "截止日已退出的企业不计入；自查风险报告不作定期自查报告计入。",
    "20-2": "整改期限未过且未完成整改的问题不计入分子和分母；企业此后退出的，其问题仍计入。",
    "21": "结论为“问题”或“未判定”的批次不计入分子和分母；复检、异议结论日期晚于截止日的，按原结论计入。",
    "27": "截止日已退出的企业不计入；未登记是否实施的企业计入分母、不计入分子。",
    "28": "截止日已退出的企业不计入；未登记是否可追溯的企业计入分母、不计入分子。",
}


def long_date(day: date) -> str:
    """`2024年3月31日`."""
    return f"{day.year}年{day.month}月{day.day}日"


def verdict_word(value: MeasureValue) -> str:
    """达标, 未达标, 无法判定 or 不适用, of one measure."""
    if value.status is Status.NOT_APPLICABLE:
        return NOT_APPLICABLE
    return _word(value.met)


def indicator_word(values: Sequence[MeasureValue]) -> str:
    """The same of an indicator; 不适用 only where none of its measures applies."""
    if values and all(value.status is Status.NOT_APPLICABLE for value in values):
        return NOT_APPLICABLE
    return _word(indicator_met(list(values)))


def _word(met: bool | None) -> str:
    if met is None:
        return UNKNOWN
    return MET if met else UNMET


def figure(value: MeasureValue) -> str:
    """The value as printed, or a dash."""
    return value.shown or NOTHING


def gap(value: MeasureValue) -> str:
    """The signed gap as printed, or a dash."""
    return value.gap_shown or NOTHING


def count(number: Decimal | None) -> str:
    """A numerator or denominator as printed, or a dash."""
    return plain(number) or NOTHING


def status_word(value: MeasureValue) -> str:
    """正常, 填报不全, 缺数据, 不适用."""
    return STATUS_WORDS[value.status]


def with_unit(text: str, measure: Measure) -> str:
    """`98%`, `40课时/年`."""
    return f"{text}{measure.unit}"


def formula(measure: Measure) -> str:
    """How the value comes from its two numbers."""
    if measure.unit == "%":
        return "分子 ÷ 分母 × 100%"
    factor = f" × {measure.scale}" if measure.scale != 1 else ""
    return f"分子 ÷ 分母{factor}（{measure.unit}）"


def source(measure: Measure) -> str:
    """Where the numbers come from, and how quarters are put together."""
    if measure.from_records:
        levels = f"，只计{'、'.join(measure.levels)}任务" if measure.levels else ""
        return f"由登记的记录逐条计算{levels}"
    filers = "、".join(_LEVEL_FILERS[filer] for filer in measure.filed_by)
    return f"由{filers}按季度填报、审核后计入，{_OVER[measure.over or 'stock']}"


def statement(value: MeasureValue, place: str, as_of: date) -> str:
    """One or two sentences on the value of the area that the report is about."""
    measure = value.measure
    opening = f"截至{long_date(as_of)}，{place}"
    if value.status is Status.MISSING:
        lacking = "没有已审核的填报" if not measure.from_records else "没有可用的数据"
        return f"{opening}{lacking}，本项数值未知，不作达标判断。"
    if value.numerator is None or value.denominator is None:
        return f"{opening}本级不填报本项，不适用。"
    numbers = f"分子为{plain(value.numerator)}，分母为{plain(value.denominator)}"
    if value.shown is None:
        return f"{opening}本项{numbers}；分母为0，没有比值，不作达标判断。"
    told = f"{opening}本项{numbers}，数值为{with_unit(value.shown, measure)}"
    if value.status is Status.INCOMPLETE:
        return f"{told}。填报不全，这一数值只反映已审核的部分，不作达标判断。"
    return f"{told}，{_comparison(value)}。"


def _comparison(value: MeasureValue) -> str:
    measure, distance = value.measure, value.gap
    target = f"{with_unit(measure.target.text, measure)}的目标"
    if distance == 0:
        return f"恰好达到{target}"
    amount = (value.gap_shown or "").lstrip("+-")
    unit = "个百分点" if measure.unit == "%" else measure.unit
    higher = value.met is measure.target.at_least
    return f"{'达到' if value.met else '未达到'}{target}，{'高' if higher else '低'}{amount}{unit}"


def share(part: int, whole: int) -> str:
    """A percentage with two decimals, rounded half up; a dash of nothing."""
    return f"{rounded(Fraction(part * 100, whole), 2):f}" if whole else NOTHING


def lacking_quarters(lacking: Sequence[str]) -> str:
    """Missing returns by filer: `武进区 2023Q1、2023Q3` of `武进区 2023Q1` and `武进区 2023Q3`."""
    quarters: dict[str, list[str]] = {}
    for entry in lacking:
        filer, _, quarter = entry.rpartition(" ")
        quarters.setdefault(filer, []).append(quarter)
    return "；".join(f"{filer} {'、'.join(named)}" for filer, named in quarters.items())


def beside_sentences(measure: Measure, beside: Beside) -> list[str]:
    """What the figure leaves out and what it does not tell, as counts."""
    unit = _COUNTED.get(measure.code, "个问题" if measure.code in ("03-2", "20-2") else "项")
    told = []
    if beside.done is not None and beside.on_time is not None:
        if beside.done:
            rate = share(beside.on_time, beside.done)
            told.append(
                f"已完成的{beside.done}{unit}中，按期完成{beside.on_time}{unit}，按期率{rate}%；"
                "按期率只列在数值之旁，不参与计算。"
            )
        else:
            told.append("截止日前没有已完成的，按期率无从计算。")
    if beside.overdue is not None:
        told.append(f"期限已过仍未完成的{beside.overdue}{unit}，已计入分母。")
    if beside.pending is not None:
        told.append(f"期限未过、尚未完成的{beside.pending}{unit}，未计入分子和分母。")
    if beside.problem is not None:
        told.append(f"结论为“问题”的{beside.problem}{unit}，未计入分子和分母。")
    if beside.undecided is not None:
        told.append(f"“未判定”的{beside.undecided}{unit}，未计入分子和分母。")
    return told


def bounds(measure: Measure) -> str | None:
    """What the definition of a measure leaves out; None where the catalogue's words say all."""
    return _BOUNDS.get(measure.code) if measure.from_records else None
