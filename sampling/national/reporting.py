"""From findings about the stream to findings about the files that people have: file, row, the system's own column."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from domain.exchange.tables import ENTERPRISES, SAMPLES
from domain.national import headers as h
from sampling.exchange.findings import Finding
from sampling.exchange.messages import message
from sampling.national.stream import Seen, Stream
from sampling.national.translation import FED_BY

_NAME_OF = {column.header: column.name for column in SAMPLES.all_columns}
_AREA = SAMPLES.column("area_code").header
_STUB_COLUMNS = {
    ENTERPRISES.column(name).header: source
    for name, source in (
        ("credit_code", h.LICENCE),
        ("name", h.UNIT_NAME),
        ("area_code", h.COUNTY),
        ("stage", h.STAGE),
        ("trade", h.PLACE),
        ("founded_on", h.SAMPLED_ON),
    )
}


def located_errors(stream: Stream, errors: Iterable[Finding]) -> list[Finding]:
    """The errors where people find them, one per cell: a sheet's goes before that of the stub it describes."""
    found: dict[tuple[str, int | None, str | None], Finding] = {}
    for error in sorted(errors, key=lambda error: error.file != SAMPLES.name):
        located = _located(stream, error)
        found.setdefault((located.file, located.row, located.column), located)
    return sorted(found.values(), key=_position)


def located_warnings(stream: Stream, warnings: Iterable[Finding], new_stubs: Iterable[str]) -> list[Finding]:
    """The warnings where people find them, with the national system's own."""
    found = [_located(stream, warning) for warning in warnings]
    found += _summed(
        stream,
        stream.plans_asked,
        "plan-unmatched",
        (h.CLASS_2,),
        lambda name, times: (
            f"“{name}”没有对应到计划，{times} 张抽样单的计划编号留空；"
            "可用 shian national plans import 建立对应关系后重新导入"
        ),
    )
    found += _summed(
        stream,
        stream.unclassified,
        "item-unclassified",
        (h.ITEM,),
        lambda name, times: (
            f"检验项目“{name}”不在项目字典中，{times} 处按“其他”导入；农药、兽药残留须归类，"
            "可用 shian national items import 补充后重新导入"
        ),
    )
    found += [_stub(stream, code) for code in new_stubs]
    return sorted(found, key=_position)


def _summed(
    stream: Stream,
    seen: dict[tuple[int, str], Seen],
    code: str,
    columns: tuple[str, ...],
    words: Callable[[str, int], str],
) -> list[Finding]:
    """One warning per file and word, at its first row."""
    made = []
    for (_, name), where in seen.items():
        table, row = stream.place(where.line)
        title = _title(stream, where.line, columns)
        made.append(Finding(table.label, row, title, code, name, words(name, where.times)))
    return made


def _stub(stream: Stream, code: str) -> Finding:
    stub = stream.stubs[code]
    table, row = stream.place(stub.line)
    said = (
        f"主体库中没有“{stub.cells['name']}”（{code}），已按待核主体登记，核实前不计入任何分母；"
        "请核对后用 shian national confirm 确认，或在 enterprises 表中补全"
    )
    return Finding(table.label, row, _title(stream, stub.line, (h.LICENCE,)), "enterprise-stub", code, said)


def _located(stream: Stream, finding: Finding) -> Finding:
    if finding.code == "unknown-file":
        return replace(finding, said=f"工作表“{finding.file}”没有国家抽检系统的表头，已忽略")
    if finding.row is None or finding.file not in (SAMPLES.name, ENTERPRISES.name):
        return finding
    if finding.file == ENTERPRISES.name:
        line = stream.stub_at(finding.row).line
        sources: tuple[str, ...] = (_STUB_COLUMNS.get(finding.column or "", h.LICENCE),)
    else:
        line = finding.row
        sources = FED_BY.get(_NAME_OF.get(finding.column or "", ""), (finding.column or "",))
    table, row = stream.place(line)
    title = _title(stream, line, sources)
    said = message(finding.code, finding.file, finding.column, finding.detail)
    if finding.column:
        said = said.replace(f"“{finding.column}”", f"“{title}”")
    if finding.code == "unknown-area" and finding.column == _AREA:
        said = stream.area_questions.get(line, said)
    return Finding(table.label, row, title, finding.code, finding.detail, said)


def _title(stream: Stream, line: int, sources: tuple[str, ...]) -> str:
    """The header, as the file has it, of the first of the columns that the file has."""
    header = stream.place(line)[0].header
    present = [name for name in sources if name in header.positions]
    return header.title(present[0] if present else sources[0])


def _position(finding: Finding) -> tuple[str, int, str, str]:
    row = -1 if finding.row is None else finding.row
    return (finding.file, row, finding.column or "", finding.code)
