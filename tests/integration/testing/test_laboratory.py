"""A sample's way through the laboratory on both databases: receipt, findings, four eyes, reports and corrections."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, select

from domain.attachments.content import FileFacts, Label
from domain.errors import RuleViolation, ShianError
from domain.sheets.kind import SHEET
from domain.testing.content import Agreement, AttachedFile, Entry, Receipt, SheetFindings, Urgent, Worklist
from domain.testing.findings import FindingEntry
from domain.testing.kind import TEST
from domain.work.fields import Form
from domain.work.running import Run, runs_of
from sampling.attachments.steps import attach_file
from sampling.store.engine import reading
from sampling.store.projection import items_of_sheet, row_of_key
from sampling.store.schema import metadata
from sampling.testing.entering import enter_findings, enter_worklist, send_back, verify_findings
from sampling.testing.issuing import (
    confirm_harm,
    issue_report,
    reissue_report,
    reopen_report,
    report_harm,
    submit_conclusion,
)
from sampling.testing.reading import current_findings, revisions_of
from sampling.testing.receiving import agree_workdays, receive_sample, reject_sample
from sampling.work.reading import read_record, read_versions
from tests.factories import laboratory as lab
from tests.factories.laboratory import ENTERER, ISSUED, RECEIVED, SIGNER, VERIFIER
from tests.factories.work import at_work


@pytest.fixture
def office(engine: Engine) -> Engine:
    """A database with registers."""
    lab.furnish(engine)
    return engine


def the_row(engine: Engine, sheet_no: str) -> dict[str, object]:
    with reading(engine) as view:
        row = row_of_key(view, "samples", {"sheet_no": sheet_no})
        assert row is not None
        return row | {"items": items_of_sheet(view, sheet_no)}


def clocks(engine: Engine, sheet_no: str) -> list[Run]:
    with reading(engine) as view:
        return runs_of(TEST.machine, read_record(view, TEST, sheet_no))


def tasks(engine: Engine, sheet_no: str) -> list[str]:
    stored = metadata.tables["disposals"]
    with reading(engine) as view:
        wanted = select(stored.c.state).where(stored.c.sheet_no == sheet_no).order_by(stored.c.task_no)
        return list(view.scalars(wanted))


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.raises(RuleViolation, check=lambda refusal: refusal.code == code)


def test_receipt_advances_the_sheet_and_shows_its_date_alone(office: Engine) -> None:
    number = lab.received(office)
    row = the_row(office, number)
    assert (row["received_on"], row["report_no"], row["reported_on"], row["items"]) == (
        RECEIVED,
        None,
        None,
        [],
    )
    with reading(office) as view:
        assert read_record(view, SHEET, number).state == "received"


def test_a_rejected_sample_ends_its_sheet_and_has_no_test(office: Engine) -> None:
    number = lab.sampled(office)
    with refused("reason-missing"), at_work(office) as op:
        reject_sample(op, number, Form(on=RECEIVED))
    with at_work(office) as op:
        reject_sample(op, number, Form(on=RECEIVED, reason="封条破损"))
    assert the_row(office, number)["state"] == "拒收"
    with refused("step-not-allowed"), at_work(office) as op:
        receive_sample(op, number, Receipt(on=RECEIVED))


def test_agreed_days_extend_or_shorten_the_clock_with_their_reason(office: Engine) -> None:
    number = lab.sampled(office)
    with at_work(office) as op:
        receive_sample(op, number, Receipt(on=RECEIVED, agreed_workdays=10, reason="节前专项"))
    with at_work(office) as op:
        agree_workdays(op, number, Agreement(agreed_workdays=25, reason="方法复杂"))
    (report,) = clocks(office, number)
    assert report.extended == 5
    assert [(one.amount, one.reason) for one in report.extensions] == [(-10, "节前专项"), (15, "方法复杂")]
    with refused("agreement-unchanged"), at_work(office) as op:
        agree_workdays(op, number, Agreement(agreed_workdays=25, reason="重复"))


def test_findings_stay_in_the_laboratory_until_the_report_is_issued(office: Engine) -> None:
    number = lab.verified(office, lab.lead(), lab.colonies())
    assert the_row(office, number)["items"] == []
    with at_work(office, actor=SIGNER) as op:
        issue_report(op, number, lab.a_report(number))
    row = the_row(office, number)
    assert row["reported_on"] == ISSUED
    assert [(item["item_name"], item["verdict"]) for item in row["items"]] == [  # type: ignore[attr-defined]
        ("铅", "合格项"),
        ("菌落总数", "合格项"),
    ]


def test_every_entry_is_a_revision_and_a_mistaken_item_is_withdrawn_with_a_reason(office: Engine) -> None:
    number = lab.entered(office, lab.lead("0.1"), lab.colonies())
    with at_work(office, actor="录入丁") as op:
        enter_findings(op, number, Entry(findings=(lab.lead("0.9"),)))
    with refused("reason-missing"), at_work(office, actor=ENTERER) as op:
        enter_findings(op, number, Entry(withdraw=("菌落总数",)))
    with at_work(office, actor=ENTERER) as op:
        record = enter_findings(op, number, Entry(withdraw=("菌落总数",), reason="不在方案内"))
    assert (record.content.tally.verdict, record.content.tally.items) == ("不合格", 1)
    with reading(office) as view:
        (now,) = current_findings(view, record)
        told = [
            (one.finding.item_name, one.finding.result, one.finding.entered_by, one.withdrawn)
            for one in revisions_of(view, number)
        ]
    assert (now.result, now.revision, now.entered_by) == ("0.9", 2, "录入丁")
    assert told == [
        ("铅", "0.1", ENTERER, False),
        ("菌落总数", "100", ENTERER, False),
        ("铅", "0.9", "录入丁", False),
        ("菌落总数", "100", ENTERER, True),
    ]
    with refused("item-not-entered"), at_work(office) as op:
        enter_findings(op, number, Entry(withdraw=("没有",), reason="误"))
    with refused("nothing-entered"), at_work(office) as op:
        enter_findings(op, number, Entry())


def test_three_people_stand_behind_a_report(office: Engine) -> None:
    number = lab.entered(office, lab.lead())
    with refused("same-person"), at_work(office, actor=ENTERER) as op:
        verify_findings(op, number, Form())
    with at_work(office, actor=VERIFIER) as op:
        verify_findings(op, number, Form())
    for actor in (ENTERER, VERIFIER):
        with refused("same-person"), at_work(office, actor=actor) as op:
            issue_report(op, number, lab.a_report(number))
    with at_work(office, actor=SIGNER) as op:
        assert issue_report(op, number, lab.a_report(number)).state == "issued"


def test_findings_are_sent_back_with_comments_and_entered_again(office: Engine) -> None:
    number = lab.verified(office, lab.lead())
    with at_work(office, actor=SIGNER) as op:
        send_back(op, number, Form(reason="称样量有误，请复核"))
    with at_work(office, actor=ENTERER) as op:
        assert enter_findings(op, number, Entry(findings=(lab.lead("0.2"),))).state == "testing"


def test_nothing_is_verified_without_findings(office: Engine) -> None:
    number = lab.received(office)
    with refused("no-findings"), at_work(office, actor=VERIFIER) as op:
        verify_findings(op, number, Form())


def test_a_report_with_undecided_items_says_why(office: Engine) -> None:
    number = lab.verified(office, lab.lead("0.1"), FindingEntry(item_name="感官", item_class="其他"))
    with refused("undecided-unexplained"), at_work(office, actor=SIGNER) as op:
        issue_report(op, number, lab.a_report(number))
    with at_work(office, actor=SIGNER) as op:
        report = issue_report(op, number, lab.a_report(number, reason="样品量不足")).content.reports[-1]
    assert (report.verdict, report.reason) == ("合格", "样品量不足")


def test_a_report_is_not_dated_before_the_sample_came(office: Engine) -> None:
    number = lab.verified(office, lab.lead())
    with refused("day-before-last-step"), at_work(office, actor=SIGNER) as op:
        issue_report(op, number, lab.a_report(number, on=RECEIVED - timedelta(days=1)))


def test_a_report_number_belongs_to_one_sheet(office: Engine) -> None:
    lab.issued(office, lab.lead())
    first = lab.issued(office, lab.lead(), produced_on=date(2023, 2, 3))
    number = lab.verified(office, lab.lead(), produced_on=date(2023, 2, 2))
    taken = first.content.reports[-1].report_no
    with refused("report-number-taken"), at_work(office, actor=SIGNER) as op:
        issue_report(op, number, lab.a_report(number, report_no=taken))


def test_the_report_file_is_known_by_its_digest(office: Engine) -> None:
    number = lab.verified(office, lab.lead())
    file = AttachedFile(sha256="ab" * 32, name="合成数据.pdf", size=10)
    with refused("report-file-missing"), at_work(office, actor=SIGNER) as op:
        issue_report(op, number, lab.a_report(number, file=file))
    facts = FileFacts(sha256=file.sha256, size=10, media_type="application/pdf", pages=1)
    with at_work(office, actor=SIGNER) as op:
        attach_file(op, Label(owner_kind="test", owner_no=number, name=file.name), facts)
    with at_work(office, actor=SIGNER) as op:
        assert issue_report(op, number, lab.a_report(number, file=file)).content.reports[-1].file == file


def test_the_verdict_starts_its_own_clock_and_reporting_stops_it(office: Engine) -> None:
    for result, clock in (("0.1", "submit-qualified"), ("0.9", "submit-unqualified")):
        number = lab.issued(office, lab.lead(result), produced_on=date(2023, 1, int(result[-1]))).no
        with at_work(office, actor=ENTERER) as op:
            submit_conclusion(op, number, Form(on=ISSUED))
        assert clocks(office, number) == [Run("report", RECEIVED, ISSUED), Run(clock, ISSUED, ISSUED)]


def test_serious_harm_is_reported_within_hours_of_its_confirmation(office: Engine) -> None:
    number = lab.entered(office, lab.lead("9"))
    confirmed = datetime(2023, 3, 10, 9, 30)  # noqa: DTZ001  (local time, as people write it)
    with refused("harm-not-confirmed"), at_work(office) as op:
        report_harm(op, number, Urgent(moment=confirmed))
    with at_work(office, actor=VERIFIER) as op:
        confirm_harm(op, number, Urgent(moment=confirmed, reason="铅超标18倍"))
    with refused("harm-reported-too-early"), at_work(office) as op:
        report_harm(op, number, Urgent(moment=confirmed - timedelta(minutes=1)))
    reported = confirmed + timedelta(hours=3)
    with at_work(office, actor=ENTERER) as op:
        report_harm(op, number, Urgent(moment=reported))
    assert clocks(office, number)[-1] == Run("submit-urgent", confirmed, reported)


def test_an_unqualified_report_opens_disposal_and_its_correction_withdraws_it(office: Engine) -> None:
    number = lab.issued(office, lab.lead("0.9")).no
    assert tasks(office, number) == ["办理中", "办理中"]
    with at_work(office, actor=SIGNER) as op:
        reopen_report(op, number, Form(reason="计算有误"))
    assert the_row(office, number)["items"][0]["verdict"] == "不合格项"  # type: ignore[index]
    with at_work(office, actor=ENTERER) as op:
        enter_findings(op, number, Entry(findings=(lab.lead("0.09"),)))
    with at_work(office, actor=VERIFIER) as op:
        verify_findings(op, number, Form())
    later = ISSUED + timedelta(days=5)
    with at_work(office, actor=SIGNER) as op:
        record = reissue_report(
            op, number, lab.a_report(number, on=later, report_no="合成更1", reason="计算有误")
        )
    assert [(one.version, one.verdict, one.findings[0].result) for one in record.content.reports] == [
        (1, "不合格", "0.9"),
        (2, "合格", "0.09"),
    ]
    assert tasks(office, number) == ["撤销", "撤销"]
    row = the_row(office, number)
    assert (row["reported_on"], row["report_no"], row["items"][0]["result"]) == (ISSUED, "合成更1", "0.09")  # type: ignore[index]
    with reading(office) as view:
        assert read_versions(view, TEST, number)[-1][1].reports[0].report_no != "合成更1"


def test_a_correction_that_finds_the_sample_unqualified_opens_disposal(office: Engine) -> None:
    number = lab.issued(office, lab.lead("0.1")).no
    assert tasks(office, number) == []
    with at_work(office, actor=SIGNER) as op:
        reopen_report(op, number, Form(reason="计算有误"))
    with at_work(office, actor=VERIFIER) as op:
        verify_findings(op, number, Form())
    with refused("nothing-corrected"), at_work(office, actor=SIGNER) as op:
        reissue_report(op, number, lab.a_report(number))
    with at_work(office, actor=SIGNER) as op:
        send_back(op, number, Form(reason="没有改"))
    with at_work(office, actor=ENTERER) as op:
        enter_findings(op, number, Entry(findings=(lab.lead("0.8"),)))
    with at_work(office, actor=VERIFIER) as op:
        verify_findings(op, number, Form())
    with at_work(office, actor=SIGNER) as op:
        reissue_report(op, number, lab.a_report(number, reason="计算有误"))
    assert tasks(office, number) == ["办理中", "办理中"]


def test_risk_monitoring_finds_problems_and_nobody_unqualified(office: Engine) -> None:
    number = lab.entered(office, lab.lead("0.9"), task_kind="风险监测")
    with reading(office) as view:
        record = read_record(view, TEST, number)
        assert record.content.tally.verdict == "问题"
        assert "风险监测" in current_findings(view, record)[0].explanation
    with refused("risk-not-unqualified"), at_work(office, actor=ENTERER) as op:
        wrong = lab.lead("0.9", verdict="不合格项", verdict_reason="超限")
        enter_findings(op, number, Entry(findings=(wrong,)))
    with at_work(office, actor=VERIFIER) as op:
        verify_findings(op, number, Form())
    with at_work(office, actor=SIGNER) as op:
        issue_report(op, number, lab.a_report(number))
    assert tasks(office, number) == []


def test_a_worklist_is_entered_as_a_whole_or_not_at_all(office: Engine) -> None:
    first, second = lab.received(office), lab.received(office, produced_on=date(2023, 2, 2))

    def worklist(*numbers: str) -> Worklist:
        return Worklist(
            sheets=tuple(
                SheetFindings(sheet_no=number, findings=(lab.lead(), lab.colonies("2000")))
                for number in numbers
            )
        )

    for numbers, code in (((first, "没有"), "record-not-found"), ((first, first), "sheet-twice")):
        with pytest.raises(ShianError) as refusal, at_work(office, actor=ENTERER) as op:
            enter_worklist(op, worklist(*numbers))
        assert refusal.value.code == code
    with reading(office) as view:
        assert revisions_of(view, first) == []
    with at_work(office, actor=ENTERER) as op:
        records = enter_worklist(op, worklist(first, second))
    assert [(record.no, record.content.tally.verdict) for record in records] == [
        (first, "不合格"),
        (second, "不合格"),
    ]
    with reading(office) as view:
        entries = view.execute(select(metadata.tables["audit_entries"].c.summary)).scalars().all()
        assert [read_record(view, TEST, number).version for number in (first, second)] == [2, 2]
    assert entries[-1].count("录入检验结果") == 2


def test_an_item_stands_once_in_an_entry(office: Engine) -> None:
    number = lab.received(office)
    with refused("item-twice"), at_work(office) as op:
        enter_findings(op, number, Entry(findings=(lab.lead(), lab.lead("0.2"))))


def test_a_verdict_beyond_figures_is_a_persons_with_a_reason(office: Engine) -> None:
    number = lab.received(office)
    smell = FindingEntry(item_name="气味", item_class="质量指标", result="无异味", verdict="合格项")
    with refused("verdict-unexplained"), at_work(office) as op:
        enter_findings(op, number, Entry(findings=(smell,)))
