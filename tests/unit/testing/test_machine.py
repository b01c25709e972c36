"""The machine of tests under any sequence of steps: four eyes, matching verdicts, versions that only grow."""

from datetime import date, datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import RuleViolation
from domain.testing.content import Report, Test
from domain.testing.findings import FindingEntry
from domain.testing.machine import MACHINE
from domain.testing.verdicts import judged, tally_of
from domain.work.record import Record, Step
from domain.work.running import runs_of
from tests.factories.work import a_step

PEOPLE = ("甲", "乙", "丙", "丁")
DAY = date(2023, 3, 1)
COMMANDS = sorted({one.command for one in MACHINE.transitions} - {"receive"})
START = MACHINE.open("receive", "S1", a_step(DAY), Test(area_code="320412", task_kind="监督抽检"))


def after(record: Record[Test], command: str, result: str, actor: str, step: Step) -> Test:
    """The content that a use case would bring for a step."""
    content = record.content
    if command == "enter":
        entry = FindingEntry(
            item_name="铅", item_class="重金属", result=result, unit="mg/kg", max_limit="0.5"
        )
        findings = (judged(entry, "监督抽检", actor),)
        return msgspec.structs.replace(content, revision=content.revision + 1, tally=tally_of(findings))
    if "issue" in command:
        report = Report(
            version=len(content.reports) + 1,
            report_no="R",
            issued_on=step.on,
            verdict=content.standing.verdict,
            conclusion="见结果",
            digest=content.standing.digest,
        )
        return msgspec.structs.replace(content, reports=(*content.reports, report))
    if command == "agree":
        return msgspec.structs.replace(content, agreed_workdays=(content.agreed_workdays or 20) + 1)
    return content


steps = st.lists(
    st.tuples(
        st.sampled_from(COMMANDS),
        st.sampled_from(PEOPLE),
        st.sampled_from(("0.1", "0.9", "看不清")),
        st.integers(-2, 5),
        st.sampled_from(("按规定办理", None)),
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(steps)
def test_no_sequence_of_steps_breaks_what_a_report_stands_for(
    taken: list[tuple[str, str, str, int, str | None]],
) -> None:
    record, today = START, DAY
    for command, actor, result, days, reason in taken:
        today = max(DAY, today + timedelta(days=days))
        moment = datetime(today.year, today.month, today.day, 9) if "harm" in command else None  # noqa: DTZ001
        plain = a_step(today, actor=actor, today=today + timedelta(days=30), reason=reason)
        step = msgspec.structs.replace(
            plain, moment=moment, extends=("report", 1) if command == "agree" else None
        )
        before = record
        try:
            record = MACHINE.advance(record, command, step, after(record, command, result, actor, step))
        except RuleViolation:
            assert record == before
            continue
        assert record.events[:-1] == before.events
        assert record.content.reports[: len(before.content.reports)] == before.content.reports
        if "issue" in command:
            entered = {event.actor for event in before.events if event.command == "enter"}
            verified = {event.actor for event in before.events if event.command == "verify"}
            assert actor not in entered | verified
            assert not entered & {event.actor for event in before.events if event.command == "verify"}
            assert record.content.reports[-1].verdict == before.content.standing.verdict
            assert reason or not before.content.standing.undecided
    first = record.first("issue-qualified", "issue-unqualified", "issue-other")
    report = next(run for run in runs_of(MACHINE, record) if run.clock == "report")
    assert report.stopped == (first.on if first else None)


WALKS = (
    """agree enter:0.1 verify send-back verify confirm-harm issue-qualified submit report-harm
    reopen enter:0.9 verify send-back verify reissue-unqualified""",
    "enter:0.9 verify issue-unqualified reopen enter:看不清 verify reissue-other",
    "enter:看不清 verify issue-other reopen enter:0.1 verify reissue-qualified",
)
BY = {"enter": "甲", "verify": "乙"}


def test_every_step_can_be_taken() -> None:
    taken: set[tuple[str, str]] = set()
    for walk in WALKS:
        record = START
        for command, _, result in (step.partition(":") for step in walk.split()):
            actor = BY.get(command, "丙")
            step = a_step(DAY, actor=actor, reason="合成数据")
            step = msgspec.structs.replace(
                step,
                moment=datetime(2023, 3, 1, 9) if "harm" in command else None,  # noqa: DTZ001
                extends=("report", 1) if command == "agree" else None,
            )
            taken.add((command, record.state))
            record = MACHINE.advance(record, command, step, after(record, command, result, actor, step))
        assert record.state == "issued"
    assert {command for command, _ in taken} == set(COMMANDS)
