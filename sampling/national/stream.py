"""The rows of all files of one command as one stream of `samples`, and what the stream learns on its way.

Every file is read once. What belongs to a cell of the export but has no cell of ours (why an area is not clear, what
the conclusion claims, the words to keep) is noted under the row's number in the stream, so that the import's stages
can judge and report it afterwards.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.exchange.tables import ENTERPRISES, SAMPLES
from domain.national import headers as h
from domain.national.places import trade_of_place
from domain.national.words import concluded_verdict
from sampling.cells.limits import LimitExceeded, Limits
from sampling.cells.spreadsheet import LOST_DIGITS, cell_text
from sampling.exchange.findings import Findings
from sampling.exchange.raw import RawRow, RawTable
from sampling.national.cells import day_of
from sampling.national.reading import NationalFiles, NationalTable
from sampling.national.registers import Registers
from sampling.national.translation import (
    ALWAYS,
    RowReader,
    SheetRow,
    columns_fed,
    translate_item,
    translate_sheet,
)

_ITEM_COLUMNS = frozenset(
    {
        h.ITEM, h.RESULT, h.VERDICT, h.METHOD_BASIS, h.JUDGEMENT_BASIS, h.MIN_LIMIT, h.MIN_UNIT, h.MAX_LIMIT,
        h.MAX_UNIT, h.RESULT_UNIT, h.ITEM_CLASS, h.FINDING,
    }
)  # fmt: skip
_WORST_FIRST = ("不合格", "问题", "合格")
_STUB_COLUMNS = ("credit_code", "name", "area_code", "stage", "trade", "founded_on", "confirmed")

Line = int


@dataclass(slots=True)
class Claim:
    """What 结论 or 检验结论 says of a sheet: the verdict, and the first row that says so."""

    verdict: str
    line: Line


@dataclass(slots=True)
class Noted:
    """What is known of a sheet beside its cells, by the number of its first row in the stream."""

    table: int
    words: dict[str, str]
    claims: dict[str, Claim] = field(default_factory=dict)
    disagreeing: list[tuple[Line, str]] = field(
        default_factory=list
    )  # rows whose 结论 differs, and what they say


@dataclass(slots=True)
class Stub:
    """An enterprise that the register does not have, as its earliest sheet describes it."""

    line: Line
    day: str
    sheet: str
    cells: dict[str, object]


@dataclass(slots=True)
class Seen:
    """How often something was seen, and where first."""

    line: Line
    times: int = 0


class Stream:
    """Rows of `samples` and of the stubs in `enterprises`, made while they are read."""

    def __init__(
        self, files: NationalFiles, registers: Registers, findings: Findings, limits: Limits
    ) -> None:
        """Reports what is wrong with headers; a file without a needed column brings no rows."""
        self._registers = registers
        self._limits = limits
        self.tables = files.tables
        self._usable = [at for at, table in enumerate(files.tables) if not _judge_header(table, findings)]
        self.fed = {at: columns_fed(self.tables[at].header) for at in self._usable}
        self.columns = tuple(
            column for column in SAMPLES.all_columns if column.name in ALWAYS.union(*self.fed.values())
        )
        self._table_of = array("l", [0, 0])
        self._row_of = array("l", [0, 0])
        self.noted: dict[Line, Noted] = {}
        self.stubs: dict[str, Stub] = {}
        self.area_questions: dict[Line, str] = {}
        self.plans_asked: dict[tuple[int, str], Seen] = {}
        self.unclassified: dict[tuple[int, str], Seen] = {}
        self._stub_order: list[Stub] = []
        self._first: dict[str, Line] = {}

    def raw_tables(self) -> tuple[RawTable, ...]:
        """`samples`, and `enterprises` with the stubs, which are known only when `samples` has been read."""
        expected = [self.tables[at].expected_rows for at in self._usable]
        total = sum(rows or 0 for rows in expected) or None
        return (
            RawTable(SAMPLES.name, self._sheets, expected_rows=total, guarded=False),
            RawTable(ENTERPRISES.name, self._stub_rows, guarded=False),
        )

    def place(self, line: Line) -> tuple[NationalTable, int]:
        """The file and the row that a row of the stream comes from."""
        return self.tables[self._table_of[line]], self._row_of[line]

    def stub_at(self, line: Line) -> Stub:
        """The stub that a row of `enterprises` describes."""
        return self._stub_order[line - 2]

    def _sheets(self) -> Iterator[RawRow]:
        yield [column.header for column in self.columns]
        for at in self._usable:
            yield from self._rows_of(at)

    def _rows_of(self, at: int) -> Iterator[RawRow]:
        table = self.tables[at]
        reader = RowReader(table.header)
        sheet_level = [
            position
            for name, positions in table.header.positions.items()
            if name not in _ITEM_COLUMNS
            for position in positions
        ]
        names = [column.name for column in self.columns]
        last_cells: list[object] | None = None
        sheet = SheetRow({}, {})
        for number, row in table.rows():
            line = len(self._row_of)
            if line > self._limits.rows:
                raise LimitExceeded(table.label, "行数", self._limits.rows)
            self._table_of.append(at)
            self._row_of.append(number)
            cells = [row[position] for position in sheet_level]
            if cells != last_cells:
                sheet, last_cells = translate_sheet(row, reader, self._registers), cells
            item = translate_item(row, reader, self._registers)
            self._note(at, line, sheet, reader, row)
            if item.unclassified:
                _count(self.unclassified, (at, item.unclassified), line)
            translated = sheet.cells | item.cells
            yield [translated[name] for name in names]

    def _note(self, at: int, line: Line, sheet: SheetRow, reader: RowReader, row: RawRow) -> None:
        number = sheet.cells["sheet_no"]
        key = number if isinstance(number, str) else cell_text(SAMPLES.columns[0], number)
        first = self._first.setdefault(key, line) if key and key != LOST_DIGITS else line
        if first == line:
            self.noted[line] = Noted(at, sheet.words)
            if sheet.area_question:
                self.area_questions[line] = sheet.area_question
            if sheet.plan_asked:
                _count(self.plans_asked, (at, sheet.plan_asked), line)
            if sheet.unknown_unit:
                self._note_stub(sheet, line, key)
        self._note_claims(self.noted[first], line, reader, row)

    def _note_claims(self, noted: Noted, line: Line, reader: RowReader, row: RawRow) -> None:
        """结论 belongs to the sheet and must stay the same; 检验结论 may belong to the item: the worst counts."""
        conclusion = concluded_verdict(reader.text(row, h.CONCLUSION))
        if conclusion is not None:
            claim = noted.claims.setdefault(h.CONCLUSION, Claim(conclusion, line))
            if claim.verdict != conclusion:
                noted.disagreeing.append((line, reader.text(row, h.CONCLUSION)))
        finding = concluded_verdict(reader.text(row, h.FINDING))
        if finding is not None:
            claim = noted.claims.setdefault(h.FINDING, Claim(finding, line))
            if _WORST_FIRST.index(finding) < _WORST_FIRST.index(claim.verdict):
                noted.claims[h.FINDING] = Claim(finding, line)

    def _note_stub(self, sheet: SheetRow, line: Line, key: str) -> None:
        cells = sheet.cells
        stage, place = str(cells["stage"]), str(cells["place"])
        day = day_of(cells["sampled_on"]) or ""
        stub = Stub(
            line,
            day,
            key,
            {
                "credit_code": sheet.unknown_unit,
                "name": cells["unit_name"],
                "area_code": cells["area_code"],
                "stage": stage,
                "trade": trade_of_place(stage, place),
                "founded_on": day,
                "confirmed": "是",  # under the header 待核
            },
        )
        known = self.stubs.get(sheet.unknown_unit)
        if known is None or (stub.day, stub.sheet) < (known.day, known.sheet):
            self.stubs[sheet.unknown_unit] = stub

    def _stub_rows(self) -> Iterator[RawRow]:
        yield [ENTERPRISES.column(name).header for name in _STUB_COLUMNS]
        self._stub_order = list(self.stubs.values())
        for stub in self._stub_order:
            yield [stub.cells[name] for name in _STUB_COLUMNS]


def _judge_header(table: NationalTable, findings: Findings) -> bool:
    """Whether the header lacks a needed column or has one twice; both are reported, as are unknown columns."""
    header = table.header
    for name in header.missing:
        findings.error(table.label, table.header_row, name, "missing-column")
    for title in header.twice:
        findings.error(table.label, table.header_row, title, "missing-column", "twice")
    for title in dict.fromkeys(header.unknown):
        findings.warn(table.label, table.header_row, title, "unknown-column")
    return bool(header.missing or header.twice)


def _count(seen: dict[tuple[int, str], Seen], key: tuple[int, str], line: Line) -> None:
    seen.setdefault(key, Seen(line)).times += 1
