"""Draws as work: from the register to a file that anybody can replay, once, and refused whole where it cannot be."""

import json
from collections import Counter
from datetime import date
from fractions import Fraction

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from domain.draw.content import HandingOut, PublicValue
from domain.draw.drawing import draw, prepare
from domain.draw.errors import (
    DrawInspectorsInsufficient,
    DrawParametersInvalid,
    DrawPublicValueUnusable,
    DrawQuotaTooLarge,
    DrawStratumMissing,
    DrawValueNotYetPublic,
)
from domain.draw.kind import DRAW
from domain.draw.machine import DrawNotRunYet, DrawValueKnowable, TasksDueInPast
from domain.draw.record import verify
from domain.draw.seal import commitment_of, read_secret, seed_of
from domain.errors import AreaNotFound, RuleViolation, ShianError
from domain.work.errors import ReasonMissing, StepNotAllowed
from domain.work.fields import Form
from sampling import draws
from sampling.store import draws as store
from sampling.store.engine import reading
from sampling.store.schema import metadata
from sampling.work.reading import read_record
from tests.factories.draws import VALUE, an_inspector, code
from tests.factories.register_draws import COMMITTED, PUBLISHED, SHOPS, a_form, store_register
from tests.factories.work import at_work
from tests.unit.draw.test_fairness import LEVEL, chance_of_more, statistic_of

NO = "SJ263204000001"
REPLAYED = 10_000


@pytest.fixture
def register(engine: Engine) -> Engine:
    """A database, once of each kind, with enterprises and what was sampled and inspected of late."""
    store_register(engine)
    return engine


def committed(engine: Engine, **fields: object) -> None:
    with at_work(engine, today=COMMITTED) as op:
        assert draws.commit_draw(op, a_form(**fields)).no == NO


def drawn(engine: Engine, **fields: object) -> None:
    committed(engine, **fields)
    with at_work(engine, today=PUBLISHED) as op:
        draws.record_value(op, NO, PublicValue(value=VALUE))
    with at_work(engine, today=PUBLISHED) as op:
        draws.run_draw(op, NO, Form())


def exported(engine: Engine) -> bytes:
    with reading(engine) as view:
        return draws.exported_draw(view, NO)


def is_accepted(content: bytes) -> bool:
    """Whether a replay takes the file; what it cannot even read it does not take."""
    try:
        return verify(content, "抽取.json").ok
    except ShianError:
        return False


def rows(engine: Engine) -> int:
    """Rows of everything that a draw writes."""
    with reading(engine) as view:
        names = ("work_records", "work_versions", "draw_seals", "serials", "audit_entries", "audit_changes")
        return sum(
            view.scalar(select(func.count()).select_from(metadata.tables[name])) or 0 for name in names
        )


def test_a_draw_of_the_register_is_replayed_byte_for_byte(register: Engine) -> None:
    drawn(register)
    content = exported(register)
    with reading(register) as view:
        record = read_record(view, DRAW, NO)
    verification = verify(content, "抽取.json")
    assert (verification.ok, verification.commitment) == (True, record.content.commitment)
    result = json.loads(content)["result"]
    told = [
        (one["credit_code"], tuple(person["id"] for person in one["inspectors"])) for one in result["drawn"]
    ]
    assert [(task.credit_code, task.inspectors) for task in record.content.tasks] == told
    assert len(told) == 2


def test_any_change_of_the_file_is_found(register: Engine) -> None:
    drawn(register)
    content = exported(register)
    for at in range(0, len(content), 97):
        changed = bytearray(content)
        changed[at] ^= 1
        assert not is_accepted(bytes(changed)), at


def test_the_roster_is_who_was_asked_for_with_the_last_visit(register: Engine) -> None:
    drawn(register)
    chances = {
        one["credit_code"]: one for one in json.loads(exported(register))["result"]["enterprises"]["chances"]
    }
    assert set(chances) == {code(number) for number in SHOPS}
    # Sampled 29 days before and inspected 11 days before; 30 days before is long enough ago.
    recent = {credit for credit, one in chances.items() if one["standing"] == "sampled-recently"}
    assert recent == {code(1), code(3)}
    assert {one["probability"] for credit, one in chances.items() if credit not in recent} == {"2/7"}


@pytest.mark.parametrize(
    ("roster", "excluded", "eligible"),
    [
        ({"area_code": "320491"}, "抽样或检查", 3),
        ({"area_code": "320412"}, "抽样或检查", 4),
        ({}, "检查", 8),
        ({"tags": ["校园周边"]}, "检查", 1),
        ({"trades": ["食品销售企业"], "risk_grades": ["A", None]}, "抽样", 8),
    ],
)
def test_filters_and_exclusions_choose_the_roster(
    register: Engine, roster: dict[str, object], excluded: str, eligible: int
) -> None:
    form = a_form(roster=roster, excluded=excluded, strata=[{"values": ["A"], "amount": 1}])
    with at_work(register, today=COMMITTED) as op:
        (stratum,) = draws.commit_draw(op, form).content.strata
    assert (stratum.eligible, stratum.probability) == (eligible, f"1/{eligible}")


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"strata": [{"values": ["A"], "amount": 8}]}, DrawQuotaTooLarge),
        ({"strata": [{"values": ["D"], "amount": 1}]}, DrawStratumMissing),
        ({"strata": [{"values": ["A", "流通"], "amount": 1}]}, DrawParametersInvalid),
        ({"strata": [{"values": [], "amount": 1}]}, DrawParametersInvalid),
        ({"max_tasks": 1, "inspectors": [an_inspector(1), an_inspector(2)]}, DrawInspectorsInsufficient),
        ({"value_date": COMMITTED.isoformat()}, DrawValueKnowable),
        ({"roster": {"area_code": "999999"}}, AreaNotFound),
        ({"roster": {"trades": ["无此业态"]}}, DrawParametersInvalid),
    ],
)
def test_what_cannot_be_met_is_refused_and_nothing_is_stored(
    register: Engine, fields: dict[str, object], refusal: type[ShianError]
) -> None:
    before = rows(register)
    with pytest.raises(refusal), at_work(register, today=COMMITTED) as op:
        draws.commit_draw(op, a_form(**fields))
    assert rows(register) == before


def test_a_draw_is_made_once_and_only_with_its_value(register: Engine) -> None:
    committed(register)
    with pytest.raises(DrawNotRunYet):
        exported(register)
    for today, refusal, step in (
        (COMMITTED, DrawValueNotYetPublic, lambda op: draws.record_value(op, NO, PublicValue(value=VALUE))),
        (PUBLISHED, DrawPublicValueUnusable, lambda op: draws.record_value(op, NO, PublicValue(value="1-2"))),
        (PUBLISHED, StepNotAllowed, lambda op: draws.run_draw(op, NO, Form())),
    ):
        with pytest.raises(refusal), at_work(register, today=today) as op:
            step(op)
    with at_work(register, today=PUBLISHED) as op:
        draws.record_value(op, NO, PublicValue(value="03 11 15 22 28 33 + 08"))
        draws.correct_value(op, NO, PublicValue(value=VALUE, reason="看错一位"))
        draws.run_draw(op, NO, Form())
    first = exported(register)
    with pytest.raises(StepNotAllowed), at_work(register, today=PUBLISHED) as op:
        draws.run_draw(op, NO, Form())
    with pytest.raises(StepNotAllowed), at_work(register, today=PUBLISHED) as op:
        draws.correct_value(op, NO, PublicValue(value="999999", reason="再试一次"))
    assert exported(register) == first


def test_tasks_are_handed_out_or_the_draw_is_given_up_with_a_reason(register: Engine) -> None:
    drawn(register)
    with pytest.raises(TasksDueInPast), at_work(register, today=PUBLISHED) as op:
        draws.hand_out_tasks(op, NO, HandingOut(due_on=COMMITTED))
    with pytest.raises(ReasonMissing), at_work(register, today=PUBLISHED) as op:
        draws.abandon_draw(op, NO, Form())
    with at_work(register, today=PUBLISHED) as op:
        record = draws.hand_out_tasks(op, NO, HandingOut(due_on=date(2026, 8, 1)))
    assert (record.state, record.content.due_on) == ("handed-out", date(2026, 8, 1))


def test_what_happens_to_the_register_afterwards_changes_no_draw(register: Engine) -> None:
    committed(register)
    with register.begin() as connection:
        enterprises = metadata.tables["enterprises"]
        connection.execute(enterprises.update().values(name="改名", risk_grade="D"))
    with at_work(register, today=PUBLISHED) as op:
        draws.record_value(op, NO, PublicValue(value=VALUE))
        draws.run_draw(op, NO, Form())
    assert verify(exported(register), "抽取.json").ok
    assert "改名" not in exported(register).decode()


def test_ten_thousand_draws_of_a_register_fall_as_published(register: Engine) -> None:
    """The sealed roster of the database, under as many nonces; chi-square per stratum, and no recusal is broken."""
    strata = [{"values": ["流通"], "amount": 2}, {"values": ["餐饮"], "amount": 1}]
    inspectors = [an_inspector(1, 4, 5), an_inspector(2), an_inspector(3), an_inspector(4, 50)]
    roster = {"area_code": "320400"}
    committed(
        register, roster=roster, stratify_by=["stage"], strata=strata, max_tasks=3, inspectors=inspectors
    )
    with reading(register) as view:
        parameters = read_secret(store.sealed(view, NO).encode(), NO).parameters
        chances = read_record(view, DRAW, NO).content.strata
    plan, counts = prepare(parameters), Counter[int]()
    commitment = commitment_of(parameters, bytes(32))
    for number in range(REPLAYED):
        found = draw(plan, seed_of(commitment, number.to_bytes(32, "big"), VALUE))
        counts.update(found.enterprises)
        assert all(
            not plan.recusals[at] & set(staff)
            for at, staff in zip(found.enterprises, found.staff, strict=True)
        )
    shops = plan.pools.eligible[0]
    statistic = statistic_of([counts[at] for at in shops], REPLAYED, Fraction(chances[0].probability))
    assert len(shops) == 7
    assert chance_of_more(statistic, 6) > LEVEL
    assert counts[plan.pools.eligible[1][0]] == REPLAYED * Fraction(chances[1].probability)


@pytest.fixture
def one_register(sqlite_engine: Engine) -> Engine:
    """A register that many draws are made from."""
    store_register(sqlite_engine)
    return sqlite_engine


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    recused=st.lists(st.sets(st.sampled_from(SHOPS)), min_size=2, max_size=6),
    quota=st.integers(1, 4),
    cap=st.integers(1, 4),
    nonce=st.binary(min_size=32, max_size=32),
)
def test_nobody_is_ever_sent_where_he_is_recused(
    one_register: Engine, recused: list[set[int]], quota: int, cap: int, nonce: bytes
) -> None:
    inspectors = [an_inspector(at, *sorted(shops)) for at, shops in enumerate(recused)]
    form = a_form(inspectors=inspectors, max_tasks=cap, strata=[{"values": ["A"], "amount": quota}])
    barred = {one["id"]: set(one["recused"]) for one in msgspec.to_builtins(inspectors)}
    try:
        with at_work(one_register, today=COMMITTED, nonce=nonce.hex()) as op:
            no = draws.commit_draw(op, form).no
    except DrawInspectorsInsufficient:
        return
    with at_work(one_register, today=PUBLISHED) as op:
        draws.record_value(op, no, PublicValue(value=VALUE))
        try:
            tasks = draws.run_draw(op, no, Form()).content.tasks
        except RuleViolation as refused:
            pytest.fail(f"a draw of a guaranteed plan failed: {refused.message}")
    assert all(task.credit_code not in barred[one] for task in tasks for one in task.inspectors)
    assert max(Counter(one for task in tasks for one in task.inspectors).values()) <= cap
