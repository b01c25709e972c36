"""What an import did, in words for people. Machines read `report.json`."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from domain.exchange.tables import TABLE_BY_NAME
from sampling.exchange.findings import Finding
from sampling.exchange.report import ImportReport

SHOWN_ERRORS = 50
WARNING_WORDS = {
    "unknown-column": "不认识的列，已忽略",
    "unknown-file": "不认识的文件或工作表，已忽略",
    "overflow-cell": "表头之外的内容，已忽略",
    "verdict-doubtful": "检验结果与判定不一致，请核对",
    "early-production-date": "生产日期晚于抽样日期，请核对",
    "plan-mismatch": "食品大类或抽样环节与计划不符，不计入该计划",
    "population-missing": "缺少常住人口",
    "long-extension": "批准延期超过一般上限，请核对批准文书",
    "plan-unmatched": "报送分类没有对应的计划，计划编号留空",
    "item-unclassified": "检验项目没有对应的类别，归为其他",
    "enterprise-stub": "主体库中没有的被抽样单位，已登记为待核主体，核实前不计入分母",
}


def summary_lines(report: ImportReport, *, skip_bad_rows: bool, report_file: Path | None) -> Iterator[str]:
    """The lines to print: outcome, counts by table, errors with where to find the rest, warnings by kind."""
    yield _outcome(report, skip_bad_rows=skip_bad_rows)
    for table in report.accepted:
        counts = (report.accepted[table], report.updated[table], report.unchanged[table])
        if any(counts):
            title = TABLE_BY_NAME[table].title
            yield f"  {title}（{table}）：新增 {counts[0]}，更新 {counts[1]}，未变 {counts[2]}"
    yield from _errors(report, report_file)
    yield from _warnings(report)


def _outcome(report: ImportReport, *, skip_bad_rows: bool) -> str:
    if report.errors and not skip_bad_rows:
        return f"有 {len(report.errors)} 处错误，没有写入任何数据。请更正后重新导入。"
    refused = f"有 {len(report.errors)} 处错误，所在记录未写入。" if report.errors else ""
    if report.dry_run:
        return f"试运行，没有写入任何数据。{refused}"
    if not any((*report.accepted.values(), *report.updated.values(), *report.unchanged.values())):
        return f"来源中没有可写入的记录，没有改动。{refused}"
    if not report.changed_database:
        return f"与库中记录相同，没有改动。{refused}"
    return f"导入完成。{refused}"


def _errors(report: ImportReport, report_file: Path | None) -> Iterator[str]:
    for error in report.errors[:SHOWN_ERRORS]:
        yield f"  错误 {place(error)}［{error.code}］{error.message}"
    hidden = len(report.errors) - SHOWN_ERRORS
    if hidden > 0:
        rest = f"全部见 {report_file}" if report_file else "用 --report 文件 可得全部"
        yield f"  另有 {hidden} 处错误未列出，{rest}。"


def _warnings(report: ImportReport) -> Iterator[str]:
    counts = Counter(warning.code for warning in report.warnings)
    first: dict[str, Finding] = {}
    for warning in report.warnings:
        first.setdefault(warning.code, warning)
    for code, count in counts.items():
        words = WARNING_WORDS.get(code, first[code].message)
        yield f"  提示［{code}］{count} 处：{words}（如 {place(first[code])}）"


def place(finding: Finding) -> str:
    """`samples 第 17 行“抽样日期”`, as far as it is known."""
    row = f" 第 {finding.row} 行" if finding.row is not None else ""
    column = f"“{finding.column}”" if finding.column else ""
    return f"{finding.file}{row}{column}"
