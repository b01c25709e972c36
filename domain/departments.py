"""Departments (责任部门): the offices by whose names the catalogue says who answers for a measure.

An organisation of the register may answer for one or several of them; a district's bureau answers in its district for
the department of the city that leads its line (条线). A return or a sign-off names departments, and their reporters are
those of the organisations that answer for them there.
"""

from collections.abc import Iterable, Sequence
from typing import Annotated

from domain.errors import NotFound, RuleViolation
from domain.work.fields import line

SEPARATOR = "、"
Department = Annotated[str, line("责任部门，名称与指标目录一致", "市市场监管局", longest=60)]


class DepartmentUnknown(NotFound):
    """No measure names this department."""

    code = "department-unknown"

    def __init__(self, department: str, known: Sequence[str]) -> None:
        super().__init__(
            f"指标目录中没有责任部门“{department}”，可填：{SEPARATOR.join(known)}", department=department
        )


class DepartmentNotFound(NotFound):
    """No measure of the catalogue is filed by this department first."""

    code = "department-not-found"

    def __init__(self, department: str, known: Sequence[str]) -> None:
        super().__init__(
            f"没有由“{department}”牵头填报的指标，请核对；牵头的部门有 {SEPARATOR.join(known)}",
            department=department,
            known=list(known),
        )


class DepartmentNotYours(RuleViolation):
    """Somebody signs for a department that none of their organisations answers for."""

    code = "department-not-yours"

    def __init__(self, departments: Sequence[str]) -> None:
        named = SEPARATOR.join(departments)
        super().__init__(
            f"“{named}”须由承担该部门职责的机构会签，您的授权不在其列；请由该机构的填报人办理，"
            "机构承担的责任部门由市食安办或系统管理员在机构登记中填写",
            departments=list(departments),
        )


def departments_in(text: str | None) -> tuple[str, ...]:
    """The departments of a text that joins them with 、; none of an empty one."""
    return tuple(text.split(SEPARATOR)) if text else ()


def joined(departments: Iterable[str]) -> str | None:
    """Departments as one text; None for none."""
    return SEPARATOR.join(departments) or None


def answers_for(text: str | None, wanted: Iterable[str]) -> bool:
    """Whether an organisation with this text of departments answers for any of these."""
    return bool(set(departments_in(text)) & set(wanted))
