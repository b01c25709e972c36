"""Checklists as data, and the result that answers propose."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.errors import NotFound, RuleViolation
from domain.supervision.content import Answer, Result

SHIPPED = Path(__file__).with_name("checklists.toml")
# So many 否 among ordinary points make 不符合; fewer make 基本符合.
MANY = 3


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a checklist."""

    code: str
    text: str
    key: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """One version of a checklist."""

    code: str
    version: int
    name: str
    kinds: tuple[str, ...]
    stage: str
    points: tuple[Point, ...]


class ChecklistNotFound(NotFound):
    """No checklist has this code."""

    code = "checklist-not-found"

    def __init__(self, checklist: str, known: list[str]) -> None:
        super().__init__(
            f"没有代码为 {checklist} 的检查要点表，可用的有：{'、'.join(known)}",
            checklist=checklist,
            known=known,
        )


class AnswersIncomplete(RuleViolation):
    """Points without an answer, answers without a point, or a 否 without a note."""

    code = "answers-incomplete"

    def __init__(self, faults: list[str]) -> None:
        super().__init__(f"检查要点填写不完整：{'；'.join(faults)}", faults=faults)


@cache
def shipped_checklists() -> dict[str, Checklist]:
    """The checklists that the product ships, by code."""
    rows = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["checklist"]
    made = [
        Checklist(
            **{**row, "kinds": tuple(row["kinds"]), "points": tuple(Point(**one) for one in row["points"])}
        )
        for row in rows
    ]
    return {one.code: one for one in made}


def checklist_of(code: str) -> Checklist:
    """The checklist of this code. Raises `ChecklistNotFound`."""
    known = shipped_checklists()
    if code not in known:
        raise ChecklistNotFound(code, list(known))
    return known[code]


def proposed_result(checklist: Checklist, answers: Sequence[Answer]) -> Result:
    """不符合 when a key point or three points are 否, 基本符合 when any other is, else 符合.

    Raises `AnswersIncomplete` unless every point is answered once and every 否 is explained.
    """
    given = [answer.point for answer in answers]
    faults = [f"缺少要点 {point.code}" for point in checklist.points if point.code not in given]
    faults += [f"要点 {code} 重复" for code in sorted({code for code in given if given.count(code) > 1})]
    faults += [f"没有要点 {code}" for code in given if code not in {point.code for point in checklist.points}]
    faults += [
        f"要点 {answer.point} 为否，须填写说明"
        for answer in answers
        if answer.answer == "否" and not answer.note
    ]
    if faults:
        raise AnswersIncomplete(faults)
    negative = {answer.point for answer in answers if answer.answer == "否"}
    if len(negative) >= MANY or any(point.key and point.code in negative for point in checklist.points):
        return "不符合"
    return "基本符合" if negative else "符合"
