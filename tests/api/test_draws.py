"""A draw through the interface: nothing that is answered, listed, audited or refused tells the nonce before it is run."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, inspect, select

from domain.draw.record import verify
from sampling.store.engine import reading
from sampling.store.schema import metadata
from tests.api.conftest import Client, Serve
from tests.api.test_description import described, operations
from tests.api.test_work_answers import validated
from tests.factories.draws import VALUE, an_inspector
from tests.factories.http import send
from tests.factories.register_draws import COMMITTED, PUBLISHED, a_wish, store_register

NONCE = "c3" * 32
PATH = "/api/v1/work/draws"
Days = Callable[[Any], None]


@pytest.fixture
def on_day(monkeypatch: pytest.MonkeyPatch) -> Days:
    """Sets the day that the service takes for today; the nonce is known here and to nobody else."""
    monkeypatch.setattr("api.workbench.token_hex", lambda _size: NONCE)

    def turn(day: Any) -> None:
        moment = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        monkeypatch.setattr("api.workbench.now", lambda: moment)

    turn(COMMITTED)
    return turn


@pytest.fixture
def office(engine: Engine, serve: Serve) -> Client:
    """The service over a register, on each database."""
    store_register(engine)
    return serve(engine)


def test_the_nonce_is_told_nowhere_before_the_draw(engine: Engine, office: Client, on_day: Days) -> None:
    wish = a_wish(inspectors=[an_inspector(1, 4), *(an_inspector(one) for one in range(2, 6))])
    answers = [sent(office, wish)]
    assert answers[0].status_code == 201, answers[0].text
    no = answers[0].json()["no"]
    answers += [sent(office, {}, f"/{no}/{step}") for step in ("run", "record-value", "hand-out")]
    answers.append(sent(office, {"value": VALUE}, f"/{no}/record-value"))
    on_day(PUBLISHED)
    answers.append(sent(office, {"value": "1"}, f"/{no}/record-value"))
    answers.append(sent(office, {"value": VALUE}, f"/{no}/record-value"))
    assert [answer.status_code for answer in answers] == [201, 409, 400, 400, 409, 422, 200]
    for path in (PATH, f"{PATH}/{no}", f"{PATH}/{no}/file", "/api/v1/audit", f"/api/v1/audit?record={no}"):
        answers.append(office.get(path))
    recused = wish["inspectors"][0]["recused"][0]
    for answer in answers:
        assert NONCE not in answer.text
        assert recused not in answer.text
    assert secret_tables(engine) == {"draw_seals"}
    ran = sent(office, {}, f"/{no}/run")
    assert ran.status_code == 200
    assert json.loads(office.get(f"{PATH}/{no}/file").content)["nonce"] == NONCE


def test_a_draw_given_up_keeps_its_nonce(engine: Engine, office: Client, on_day: Days) -> None:
    no = sent(office, a_wish()).json()["no"]
    given_up = sent(office, {"reason": "合成：公开值停止发布"}, f"/{no}/abandon")
    assert given_up.json()["state"] == "abandoned"
    assert office.get(f"{PATH}/{no}/file").status_code == 409
    assert secret_tables(engine) == {"draw_seals"}


def test_the_downloaded_file_is_what_the_replay_accepts(office: Client, on_day: Days) -> None:
    no = sent(office, a_wish()).json()["no"]
    on_day(PUBLISHED)
    sent(office, {"value": VALUE}, f"/{no}/record-value")
    sent(office, {}, f"/{no}/run")
    shown = office.get(f"{PATH}/{no}").json()
    content = office.get(f"{PATH}/{no}/file").content
    assert verify(content, "抽取.json").ok
    assert json.loads(content)["commitment"] == shown["content"]["commitment"]
    assert sent(office, {}, f"/{no}/run").json()["code"] == "step-not-allowed"
    description = described(office)
    got = {path: one for path, method, one in operations(description) if method == "get"}
    validated(shown, got[f"{PATH}/{{record_no}}"], description)
    validated(office.get(PATH).json(), got[PATH], description)


def sent(office: Client, body: dict[str, Any], below: str = "") -> httpx.Response:
    """A command as a careful client sends it."""
    return send(office, f"/work/draws{below}", body, actor="张三")


def secret_tables(engine: Engine) -> set[str]:
    """The tables in which the nonce stands, in whatever column."""
    found = set()
    with reading(engine) as view:
        for name in inspect(view).get_table_names():
            table = metadata.tables.get(name)
            if table is not None and any(NONCE in str(tuple(row)) for row in view.execute(select(table))):
                found.add(name)
    return found
