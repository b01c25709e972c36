"""How tests meet the exchange format: receipt at once, report and items when a report is issued and not before.

After a correction the row holds the newest report's number and items; 报告日期 stays the day of the first issue, since
the batch was reported then and its clocks ended then.
"""

from typing import Any

from domain.testing.content import Report, Test, Told
from domain.testing.findings import IMPORTED, Finding
from domain.testing.machine import MACHINE
from domain.testing.verdicts import tally_of
from domain.work.kind import Bearings, Kind, Projection, Row
from domain.work.record import Record, told_by_a_file

ITEM_COLUMNS = (
    "item_name",
    "item_class",
    "result",
    "unit",
    "max_limit",
    "min_limit",
    "verdict",
    "method_basis",
    "judgement_basis",
)
ISSUES = {
    "合格": "issue-qualified",
    "不合格": "issue-unqualified",
    "问题": "issue-other",
    "未判定": "issue-other",
}


def bearings(record: Record[Test]) -> Bearings:
    """A test belongs to its laboratory, and where the sample was taken."""
    test = record.content
    return Bearings(area=test.area_code, organisation=test.laboratory, sheet_no=record.no)


def project(record: Record[Test]) -> list[Projection]:
    """Receipt, and the newest issued report with its items."""
    test = record.content
    values: dict[str, Any] = {"sheet_no": record.no, "received_on": test.received_on}
    if not test.reports:
        return [Projection("samples", values)]
    newest = test.reports[-1]
    values |= {"report_no": newest.report_no, "reported_on": test.reports[0].issued_on}
    items = tuple({name: getattr(one, name) for name in ITEM_COLUMNS} for one in newest.findings)
    return [Projection("samples", values, items)]


def adopt(row: Row, items: tuple[Row, ...]) -> Record[Test] | None:
    """The test that an imported row tells; None where the sample was not received yet."""
    received = row["received_on"] or row["reported_on"]
    if row["state"] != "有效" or received is None:
        return None
    events = [told_by_a_file("receive", "testing", received)]
    findings = tuple(_finding(item) for item in items)
    tally = tally_of(findings)
    reports: tuple[Report, ...] = ()
    if findings:
        events.append(told_by_a_file("enter", "testing", received))
    if row["reported_on"] is not None:
        events.append(told_by_a_file("verify", "verified", row["reported_on"]))
        events.append(told_by_a_file(ISSUES[tally.verdict], "issued", row["reported_on"]))
        report = Report(
            version=1,
            report_no=row["report_no"],
            issued_on=row["reported_on"],
            verdict=tally.verdict,
            conclusion=f"由导入的记录得知：{tally.verdict}",
            findings=findings,
            digest=tally.digest,
        )
        reports = (report,)
    content = Test(
        laboratory_name=row["laboratory"],
        area_code=row["area_code"],
        task_kind=row["task_kind"],
        received_on=row["received_on"],
        reports=reports,
        told=Told(findings=findings, tally=tally) if findings else None,
    )
    return Record(
        kind=MACHINE.code, no=row["sheet_no"], state=events[-1].state, content=content, events=tuple(events)
    )


def _finding(item: Row) -> Finding:
    values = {name: item[name] for name in ITEM_COLUMNS}
    return Finding(
        **values,
        proposed=item["verdict"],
        explanation="由导入的记录得知",
        entered_by=IMPORTED,
    )


TEST = Kind(
    machine=MACHINE,
    content=Test,
    bearings=bearings,
    project=project,
    table="samples",
    key_of=lambda no: {"sheet_no": no},
    adopt=adopt,
    told_fields=("laboratory_name", "received_on", "reports", "told"),
)
