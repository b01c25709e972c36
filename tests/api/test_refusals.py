"""Every refusal is one leaf of the error tree with one code, one status and one Chinese message."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine

from api.problems import STATUS, TITLES, problem_of, status_of
from tests.api.conftest import Client, Serve
from tests.factories.refusals import made, refusals

CHINESE = re.compile("[\u4e00-\u9fff]")
BRANCHES = {"error", "not-found", "rule-violation", "unusable-input", "not-ready", "malformed-request"}


def test_every_leaf_has_its_own_code_and_one_status_and_a_chinese_message() -> None:
    found = refusals()
    assert len(found) > 15
    codes = Counter(leaf.code for leaf in found)
    assert [code for code, times in codes.items() if times > 1] == []
    assert BRANCHES.isdisjoint(codes)
    for leaf in found:
        problem = problem_of(made(leaf), "/api/v1/某")
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", leaf.code), leaf
        assert problem.status == status_of(leaf)
        assert problem.title == TITLES[problem.status]
        assert CHINESE.search(problem.detail), leaf
        assert problem.code == leaf.code


def test_every_status_has_a_title() -> None:
    assert set(STATUS.values()) <= set(TITLES)


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem details of an answer, checked for being whole."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert set(problem) == {"type", "title", "status", "detail", "instance", "code", "details"}
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"urn:shian:problem:{code}"
    assert CHINESE.search(problem["detail"])
    return problem


def test_framework_refusals_are_problems_too(client: Client) -> None:
    refused(client.get("/nowhere"), 404, "route-not-found")
    refused(client.get("/schema/nowhere"), 404, "route-not-found")
    refused(client.get("/api/v1/packages/x"), 404, "route-not-found")
    answer = client.delete("/api/v1/areas")
    refused(answer, 405, "method-not-allowed")
    assert "GET" in answer.headers["allow"]
    refused(client.get("/api/v1/areas", headers={"Accept": "text/html"}), 406, "not-acceptable")
    for accepted in ("*/*", "application/*", "application/json", "text/html, */*;q=0.1"):
        assert client.get("/api/v1/areas", headers={"Accept": accepted}).status_code == 200


def test_parameter_that_is_unknown_repeated_empty_or_missing_is_named(client: Client) -> None:
    asked = {
        "/api/v1/areas?nmae=x": "nmae",
        "/api/v1/areas?name=a&name=b": "name",
        "/api/v1/areas?name=": "name",
        "/api/v1/areas?name=%20": "name",
        "/api/v1/areas?name=null": "name",
        "/api/v1/areas?level=省": "level",
        f"/api/v1/areas?name={'长' * 201}": "name",
        "/api/v1/indicators?as_of=2024-03-31": "year",
        "/api/v1/indicators?year=2023": "as_of",
        "/api/v1/sheets?state=无": "state",
        "/api/v1/work/returns?state=无": "state",
        "/api/v1/work/evidence?state=无": "state",
        "/api/v1/sheets?sampled_from=昨天": "sampled_from",
        "/api/v1/enterprises?confirmed=也许": "confirmed",
        f"/api/v1/packages/{2**63}": "package_id",
        "/api/v1/packages/0": "package_id",
        "/health/live?x=1": "x",
    }
    for address, parameter in asked.items():
        problem = refused(client.get(address), 400, "parameter-invalid")
        assert [error["parameter"] for error in problem["details"]["errors"]] == [parameter], address
        assert parameter in problem["detail"]


def test_a_field_of_the_body_says_what_it_has_to_be(client: Client) -> None:
    remark = {"year": 2023, "area_code": "320400", "words": "请核实", "raised_by": "评审组"}
    wrong = client.post("/api/v1/work/remarks", json={"remark": remark | {"subject": "别的"}})
    assert "指标、数值、材料 之一" in refused(wrong, 400, "parameter-invalid")["detail"]
    figures = {"numerator": "", "denominator": "1"}
    one = {"measure": "01", "area_code": "320412", "quarter": "2023Q1", "figures": figures}
    said = refused(client.post("/api/v1/work/returns", json=one), 400, "parameter-invalid")["detail"]
    assert "figures.numerator" in said
    assert "须为十进制数" in said


@pytest.mark.parametrize(
    "address",
    ["areas/%00", "areas/%ff", "areas/%ED%A0%80", "areas?name=%00", "areas?name=%C3%28", "areas?%0A=1"],
)
def test_address_that_is_not_utf8_text_is_refused(client: Client, address: str) -> None:
    refused(client.get(f"/api/v1/{address}"), 400, "address-unreadable")


@pytest.mark.parametrize(
    "word", ["武进", "'; DROP TABLE areas; --", "%", "_", "\\", "😀", "１２", "é", "\u200b"]
)
def test_any_text_is_just_text_to_a_filter(client: Client, word: str) -> None:
    for path in ("areas?name=", "enterprises?name=", "sheets?sample=", "plans?category="):
        name, _, parameter = path.partition("?")
        answer = client.get(f"/api/v1/{name}", params={parameter.rstrip("="): word})
        assert answer.status_code == 200, answer.text
    assert client.get("/api/v1/areas", params={"name": "武进"}).json()["items"][0]["code"] == "320412"


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "body-unreadable"),
        (b"\xff", "application/json", 400, "body-unreadable"),
        (b'{"area": "\xed\x80"}', "application/json", 400, "body-unreadable"),
        (b"[" * 5_000, "application/json", 400, "body-unreadable"),
        (b"", "application/json", 400, "parameter-invalid"),
        (b"[]", "application/json", 400, "parameter-invalid"),
        (b"null", "application/json", 400, "parameter-invalid"),
        (b"{}", "application/json", 400, "parameter-invalid"),
        (
            b'{"year": 2023, "as_of": "2024-03-31", "area": "1", "x": 1}',
            "application/json",
            400,
            "parameter-invalid",
        ),
        (b'{"year": 1899, "as_of": "2024-03-31", "area": "1"}', "application/json", 400, "parameter-invalid"),
        (b'{"year": 2023, "as_of": 7, "area": "1"}', "application/json", 400, "parameter-invalid"),
        (
            b'{"year": 2023, "as_of": "2024-03-31", "area": "\\u0000"}',
            "application/json",
            400,
            "parameter-invalid",
        ),
        (
            b'{"year": 2023, "as_of": "2024-03-31", "area": "\\ud800"}',
            "application/json",
            400,
            "body-unreadable",
        ),
        (b'{"year": 1' + b"0" * 5000 + b"}", "application/json", 400, "body-unreadable"),
        (b'"' + b"x" * 20_000 + b'"', "application/json", 413, "body-too-large"),
        (b"year=2023", "application/x-www-form-urlencoded", 415, "media-type-unsupported"),
        (b"{}", "text/plain", 415, "media-type-unsupported"),
    ],
)
def test_body_that_is_not_a_package_request_is_refused(
    client: Client, body: bytes, kind: str, status: int, code: str
) -> None:
    answer = client.post("/api/v1/packages", content=body, headers={"Content-Type": kind})
    refused(answer, status, code)
    assert client.get("/api/v1/packages").json()["items"] == []


@pytest.mark.parametrize(
    "host", ["example.com", "127.0.0.1.example.com", "10.0.0.1", "a@127.0.0.1", "", "0.0.0.0"]
)
def test_request_for_another_host_is_refused(client: Client, host: str) -> None:
    for path in ("/api/v1/areas", "/schema", "/schema/openapi.json", "/health/live"):
        refused(client.get(path, headers={"Host": host}), 421, "foreign-host")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.9.9.9:1", "[::1]:8000"])
def test_request_for_this_machine_is_answered(client: Client, host: str) -> None:
    assert client.get("/api/v1/areas", headers={"Host": host}).status_code == 200


def test_no_answer_gives_a_request_back(client: Client) -> None:
    for path in ("/api/v1/areas", "/schema", "/health/live"):
        answer = client.request("TRACE", path, headers={"Authorization": "Bearer 合成数据".encode()})
        assert answer.status_code == 405
        assert "合成数据" not in answer.text


def test_answers_and_refusals_carry_the_same_protective_headers(client: Client) -> None:
    for path in ("/api/v1/areas", "/nowhere", "/schema"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        policy = headers["content-security-policy"]
        for part in ("default-src", "object-src", "base-uri", "frame-ancestors"):
            assert f"{part} 'none'" in policy
        assert "strict-transport-security" not in headers  # only where there is HTTPS


def test_readiness_says_that_the_database_is_behind_or_gone(serve: Serve, tmp_path: Path) -> None:
    empty = serve(create_engine(f"sqlite:///{tmp_path}/empty.db"))
    assert empty.get("/health/live").json() == {"status": "ok"}
    problem = refused(empty.get("/health/ready"), 503, "database-behind")
    assert "shian migrate" in problem["detail"]
    gone = serve(create_engine(f"sqlite:///{tmp_path}/no-such-folder/shian.db"))
    refused(gone.get("/health/ready"), 503, "database-unavailable")
    refused(gone.get("/api/v1/areas"), 503, "database-unavailable")


def test_readiness_names_the_revision(city: Engine, client: Client) -> None:
    for path in ("/health/ready", "/api/v1/health/ready"):
        assert client.get(path).json()["status"] == "ok"
