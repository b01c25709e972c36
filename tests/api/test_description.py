"""The interface description: complete, true, in Chinese, and shown by files of our own."""

import re
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy import Engine

from api import viewer
from api.problems import PROBLEM_MEDIA_TYPE
from api.routes import shapes
from api.routes.areas import Area
from api.routes.disposals import Disposal
from api.routes.enterprises import Enterprise
from api.routes.parameters import ALWAYS
from api.routes.plans import Plan
from api.routes.sheets import Item, Review, Sheet
from domain.exchange import choices, tables
from tests.api.conftest import Client, Serve

CHINESE = re.compile("[\u4e00-\u9fff]")
# What our shapes have that the exchange format does not, and what they show under a name of their own.
BESIDE: dict[type, tuple[str, ...]] = {
    Area: (),
    Enterprise: ("confirmed",),
    Plan: ("progress",),
    Sheet: ("items", "reviews"),
    Item: (),
    Review: (),
    Disposal: (),
}
WORDS = {
    "Stage": choices.STAGES,
    "AreaLevel": choices.AREA_LEVELS,
    "PlanKind": choices.PLAN_KINDS,
    "TaskKind": choices.TASK_KINDS,
    "TaskLevel": choices.TASK_LEVELS,
    "SheetState": choices.SHEET_STATES,
    "ItemClass": choices.ITEM_CLASSES,
    "ItemVerdict": choices.ITEM_VERDICTS,
    "Tag": choices.ENTERPRISE_TAGS,
    "RiskGrade": tables.ENTERPRISES.column("risk_grade").choices,
    "ReviewKind": tables.REVIEWS.column("kind").choices,
    "Acceptance": tables.REVIEWS.column("acceptance").choices,
    "Conclusion": tables.REVIEWS.column("conclusion").choices,
    "DisposalSide": tables.DISPOSALS.column("side").choices,
    "DisposalState": tables.DISPOSALS.column("state").choices,
}


@pytest.fixture
def small_client(small: tuple[Engine, Path], serve: Serve) -> Client:
    """The application over the small city-year."""
    return serve(small[0])


def described(client: Client) -> dict[str, Any]:
    description: dict[str, Any] = client.get("/schema/openapi.json").json()
    return description


def operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]


def test_description_is_valid_openapi_31(small_client: Client) -> None:
    description = described(small_client)
    assert description["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(description).validate()


def test_every_resource_documents_its_refusals_as_problems(small_client: Client) -> None:
    found = operations(described(small_client))
    assert len(found) > 100
    for path, method, operation in found:
        responses = operation["responses"]
        assert {str(status) for status in ALWAYS} <= set(responses), path
        assert ("404" in responses) or "{" not in path, path
        for status, response in responses.items():
            assert CHINESE.search(response["description"]), (path, status)
            if status >= "400":
                content = response["content"]
                assert list(content) == [PROBLEM_MEDIA_TYPE], (path, method, status)
                assert content[PROBLEM_MEDIA_TYPE]["schema"] == {"$ref": "#/components/schemas/Problem"}


def test_every_operation_parameter_and_field_is_described_in_chinese(small_client: Client) -> None:
    description = described(small_client)
    for path, _, operation in operations(description):
        assert CHINESE.search(operation["summary"]), path
        for parameter in operation.get("parameters", []):
            assert CHINESE.search(parameter["description"]), (path, parameter["name"])
            assert "null" not in str(parameter["schema"].get("type", "")), (path, parameter["name"])
    plain = {"items", "next_cursor", "status"}
    for name, schema in description["components"]["schemas"].items():
        for field, shape in schema["properties"].items():
            # A content is described by its own schema; an optional field inside its alternatives.
            known = field in plain or "$ref" in shape or CHINESE.search(str(shape))
            assert known, (name, field)


def test_made_up_names_in_examples_are_labelled(small_client: Client) -> None:
    for name, schema in described(small_client)["components"]["schemas"].items():
        for field, shape in schema["properties"].items():
            if field in ("unit_name", "producer_name", "sample_name") or (name, field) == (
                "Enterprise",
                "name",
            ):
                shapes_of_it = [shape, *shape.get("oneOf", ())]
                examples = [example for one in shapes_of_it for example in one.get("examples", ())]
                assert all("合成数据" in example for example in examples), (name, field)


def test_answers_are_what_the_description_says(small_client: Client) -> None:
    description = described(small_client)
    period = {"year": "2023", "as_of": "2024-03-31"}
    queries: dict[str, dict[str, str]] = {
        "/api/v1/indicators": period,
        "/api/v1/records": period | {"measure": "07", "area": "320400"},
        "/api/v1/plans": period,
        "/api/v1/plan-progress": period,
        "/api/v1/plan-completion": period,
        "/api/v1/plans/{plan_no}": {"as_of": "2024-03-31"},
    }
    seen = 0
    for path, method, operation in operations(description):
        if method != "get" or "package_id" in path or "/work/" in path or "organisations" in path:
            continue
        if "/standards/" in path or "/publication-lists" in path or "/auth/" in path or "{login}" in path:
            continue  # asked for by what they are about, files, and what is of whoever signed in
        address = path
        if "{" in path:
            listed = small_client.get(path.split("/{")[0], params={} if "catalogue" in path else {"limit": 1})
            row = (listed.json().get("items") or listed.json()["measures"])[0]
            key = path.split("{")[1].split("}")[0]
            address = path.replace("{" + key + "}", str(row.get(key) or row.get("code") or row["id"]))
        limit = {"limit": "500"} if any(p["name"] == "limit" for p in operation.get("parameters", [])) else {}
        answer = small_client.get(address, params=queries.get(path, {}) | limit)
        assert answer.status_code == 200, (path, answer.text)
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        OAS31Validator(closed(schema, description)).validate(answer.json())
        seen += 1
    assert seen == 28


def closed(schema: dict[str, Any], description: dict[str, Any]) -> dict[str, Any]:
    """The schema with its components, in which no field may appear that is not described."""
    components = {
        name: shape if name == "Problem" else shape | {"additionalProperties": False}
        for name, shape in description["components"]["schemas"].items()
    }
    return schema | {"components": {"schemas": components}}


def test_refusals_are_what_the_description_says(small_client: Client) -> None:
    description = described(small_client)
    answer = small_client.get("/api/v1/areas?limit=0")
    schema = closed({"$ref": "#/components/schemas/Problem"}, description)
    OAS31Validator(schema).validate(answer.json())


def test_shapes_have_the_columns_of_the_exchange_format_in_its_order() -> None:
    pairs: list[tuple[Any, tuple[tables.Column, ...]]] = [
        (Area, tables.AREAS.columns),
        (Enterprise, tables.ENTERPRISES.columns),
        (Plan, tables.PLANS.columns),
        (Sheet, tables.SAMPLES.columns),
        (Item, tables.SAMPLES.item_columns),
        (Review, tuple(column for column in tables.REVIEWS.columns if column.name != "sheet_no")),
        (Disposal, tables.DISPOSALS.columns),
    ]
    for shape, columns in pairs:
        fields = tuple(name for name in shape.__struct_fields__ if name not in BESIDE[shape])
        assert fields == tuple(column.name for column in columns), shape


def test_closed_words_are_those_of_the_exchange_format() -> None:
    for name, words in WORDS.items():
        assert getattr(shapes, name).__args__ == words, name


def test_viewer_loads_nothing_from_elsewhere(small_client: Client) -> None:
    page = small_client.get("/schema")
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["content-security-policy"] == viewer.POLICY
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(loaded) == 4
    assert all(address.startswith(("/schema/files/", "data:")) for address in loaded)
    assert "<script>" not in page.text
    for address in loaded:
        if address.startswith("/"):
            file = small_client.get(address)
            assert file.status_code == 200, address
            assert file.headers["content-type"].split(";")[0] in ("text/css", "text/javascript")


def test_viewer_serves_its_own_files_only(small_client: Client) -> None:
    for name in ("package.json", "..%2f..%2fpyproject.toml", "index.html"):
        assert small_client.get(f"/schema/files/{name}").status_code == 404


def test_viewer_that_is_not_installed_says_how_to_install_it(
    small_client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(viewer, "FOLDERS", (tmp_path,))
    answer = small_client.get("/schema")
    assert (answer.status_code, answer.json()["code"]) == (503, "viewer-missing")
    assert "make setup" in answer.json()["detail"]


def test_no_list_may_hold_anything_at_all(client: Client) -> None:
    def loose(node: object, path: str) -> list[str]:
        if isinstance(node, list):
            return [one for at, part in enumerate(node) for one in loose(part, f"{path}/{at}")]
        if not isinstance(node, dict):
            return []
        here = [path] if {} in node.get("oneOf", ()) else []
        return here + [one for name, part in node.items() for one in loose(part, f"{path}/{name}")]

    assert loose(described(client), "") == []


def test_every_tag_of_a_resource_is_explained(client: Client) -> None:
    description = described(client)
    used = {tag for _, _, operation in operations(description) for tag in operation.get("tags", [])}
    assert used - {tag["name"] for tag in description["tags"]} == set()


def test_times_of_the_place_are_not_described_as_times_with_a_zone(client: Client) -> None:
    schemas = described(client)["components"]["schemas"]
    moments = [schemas[name]["properties"]["moment"] for name in ("CustodyEntry", "Urgent", "Sealing")]
    moments += schemas["StepTaken"]["properties"]["moment"]["oneOf"]
    told = [one for one in moments if one.get("type") == "string"]
    assert len(told) == 4
    for moment in told:
        assert "format" not in moment
        assert re.fullmatch(moment["pattern"], "2023-03-16T10:00:00")
        assert not re.fullmatch(moment["pattern"], "2023-03-16T10:00:00Z")


def test_a_request_without_a_type_of_content_is_a_described_answer(client: Client) -> None:
    answer = client.post("/api/v1/auth/provider")
    operation = described(client)["paths"]["/api/v1/auth/provider"]["post"]
    assert str(answer.status_code) in operation["responses"]
