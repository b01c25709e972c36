"""A sample on its way through the laboratory; all names are synthetic (合成数据)."""

from datetime import date
from typing import Any

from sqlalchemy import Engine

from domain.sheets.content import NewSheet, Sheet, Submission
from domain.testing.content import Entry, Issue, Receipt, Test
from domain.testing.findings import FindingEntry
from domain.work.fields import Form
from domain.work.record import Record
from sampling.sheets.filling import draft_sheet, submit_sheet
from sampling.testing.entering import enter_findings, verify_findings
from sampling.testing.issuing import issue_report
from sampling.testing.receiving import receive_sample
from tests.factories.work import at_work
from tests.life.registers import FACTORY, SHOP, furnish

SAMPLED, RECEIVED, ISSUED = date(2023, 3, 1), date(2023, 3, 3), date(2023, 3, 20)
ENTERER, VERIFIER, SIGNER = "录入甲", "审核乙", "签字丙"

__all__ = ["FACTORY", "SHOP", "furnish"]


def lead(result: str | None = "0.1", **values: Any) -> FindingEntry:
    """A finding of lead against 0.5 mg/kg."""
    limits = {"max_limit": "0.5", "limit_unit": "mg/kg"} | values
    return FindingEntry(item_name="铅", item_class="重金属", result=result, unit="mg/kg", **limits)


def colonies(result: str = "100") -> FindingEntry:
    """A finding of colonies against 1000 CFU/g."""
    return FindingEntry(
        item_name="菌落总数",
        item_class="微生物",
        result=result,
        unit="CFU/g",
        max_limit="1000",
        limit_unit="CFU/g",
    )


def sampled(engine: Engine, **values: Any) -> str:
    """A submitted sheet."""
    content: dict[str, Any] = {
        "area_code": "320412",
        "organisation": "A01",
        "level": "县抽",
        "stage": "流通",
        "laboratory": "L01",
        "sampled_on": SAMPLED,
        "samplers": ("张三", "李四"),
        "place": "超市",
        "unit_name": "合成数据超市",
        "unit_code": SHOP,
        "unit_address": "合成数据路1号",
        "producer_code": FACTORY,
        "producer_name": "合成数据食品厂",
        "sample_name": "蛋糕",
        "category": "糕点",
        "packaging": "散装",
        "date_kind": "生产日期",
        "produced_on": date(2023, 2, 1),
    }
    with at_work(engine) as op:
        number = draft_sheet(op, NewSheet(sheet=Sheet(**content | values))).no
    approval = Submission(duplicate_reason="合成数据", duplicate_approver="审批戊")
    with at_work(engine) as op:
        submit_sheet(op, number, approval)
    return number


def received(engine: Engine, **values: Any) -> str:
    """A sheet whose sample the laboratory has."""
    number = sampled(engine, **values)
    with at_work(engine, actor=ENTERER) as op:
        receive_sample(op, number, Receipt(on=RECEIVED))
    return number


def entered(engine: Engine, *findings: FindingEntry, **values: Any) -> str:
    """A test with findings."""
    number = received(engine, **values)
    with at_work(engine, actor=ENTERER) as op:
        enter_findings(op, number, Entry(findings=findings))
    return number


def verified(engine: Engine, *findings: FindingEntry, **values: Any) -> str:
    """A test that somebody else stands for."""
    number = entered(engine, *findings, **values)
    with at_work(engine, actor=VERIFIER) as op:
        verify_findings(op, number, Form())
    return number


def issued(engine: Engine, *findings: FindingEntry, **values: Any) -> Record[Test]:
    """A test with its report."""
    number = verified(engine, *findings, **values)
    with at_work(engine, actor=SIGNER) as op:
        return issue_report(op, number, a_report(number))


def a_report(number: str, **values: Any) -> Issue:
    """A report's form."""
    plain: dict[str, Any] = {"on": ISSUED, "report_no": f"合成{number[-6:]}", "conclusion": "见检验结果"}
    return Issue(**plain | values)
