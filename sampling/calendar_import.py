"""`shian calendar import`: a year's arrangement of holidays and make-up working days, once it is published."""

import csv
import hashlib
import io
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine

from domain.errors import UnusableInput
from sampling.audit import write_entry
from sampling.store.calendar import imported_years
from sampling.store.calendar_years import replace_year
from sampling.store.engine import transaction
from sampling.store.view import view_of

_WORDS = {"休": False, "班": True}


class CalendarFileInvalid(UnusableInput):
    """The calendar file cannot be read as one year's arrangement."""

    code = "calendar-file-invalid"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"日历文件 {file} 未导入：{reason}", file=file, reason=reason)


def import_calendar_year(engine: Engine, file: Path, *, actor: str, at: datetime) -> tuple[int, int]:
    """Import one year's arrangement: a CSV with 日期 and 类型 (休/班). Returns the year and the number of days.

    休 is a day off that the plain week would work or not, 班 a make-up working day. One transaction; importing the
    same file again changes nothing. Raises `CalendarFileInvalid`.
    """
    content = _read(file)
    days = _parse(file.name, content)
    years = {day.year for day in days}
    if len(years) != 1:
        raise CalendarFileInvalid(file.name, "文件须且只能包含一个年份的日期，请按年份分开")
    year = years.pop()
    digest = hashlib.sha256(content).hexdigest()
    with transaction(engine) as connection:
        if imported_years(view_of(connection)).get(year) != digest:
            replace_year(connection, year, file.name, digest, days)
            details = {"year": year, "file": file.name, "sha256": digest, "days": len(days)}
            write_entry(
                connection,
                at=at,
                actor=actor,
                command="calendar import",
                summary=f"导入{year}年放假调休安排",
                details=details,
                digest=digest,
            )
    return year, len(days)


def _read(file: Path) -> bytes:
    try:
        content = file.read_bytes()
    except OSError:
        raise CalendarFileInvalid(file.name, "文件无法读取，请核对路径") from None
    if len(content) > 100_000:
        raise CalendarFileInvalid(file.name, "文件过大，一年的安排不应超过 100 KB")
    return content


def _parse(name: str, content: bytes) -> dict[date, bool]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise CalendarFileInvalid(name, "编码应为 UTF-8 或 GB18030")
    rows = csv.reader(io.StringIO(text))
    header = [cell.strip() for cell in next(rows, [])]
    if "日期" not in header or "类型" not in header:
        raise CalendarFileInvalid(name, "首行须有“日期”和“类型”两列")
    day_at, word_at = header.index("日期"), header.index("类型")
    days: dict[date, bool] = {}
    for number, row in enumerate(rows, start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        try:
            day = date.fromisoformat(cells[day_at])
            works = _WORDS[cells[word_at]]
        except (ValueError, KeyError, IndexError):
            reason = f"第{number}行应为“2027-01-01,休”或“2027-01-03,班”的样式"
            raise CalendarFileInvalid(name, reason) from None
        if day in days:
            raise CalendarFileInvalid(name, f"第{number}行的日期 {day} 重复")
        days[day] = works
    if not any(not works for works in days.values()):
        raise CalendarFileInvalid(name, "没有任何“休”日，不像一年的放假安排")
    return days
