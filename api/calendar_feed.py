"""Deadlines as an iCalendar feed (RFC 5545): one all-day event a clock, with a name that stays the same."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from domain.work.due import Due

_LINE_OCTETS = 75
_HEAD = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//shian//due//ZH",
    "CALSCALE:GREGORIAN",
    "X-WR-CALNAME:食安期限",
)


def calendar_feed(dues: Iterable[Due], titles: dict[str, str], at: datetime) -> str:
    """The feed; `titles` are what people call the kinds of records, `at` is when it was made."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [*_HEAD]
    for due in dues:
        lines += _event(due, titles[due.kind], stamp)
    return "".join(f"{part}\r\n" for line in [*lines, "END:VCALENDAR"] for part in _folded(line))


def _event(due: Due, title: str, stamp: str) -> list[str]:
    day = due.deadline.due.date() if isinstance(due.deadline.due, datetime) else due.deadline.due
    following = day + timedelta(days=1) if day < date.max else day
    provisional = f"（暂算，{due.deadline.unknown_year}年日历未公布）" if due.deadline.provisional else ""
    words = f"{due.deadline.clock.name}：{title} {due.record_no}{provisional}"
    told = f"起算 {due.run.started}；状态 {due.standing.value}；已延长 {due.run.extended}；依据 {due.deadline.clock.law}"
    return [
        "BEGIN:VEVENT",
        f"UID:{_escaped(f'{due.kind}/{due.record_no}/{due.run.clock}/{due.run.started}')}@shian",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{following:%Y%m%d}",
        f"SUMMARY:{_escaped(words)}",
        f"DESCRIPTION:{_escaped(told)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterable[str]:
    """Lines of at most 75 octets, never cut inside a character; continued lines begin with a blank."""
    part, octets = "", 0
    for sign in line:
        size = len(sign.encode())
        if octets + size > _LINE_OCTETS:
            yield part
            part, octets = " ", 1
        part, octets = part + sign, octets + size
    yield part
