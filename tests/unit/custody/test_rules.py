"""Custody: how warm, how long, in which order."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import WorkCalendar
from domain.custody.content import Custody, CustodyEntry
from domain.custody.errors import CustodyOutOfOrder, SpareKept
from domain.custody.kind import MACHINE
from domain.custody.rules import keep_until, temperature_warning
from domain.errors import ShianError
from domain.work.record import Record, Step
from sampling.calendar import shipped_calendar
from tests.factories.work import a_step

CALENDAR: WorkCalendar = shipped_calendar()
moment_of = datetime.fromisoformat  # local time without zone


def an_entry(moment: datetime, holder: str = "张三") -> CustodyEntry:
    return CustodyEntry(event="事项", moment=moment, holder=holder, place="合成数据")


def a_portion(*moments: datetime, keep: date | None = None) -> Custody:
    return Custody(
        sheet_no="XC1",
        portion="备份样品",
        area_code="320412",
        organisation="A01",
        seal_no="FT1",
        log=tuple(an_entry(moment) for moment in moments),
        keep_until=keep,
    )


def sealed(moment: datetime, keep: date | None = None) -> Record[Custody]:
    return MACHINE.open("seal", "XC1-BY", step_at(moment), a_portion(moment, keep=keep))


def step_at(moment: datetime) -> Step:
    return a_step(moment.date(), today=date(2026, 1, 1), reason="合成数据")


def advanced(record: Record[Custody], command: str, moment: datetime) -> Record[Custody]:
    log = (*record.content.log, an_entry(moment))
    content = a_portion(*(entry.moment for entry in log), keep=record.content.keep_until)
    return MACHINE.advance(record, command, step_at(moment), content)


@pytest.mark.parametrize(
    ("storage", "temperature", "warned"),
    [
        ("冷藏", "0", False),
        ("冷藏", "10", False),
        ("冷藏", "10.1", True),
        ("冷藏", "-0.1", True),
        ("冷冻", "-12", False),
        ("冷冻", "-11.9", True),
        ("常温", "35", False),
        (None, "35", False),
    ],
)
def test_a_temperature_outside_the_storage_condition_is_told(
    storage: str | None, temperature: str, warned: bool
) -> None:
    assert (temperature_warning(storage, Decimal(temperature)) is not None) == warned


def test_a_spare_sample_of_a_qualified_report_is_kept_three_months_and_of_an_unqualified_one_six() -> None:
    assert keep_until("keep-qualified", date(2023, 11, 30), None, None, CALENDAR) == date(2024, 2, 29)
    assert keep_until("keep-unqualified", date(2023, 11, 30), None, None, CALENDAR) == date(2024, 5, 30)


def test_it_is_kept_no_longer_than_to_the_end_of_its_shelf_life() -> None:
    produced = date(2024, 1, 1)
    assert keep_until("keep-unqualified", date(2024, 1, 20), produced, 30, CALENDAR) == date(2024, 2, 1)


def test_a_spare_sample_is_not_disposed_of_before_its_day_and_is_on_it() -> None:
    start = moment_of("2024-03-11T09:00")
    held = advanced(advanced(sealed(start, keep=date(2024, 6, 11)), "hand-over", start), "receive", start)
    with pytest.raises(SpareKept):
        advanced(held, "destroy", moment_of("2024-06-10T23:59"))
    assert advanced(held, "destroy", moment_of("2024-06-11T00:00")).state == "destroyed"


def test_nothing_is_opened_before_it_was_received() -> None:
    start = moment_of("2024-03-11T09:00")
    with pytest.raises(ShianError) as refused:
        advanced(sealed(start), "open", start)
    assert refused.value.code == "step-not-allowed"


def test_events_are_in_order_to_the_minute() -> None:
    start = moment_of("2024-03-11T09:30")
    with pytest.raises(CustodyOutOfOrder):
        advanced(sealed(start), "hand-over", moment_of("2024-03-11T09:29"))


COMMANDS = ("hand-over", "receive", "move", "open", "destroy")


@given(st.lists(st.tuples(st.sampled_from(COMMANDS), st.integers(-90, 600)), max_size=14))
def test_whatever_is_tried_the_log_stays_in_order_and_nothing_follows_the_end(
    tried: list[tuple[str, int]],
) -> None:
    moment = moment_of("2024-03-11T09:00")
    record = sealed(moment)
    for command, minutes in tried:
        moment += timedelta(minutes=minutes)
        try:
            after = advanced(record, command, moment)
        except ShianError:
            continue
        assert record.state != "destroyed"
        assert command not in ("open", "destroy") or record.last("receive") is not None
        record = after
    moments = [entry.moment for entry in record.content.log]
    assert moments == sorted(moments)
