"""What every machine insists on, shown on clues and cases."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cases.content import Case
from domain.cases.machine import MACHINE, FilingUndue
from domain.errors import CatalogueInvalid
from domain.work.errors import (
    DayBeforeLastStep,
    DayInFuture,
    MomentMissing,
    ReasonMissing,
    SamePerson,
    StepNotAllowed,
)
from domain.work.machine import Machine, State, Transition
from domain.work.reading import load_machine
from domain.work.record import Record, Step
from domain.work.running import runs_of
from tests.factories.work import TODAY, a_step

DAY = date(2026, 3, 2)


def a_clue(on: date = DAY, *, should_file: bool = True) -> Record[Case]:
    content = Case(area_code="320412", facts="合成数据", should_file=should_file)
    return MACHINE.open("record", "XS1", a_step(on), content)


def nothing(_before: object, _after: object, _step: Step) -> None:
    """A guard that lets everything pass."""


def a_machine(*transitions: Transition, hourly: frozenset[str] = frozenset()) -> Machine:
    states = {code: State(code, code) for code in ("a", "b")}
    return Machine("m", "机", "记录", states, transitions, {"nothing": nothing}, hourly)


def test_a_step_that_the_state_does_not_allow_is_refused_and_says_what_is_allowed() -> None:
    with pytest.raises(StepNotAllowed) as refused:
        MACHINE.advance(a_clue(), "decide", a_step())
    assert refused.value.details["allowed"] == ["更正线索", "批准延长立案期限", "立案", "决定不予立案"]


def test_a_step_is_not_dated_after_today() -> None:
    with pytest.raises(DayInFuture):
        MACHINE.advance(a_clue(), "file", a_step(TODAY + timedelta(days=1), today=TODAY))


def test_a_step_may_be_on_the_day_of_the_one_before_and_not_earlier() -> None:
    assert MACHINE.advance(a_clue(), "file", a_step(DAY)).state == "filed"
    with pytest.raises(DayBeforeLastStep):
        MACHINE.advance(a_clue(), "file", a_step(DAY - timedelta(days=1)))


def test_correcting_words_today_does_not_forbid_a_step_that_happened_before() -> None:
    corrected = MACHINE.advance(a_clue(), "correct", a_step(TODAY, reason="错别字"))
    assert MACHINE.advance(corrected, "file", a_step(DAY)).state == "filed"


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_step_that_must_say_why_is_refused_without_a_reason(reason: str | None) -> None:
    with pytest.raises(ReasonMissing):
        MACHINE.advance(a_clue(), "decline", a_step(DAY, reason=reason))


def test_a_guard_refuses_what_the_data_alone_would_let_pass() -> None:
    with pytest.raises(FilingUndue):
        MACHINE.advance(a_clue(should_file=False), "file", a_step(DAY))


def test_who_entered_does_not_verify() -> None:
    machine = a_machine(
        Transition("enter", "录入", "nothing", ("system",), to="a"),
        Transition("verify", "审核", "nothing", ("system",), ("a",), "b", not_by=("enter",)),
    )
    entered = machine.open("enter", "1", a_step(actor="甲"), None)
    with pytest.raises(SamePerson):
        machine.advance(entered, "verify", a_step(actor="甲"))
    assert machine.advance(entered, "verify", a_step(actor="乙")).state == "b"


def test_a_clock_in_hours_needs_a_moment() -> None:
    machine = a_machine(
        Transition("confirm", "确认", "nothing", ("system",), to="a", starts=("submit-urgent",)),
        hourly=frozenset({"submit-urgent"}),
    )
    with pytest.raises(MomentMissing):
        machine.open("confirm", "1", a_step(), None)
    moment = datetime.fromisoformat("2026-11-20T08:30")
    step = Step(on=TODAY, at=a_step().at, today=TODAY, actor="甲", moment=moment)
    assert runs_of(machine, machine.open("confirm", "1", step, None))[0].started == moment


def test_every_step_is_a_version_and_the_earlier_record_stays_as_it_was() -> None:
    clue = a_clue()
    filed = MACHINE.advance(clue, "file", a_step(DAY + timedelta(days=3)))
    assert (clue.version, clue.state, filed.version, filed.state) == (1, "clue", 2, "filed")


@given(st.lists(st.integers(1, 60), max_size=4))
def test_extensions_add_up_in_the_clock_that_they_name(amounts: list[int]) -> None:
    case = a_clue()
    for amount in amounts:
        step = a_step(DAY, reason="集体讨论")
        extended = Step(
            on=step.on,
            at=step.at,
            today=step.today,
            actor="乙",
            reason="集体讨论",
            extends=("case-filing", amount),
        )
        case = MACHINE.advance(case, "extend-filing", extended)
    case = MACHINE.advance(case, "file", a_step(DAY))
    filing, decision = runs_of(MACHINE, case)
    assert (filing.clock, filing.started, filing.stopped, filing.extended) == (
        "case-filing",
        DAY,
        DAY,
        sum(amounts),
    )
    assert (decision.clock, decision.started, decision.stopped, decision.extended) == (
        "case-decision",
        DAY,
        None,
        0,
    )


def test_a_clock_that_is_resumed_runs_on_from_its_first_start() -> None:
    machine = a_machine(
        Transition("open", "开", "nothing", ("system",), to="a", starts=("disposal-complete",)),
        Transition("submit", "报", "nothing", ("system",), ("a",), "b", stops=("disposal-complete",)),
        Transition("return", "退", "nothing", ("system",), ("b",), "a", resumes=("disposal-complete",)),
    )
    record = machine.open("open", "1", a_step(DAY), None)
    for day, command in enumerate(("submit", "return"), start=1):
        record = machine.advance(record, command, a_step(DAY + timedelta(days=day)))
    assert [(run.started, run.stopped) for run in runs_of(machine, record)] == [(DAY, None)]


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        ('from = ["filed"]', 'from = ["lost"]', "lost"),
        ('starts = ["case-filing"]', 'starts = ["no-clock"]', "no-clock"),
        ('roles = ["approver"]', 'roles = ["nobody"]', "nobody"),
        ('guard = "may_file"', 'guard = "may_fly"', "may_f"),
        ('code = "case"', 'code = "other"', "other"),
    ],
)
def test_a_machine_that_contradicts_itself_is_not_loaded(
    tmp_path: Path, was: str, becomes: str, fault: str
) -> None:
    shipped = Path(__file__).parents[3] / "domain" / "machines" / "case.toml"
    (tmp_path / "case.toml").write_text(shipped.read_text("utf-8").replace(was, becomes, 1), "utf-8")
    with pytest.raises(CatalogueInvalid, match=fault):
        load_machine("case", MACHINE.guards.values(), tmp_path)
