"""Commands delivered more than once are done once, and changes are made on the version that their sender saw."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine, select

from api.app import create_app
from api.clock import now
from sampling.answers import forget_old_answers
from sampling.store.engine import reading, transaction
from sampling.store.schema import metadata
from sampling.work import operation as running
from tests.api.conftest import HERE, Client, Serve
from tests.factories.http import seen

CASES = "/api/v1/work/cases"
CLUE = {"area_code": "320412", "facts": "合成数据", "should_file": True}
NEW = {"clue_no": "XS1", "clue": CLUE, "on": "2023-03-01"}
FILED = {"case_no": "案1", "on": "2023-03-09"}


def post(client: Client, path: str, body: Any, key: str | None = None, **headers: str) -> httpx.Response:
    named = {"Idempotency-Key": key} if key is not None else {}
    return client.post(path, json=body, headers=named | {n.replace("_", "-"): v for n, v in headers.items()})


def filed(client: Client, key: str | None = None, body: dict[str, Any] = FILED) -> httpx.Response:
    return client.post(
        CASES + "/XS1/file",
        json=body,
        headers=seen(client, "/work/cases/XS1") | ({"Idempotency-Key": key} if key else {}),
    )


def same(one: httpx.Response, other: httpx.Response) -> bool:
    """Status, body and headers alike, byte for byte; the number is the delivery's and not the answer's."""
    headers = [{**answer.headers, "x-request-id": ""} for answer in (one, other)]
    return (one.status_code, one.content, headers[0]) == (other.status_code, other.content, headers[1])


def entries(engine: Engine) -> int:
    with reading(engine) as view:
        return view.execute(select(metadata.tables["audit_head"].c.sequence)).scalar_one()


def refused(answer: httpx.Response, status: int, code: str) -> Any:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return answer.json()


def test_a_command_delivered_again_gets_its_first_answer_and_is_done_once(
    client: Client, city: Engine
) -> None:
    before = entries(city)
    first = post(client, CASES, NEW, "k1")
    assert (first.status_code, first.headers["etag"] != "") == (201, True)
    assert all(same(first, post(client, CASES, NEW, "k1")) for _ in range(3))
    assert entries(city) == before + 1


def test_the_answer_is_the_first_one_even_where_the_record_went_on(client: Client, city: Engine) -> None:
    post(client, CASES, NEW)
    tag = seen(client, "/work/cases/XS1")
    first = post(client, CASES + "/XS1/file", FILED, "k1", **tag)
    assert first.status_code == 200
    deciding = {
        "decision": {"document_no": "1", "outcome": "警告", "why_no_penalty": "首次轻微"},
        "on": "2023-04-01",
    }
    assert post(client, CASES + "/XS1/decide", deciding, **seen(client, "/work/cases/XS1")).status_code == 200
    assert same(first, post(client, CASES + "/XS1/file", FILED, "k1", **tag))


def test_a_refusal_by_a_rule_is_an_answer_too(client: Client, city: Engine) -> None:
    early = {"case_no": "案1", "on": "2023-02-01"}
    post(client, CASES, NEW)
    before = entries(city)
    first = filed(client, "k1", early)
    refused(first, 409, "day-before-last-step")
    assert filed(client).status_code == 200
    assert same(first, filed(client, "k1", early))
    gone = post(client, CASES + "/XS9/file", FILED, "k2")
    refused(gone, 404, "record-not-found")
    assert post(client, CASES, NEW | {"clue_no": "XS9"}).status_code == 201
    assert same(gone, post(client, CASES + "/XS9/file", FILED, "k2"))
    assert entries(city) == before + 2


def test_a_key_that_stands_for_another_request_is_refused(client: Client, city: Engine) -> None:
    post(client, CASES, NEW, "k1")
    before = entries(city)
    office = {"code": "A1", "name": "合成数据局", "kind": "教育", "area_code": "320412"}
    for answer in (
        post(client, CASES, NEW | {"clue_no": "XS2"}, "k1"),
        post(client, "/api/v1/organisations", office, "k1"),
        post(client, CASES, NEW, "k1", X_Actor=quote("别人")),
    ):
        refused(answer, 409, "idempotency-key-used")
    assert entries(city) == before
    assert post(client, CASES, NEW, "k1").status_code == 201


def test_what_was_not_decided_is_not_kept(client: Client, city: Engine) -> None:
    assert post(client, CASES, {"clue_no": "XS1"}, "k1").status_code == 400
    assert post(client, CASES, NEW, "k1").status_code == 201
    refused(post(client, CASES + "/XS1/file", FILED, "k2"), 428, "version-missing")
    refused(post(client, CASES + "/XS1/file", FILED, "k2", If_Match='"0"'), 412, "version-stale")
    assert filed(client, "k2").status_code == 200


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "a b", "é"])
def test_a_key_that_is_none_is_refused(client: Client, key: str) -> None:
    answer = client.post(CASES, json=NEW, headers={"Idempotency-Key": key.encode()})
    assert answer.status_code == 400, answer.text


def test_deliveries_at_once_over_two_workers_have_one_effect_and_one_answer(
    city: Engine, serve: Serve, tmp_path: Path
) -> None:
    before = entries(city)
    with TestClient(create_app(city, packages_folder=tmp_path / "other"), base_url=HERE) as other:
        workers = [serve(city), other]
        with ThreadPoolExecutor(8) as senders:
            jobs = [(number % 5, workers[number % 2]) for number in range(40)]
            answers = list(
                senders.map(
                    lambda job: post(job[1], CASES, NEW | {"clue_no": f"XS{job[0]}"}, f"k{job[0]}"), jobs
                )
            )
    assert {answer.status_code for answer in answers} == {201}
    for number in range(5):
        assert (
            len({answer.content for answer, job in zip(answers, jobs, strict=True) if job[0] == number}) == 1
        )
    assert entries(city) == before + 5


def test_a_second_delivery_that_waits_too_long_is_told_to_come_again(
    postgres_engine: Engine, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sampling.store import answers
    from tests.api.stored import store_areas

    store_areas(postgres_engine)
    client = serve(postgres_engine)
    monkeypatch.setattr(answers, "WAIT", "50ms")
    with transaction(postgres_engine) as connection:
        assert answers.take_key(connection, "answer/k1")
        answer = post(client, CASES, NEW, "k1")
        refused(answer, 409, "request-in-progress")
        assert answer.headers["retry-after"] == "2"
    assert post(client, CASES, NEW, "k1").status_code == 201


def test_a_fault_before_the_commit_leaves_neither_effect_nor_answer(
    client: Client, city: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, close = entries(city), running.Operation.close

    def fails(op: running.Operation) -> int | None:
        close(op)
        raise ArithmeticError

    with monkeypatch.context() as patch:
        patch.setattr(running.Operation, "close", fails)
        assert post(client, CASES, NEW, "k1").status_code == 500
    assert entries(city) == before
    assert post(client, CASES, NEW, "k1").status_code == 201


def test_an_answer_that_was_lost_on_its_way_is_given_by_the_next_process(
    city: Engine, serve: Serve, tmp_path: Path
) -> None:
    first, before = post(serve(city), CASES, NEW, "k1"), entries(city)
    with TestClient(create_app(city, packages_folder=tmp_path / "next"), base_url=HERE) as following:
        assert same(first, post(following, CASES, NEW, "k1"))
    assert entries(city) == before


def test_answers_are_kept_for_seven_days_and_then_forgotten(client: Client, city: Engine) -> None:
    post(client, CASES, NEW, "k1")
    assert forget_old_answers(city, now() + timedelta(days=7)) == 0
    assert forget_old_answers(city, now() + timedelta(days=9)) == 1
    refused(post(client, CASES, NEW, "k1"), 409, "record-exists")


def test_packages_and_registers_take_keys_as_well(client: Client, city: Engine) -> None:
    order = {"year": 2023, "as_of": "2024-03-31", "area": "320412"}
    first = post(client, "/api/v1/packages", order, "k1")
    assert (first.status_code, first.headers["location"]) == (202, f"/api/v1/packages/{first.json()['id']}")
    assert same(first, post(client, "/api/v1/packages", order, "k1"))
    wrong = post(client, "/api/v1/packages", order | {"as_of": "2022-01-01"}, "k2")
    refused(wrong, 422, "as-of-before-year")
    assert same(wrong, post(client, "/api/v1/packages", order | {"as_of": "2022-01-01"}, "k2"))
    office = {"code": "A1", "name": "合成数据局", "kind": "教育", "area_code": "320412"}
    assert same(
        post(client, "/api/v1/organisations", office, "k3"),
        post(client, "/api/v1/organisations", office, "k3"),
    )


def test_every_command_takes_a_key_and_every_step_a_version(client: Client) -> None:
    paths = client.get("/schema/openapi.json").json()["paths"]
    posts = {path: shape["post"] for path, shape in paths.items() if "post" in shape}
    named = {path: {one["name"] for one in shape.get("parameters", [])} for path, shape in posts.items()}
    # Answers of these are secrets that are shown once: keeping them to be given again would store them.
    secret = {path for path in posts if "/auth/" in path} | {"/api/v1/accounts/{login}/link"}
    assert {path for path, names in named.items() if "Idempotency-Key" not in names} == secret
    steps = [path for path in posts if "{record_no}" in path]
    assert len(steps) > 40
    for path in steps:
        assert "If-Match" in named[path], path
        assert {"412", "428"} <= set(posts[path]["responses"]), path


def test_a_step_on_a_version_that_is_gone_is_refused_with_what_is_there_now(
    client: Client, city: Engine
) -> None:
    opened = post(client, CASES, NEW)
    assert filed(client).status_code == 200
    before = entries(city)
    answer = post(client, CASES + "/XS1/decline", {"reason": "无"}, If_Match=opened.headers["etag"])
    problem = refused(answer, 412, "version-stale")
    shown = client.get(CASES + "/XS1")
    assert problem["details"] == {"etag": shown.headers["etag"], "current": shown.json()}
    assert answer.headers["etag"] == shown.headers["etag"]
    refused(post(client, CASES + "/XS1/decline", {"reason": "无"}), 428, "version-missing")
    refused(post(client, CASES + "/XS1/decline", {"reason": "无"}, If_Match="*"), 428, "version-missing")
    assert entries(city) == before


def test_of_two_who_saw_the_same_version_one_is_refused(client: Client) -> None:
    tag = {"If-Match": post(client, CASES, NEW).headers["etag"]}
    barrier = threading.Barrier(4)

    def correct(number: int) -> int:
        barrier.wait()
        body = {"clue": CLUE | {"facts": f"合成数据{number}"}, "reason": "更正"}
        return post(client, CASES + "/XS1/correct", body, **tag).status_code

    with ThreadPoolExecutor(4) as senders:
        assert sorted(senders.map(correct, range(4))) == [200, 412, 412, 412]


def test_an_import_that_says_otherwise_makes_the_version_that_was_seen_stale(
    client: Client, city: Engine
) -> None:
    stored = metadata.tables["cases"]
    with transaction(city) as connection:
        connection.execute(
            stored.insert().values(
                clue_no="XS7", area_code="320412", found_on=now().date() - timedelta(days=9), should_file=True
            )
        )
    tag = seen(client, "/work/cases/XS7")
    with transaction(city) as connection:
        connection.execute(stored.update().values(area_code="320411"))
    refused(post(client, CASES + "/XS7/decline", {"reason": "无"}, **tag), 412, "version-stale")


def test_a_register_is_changed_on_the_version_that_was_seen(client: Client) -> None:
    path = "/api/v1/organisations"
    office = {"code": "A1", "name": "合成数据局", "kind": "教育", "area_code": "320412"}
    first = post(client, path, office)
    assert first.headers["etag"] == client.get(f"{path}/A1").headers["etag"]
    refused(post(client, path, office | {"name": "合成数据二局"}), 428, "version-missing")
    changed = post(client, path, office | {"name": "合成数据二局"}, If_Match=first.headers["etag"])
    assert changed.status_code == 200
    answer = post(client, path, office, If_Match=first.headers["etag"])
    assert refused(answer, 412, "version-stale")["details"]["current"] == changed.json()


def test_single_records_carry_a_strong_tag_that_moves_with_them(client: Client, city: Engine) -> None:
    before = client.get("/api/v1/areas/320412").headers["etag"]
    assert before.startswith('"')
    assert client.get("/api/v1/areas/320412").headers["etag"] == before
    areas = metadata.tables["areas"]
    with transaction(city) as connection:
        connection.execute(areas.update().where(areas.c.code == "320412").values(name="武进"))
    assert client.get("/api/v1/areas/320412").headers["etag"] != before
