"""What any state machine refuses, whatever it is about."""

from datetime import date

from domain.errors import RuleViolation


class StepNotAllowed(RuleViolation):
    """The record's state does not allow this step."""

    code = "step-not-allowed"

    def __init__(self, record: str, no: str, step: str, state: str, allowed: list[str]) -> None:
        advice = f"此时可以：{'、'.join(allowed)}" if allowed else "这一状态下没有可办理的步骤"
        super().__init__(
            f"{record} {no} 现为“{state}”，不能{step}；{advice}",
            record=record,
            no=no,
            step=step,
            state=state,
            allowed=allowed,
        )


class DayInFuture(RuleViolation):
    """A step is dated after today."""

    code = "day-in-future"

    def __init__(self, day: date, today: date) -> None:
        super().__init__(
            f"日期 {day} 晚于今天（{today}），请填写实际发生的日期", day=str(day), today=str(today)
        )


class DayBeforeLastStep(RuleViolation):
    """A step is dated before the step that came before it."""

    code = "day-before-last-step"

    def __init__(self, step: str, day: date, last_step: str, last_day: date) -> None:
        super().__init__(
            f"{step}的日期 {day} 早于上一步“{last_step}”的日期 {last_day}，请核对日期",
            step=step,
            day=str(day),
            last_step=last_step,
            last_day=str(last_day),
        )


class ReasonMissing(RuleViolation):
    """The step is one that must say why."""

    code = "reason-missing"

    def __init__(self, step: str) -> None:
        super().__init__(f"{step}须说明理由，请填写 reason", step=step)


class MomentMissing(RuleViolation):
    """The step starts or stops a clock that runs in hours, and says no time of day."""

    code = "moment-missing"

    def __init__(self, step: str) -> None:
        super().__init__(f"{step}的期限按小时计算，请填写具体时刻，如 2024-03-31T08:30", step=step)


class SamePerson(RuleViolation):
    """Somebody takes a step that must be another person's than an earlier one."""

    code = "same-person"

    def __init__(self, step: str, actor: str, earlier: str) -> None:
        super().__init__(
            f"{step}不能由 {actor} 办理：此人已办理“{earlier}”，请由另一人办理",
            step=step,
            actor=actor,
            earlier=earlier,
        )


class RecordExists(RuleViolation):
    """There is a record of this number already."""

    code = "record-exists"

    def __init__(self, record: str, no: str) -> None:
        super().__init__(f"{record} {no} 已经存在，请核对编号", record=record, no=no)


class RecordChanged(RuleViolation):
    """Somebody else changed the record between reading and writing it."""

    code = "record-changed"

    def __init__(self, record: str, no: str) -> None:
        super().__init__(f"{record} {no} 刚被他人更改，请重新读取后再办理", record=record, no=no)


class RecordClosed(RuleViolation):
    """The record is closed; other content can only come as a correction that the machine knows."""

    code = "record-closed"

    def __init__(self, record: str, no: str, state: str) -> None:
        super().__init__(f"{record} {no} 已{state}，内容不能再改", record=record, no=no, state=state)
