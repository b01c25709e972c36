"""The export's columns: the words of the system, their variants, and which of them an import needs.

Which exchange column each feeds is decided in `sampling.national.translation`; this module only recognises headers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.national.text import folded

SHEET_NO = "抽样编号"
UNIT_NAME = "被抽样单位名称"
LICENCE = "营业执照号"
PLACE = "抽样场所"
CITY = "被抽样地市"
COUNTY = "县(市、区)"
SAMPLE_NAME = "样品名称"
CATEGORY = "食品大类"
HANDLED_ON = "生产/加工/购进日期"
PRODUCED_ON = "生产日期"
BATCH_NO = "样品批号"
SAMPLING_AGENCY = "抽样单位名称"
SAMPLERS = "抽样人员"
SAMPLED_ON = "抽样时间"
LABORATORY = "检验机构名称"
PURPOSE = "检验目的"
REPORT_NO = "报告书编号"
RECEIVED_ON = "收检日期"
REPORTED_ON = "报告日期"
PRODUCER_NAME = "标识生产企业名称"
CLASS_2 = "报送分类-2"
CLASS_1 = "报送分类-1"
STAGE = "抽样环节"
CONCLUSION = "结论"
SOURCE = "任务来源"
STATE = "样品状态"
REPORT_CLASS = "报告分类"
LEVEL = "省抽国抽"
ITEM = "检验项目"
RESULT = "检验结果"
VERDICT = "结果判定"
METHOD_BASIS = "检验依据"
JUDGEMENT_BASIS = "判定依据"
MIN_LIMIT = "最小允许限"
MIN_UNIT = "最小允许限单位"
MAX_LIMIT = "最大允许限"
MAX_UNIT = "最大允许限单位"
RESULT_UNIT = "结果单位"
ITEM_CLASS = "分类"
FINDING = "检验结论"
SOURCE_PROVINCE = "任务来源(省)"
SOURCE_CITY = "任务来源(市)"
SOURCE_COUNTY = "任务来源(县)"
EVALUATIVE = "是否为评价性抽检"
AGENCY_PROVINCE = "部署机构省"
AGENCY_CITY = "部署机构市"
AGENCY_COUNTY = "部署机构县"
OBJECTION_STATE = "异议审批状态"
OBJECTION_RESULT = "异议处置结果"
PRODUCER_LICENCE = "生产许可证号"

USED = (
    SHEET_NO, UNIT_NAME, LICENCE, PLACE, CITY, COUNTY, SAMPLE_NAME, CATEGORY, HANDLED_ON, PRODUCED_ON, BATCH_NO,
    SAMPLING_AGENCY, SAMPLERS, SAMPLED_ON, LABORATORY, PURPOSE, REPORT_NO, RECEIVED_ON, REPORTED_ON,
    PRODUCER_NAME, CLASS_2, CLASS_1, STAGE, CONCLUSION, SOURCE, STATE, REPORT_CLASS, LEVEL, ITEM, RESULT, VERDICT,
    METHOD_BASIS, JUDGEMENT_BASIS, MIN_LIMIT, MIN_UNIT, MAX_LIMIT, MAX_UNIT, RESULT_UNIT, ITEM_CLASS, FINDING,
    SOURCE_PROVINCE, SOURCE_CITY, SOURCE_COUNTY, EVALUATIVE, AGENCY_PROVINCE, AGENCY_CITY, AGENCY_COUNTY,
    OBJECTION_STATE, OBJECTION_RESULT, PRODUCER_LICENCE,
)  # fmt: skip
"""Columns that become records or are kept as words, in the system's usual order."""

LEFT_ASIDE = (
    "更新时间", "被抽样省份", "单位地址(被抽样单位)", "抽样数量", "食品亚类", "食品次亚类", "食品细类", "样品规格",
    "保质期", "所在省份", "样品类型", "包装分类", "标识生产企业地址", "标识生产企业省份", "标识生产企业市",
    "标识生产企业县", "备注(检验机构)", "备注(样品)", "年度", "商标", "区域类型", "是否委托生产",
    "委托省(市、自治区)", "委托地区(市、州、盟)", "委托县(市、区)", "是否进口", "原产国", "执行标准/技术文件", "质量等级",
    "委托企业名称", "网络平台名称", "日期类型", "食用农产品合格证", "注册证号", "第一次提交到秘书处的时间", "单价",
)  # fmt: skip
"""Columns of the system that no record needs: known, so that they cause no warning, and kept nowhere."""

REQUIRED = (
    SHEET_NO, UNIT_NAME, PLACE, COUNTY, SAMPLE_NAME, CATEGORY, SAMPLERS, SAMPLED_ON, STAGE, ITEM, VERDICT,
)  # fmt: skip
"""Columns without which no sheet could be told apart, placed or judged."""

LEVEL_SOURCES = (LEVEL, SOURCE_COUNTY, SOURCE_CITY, SOURCE_PROVINCE, CLASS_1)
"""The columns of which at least one must be there, because the task level comes from them."""

WORDS_KEPT = (
    PURPOSE, CLASS_1, CLASS_2, SOURCE, SOURCE_PROVINCE, SOURCE_CITY, SOURCE_COUNTY, AGENCY_PROVINCE, AGENCY_CITY,
    AGENCY_COUNTY, LEVEL, EVALUATIVE, CONCLUSION, FINDING, STATE, REPORT_CLASS, CITY, COUNTY, SAMPLING_AGENCY,
    PRODUCER_LICENCE, OBJECTION_STATE, OBJECTION_RESULT,
)  # fmt: skip
"""Columns kept with the sheet word for word, because what was read from them is an interpretation."""

_UNIT_AGAIN = "单位名称"
_VARIANTS = {
    "县(区)": COUNTY,
    "县(区、市)": COUNTY,
    "县": COUNTY,
    "被抽样县": COUNTY,
    "被抽样区县": COUNTY,
    "被抽样县(市、区)": COUNTY,
    "被抽样市": CITY,
    "所在地市": CITY,
    "报告编号": REPORT_NO,
    "抽样日期": SAMPLED_ON,
    "收样日期": RECEIVED_ON,
    "批号": BATCH_NO,
    "营业执照号码": LICENCE,
    "营业执照号/统一社会信用代码": LICENCE,
    "统一社会信用代码": LICENCE,
    "承检机构": LABORATORY,
    "承检机构名称": LABORATORY,
    "报送分类2": CLASS_2,
    "报送分类1": CLASS_1,
    "报送分类b": CLASS_2,
    "报送分类a": CLASS_1,
    "抽样地点": PLACE,
    "是否评价性抽检": EVALUATIVE,
    "生产企业名称": PRODUCER_NAME,
}


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """Where each used column stands (several places for a name that stands several times)."""

    positions: dict[str, tuple[int, ...]]
    titles: dict[str, str]  # the header as the file has it, for messages
    unknown: tuple[str, ...]
    twice: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Columns that must be there and are not."""
        absent = tuple(name for name in REQUIRED if name not in self.positions)
        if not any(name in self.positions for name in LEVEL_SOURCES):
            absent += (LEVEL,)
        return absent

    def title(self, name: str) -> str:
        """The column's header as the file has it, else its usual name."""
        return self.titles.get(name, name)


def _plain(header: str) -> str:
    """A header for comparing: half-width, no blanks, no mark of required columns, 标识 for 标称."""
    return folded(header).rstrip("*").replace("标称", "标识").replace("【", "(").replace("】", ")")


_KNOWN = {_plain(name): name for name in (*USED, *LEFT_ASIDE)} | {
    _plain(variant): name for variant, name in _VARIANTS.items()
}


def count_known(cells: Sequence[str]) -> int:
    """How many distinct columns of the system a row names: a title above the header names none."""
    found = {_KNOWN.get(_plain(cell)) for cell in cells} - {None}
    return len(found)


def read_headers(cells: Sequence[str]) -> HeaderRow:
    """Recognises a header row.

    单位名称 alone stands for the sampled unit and, the second time, for the sampling agency, where those columns are
    not there under their full names. The sampled unit may stand twice; any other used column may not.
    """
    found: dict[str, list[int]] = {}
    titles: dict[str, str] = {}
    unknown: list[str] = []
    bare_units: list[int] = []
    for at, cell in enumerate(cells):
        plain = _plain(cell)
        name = _KNOWN.get(plain)
        if plain == _plain(_UNIT_AGAIN):
            bare_units.append(at)
        elif name is not None:
            found.setdefault(name, []).append(at)
            titles.setdefault(name, _shown(cell))
        elif plain:
            unknown.append(_shown(cell))
    for name in (UNIT_NAME, SAMPLING_AGENCY):
        if bare_units and name not in found:
            found[name] = [bare_units.pop(0)]
            titles[name] = _UNIT_AGAIN
    twice = tuple(
        titles[name]
        for name, places in found.items()
        if len(places) > 1 and name in USED and name not in (UNIT_NAME, SAMPLING_AGENCY)
    )
    positions = {name: tuple(places) for name, places in found.items() if name in USED}
    return HeaderRow(positions, titles, tuple(unknown), twice)


def _shown(cell: str) -> str:
    return "".join(cell.split()).rstrip("*＊")
