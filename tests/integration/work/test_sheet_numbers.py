"""Numbers of sheets: unique and without gaps whoever writes at once, reserved blocks accounted for to the last number."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import Engine

from domain.access.actor import Grant
from domain.errors import CatalogueInvalid
from domain.plans.content import NewPlan, PlanHead, RowForm
from domain.sheets.content import BlockReservation, NewSheet, Sheet, SheetEdit, Submission
from domain.sheets.duplicates import DuplicateSampling, load_rules
from domain.sheets.kind import SHEET
from domain.sheets.machine import NumberFixed
from domain.sheets.rules import SheetIncomplete
from domain.work.errors import RecordExists
from domain.work.fields import Form
from sampling.plans.steps import approve_plan, draft_plan
from sampling.sheets.blocks import register_of_series, reserve_block, return_block
from sampling.sheets.checks import CommissionMissing, PlanOfAnother, SamplersOfAnother
from sampling.sheets.filling import NumberNotReserved, draft_sheet, edit_sheet, submit_sheet, void_sheet
from sampling.store.engine import reading
from sampling.work.reading import read_record
from tests.factories.access import a_safe, an_account
from tests.factories.work import at_work
from tests.life.registers import FACTORY, SHOP, furnish

SERIES = "XC23320412A01"
A_SHEET = Sheet(
    area_code="320412",
    organisation="A01",
    level="县抽",
    stage="流通",
    laboratory="L01",
    sampled_on=date(2023, 3, 1),
    samplers=("张三", "李四"),
    place="超市",
    unit_name="合成数据超市",
    unit_code=SHOP,
    unit_address="合成数据路1号",
    producer_name="合成数据食品厂",
    producer_code=FACTORY,
    sample_name="合成数据蛋糕",
    category="糕点",
    packaging="预包装",
    date_kind="生产日期",
    produced_on=date(2023, 2, 1),
)


@pytest.fixture
def office(engine: Engine) -> Engine:
    """An office with its registers, once on each database."""
    furnish(engine)
    return engine


def drafted(engine: Engine, number: str | None = None) -> str:
    with at_work(engine) as op:
        return draft_sheet(op, NewSheet(sheet=A_SHEET, number=number)).no


def test_fifty_writers_get_fifty_numbers_in_a_row(office: Engine) -> None:
    with ThreadPoolExecutor(50) as pool:
        numbers = list(pool.map(lambda _: drafted(office), range(50)))
    assert sorted(numbers) == [f"{SERIES}{serial:05d}" for serial in range(1, 51)]
    with reading(office) as view:
        register = register_of_series(view, SERIES)
    assert (register.handed_out, register.by_state, register.missing) == (50, {"draft": 50}, [])


def test_what_a_returned_block_did_not_use_is_voided_as_unused(office: Engine) -> None:
    with at_work(office) as op:
        form = BlockReservation(
            area_code="320412", organisation="A01", level="县抽", year=2023, holder="合成数据平板1号", count=4
        )
        block = reserve_block(op, form)
    used = drafted(office, f"{SERIES}00002")
    assert drafted(office) == f"{SERIES}00005", "the series goes on behind the block"
    with at_work(office) as op:
        returned = return_block(op, block.no, Form())
    assert returned.content.voided == (f"{SERIES}00001", f"{SERIES}00003", f"{SERIES}00004")
    with reading(office) as view:
        assert read_record(view, SHEET, f"{SERIES}00001").events[0].reason == "未使用"
        assert read_record(view, SHEET, used).state == "draft"
        register = register_of_series(view, SERIES)
    assert (register.by_state, register.reserved, register.missing) == ({"voided": 3, "draft": 2}, 0, [])


def test_a_number_that_nobody_reserved_or_that_is_used_is_refused(office: Engine) -> None:
    with pytest.raises(NumberNotReserved):
        drafted(office, f"{SERIES}00009")
    with at_work(office) as op:
        form = BlockReservation(
            area_code="320412", organisation="A01", level="县抽", year=2023, holder="合成数据表单本", count=2
        )
        reserve_block(op, form)
    drafted(office, f"{SERIES}00001")
    with pytest.raises(RecordExists):
        drafted(office, f"{SERIES}00001")


def test_an_incomplete_sheet_is_refused_with_every_rule_it_breaks(office: Engine) -> None:
    with at_work(office) as op:
        bare = Sheet(area_code="320412", organisation="A01", level="县抽")
        number = draft_sheet(op, NewSheet(sheet=bare)).no
    with pytest.raises(SheetIncomplete) as refusal, at_work(office) as op:
        submit_sheet(op, number, Submission())
    codes = [fault["code"] for fault in refusal.value.details["faults"]]
    assert codes == [
        "stage-required",
        "place-required",
        "unit-name-required",
        "unit-address-required",
        "sample-name-required",
        "category-required",
        "sampled-on-required",
        "two-samplers",
        "laboratory-required",
    ]


def test_sampling_the_same_twice_in_a_quarter_needs_another_persons_approval(office: Engine) -> None:
    first, second = drafted(office), drafted(office)
    with at_work(office) as op:
        submit_sheet(op, first, Submission())
    # Neither who submits nor who sampled approves.
    for approver in (None, "张三", "李四"):
        form = Submission(duplicate_reason="合成数据", duplicate_approver=approver)
        with pytest.raises(DuplicateSampling), at_work(office, actor="张三") as op:
            submit_sheet(op, second, form)
    with at_work(office, actor="张三") as op:
        form = Submission(duplicate_reason="合成数据：投诉", duplicate_approver="王五")
        content = submit_sheet(op, second, form).content
    assert (content.duplicate_approver, len(content.warnings)) == ("王五", 1)


def test_a_purchase_on_the_net_is_exempt_from_the_rules_on_duplicates(office: Engine) -> None:
    online = {
        "place": "网购",
        "online_platform": "甲",
        "online_shop": "乙",
        "order_no": "1",
        "buyer_account": "丙",
    }
    sheet = msgspec.structs.replace(A_SHEET, **online)
    for _ in range(3):
        with at_work(office) as op:
            number = draft_sheet(op, NewSheet(sheet=sheet)).no
        with at_work(office) as op:
            assert submit_sheet(op, number, Submission()).state == "sampled"


def test_a_voided_sheet_no_longer_counts_as_a_duplicate(office: Engine) -> None:
    first, second = drafted(office), drafted(office)
    with at_work(office) as op:
        submit_sheet(op, first, Submission())
    with at_work(office) as op:
        void_sheet(op, first, Form(reason="合成数据：填错"))
    with at_work(office) as op:
        assert submit_sheet(op, second, Submission()).state == "sampled"


def test_what_the_number_says_cannot_change(office: Engine) -> None:
    number = drafted(office)
    moved = msgspec.structs.replace(A_SHEET, area_code="320411")
    with pytest.raises(NumberFixed), at_work(office) as op:
        edit_sheet(op, number, SheetEdit(sheet=moved))


def test_a_laboratory_samples_on_commission_alone(office: Engine) -> None:
    own = msgspec.structs.replace(A_SHEET, organisation="L01")
    for organiser in (None, "L02"):
        with pytest.raises(CommissionMissing), at_work(office) as op:
            draft_sheet(op, NewSheet(sheet=msgspec.structs.replace(own, organiser=organiser)))
    with at_work(office) as op:
        number = draft_sheet(op, NewSheet(sheet=msgspec.structs.replace(own, organiser="A01"))).no
    with at_work(office) as op:
        assert submit_sheet(op, number, Submission()).state == "sampled"


def test_a_laboratory_samples_under_the_plan_of_who_commissioned_it(office: Engine) -> None:
    row = RowForm(kind="监督抽检", level="县抽", area_code="320412", category="糕点", batches=3)
    head = PlanHead(title="合成数据计划", year=2023, scope="年度计划", organisation="A01")
    with at_work(office) as op:
        draft_plan(op, NewPlan(plan_no="JH9", head=head, rows=(row,)))
    with at_work(office, actor="王五") as op:
        approve_plan(op, "JH9", Form())
    own = msgspec.structs.replace(A_SHEET, organisation="L01", plan_no="JH9-001")
    with pytest.raises(PlanOfAnother), at_work(office) as op:
        draft_sheet(op, NewSheet(sheet=msgspec.structs.replace(own, organiser="A02")))
    with at_work(office) as op:
        number = draft_sheet(op, NewSheet(sheet=msgspec.structs.replace(own, organiser="A01"))).no
    with at_work(office) as op:
        assert submit_sheet(op, number, Submission()).state == "sampled"


def test_an_office_sets_its_own_limits_of_duplicate_sampling(office: Engine, tmp_path: Path) -> None:
    file = tmp_path / "limits.toml"
    file.write_text(
        '[[rule]]\ncode = "same-unit"\nsame = ["unit_name"]\nlimit = 2\nmessage = "合成数据上限"\n',
        encoding="utf-8",
    )
    rules = load_rules(file)
    for expected in (None, None, "合成数据上限（已有 2 份，上限 2 份）"):
        number = drafted(office)
        with at_work(office) as op:
            op.duplicate_rules = rules
            if expected is None:
                submit_sheet(op, number, Submission())
                continue
            with pytest.raises(DuplicateSampling) as refusal:
                submit_sheet(op, number, Submission())
            assert refusal.value.details["warnings"] == [expected]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "[[rule]]",
        '[[rule]]\ncode="a"\nsame=["nothing"]\nlimit=1\nmessage="m"',
        '[[rule]]\ncode="a"\nsame=["unit_name"]\nlimit=0\nmessage="m"',
        "\x00",
    ],
)
def test_limits_that_make_no_sense_are_refused(written: str, tmp_path: Path) -> None:
    file = tmp_path / "limits.toml"
    file.write_text(written, encoding="utf-8")
    with pytest.raises(CatalogueInvalid):
        load_rules(file)


def test_where_people_have_accounts_one_who_may_approve_there_approves(office: Engine) -> None:
    safe = a_safe()
    approver, elsewhere, inspector = (
        Grant(role="approver", area="320412"),
        Grant(role="approver", area="320411"),
        Grant(role="inspector", area="320412"),
    )
    for login, grant in (("shenpi", approver), ("linqu", elsewhere), ("chouyang", inspector)):
        an_account(office, safe, login, grants=(grant,), name=f"合成数据{login}")
    first, second = drafted(office), drafted(office)
    with at_work(office) as op:
        submit_sheet(op, first, Submission())
    for nobody in ("无此人", "linqu", "chouyang"):
        form = Submission(duplicate_reason="合成数据", duplicate_approver=nobody)
        with pytest.raises(DuplicateSampling), at_work(office) as op:
            submit_sheet(op, second, form)
    form = Submission(duplicate_reason="合成数据", duplicate_approver="shenpi")
    with at_work(office) as op:
        assert submit_sheet(op, second, form).content.duplicate_approver == "shenpi"


def test_a_laboratory_that_samples_sends_its_own_people(office: Engine) -> None:
    safe = a_safe()
    lab = Grant(role="laboratory-entry", organisation="L01")
    an_account(office, safe, "jianyan", grants=(lab,), name="张三", organisation="L01")
    own = msgspec.structs.replace(A_SHEET, organisation="L01", organiser="A01")
    with pytest.raises(SamplersOfAnother, match="李四"), at_work(office) as op:
        draft_sheet(op, NewSheet(sheet=own))
    an_account(office, safe, "jianyan2", grants=(lab,), name="李四", organisation="L01")
    with at_work(office) as op:
        assert draft_sheet(op, NewSheet(sheet=own)).state == "draft"
