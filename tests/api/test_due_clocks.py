"""Clocks through the API: due, overdue, done late, how long overdue, as a calendar, and 暂算 until a year is imported."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import Engine

from sampling.calendar import shipped_calendar
from sampling.calendar_import import import_calendar_year
from tests.api.conftest import Client, Serve
from tests.api.promises import BASE, caller
from tests.api.stored import a_sheet, an_enterprise, an_item, store
from tests.api.test_disposal_work import HERE, WHOLE, ends, reported
from tests.factories import laboratory as lab
from tests.walkthrough.stories import APPROVER, OFFICER
from tests.worlds.credit_codes import credit_code

# A year after those that ship, whichever they are: its holidays are not published yet.
UNKNOWN_YEAR = max(shipped_calendar().years) + 1
SHOP = credit_code("320412", 7)
LAST = date(UNKNOWN_YEAR, 3, 1)


@pytest.fixture
def office(engine: Engine) -> Engine:
    """A database with registers."""
    lab.furnish(engine)
    return engine


@pytest.fixture
def api(office: Engine, serve: Serve) -> Client:
    """The application over it."""
    return serve(office)


def a_task(office: Engine, task_no: str, received_on: date, **values: Any) -> None:
    """An imported disposal task and its sheet."""
    store(office, "sheets", a_sheet(f"S{task_no}"))
    store(office, "items", an_item(f"S{task_no}", 0, "铅", "不合格项"))
    row = {"task_no": task_no, "sheet_no": f"S{task_no}", "side": "经营", "area_code": "320412"}
    store(office, "disposals", row | {"received_on": received_on, "state": "办理中"} | values)


def due(api: Client, clock: str, day: date, **more: str) -> list[dict[str, Any]]:
    answer = api.get(f"{BASE}/work/due", params={"as_of": str(day)} | more)
    assert answer.status_code == 200, answer.text
    return [one for one in answer.json()["items"] if one["clock"] == clock]


def ages(api: Client, clock: str, day: date) -> dict[str, int]:
    cells = api.get(f"{BASE}/work/due/ageing", params={"as_of": str(day)}).json()
    return {cell["age"]: cell["count"] for cell in cells if cell["clock"] == clock}


def test_a_provisional_deadline_is_settled_when_its_year_is_imported(
    office: Engine, api: Client, tmp_path: Path
) -> None:
    a_task(office, "T1", LAST - timedelta(days=90), started_on=LAST - timedelta(days=80))
    after = LAST + timedelta(days=1)
    (before,) = due(api, "disposal-complete", after)
    assert (before["provisional"], before["unknown_year"], before["standing"]) == (
        True,
        UNKNOWN_YEAR,
        "暂算待定",
    )
    year = tmp_path / f"{UNKNOWN_YEAR}.csv"
    holidays = "".join(f"{LAST + timedelta(days=at)},休\n" for at in range(3))
    year.write_text(f"日期,类型\n{holidays}{LAST + timedelta(days=3)},班\n", encoding="utf-8")
    import_calendar_year(office, year, actor="管理员", at=datetime(2026, 11, 20, tzinfo=UTC))
    end = LAST + timedelta(days=3)
    for day, standing in ((after, "未到期"), (end, "今日到期"), (end + timedelta(days=1), "逾期")):
        (settled,) = due(api, "disposal-complete", day)
        assert (settled["provisional"], settled["due"], settled["standing"]) == (False, str(end), standing)
        assert settled["days_left"] == (end - day).days


def test_a_clock_is_due_within_days_and_then_overdue_by_age(office: Engine, api: Client) -> None:
    a_task(office, "T1", date(2023, 3, 21), started_on=date(2023, 3, 22))
    end = date(2023, 6, 19)
    assert due(api, "disposal-complete", end - timedelta(days=8), within="7") == []
    assert [
        one["days_left"] for one in due(api, "disposal-complete", end - timedelta(days=7), within="7")
    ] == [7]
    assert ages(api, "disposal-complete", end) == {}
    for days, age in (
        (1, "逾期1至5日"),
        (5, "逾期1至5日"),
        (6, "逾期6至10日"),
        (30, "逾期21至30日"),
        (60, "逾期31至60日"),
        (61, "逾期61日以上"),
    ):
        assert ages(api, "disposal-complete", end + timedelta(days=days)) == {age: 1}


def test_what_was_done_is_done_in_time_or_late(office: Engine, api: Client) -> None:
    call = caller(api)
    for task, done, standing in zip(
        ends(call, reported(office, call)).values(),
        ("2023-06-19", "2023-06-20"),
        ("按期完成", "逾期完成"),
        strict=True,
    ):
        call(f"{HERE}/{task}/start", OFFICER, on="2023-03-22")
        call(f"{HERE}/{task}/record", OFFICER, sections=WHOLE)
        call(f"{HERE}/{task}/submit", OFFICER, on=done)
        call(f"{HERE}/{task}/approve", APPROVER, on=done)
        found = due(api, "disposal-complete", date(2023, 12, 31), done_since="2023-06-01")
        assert [one["standing"] for one in found if one["record_no"] == task] == [standing]


def test_the_calendar_is_read_by_calendars(office: Engine, api: Client) -> None:
    a_task(office, "T1", date(2023, 3, 21))
    a_task(office, "任务,2;甲\\乙" + "长" * 60, date(2023, 4, 3), extension_days=30)
    listed = api.get(f"{BASE}/work/due").json()["items"]
    answer = api.get(f"{BASE}/work/due.ics")
    feed = Calendar.from_ical(answer.content)
    assert (str(feed["version"]), bool(feed["prodid"]), feed.errors) == ("2.0", True, [])
    events = feed.walk("VEVENT")
    assert len(events) == len(listed) >= 4
    told = sorted((one["record_no"], one["name"], one["due"]) for one in listed)
    read = []
    for event in events:
        assert event.errors == []
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)
        assert event["dtstamp"].dt.tzinfo is not None
        name, _, subject = str(event["summary"]).partition("：")
        read.append((subject.removeprefix("处置任务 "), name, str(event["dtstart"].dt)))
    assert sorted(read) == told
    names = [str(event["uid"]) for event in events]
    again = Calendar.from_ical(api.get(f"{BASE}/work/due.ics").content).walk("VEVENT")
    assert names == [str(event["uid"]) for event in again]
    assert len(set(names)) == len(names)


def test_an_appointed_day_of_putting_right_is_due_like_a_clock(office: Engine, api: Client) -> None:
    store(office, "enterprises", an_enterprise(SHOP))
    call = caller(api)
    visit = {"credit_code": SHOP, "kind": "日常监督检查", "inspectors": ["张三", "李四"]}
    inspection = call("/work/inspections", "张三", inspection=visit, on="2023-03-01")["no"]
    problem = {"source": "检查", "source_no": inspection, "description": "合成数据", "due_on": "2023-03-20"}
    number = call("/work/problems", "张三", problem=problem)["no"]
    assert due(api, "problem-correct", date(2023, 3, 15), within="3") == []
    (one,) = due(api, "problem-correct", date(2023, 3, 15), within="7")
    assert (one["record_no"], one["due"], one["standing"], one["days_left"]) == (
        number,
        "2023-03-20",
        "未到期",
        5,
    )
    assert due(api, "problem-correct", date(2023, 3, 20))[0]["standing"] == "今日到期"
    assert due(api, "problem-correct", date(2023, 3, 21))[0]["standing"] == "逾期"
    call(f"/work/problems/{number}/report", "张三", measures="合成数据", on="2023-03-21")
    call(f"/work/problems/{number}/pass", "李四", on="2023-03-22")
    assert due(api, "problem-correct", date(2023, 3, 23)) == []
    (done,) = due(api, "problem-correct", date(2023, 3, 23), done_since="2023-03-01")
    assert done["standing"] == "逾期完成"


def test_imported_problems_are_due_until_they_are_put_right(office: Engine, api: Client) -> None:
    store(office, "enterprises", an_enterprise(SHOP))
    row = {"source": "检查", "source_no": "JC1", "credit_code": SHOP, "found_on": date(2023, 3, 1)}
    visit = {"inspection_no": "JC1", "credit_code": SHOP, "kind": "日常监督检查"}
    store(office, "inspections", visit | {"inspected_on": date(2023, 3, 1), "inspectors": "张三、李四"})
    store(office, "problems", row | {"problem_no": "WT1", "description": "合成", "due_on": date(2023, 3, 9)})
    (one,) = due(api, "problem-correct", date(2023, 3, 10))
    assert (one["record_no"], one["standing"]) == ("WT1", "逾期")
