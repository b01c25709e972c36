"""The machine of draws: one guard behind each step, and what the steps of a draw refuse."""

from datetime import date

from domain.draw.content import Draw
from domain.draw.errors import DrawValueNotYetPublic
from domain.draw.seal import settled_value
from domain.errors import RuleViolation
from domain.work.reading import load_machine
from domain.work.record import Record, Step


class DrawValueKnowable(RuleViolation):
    """The public value's day has come, so whoever commits now might know it already."""

    code = "draw-value-knowable"

    def __init__(self, day: date, today: date) -> None:
        super().__init__(
            f"公开值于 {day} 公布，今天是 {today}，承诺时可能已知该值；请改用今天之后公布的公开值",
            day=day.isoformat(),
            today=today.isoformat(),
        )


class DrawNotRunYet(RuleViolation):
    """The exported draw exists only after the draw."""

    code = "draw-not-run-yet"

    def __init__(self, draw_no: str) -> None:
        super().__init__(
            f"双随机抽取 {draw_no} 尚未抽取，没有可供核验的文件；请在抽取之后下载", draw_no=draw_no
        )


class TasksDueInPast(RuleViolation):
    """Tasks are due before they are handed out."""

    code = "draw-tasks-due-in-past"

    def __init__(self, due_on: date, on: date) -> None:
        super().__init__(
            f"检查完成期限 {due_on} 早于下达日期 {on}，请核对", due_on=due_on.isoformat(), on=on.isoformat()
        )


def may_commit(_before: Record[Draw] | None, after: Draw, step: Step) -> None:
    """Nobody can know the public value yet."""
    if after.value_date <= step.today:
        raise DrawValueKnowable(after.value_date, step.today)


def may_record_value(before: Record[Draw], after: Draw, step: Step) -> None:
    """The value has been published, and there is enough of it."""
    if step.on < before.content.value_date:
        raise DrawValueNotYetPublic(before.content.value_date)
    settled_value(after.public_value or "")


def may_run(_before: Record[Draw], _after: Draw, _step: Step) -> None:
    """The state says that the value is known; the tasks come out of the seal alone."""


def may_hand_out(_before: Record[Draw], after: Draw, step: Step) -> None:
    """There is time to do the tasks."""
    if after.due_on is not None and after.due_on < step.on:
        raise TasksDueInPast(after.due_on, step.on)


def may_abandon(_before: Record[Draw], _after: Draw, _step: Step) -> None:
    """Approved with a reason, which the machine asks for; the record stays and tells of it."""


MACHINE = load_machine("draw", (may_commit, may_record_value, may_run, may_hand_out, may_abandon))
