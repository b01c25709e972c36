"""`shian template`: an empty workbook with every table, made so that what people fill in is what an import reads.

Each sheet has a title, one example row marked 示例, and below them the header. The import takes the first row with
two known headers as the header and everything above for titles, so an example that nobody deletes is never a record.
Columns of codes are text columns, because spreadsheets cut leading zeros and round long numbers.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from domain.exchange.tables import TABLE_BY_NAME, TABLES, Column, Kind, Table
from sampling.exchange.outputs import OutputSuffixUnknown, placed_file
from sampling.exchange.template_examples import EXAMPLES

NOTES_SHEET = "说明"
EXAMPLE_MARK = "示例："
HEADER_ROW = 2  # from 0: the title and the example stand above
_LAST_ROW = 1_048_575
_WIDTHS = {Kind.DATE: 12, Kind.YES_NO: 10, Kind.YEAR: 8, Kind.VERSION: 8, Kind.CREDIT_CODE: 22}
_FIXED_TIME = datetime(1980, 1, 1)  # noqa: DTZ001  (a document property; the same template has the same bytes)

_FORMATS: dict[Kind, str] = {
    Kind.CODE: "代码，按文本填写，保留前导零；字母不分大小写",
    Kind.CREDIT_CODE: "18 位统一社会信用代码，按文本填写，末位校验位须正确",
    Kind.TEXT: "文字",
    Kind.DATE: "日期，如 2023-01-05；不要填序列号",
    Kind.WHOLE: "不小于 0 的整数，不带单位",
    Kind.YEAR: "四位年份，1900 至 2100",
    Kind.VERSION: "从 1 起的整数，同一指标、辖区、季度的更正用更大的版本",
    Kind.DECIMAL: "不小于 0 的数，可带小数，不带单位和百分号",
    Kind.YES_NO: "填“是”或“否”，不清楚时留空",
    Kind.QUARTER: "季度，如 2023Q1",
    Kind.PEOPLE: "两人以上姓名，用顿号分隔",
    Kind.TAGS: "多个用分号分隔",
}
_NUMBER_FORMATS = {Kind.DATE: "yyyy-mm-dd", Kind.WHOLE: "0", Kind.YEAR: "0", Kind.VERSION: "0"}
_INTRODUCTION = (
    "每张工作表是一个数据表。工作表名和表头不要改动；不需要的表可以整张删除，列的顺序可以调整。",
    "表头带 * 的列必填。鼠标停在表头上可以看到每列的填写要求。",
    "灰色斜体的“示例”行在表头上方，导入时自动跳过，可以保留；请从表头的下一行开始填写。",
    "代码列已设为文本。请用“选择性粘贴 - 数值”粘贴，以免改变格式和下拉列表。",
    "samples 表一行一个检验项目，同一抽样单的各行重复抽样单的内容；尚无检验结果的抽样单填一行，项目各列留空。",
    "填好后用 shian import 文件名 --dry-run 检查，无误后再正式导入。",
)


def write_template(out: Path, *, force: bool = False) -> None:
    """Write the empty workbook. Raises `OutputExists` (unless `force`), `OutputSuffixUnknown`, `OutputNotWritable`."""
    if out.suffix.lower() != ".xlsx":
        raise OutputSuffixUnknown(str(out), out.suffix or "无扩展名的", "模板名称应以 .xlsx 结尾")
    with placed_file(out, force=force) as file:
        _draw(file)


def _draw(file: Path) -> None:
    with xlsxwriter.Workbook(file) as book:
        book.set_properties({"title": "食安记录填报模板", "created": _FIXED_TIME})
        styles = _Styles(book)
        _draw_notes(book, styles)
        for table in TABLES:
            _draw_table(book.add_worksheet(table.name), table, styles)


class _Styles:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        self.required = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1})
        self.example = book.add_format({"italic": True, "font_color": "#7F7F7F", "num_format": "@"})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self.text = book.add_format({"num_format": "@"})
        self.numbers = {shown: book.add_format({"num_format": shown}) for shown in _NUMBER_FORMATS.values()}
        self.general = book.add_format()

    def of(self, column: Column) -> Any:
        """How the cells below a header are formatted."""
        if column.kind is Kind.DECIMAL:
            return self.general
        shown = _NUMBER_FORMATS.get(column.kind)
        return self.numbers[shown] if shown else self.text


def _draw_notes(book: Any, styles: _Styles) -> None:
    sheet = book.add_worksheet(NOTES_SHEET)
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 14)
    sheet.set_column(2, 2, 90)
    sheet.write_string(0, 0, "填报说明", styles.title)
    row = 1
    for number, line in enumerate(_INTRODUCTION, start=1):
        sheet.write_string(row, 0, f"{number}")
        sheet.merge_range(row, 1, row, 2, line, styles.wrapped)
        row += 1
    row += 1
    for at, heading in enumerate(("工作表", "内容", "标识（同一表内不得重复）")):
        sheet.write_string(row, at, heading, styles.head)
    for table in TABLES:
        row += 1
        keys = "、".join(column.header for column in table.columns if column.key)
        for at, text in enumerate((table.name, table.title, keys)):
            sheet.write_string(row, at, text)


def _draw_table(sheet: Any, table: Table, styles: _Styles) -> None:
    sheet.write_string(0, 0, f"{table.title}（示例行之下为表头，请从表头的下一行开始填写）", styles.title)
    example = EXAMPLES[table.name]
    for at, column in enumerate(table.all_columns):
        mark = EXAMPLE_MARK if at == 0 else ""
        sheet.write_string(HEADER_ROW - 1, at, mark + example.get(column.name, ""), styles.example)
        sheet.set_column(at, at, _WIDTHS.get(column.kind, 16), styles.of(column))
        header = f"{column.header}*" if column.required else column.header
        sheet.write_string(HEADER_ROW, at, header, styles.required if column.required else styles.head)
        sheet.write_comment(
            HEADER_ROW, at, describe(column, table), {"author": "shian", "x_scale": 2, "y_scale": 1.4}
        )
        validation = _validation(column)
        if validation:
            sheet.data_validation(HEADER_ROW + 1, at, _LAST_ROW, at, validation)
    sheet.freeze_panes(HEADER_ROW + 1, 1)


def describe(column: Column, table: Table) -> str:
    """What a column holds, for the note on its header."""
    lines = [f"{table.title} · {column.header}"]
    if column.key:
        lines.append("必填；本表的标识，各标识列合起来不得重复")
    elif column.required:
        lines.append("必填")
    elif column in table.item_columns:
        lines.append("检验项目的内容；没有检验结果时，本行各项目列全部留空")
    else:
        lines.append("选填，没有则留空")
    lines.append(f"只能填：{'、'.join(column.choices)}" if column.choices else _FORMATS[column.kind])
    if column.choices and column.kind is Kind.TAGS:
        lines.append(_FORMATS[Kind.TAGS])
    if column.refers:
        targets = "或".join(f"{name}（{TABLE_BY_NAME[name].title}）" for name in column.refers.split("|"))
        lines.append(f"须是 {targets} 表中或库中已有的记录")
    for chain in table.date_chains:
        if column.name in chain:
            headers = "、".join(table.column(name).header for name in chain)
            lines.append(f"日期先后：{headers}，依次不得早于前一个")
    return "\n".join(lines)


def _validation(column: Column) -> dict[str, Any] | None:
    """What the spreadsheet program checks while typing. Dates only warn: the import reads more forms of them."""
    if column.kind is Kind.YES_NO:
        return _listed(["是", "否"])
    if column.kind is Kind.CHOICE:
        return _listed(list(column.choices))
    if column.kind is Kind.DATE:
        return {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1900, 1, 1),
            "maximum": date(2100, 12, 31),
            "error_type": "warning",
            "error_title": "日期",
            "error_message": "请填写日期，如 2023-01-05。",
        }
    bounds = {Kind.WHOLE: (0, 10**15 - 1), Kind.YEAR: (1900, 2100), Kind.VERSION: (1, 10**9)}.get(column.kind)
    if bounds:
        return _number("integer", *bounds, "请填写整数，不带单位。")
    if column.kind is Kind.DECIMAL:
        return _number("decimal", 0, 10**15, "请填写不小于 0 的数，不带单位和百分号。")
    return None


def _listed(choices: list[str]) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": choices,
        "error_title": "只能选择列表中的内容",
        "error_message": f"请从下拉列表中选择：{'、'.join(choices)}"[:255],
    }


def _number(kind: str, lowest: int, highest: int, message: str) -> dict[str, Any]:
    return {
        "validate": kind,
        "criteria": "between",
        "minimum": lowest,
        "maximum": highest,
        "error_title": "数值",
        "error_message": message,
    }
