"""The exchange format's tables: which columns there are, what each holds and what it refers to.

Data only. Reading, forgiving and refusing cells is the work of `sampling.exchange`; the database tables that
hold the records are `sampling.store.schema`, whose column names are the `name` of each column here. The words that
cells choose from are `choices`.
Headers are the Chinese words of the national sampling system's exports, because offices already know them.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import Enum

from domain.exchange.choices import (
    AREA_LEVELS,
    ENTERPRISE_TAGS,
    INSPECTION_KINDS,
    ITEM_CLASSES,
    ITEM_VERDICTS,
    PLAN_KINDS,
    SHEET_STATES,
    STAGES,
    TASK_KINDS,
    TASK_LEVELS,
)


class Kind(Enum):
    """What a cell holds. The reader normalises by kind before it judges."""

    CODE = "code"  # half-width, upper-case
    CREDIT_CODE = "credit-code"  # a code with the GB 32100-2015 check character
    TEXT = "text"  # kept as written, outer blanks dropped
    DATE = "date"
    WHOLE = "whole"  # integer >= 0
    YEAR = "year"  # 1900-2100
    VERSION = "version"  # integer >= 1
    DECIMAL = "decimal"  # exact decimal >= 0
    CHOICE = "choice"
    YES_NO = "yes-no"  # 是/否
    QUARTER = "quarter"  # 2023Q1
    PEOPLE = "people"  # two or more distinct names
    TAGS = "tags"  # a set out of `choices`
    PENDING = "pending"  # 是 until the record is confirmed; the value is the opposite, False for 是
    WORDS = "words"  # a JSON object of texts, canonical


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `header` in files, `name` in the database and in frames."""

    header: str
    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    key: bool = False
    choices: tuple[str, ...] = ()
    refers: str | None = None  # the table whose key this cell must name


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the exchange format, in the order in which its rows are judged and written.

    `carried` are sheet-level columns that are no part of the format's tables: what other systems' imports left on
    records. An export has one only where a record needs it, an import reads it, and nobody is asked to fill it in.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    item_columns: tuple[Column, ...] = ()
    date_chains: tuple[tuple[str, ...], ...] = field(default=())
    carried: tuple[Column, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Names of the columns that identify a record, in header order."""
        return tuple(column.name for column in self.columns if column.key)

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Sheet-level columns, then item columns: the header line of a file."""
        return self.columns + self.item_columns

    @property
    def known_columns(self) -> tuple[Column, ...]:
        """The columns that an import knows: those of the format and the carried ones."""
        return self.all_columns + self.carried

    def with_carried(self, names: Collection[str]) -> "Table":
        """The table with the carried columns among `names` behind its own sheet-level columns."""
        added = tuple(column for column in self.carried if column.name in names)
        return replace(self, columns=self.columns + added) if added else self

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError when there is none."""
        for column in self.known_columns:
            if column.name == name:
                return column
        raise KeyError(name)


def _key(header: str, name: str, kind: Kind = Kind.CODE, refers: str | None = None) -> Column:
    return Column(header, name, kind, required=True, key=True, refers=refers)


def _need(
    header: str,
    name: str,
    kind: Kind = Kind.TEXT,
    choices: tuple[str, ...] = (),
    refers: str | None = None,
) -> Column:
    return Column(header, name, kind, required=True, choices=choices, refers=refers)


def _choice(header: str, name: str, *choices: str) -> Column:
    return Column(header, name, Kind.CHOICE, required=True, choices=choices)


AREAS = Table(
    "areas",
    "行政区划",
    (
        _key("区划代码", "code"),
        _need("名称", "name"),
        _choice("级别", "level", *AREA_LEVELS),
        Column("上级代码", "parent_code", Kind.CODE, refers="areas"),
    ),
)

POPULATION = Table(
    "population",
    "常住人口",
    (
        _key("区划代码", "area_code", refers="areas"),
        _key("年份", "year", Kind.YEAR),
        _need("常住人口", "residents", Kind.WHOLE),
        Column("来源", "source"),
    ),
)

ENTERPRISES = Table(
    "enterprises",
    "主体",
    (
        _key("统一社会信用代码", "credit_code", Kind.CREDIT_CODE),
        _need("名称", "name"),
        _need("区划代码", "area_code", Kind.CODE, refers="areas"),
        _choice("环节", "stage", *STAGES),
        _need("业态", "trade"),
        _need("成立日期", "founded_on", Kind.DATE),
        Column("退出日期", "closed_on", Kind.DATE),
        Column("风险等级", "risk_grade", Kind.CHOICE, choices=("A", "B", "C", "D")),
        Column("标签", "tags", Kind.TAGS, choices=ENTERPRISE_TAGS),
        Column("互联网明厨亮灶", "online_kitchen", Kind.YES_NO),
        Column("HACCP", "haccp", Kind.YES_NO),
        Column("可追溯", "traceable", Kind.YES_NO),
    ),
    date_chains=(("founded_on", "closed_on"),),
    carried=(Column("待核", "confirmed", Kind.PENDING),),
)

PLANS = Table(
    "plans",
    "抽检计划",
    (
        _key("计划编号", "plan_no"),
        _need("年份", "year", Kind.YEAR),
        _choice("类别", "kind", *PLAN_KINDS),
        _choice("任务级别", "level", *TASK_LEVELS),
        _need("区划代码", "area_code", Kind.CODE, refers="areas"),
        _need("食品大类", "category"),
        Column("环节", "stage", Kind.CHOICE, choices=STAGES),
        _need("计划批次", "batches", Kind.WHOLE),
    ),
)

SAMPLES = Table(
    "samples",
    "抽样检验",
    (
        _key("抽样编号", "sheet_no"),
        _choice("任务类别", "task_kind", *TASK_KINDS),
        _choice("任务级别", "level", *TASK_LEVELS),
        Column("计划编号", "plan_no", Kind.CODE, refers="plans"),
        _choice("抽样单状态", "state", *SHEET_STATES),
        _choice("抽样环节", "stage", *STAGES),
        _need("抽样场所", "place"),
        _need("抽样地区划代码", "area_code", Kind.CODE, refers="areas"),
        Column("被抽样单位信用代码", "unit_code", Kind.CREDIT_CODE, refers="enterprises"),
        _need("被抽样单位名称", "unit_name"),
        Column("标称生产企业信用代码", "producer_code", Kind.CREDIT_CODE, refers="enterprises"),
        Column("标称生产企业名称", "producer_name"),
        _need("样品名称", "sample_name"),
        _need("食品大类", "category"),
        Column("生产日期", "produced_on", Kind.DATE),
        Column("批号", "batch_no"),
        _need("抽样日期", "sampled_on", Kind.DATE),
        _need("抽样人员", "samplers", Kind.PEOPLE),
        Column("承检机构", "laboratory"),
        Column("收样日期", "received_on", Kind.DATE),
        Column("报告书编号", "report_no"),
        Column("报告日期", "reported_on", Kind.DATE),
    ),
    item_columns=(
        Column("检验项目", "item_name"),
        Column("项目类别", "item_class", Kind.CHOICE, choices=ITEM_CLASSES),
        Column("检验结果", "result"),
        Column("结果单位", "unit"),
        Column("最大允许限", "max_limit"),
        Column("最小允许限", "min_limit"),
        Column("结果判定", "verdict", Kind.CHOICE, choices=ITEM_VERDICTS),
        Column("检验依据", "method_basis"),
        Column("判定依据", "judgement_basis"),
    ),
    date_chains=(("sampled_on", "received_on", "reported_on"),),
    carried=(Column("来源原文", "source_words", Kind.WORDS),),
)

REVIEWS = Table(
    "reviews",
    "复检异议",
    (
        _key("抽样编号", "sheet_no", refers="samples"),
        Column("类型", "kind", Kind.CHOICE, required=True, key=True, choices=("复检", "异议")),
        _key("申请日期", "applied_on", Kind.DATE),
        Column("受理情况", "acceptance", Kind.CHOICE, choices=("受理", "不予受理")),
        Column("结论日期", "concluded_on", Kind.DATE),
        Column("结论", "conclusion", Kind.CHOICE, choices=("维持", "改判合格", "改判不合格")),
    ),
    date_chains=(("applied_on", "concluded_on"),),
)

DISPOSALS = Table(
    "disposals",
    "核查处置",
    (
        _key("处置编号", "task_no"),
        _need("抽样编号", "sheet_no", Kind.CODE, refers="samples"),
        _choice("处置环节", "side", "生产", "经营"),
        _need("区划代码", "area_code", Kind.CODE, refers="areas"),
        _need("收到日期", "received_on", Kind.DATE),
        Column("启动日期", "started_on", Kind.DATE),
        Column("完成日期", "completed_on", Kind.DATE),
        Column("批准延期天数", "extension_days", Kind.WHOLE),
        _choice("状态", "state", "办理中", "完成", "撤销"),
    ),
    date_chains=(("received_on", "started_on", "completed_on"),),
)

INSPECTIONS = Table(
    "inspections",
    "监督检查",
    (
        _key("检查编号", "inspection_no"),
        _need("统一社会信用代码", "credit_code", Kind.CREDIT_CODE, refers="enterprises"),
        _choice("检查类型", "kind", *INSPECTION_KINDS),
        _need("检查日期", "inspected_on", Kind.DATE),
        _need("检查人员", "inspectors", Kind.PEOPLE),
    ),
)

SELF_REPORTS = Table(
    "self_reports",
    "企业自查报告",
    (
        _key("报告编号", "report_no"),
        _need("统一社会信用代码", "credit_code", Kind.CREDIT_CODE, refers="enterprises"),
        _choice("类型", "kind", "自查风险报告", "定期自查报告"),
        _need("报告日期", "reported_on", Kind.DATE),
    ),
)

PROBLEMS = Table(
    "problems",
    "问题整改",
    (
        _key("问题编号", "problem_no"),
        _choice("来源", "source", "检查", "自查"),
        _need("来源编号", "source_no", Kind.CODE, refers="inspections|self_reports"),
        _need("统一社会信用代码", "credit_code", Kind.CREDIT_CODE, refers="enterprises"),
        _need("问题描述", "description"),
        _need("发现日期", "found_on", Kind.DATE),
        _need("整改期限", "due_on", Kind.DATE),
        Column("整改完成日期", "corrected_on", Kind.DATE),
    ),
    date_chains=(("found_on", "corrected_on"),),
)

CASES = Table(
    "cases",
    "违法线索案件",
    (
        _key("线索编号", "clue_no"),
        _need("区划代码", "area_code", Kind.CODE, refers="areas"),
        _need("发现日期", "found_on", Kind.DATE),
        _need("应立案", "should_file", Kind.YES_NO),
        Column("立案日期", "filed_on", Kind.DATE),
        Column("办结日期", "closed_on", Kind.DATE),
        Column("立案延期工作日", "filing_extension_workdays", Kind.WHOLE),
        Column("办案延期天数", "decision_extension_days", Kind.WHOLE),
    ),
    date_chains=(("found_on", "filed_on", "closed_on"),),
)

RETURNS = Table(
    "returns",
    "部门填报",
    (
        _key("指标", "measure"),
        _key("区划代码", "area_code", refers="areas"),
        _key("季度", "quarter", Kind.QUARTER),
        _need("分子", "numerator", Kind.DECIMAL),
        _need("分母", "denominator", Kind.DECIMAL),
        _choice("状态", "state", "草稿", "已提交", "退回", "已审核"),
        _key("版本", "version", Kind.VERSION),
    ),
)

TABLES: tuple[Table, ...] = (
    AREAS,
    POPULATION,
    ENTERPRISES,
    PLANS,
    SAMPLES,
    REVIEWS,
    DISPOSALS,
    INSPECTIONS,
    SELF_REPORTS,
    PROBLEMS,
    CASES,
    RETURNS,
)
TABLE_BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
