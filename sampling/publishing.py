"""Publication lists: what a period's reports say to the public, as CSV or XLSX."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from sqlalchemy import Connection

from domain.bulletins.columns import HEADERS, QUALIFIED, UNQUALIFIED
from domain.errors import AreaNotFound, UnusableInput
from domain.exchange.guard import guarded
from domain.testing.publication import PUBLISHED_KIND, Announcement, Sample, rows_of, verdict_as_of
from sampling.exchange.outputs import OutputSuffixUnknown, placed_file, placed_folder
from sampling.store import publishing as store
from sampling.store.listing import area_exists

SYNTHETIC = "合成数据"
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
Rows = list[tuple[str, ...]]


class PeriodWrong(UnusableInput):
    """The period ends before it begins."""

    code = "period-wrong"

    def __init__(self, first: date, last: date) -> None:
        super().__init__(f"起始日期 {first} 晚于截止日期 {last}，请核对", first=str(first), last=str(last))


@dataclass(frozen=True, slots=True)
class PublicationLists:
    """Rows of both lists, in the columns of the bulletins."""

    qualified: Rows
    unqualified: Rows
    samples: int

    def of(self, verdict: str) -> Rows:
        """The rows of one list."""
        return self.qualified if verdict == QUALIFIED else self.unqualified


def publication_lists(
    connection: Connection,
    *,
    first: date,
    last: date,
    area: str | None,
    as_of: date,
    publisher: str,
    published_on: date,
) -> PublicationLists:
    """The lists of reports dated within these days, with every verdict as it stood on `as_of`.

    Raises `PeriodWrong`, `AreaNotFound`.
    """
    if first > last:
        raise PeriodWrong(first, last)
    if area is not None and not area_exists(connection, area):
        raise AreaNotFound(area)
    note = SYNTHETIC if store.says_of_itself(connection, SYNTHETIC) else ""
    by = Announcement(publisher, published_on, note)
    lists: dict[str, Rows] = {QUALIFIED: [], UNQUALIFIED: []}
    published = 0
    for sample in _samples(connection, first, min(last, as_of), area, as_of):
        rows = rows_of(sample, by)
        if rows:
            published += 1
            lists[sample.verdict] += rows
    return PublicationLists(lists[QUALIFIED], lists[UNQUALIFIED], published)


def as_csv(rows: Rows) -> str:
    """A list as CSV text; cells that a spreadsheet could run as a formula are guarded."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADERS)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def write_workbook(lists: PublicationLists, target: Path | io.BytesIO) -> None:
    """Both lists as worksheets of text cells."""
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "use_zip64": True})
    book.set_properties({"created": datetime(*_FIXED_TIME)})  # noqa: DTZ001  (a document property)
    head = book.add_format({"bold": True})
    for verdict in (UNQUALIFIED, QUALIFIED):
        sheet = book.add_worksheet(verdict)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(HEADERS) - 1, 16)
        for at, header in enumerate(HEADERS):
            sheet.write_string(0, at, header, head)
        for number, row in enumerate(lists.of(verdict), start=1):
            for at, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, at, cell)
    book.close()


def write_lists(lists: PublicationLists, out: Path, *, force: bool) -> None:
    """Write both lists: a workbook where the name ends in .xlsx, else a folder of two CSV files."""
    suffix = out.suffix.lower()
    if suffix == ".xlsx":
        with placed_file(out, force=force) as file:
            write_workbook(lists, file)
        return
    if suffix:
        raise OutputSuffixUnknown(str(out), suffix, "名称以 .xlsx 结尾，或为一个文件夹名")
    with placed_folder(out, force=force) as folder:
        for verdict in (UNQUALIFIED, QUALIFIED):
            text = as_csv(lists.of(verdict))
            (folder / f"{verdict}.csv").write_text(text, encoding="utf-8-sig", newline="")


def _samples(
    connection: Connection, first: date, last: date, area: str | None, as_of: date
) -> Iterator[Sample]:
    found = store.reported_sheets(connection, kind=PUBLISHED_KIND, first=first, last=last, area=area)
    numbers = [sheet["sheet_no"] for sheet in found]
    items = store.of_sheets(connection, "items", numbers)
    reviews = store.of_sheets(connection, "reviews", numbers)
    for sheet in found:
        own = items.get(sheet["sheet_no"], [])
        verdict, changed = verdict_as_of(own, reviews.get(sheet["sheet_no"], []), as_of)
        yield Sample(sheet, own, verdict, changed)
