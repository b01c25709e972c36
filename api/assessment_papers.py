"""What stands beside the values of an assessment, gathered from the records of one view."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection

from api.evidence import evidence_papers
from domain.access.policy import EVERYWHERE, Reach
from domain.catalogue.measures import Catalogue
from domain.remarks.content import Remark
from domain.remarks.kind import REMARK
from domain.remedies.content import Remedy as RemedyContent
from domain.remedies.kind import REMEDY
from domain.returns.checks import end_of
from domain.returns.content import Return
from domain.returns.kind import RETURN
from domain.work.kind import Kind
from domain.work.record import Record
from reports.standing import Explained, Filing, Papers, Remedy, ReviewFinding
from sampling.returns.tasks import Asked, Task, tasks_by
from sampling.work.reading import list_records, read_stored_many

_AT_ONCE = 200


def papers_of(connection: Connection, catalogue: Catalogue, year: int, city: str, as_of: date) -> Papers:
    """Evidence, what is missing of it, remarks, remedies, explanations and timeliness of a city's year."""
    evidence, missing = evidence_papers(connection, catalogue, year, city)
    reach = Reach(areas=frozenset({city}))
    remarks = [one for one in records_within(connection, REMARK, reach) if one.content.year == year]
    remedies = [one for one in records_within(connection, REMEDY, reach) if one.content.year == year]
    return Papers(
        evidence=evidence,
        missing=missing,
        findings=tuple(finding_of(one) for one in remarks if one.state != "withdrawn"),
        remedies=tuple(remedy_of(one) for one in remedies if one.state != "dropped"),
        explanations=explanations_of(records_within(connection, RETURN, reach), year, as_of),
        filings=filings_of(tasks_by(connection, catalogue, as_of, reach, Asked(), [year], until=date.max)),
    )


def filings_of(tasks: Iterable[Task]) -> tuple[Filing, ...]:
    """Tasks counted by measure, unit and standing, in that order."""
    counted = Counter((one.measure, one.area, one.standing) for one in tasks)
    return tuple(Filing(*key, count) for key, count in sorted(counted.items()))


def explanations_of(returns: Iterable[Record[Return]], year: int, as_of: date) -> tuple[Explained, ...]:
    """What filers said of the figures that stand: the newest accepted version of each return that had ended by then."""
    newest: dict[tuple[str, str, str], Return] = {}
    for record in returns:
        one = record.content
        key = (one.measure, one.area_code, one.quarter)
        stands = record.state == "accepted" and one.quarter.startswith(f"{year}Q")
        stands = stands and end_of(one.quarter) <= as_of
        if stands and (key not in newest or one.version > newest[key].version):
            newest[key] = one
    return tuple(
        Explained(one.measure, one.area_code, one.quarter, finding.message, told.words)
        for _, one in sorted(newest.items())
        for finding in one.findings
        for told in one.explanations
        if told.check == finding.check
    )


def finding_of(record: Record[Remark]) -> ReviewFinding:
    """A remark as reports print it, with its answer as it stands."""
    one = record.content
    raised, answered = record.first("raise"), record.last("answer")
    assert raised is not None
    # Whoever reads it must see whose word it is that settled the remark.
    noted = "（凭书面意见登记）" if record.events[-1].command.startswith("note-") else ""
    answer = ""
    if one.answer is not None:
        named = f"（{one.answer.reference}）" if one.answer.reference else ""
        answer = f"{one.answer.kind}{named}：{one.answer.words}"
    return ReviewFinding(
        no=record.no,
        raised_on=raised.on,
        raised_by=one.raised_by,
        subject=_subject(one),
        measure=one.measure,
        words=one.words,
        due_on=one.due_on,
        state=REMARK.machine.states[record.state].name + noted,
        answer=answer,
        answered_on=answered.on if answered else None,
        area=one.figure_area,
    )


def _subject(one: Remark) -> str:
    if one.subject == "材料":
        return f"佐证材料 {one.evidence}"
    return f"指标 {one.measure}" + (f"（{one.figure_area}）" if one.subject == "数值" else "")


def remedy_of(record: Record[RemedyContent]) -> Remedy:
    """A remedy as reports print it, its last progress with its state."""
    one = record.content
    state = REMEDY.machine.states[record.state].name
    last = f"：{one.progress[-1].words}" if one.progress else ""
    return Remedy(
        measure=one.measure,
        cause=one.cause,
        action=one.action,
        department=one.department,
        due_on=one.due_on,
        state=f"{state}{last}",
        area=one.area_code,
    )


def records_within(connection: Connection, kind: Kind[Any], reach: Reach = EVERYWHERE) -> list[Record[Any]]:
    """All records of a kind that are worked on within reach, by number."""
    found: list[Record[Any]] = []
    after: str | None = None
    while True:
        rows, after = list_records(connection, kind, {}, after=after, limit=_AT_ONCE, reach=reach)
        records = read_stored_many(connection, kind, [row.no for row in rows])
        found += [records[row.no] for row in rows]
        if after is None:
            return found
