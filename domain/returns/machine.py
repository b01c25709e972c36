"""The machine of returns: one guard behind each step. That another person accepts is in the data (`not_by`)."""

from domain.errors import RuleViolation
from domain.returns.content import Return
from domain.work.reading import load_machine
from domain.work.record import Record, Step


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


def may_draft(_before: Record[Return] | None, _after: Return, _step: Step) -> None:
    """Who files what for which quarter the use case has looked up."""


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


def may_return(_before: Record[Return], _after: Return, _step: Step) -> None:
    """Sending back needs its comments, which the machine asks for."""


def may_accept(_before: Record[Return], _after: Return, _step: Step) -> None:
    """By another person than those who filled in and submitted, which the machine sees to."""


MACHINE = load_machine("return", (may_draft, may_edit, may_submit, may_return, may_accept))
"""Declared after its guards, which it names."""
