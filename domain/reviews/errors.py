"""What re-inspections and objections refuse."""

from domain.errors import RuleViolation


class NothingToReview(RuleViolation):
    """There is no unqualified report to ask about."""

    code = "nothing-to-review"

    def __init__(self, sheet_no: str) -> None:
        super().__init__(
            f"抽样单 {sheet_no} 没有不合格的检验报告，不能申请复检或对结果提出异议", sheet_no=sheet_no
        )


class ReviewFinal(RuleViolation):
    """A concluded re-inspection is final."""

    code = "review-final"

    def __init__(self, sheet_no: str) -> None:
        super().__init__(
            f"抽样单 {sheet_no} 的复检已有结论，复检结论为最终结论，不再复检或审核", sheet_no=sheet_no
        )


class AcceptanceBarred(RuleViolation):
    """An application that the regulation has refused."""

    code = "acceptance-barred"

    def __init__(self, no: str, obstacles: list[str]) -> None:
        super().__init__(
            f"{no} 存在不予受理的情形：{'、'.join(obstacles)}，请办理不予受理", no=no, obstacles=obstacles
        )


class GroundUnfounded(RuleViolation):
    """A ground for refusing that the records contradict, or that needs words."""

    code = "ground-unfounded"

    def __init__(self, ground: str) -> None:
        super().__init__(
            f"不予受理的情形“{ground}”与记录不符或缺少说明，请核对情形或填写说明（words）", ground=ground
        )


class LaboratoryLacking(RuleViolation):
    """Nobody but the first laboratory is in the list of re-inspection bodies."""

    code = "reinspection-laboratory-lacking"

    def __init__(self, first: str) -> None:
        super().__init__(
            f"复检机构名录中除初检机构 {first} 外没有可选机构，请先在机构登记中补充名录", first=first
        )


class SubjectMismatch(RuleViolation):
    """The wrong way of accepting for this kind of objection."""

    code = "objection-subject-mismatch"

    def __init__(self, subject: str) -> None:
        super().__init__(f"异议类型为“{subject}”，请按该类型办理受理", subject=subject)


class OutcomeImpossible(RuleViolation):
    """A conclusion that changes a verdict into what it is already."""

    code = "outcome-impossible"

    def __init__(self, outcome: str, verdict: str) -> None:
        super().__init__(
            f"样品当前结论为{verdict}，不能{outcome}，请核对；结论不变的选“维持”",
            outcome=outcome,
            verdict=verdict,
        )
