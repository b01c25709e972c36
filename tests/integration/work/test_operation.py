"""One command: all of it or nothing, one audit entry, every version kept, the exchange row in step."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine, func, select

from domain.cases.content import Clue, Correction, Deciding, Decision, ExtensionGrant, Filing, NewClue
from domain.cases.kind import CASE
from domain.errors import RecordNotFound, RuleViolation
from domain.work.errors import RecordExists, StepNotAllowed
from domain.work.fields import Form
from sampling import cases
from sampling.store.engine import reading
from sampling.store.schema import metadata
from sampling.store.work import take_serial
from sampling.work.reading import list_records, read_record, read_versions
from tests.api.stored import store_areas
from tests.factories.work import at_work

FOUND = date(2023, 3, 1)
CLUE = Clue(area_code="320412", facts="合成数据", should_file=True)


@pytest.fixture
def office(engine: Engine) -> Engine:
    """A database with areas, once of each kind."""
    store_areas(engine)
    return engine


def a_filed_case(engine: Engine, no: str = "XS1") -> None:
    with at_work(engine) as op:
        cases.record_clue(op, NewClue(clue_no=no, clue=CLUE, on=FOUND))
    with at_work(engine, actor="李四") as op:
        cases.file_case(op, no, Filing(case_no="合成数据1号", on=date(2023, 3, 9)))


def count(engine: Engine, table: str) -> int:
    with reading(engine) as view:
        return int(view.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one())


def test_a_command_writes_version_exchange_row_and_one_audit_entry(office: Engine) -> None:
    before = count(office, "audit_entries")
    a_filed_case(office)
    assert count(office, "audit_entries") == before + 2
    with reading(office) as view:
        row = view.execute(select(metadata.tables["cases"])).mappings().one()
        entry = (
            view.execute(
                select(metadata.tables["audit_entries"]).order_by(
                    metadata.tables["audit_entries"].c.id.desc()
                )
            )
            .mappings()
            .first()
        )
        changes = (
            view.execute(
                select(metadata.tables["audit_changes"]).where(
                    metadata.tables["audit_changes"].c.entry_id == entry["id"]
                )
            )
            .mappings()
            .all()
        )
    assert (row["found_on"], row["filed_on"], row["should_file"]) == (FOUND, date(2023, 3, 9), True)
    assert (entry["actor"], entry["summary"]) == ("李四", "线索 XS1 立案")
    assert [(one["record_table"], one["record_key"]) for one in changes] == [
        ("work_records", "case/XS1"),
        ("cases", "XS1"),
    ]
    assert json.loads(changes[1]["after"]) == {"filed_on": "2023-03-09"}


def test_every_version_can_be_read_again(office: Engine) -> None:
    a_filed_case(office)
    with at_work(office) as op:
        cases.correct_clue(
            op,
            "XS1",
            Correction(
                clue=Clue(area_code="320411", facts="合成数据二", should_file=True), reason="辖区有误"
            ),
        )
    with reading(office) as view:
        versions = read_versions(view, CASE, "XS1")
        record = read_record(view, CASE, "XS1")
    assert [(version, content.area_code) for version, content in versions] == [
        (1, "320412"),
        (2, "320412"),
        (3, "320411"),
    ]
    assert [event.command for event in record.events] == ["record", "file", "correct"]
    assert record.events[-1].reason == "辖区有误"


def record_one_and_decline_another(engine: Engine) -> None:
    with at_work(engine) as op:
        cases.record_clue(op, NewClue(clue_no="XS2", clue=CLUE, on=FOUND))
        cases.decline_clue(op, "XS1", Form(reason="无"))


def test_a_refused_step_leaves_nothing_behind(office: Engine) -> None:
    a_filed_case(office)
    before = {name: count(office, name) for name in metadata.tables}
    with pytest.raises(StepNotAllowed):
        record_one_and_decline_another(office)
    assert {name: count(office, name) for name in metadata.tables} == before


def test_a_number_is_given_once(office: Engine) -> None:
    a_filed_case(office)
    with pytest.raises(RecordExists), at_work(office) as op:
        cases.record_clue(op, NewClue(clue_no="XS1", clue=CLUE, on=FOUND))


def test_a_record_that_nobody_knows_is_not_found(office: Engine) -> None:
    with pytest.raises(RecordNotFound), at_work(office) as op:
        cases.file_case(op, "XS9", Filing(case_no="1"))


def test_an_imported_case_is_worked_on_as_if_it_had_been_entered_here(office: Engine) -> None:
    stored = metadata.tables["cases"]
    values = {"clue_no": "XS7", "area_code": "320412", "found_on": FOUND, "should_file": True}
    with office.begin() as connection:
        connection.execute(
            stored.insert().values(filed_on=date(2023, 3, 20), decision_extension_days=30, **values)
        )
    with at_work(office) as op:
        decision = Decision(document_no="1", outcome="警告", why_no_penalty="首次轻微")
        record = cases.decide_case(op, "XS7", Deciding(decision=decision, on=date(2023, 7, 1)))
    assert [(event.command, event.imported) for event in record.events] == [
        ("record", True),
        ("file", True),
        ("extend-decision", True),
        ("decide", False),
    ]
    with reading(office) as view:
        row = view.execute(select(stored)).mappings().one()
        assert read_record(view, CASE, "XS7") == record
    assert (row["closed_on"], row["decision_extension_days"]) == (date(2023, 7, 1), 30)


def test_of_two_who_decide_at_once_one_is_refused(office: Engine) -> None:
    a_filed_case(office)

    def decide(actor: str) -> str:
        try:
            with at_work(office, actor=actor) as op:
                decision = Decision(document_no=actor, outcome="警告", why_no_penalty="首次轻微")
                cases.decide_case(op, "XS1", Deciding(decision=decision, on=date(2023, 4, 1)))
        except RuleViolation as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(decide, [f"办案人{at}" for at in range(8)]))
    assert sorted(outcomes) == ["done"] + ["step-not-allowed"] * 7
    with reading(office) as view:
        assert read_record(view, CASE, "XS1").version == 3


def test_serial_numbers_have_no_gaps_even_where_commands_fail(office: Engine) -> None:
    def take(at: int) -> int | None:
        try:
            with at_work(office) as op:
                number = take_serial(op.connection, "XS23")
                if at % 3 == 0:
                    raise StepNotAllowed("线索", "1", "登记", "未建立", [])
        except StepNotAllowed:
            return None
        return number

    with ThreadPoolExecutor(10) as pool:
        taken = [number for number in pool.map(take, range(60)) if number is not None]
    assert sorted(taken) == list(range(1, 41))


def test_lists_go_by_number_and_keep_to_an_area_with_all_below_it(office: Engine) -> None:
    for no in ("XS3", "XS1", "XS2"):
        a_filed_case(office, no)
    with reading(office) as view:
        first, following = list_records(view, CASE, {"area": "320400", "state": "filed"}, after=None, limit=2)
        rest, end = list_records(view, CASE, {"area": "320412"}, after=following, limit=2)
        none, _ = list_records(view, CASE, {"area": "320411"}, after=None, limit=2)
    assert ([one.no for one in first], [one.no for one in rest], end, none) == (
        ["XS1", "XS2"],
        ["XS3"],
        None,
        [],
    )


def test_an_extension_moves_the_exchange_row_and_the_clock(office: Engine) -> None:
    with at_work(office) as op:
        cases.record_clue(op, NewClue(clue_no="XS1", clue=CLUE, on=FOUND))
        cases.extend_filing(op, "XS1", ExtensionGrant(amount=15, on=FOUND, reason="案情复杂"))
    with reading(office) as view:
        row = view.execute(select(metadata.tables["cases"])).mappings().one()
        clock = view.execute(select(metadata.tables["work_clocks"])).mappings().one()
    assert (row["filing_extension_workdays"], clock["extended"], clock["started"]) == (15, 15, "2023-03-01")
