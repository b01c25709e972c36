"""The machine of returns: one guard behind each step. That another person accepts is in the data (`not_by`)."""

from domain.errors import RuleViolation
from domain.returns.content import Return
from domain.work.reading import load_machine
from domain.work.record import Record, Step


class CorrectionUnexplained(RuleViolation):
    """Accepted figures are to be replaced, and nobody says why."""

    code = "return-correction-unexplained"

    def __init__(self, version: int) -> None:
        super().__init__(
            f"该项填报已有审核通过的版本，第 {version} 版是更正，须写明理由（reason）", version=version
        )


class FiguresWrong(RuleViolation):
    """A check found what must be mended before the return can be submitted."""

    code = "return-figures-wrong"

    def __init__(self, faults: list[str]) -> None:
        super().__init__(f"填报数据有误：{'；'.join(faults)}，请改正后提交", faults=faults)


class WarningUnexplained(RuleViolation):
    """A check found something odd that nobody has explained."""

    code = "return-warning-unexplained"

    def __init__(self, warnings: dict[str, str]) -> None:
        told = "；".join(f"{words}（{code}）" for code, words in warnings.items())
        super().__init__(f"以下提示须逐项说明（explanations）后才能提交：{told}", checks=list(warnings))


class NoCoSigner(RuleViolation):
    """A department signs that the measure does not name, or that has signed."""

    code = "return-no-co-signer"

    def __init__(self, department: str, waiting: tuple[str, ...]) -> None:
        listed = f"尚待会签的部门：{'、'.join(waiting)}" if waiting else "本项填报没有待会签的部门"
        super().__init__(f"“{department}”不是待会签的部门，{listed}", department=department)


class ReturnUnsigned(RuleViolation):
    """A department that answers for the measure too has not signed these figures."""

    code = "return-unsigned"

    def __init__(self, waiting: tuple[str, ...]) -> None:
        super().__init__(
            f"本项由多个部门负责，尚待会签：{'、'.join(waiting)}，会签后才能审核通过",
            departments=list(waiting),
        )


def may_draft(_before: Record[Return] | None, after: Return, step: Step) -> None:
    """Who files what for which quarter the use case has looked up. Raises `CorrectionUnexplained`."""
    if after.version > 1 and not (step.reason or "").strip():
        raise CorrectionUnexplained(after.version)


def may_edit(_before: Record[Return], _after: Return, _step: Step) -> None:
    """What is neither submitted nor accepted is the filer's to change."""


def may_submit(_before: Record[Return], after: Return, _step: Step) -> None:
    """No error, and every warning explained. Raises `FiguresWrong`, `WarningUnexplained`."""
    errors = [one.message for one in after.findings if one.severity == "error"]
    if errors:
        raise FiguresWrong(errors)
    explained = {one.check for one in after.explanations}
    open_ = {one.check: one.message for one in after.findings if one.check not in explained}
    if open_:
        raise WarningUnexplained(open_)


def waiting_for(content: Return) -> tuple[str, ...]:
    """The departments whose sign-off of the present figures is lacking."""
    signed = {one.department for one in content.signatures}
    return tuple(one for one in content.co_signers if one not in signed)


def may_sign(before: Record[Return], after: Return, _step: Step) -> None:
    """Only a department that is waited for; by another person than who filled in, which the machine sees to.

    Raises `NoCoSigner`.
    """
    newest = after.signatures[-1].department
    if newest not in waiting_for(before.content):
        raise NoCoSigner(newest, waiting_for(before.content))


def may_note_paper(before: Record[Return], after: Return, step: Step) -> None:
    """What a department signed on paper; the reason names the paper. Raises `NoCoSigner`."""
    may_sign(before, after, step)


def may_return(_before: Record[Return], _after: Return, _step: Step) -> None:
    """Sending back needs its comments, which the machine asks for."""


def may_accept(before: Record[Return], _after: Return, _step: Step) -> None:
    """By another person than those who filled in and submitted, and signed by every department that answers for it.

    Raises `ReturnUnsigned`.
    """
    waiting = waiting_for(before.content)
    if waiting:
        raise ReturnUnsigned(waiting)


MACHINE = load_machine(
    "return", (may_draft, may_edit, may_submit, may_sign, may_note_paper, may_return, may_accept)
)
"""Declared after its guards, which it names."""
