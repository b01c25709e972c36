"""The Chinese sentence for every code of an import report: what is wrong and what to do about it."""

from domain.exchange.tables import TABLE_BY_NAME, Column, Kind

_UNKNOWN = "“{column}”的“{shown}”既不在本次导入的{what}中，也不在库中；请核对代码，或先补录{what}"

_MESSAGES: dict[str, str] = {
    "missing-file": "其他表引用了 {file}（{title}），但本次没有导入该表，库中也没有数据；请一并提供 {file} 表",
    "required": "“{column}”为必填项，请填写",
    "bad-date": "“{column}”的“{shown}”不是可识别的日期，请写成 2023-01-05 这样的年月日",
    "bad-number": "“{column}”的“{shown}”不是可识别的数，{number_hint}",
    "bad-choice": "“{column}”的“{shown}”不在可选范围内，{choice_hint}",
    "negative-number": "“{column}”的“{shown}”小于零，请填写不小于零的数",
    "bad-credit-code": "“{column}”的“{shown}”不是有效的统一社会信用代码（18 位，末位校验），请对照营业执照核对",
    "unknown-area": _UNKNOWN.replace("{what}", "行政区划（areas）"),
    "unknown-enterprise": _UNKNOWN.replace("{what}", "主体（enterprises）"),
    "unknown-plan": _UNKNOWN.replace("{what}", "抽检计划（plans）"),
    "unknown-sheet": _UNKNOWN.replace("{what}", "抽样单（samples）"),
    "unknown-source": _UNKNOWN.replace("{what}", "检查（inspections）或自查报告（self_reports）"),
    "unknown-measure": "指标目录中没有代码“{shown}”，请填写目录中的指标代码，如 02-1",
    "duplicate-key": "与前面的行是同一条记录（{shown}），请删除重复的一行或更正其编号",
    "conflicting-row": "同一抽样编号各行的“{column}”不一致，此处为“{shown}”，请与该抽样单的首行统一",
    "date-order": "“{column}”的“{shown}”早于其前一环节的日期，请核对这两个日期",
    "too-few-samplers": "“{column}”不足两人，请填写至少两个不同的姓名，用顿号分隔",
    "numerator-exceeds-denominator": "分子“{shown}”大于分母，占比不应超过 100%，请核对分子和分母",
    "wrong-filer": "该指标不由“{shown}”填报（由记录计算的指标无需填报），请改为目录规定的填报单位或删除此行",
    "locked-return": "该版本的填报数据已审核，不能改写；请以更高的版本号（大于 {shown}）报送更正",
    "locked-record": "该记录已在系统中办结，不能由导入改写；请在系统中更正，或删除此行",
    "area-cycle": "沿上级代码逐级向上会回到“{shown}”自身，请更正上级代码",
    "refused-parent": "“{column}”引用的“{shown}”在本次导入中有错误未被接受，请先更正那一行",
    "conclusion-mismatch": "“{column}”表明该样品{shown}，请核对结论与各检验项目的结果判定",
    "unknown-column": "“{column}”不是本表的列，已忽略；如为误写请更正表头",
    "unknown-file": "“{file}”不是可识别的数据表，已忽略；如为误名请改为英文表名",
    "overflow-cell": "第 {shown} 列没有表头，其中的内容已忽略；请核对该行是否错位",
    "verdict-doubtful": "{shown}，请核对检验结果、最大允许限与结果判定",
    "early-production-date": "生产日期“{shown}”晚于抽样日期，请核对",
    "plan-mismatch": "“{column}”的“{shown}”与所列计划编号的计划不一致，该批次不计入该计划的完成数，请核对",
    "population-missing": "{shown} 没有常住人口数据，其按人口计算的指标将无法得出，请补充 population 表",
    "long-extension": "“{column}”的 {shown} 超过一般批准上限，请核对批准文书（仅提示，不影响导入）",
}


def message(code: str, file: str, column: str | None, shown: str) -> str:
    """The sentence for one entry; `shown` is what the cell said, or the hint that the finder gave."""
    if code == "missing-column":
        if shown == "twice":
            return f"表头“{column}”出现了两次，请只保留一列"
        return f"缺少必需的列“{column}”，请在表头行补上该列"
    table = TABLE_BY_NAME.get(file)
    described = _column(file, column)
    return _MESSAGES[code].format(
        file=file,
        title=table.title if table else file,
        column=column or "",
        shown=shown,
        number_hint=_number_hint(described),
        choice_hint=_choice_hint(described),
    )


def _column(file: str, header: str | None) -> Column | None:
    table = TABLE_BY_NAME.get(file)
    columns = table.known_columns if table else ()
    return next((column for column in columns if column.header == header), None)


def _number_hint(column: Column | None) -> str:
    kind = column.kind if column else None
    if kind is Kind.YEAR:
        return "请填写 1900 至 2100 之间的年份"
    if kind is Kind.VERSION:
        return "请填写不小于 1 的整数版本号"
    if kind is Kind.DECIMAL:
        return "请填写不带单位和百分号的数（整数至多 20 位，小数至多 12 位）"
    if kind in (Kind.CODE, Kind.CREDIT_CODE):
        return "超过 15 位或带小数的数字单元格会丢失位数，请将该列设为文本后重新填写代码"
    return "请填写不带单位的整数"


def _choice_hint(column: Column | None) -> str:
    kind = column.kind if column else None
    if kind is Kind.YES_NO:
        return "请填写“是”或“否”"
    if kind is Kind.PENDING:
        return "待核的主体填写“是”，已核实的留空"
    if kind is Kind.WORDS:
        return '请照导出文件原样填写（JSON 对象，如 {"检验目的":"监督抽检"}），不需要时清空此格'
    if kind is Kind.QUARTER:
        return "请写成 2023Q1 的样式"
    choices = "、".join(column.choices) if column else ""
    separated = "（多个用分号分隔）" if kind is Kind.TAGS else ""
    return f"请填写：{choices}{separated}"
