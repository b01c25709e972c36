"""The edge that knows what time it is; everything below is told."""

from datetime import UTC, date, datetime, timedelta, timezone


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


# China has one time zone and no summer time; a fixed offset needs no zone database on the machine.
LOCAL = timezone(timedelta(hours=8), "中国标准时间")


def local_day(moment: datetime) -> date:
    """The calendar day of a moment in China, which is what days of deadlines and steps mean."""
    return moment.astimezone(LOCAL).date()
