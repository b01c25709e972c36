"""The machine of inspection plans: one guard behind each step."""

from domain.errors import RuleViolation
from domain.inspection_plans.content import MAX_ROWS, InspectionPlan
from domain.work.reading import load_machine
from domain.work.record import Record, Step


class InspectionPlanPeriodReversed(RuleViolation):
    """A plan ends before it begins, or a row is due outside of it."""

    code = "inspection-plan-period"

    def __init__(self, where: str) -> None:
        super().__init__(f"{where}不在计划期之内，或计划期止早于计划期起，请核对日期", where=where)


class InspectionPlanEmpty(RuleViolation):
    """A plan has no rows, or too many."""

    code = "inspection-plan-size"

    def __init__(self, rows: int) -> None:
        super().__init__(
            f"计划应有 1 至 {MAX_ROWS} 行，现有 {rows} 行；请核对范围、环节和检查类型，过多的请分县区拟订",
            rows=rows,
        )


class DrawHasNoTasks(RuleViolation):
    """A plan is to be filled from a draw that has not been made, or was given up."""

    code = "inspection-plan-draw"

    def __init__(self, draw_no: str, state: str) -> None:
        super().__init__(
            f"双随机抽取 {draw_no} 的状态为“{state}”，没有可列入计划的任务；请在抽取之后、放弃之前使用",
            draw_no=draw_no,
            state=state,
        )


def may_plan(_before: Record[InspectionPlan] | None, after: InspectionPlan, _step: Step) -> None:
    """There is something to do, and every row is due within the plan."""
    if after.last_on < after.first_on:
        raise InspectionPlanPeriodReversed("计划期止")
    if not 1 <= len(after.rows) <= MAX_ROWS:
        raise InspectionPlanEmpty(len(after.rows))
    for row in after.rows:
        if row.by is not None and not after.first_on <= row.by <= after.last_on:
            raise InspectionPlanPeriodReversed(f"{row.credit_code} 的完成期限 {row.by} ")


def may_approve(_before: Record[InspectionPlan], _after: InspectionPlan, _step: Step) -> None:
    """Any draft may be approved, by somebody who did not write it."""


def may_close(_before: Record[InspectionPlan], _after: InspectionPlan, _step: Step) -> None:
    """Whatever was done; what is open stays to be seen."""


def may_abandon(_before: Record[InspectionPlan], _after: InspectionPlan, _step: Step) -> None:
    """A draft binds nobody; its number stays taken."""


MACHINE = load_machine("inspection-plan", (may_plan, may_approve, may_close, may_abandon))
