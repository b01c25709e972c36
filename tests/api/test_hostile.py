"""Whatever is sent, the answer is data or a whole problem, never a fault of the program."""

from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.api.conftest import Client
from tests.api.stored import a_sheet, an_enterprise, an_item, store

NASTY = [
    *(
        "",
        " ",
        "0",
        "-1",
        "1",
        "50",
        "9" * 40,
        "1e9",
        "0x10",
        "NaN",
        "true",
        "null",
        "[]",
        "{}",
        "%",
        "_",
        "\\",
    ),
    *("2023", "2024-03-31", "2024-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "2024-03-31T00:00:00"),
    *("320412", "320400", "S1", "监督抽检", "有效", "A", "生产", "17", "06-1", "酒类", "done", "queued"),
    *(
        "\x00",
        "\x1b",
        "\u2028",
        "\ufeff",
        "\ufffd",
        "é",
        "e\u0301",
        "😀",
        "中" * 300,
        "' OR 1=1 --",
        "../..",
        "a/b",
    ),
]
VALUES = st.sampled_from(NASTY) | st.text(max_size=30) | st.integers().map(str) | st.dates().map(str)


@cache
def described(client: Client) -> dict[str, Any]:
    """The described paths of a client's application, asked for once."""
    paths: dict[str, Any] = client.get("/schema/openapi.json").json()["paths"]
    return paths


@pytest.fixture
def filled(client: Client, city: Engine) -> Client:
    """The application over a few records of each kind."""
    store(city, "sheets", *(a_sheet(f"S{number}") for number in range(5)))
    store(city, "items", an_item("S1", 0, "甲"))
    store(city, "enterprises", an_enterprise("E1", tags="酒类"))
    return client


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_query_is_a_fault_of_the_program(filled: Client, data: st.DataObject) -> None:
    paths = described(filled)
    path = data.draw(st.sampled_from(sorted(name for name in paths if "get" in paths[name])))
    declared = [
        parameter for parameter in paths[path]["get"].get("parameters", []) if parameter["in"] == "query"
    ]
    query = {
        parameter["name"]: data.draw(VALUES)
        for parameter in declared
        if parameter["required"] or data.draw(st.integers(0, 3)) == 0
    }
    while "{" in path:
        before, rest = path.split("{", 1)
        path = before + quote(data.draw(VALUES) or "x", safe="") + rest.split("}", 1)[1]
    answered(filled.get(path, params=query))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.fixed_dictionaries(
        {},
        optional={
            "year": st.integers() | VALUES | st.none(),
            "as_of": VALUES | st.none() | st.floats(allow_nan=False, allow_infinity=False),
            "area": VALUES | st.lists(st.integers(), max_size=2),
            "x": st.none(),
        },
    )
)
def test_no_body_is_a_fault_of_the_program(filled: Client, body: dict[str, Any]) -> None:
    answered(filled.post("/api/v1/packages", json=body))


def answered(answer: Any) -> None:
    """Data, a redirect or a whole problem."""
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code
