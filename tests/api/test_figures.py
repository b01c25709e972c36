"""Indicators and the records behind them over HTTP."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from api.cli.main import shian
from tests.api.conftest import Client, Serve
from tests.api.stored import a_sheet, store
from tests.api.test_lists import walk

PERIOD: dict[str, Any] = {"year": 2023, "as_of": "2024-03-31"}


@pytest.fixture
def served(small: tuple[Engine, Path], serve: Serve) -> tuple[Client, Path]:
    """The application over the small city-year."""
    return serve(small[0]), small[1]


def test_indicators_are_the_expected_values_for_every_date(served: tuple[Client, Path]) -> None:
    client, folder = served
    files = sorted(folder.glob("expected-*.json"))
    assert files
    for file in files:
        answer = client.get("/api/v1/indicators", params={"year": 2023, "as_of": file.stem[9:]})
        assert answer.json() == json.loads(file.read_text(encoding="utf-8")), file.name


def test_indicators_and_records_are_those_of_the_command_line(
    served: tuple[Client, Path], small: tuple[Engine, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _ = served
    monkeypatch.setenv("SHIAN_DATABASE_URL", str(small[0].url))
    period = ["--year", "2023", "--as-of", "2024-03-31", "--area", "320412", "--format", "json"]
    said = CliRunner().invoke(shian, ["indicators", *period], catch_exceptions=False)
    assert client.get("/api/v1/indicators", params=PERIOD | {"area": "320412"}).json() == json.loads(
        said.output
    )
    said = CliRunner().invoke(shian, ["records", "--measure", "07", *period], catch_exceptions=False)
    given = walk(client, "/api/v1/records", measure="07", area="320412", limit=500, **PERIOD)
    assert sorted(given, key=lambda row: row["key"]) == sorted(
        json.loads(said.output), key=lambda row: row["key"]
    )


def test_records_of_every_measure_add_up_to_the_values_of_city_and_district(
    served: tuple[Client, Path],
) -> None:
    client, _ = served
    for area in ("320400", "320491"):
        values = client.get("/api/v1/indicators", params=PERIOD | {"area": area}).json()["values"]
        assert len(values) == 38
        for value in values:
            rows = walk(client, "/api/v1/records", measure=value["measure"], area=area, limit=97, **PERIOD)
            identities = [(row["key"], row["area"], row["kind"]) for row in rows]
            assert len(identities) == len(set(identities))
            for part in ("numerator", "denominator"):
                total = sum((Decimal(row[f"in_{part}"]) for row in rows), Decimal(0))
                assert total == Decimal(value[part] or 0), (area, value["measure"], part)


def test_records_go_on_where_they_were_when_sheets_arrive_between_pages(client: Client, city: Engine) -> None:
    store(city, "sheets", *(a_sheet(f"S{number:02}") for number in range(10, 50, 4)))
    arriving = [f"S{number:02}" for number in (9, 11, 23, 24, 47, 60)]

    def one_arrives() -> None:
        if arriving:
            store(city, "sheets", a_sheet(arriving.pop()))

    asked: dict[str, Any] = {"measure": "15", "area": "320412", **PERIOD}
    population = {"area_code": "320412", "year": 2022, "residents": 1000, "source": "统计公报"}
    store(city, "population", population)
    keys = [row["key"] for row in walk(client, "/api/v1/records", one_arrives, limit=2, **asked)]
    assert len(keys) == len(set(keys))
    assert {f"S{number:02}" for number in range(10, 50, 4)} <= set(keys)
    assert "320412·2022" in keys


def test_figures_follow_every_change_of_the_records(client: Client, city: Engine) -> None:
    asked = {"measure": "15", "area": "320412", **PERIOD}
    store(city, "population", {"area_code": "320412", "year": 2022, "residents": 1000})

    def batches() -> int:
        return sum(row["kind"] == "批次" for row in walk(client, "/api/v1/records", **asked))

    assert batches() == 0
    store(city, "sheets", a_sheet("S1"))
    assert batches() == 1


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"as_of": "2022-12-31"}, 422, "as-of-before-year"),
        ({"area": "999999"}, 404, "area-not-found"),
        ({"city": "999999"}, 404, "area-not-found"),
        ({"year": "1899"}, 400, "parameter-invalid"),
        ({"year": "2101"}, 400, "parameter-invalid"),
        ({"as_of": "2024-02-30"}, 400, "parameter-invalid"),
        ({"as_of": "20240331"}, 400, "parameter-invalid"),
        ({"as_of": "31/03/2024"}, 400, "parameter-invalid"),
        ({"as_of": "0"}, 400, "parameter-invalid"),
    ],
)
def test_question_without_an_answer_is_refused(
    client: Client, query: dict[str, str], status: int, code: str
) -> None:
    answer = client.get("/api/v1/indicators", params=PERIOD | query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_unknown_measure_is_refused(client: Client) -> None:
    answer = client.get("/api/v1/records", params=PERIOD | {"area": "320400", "measure": "99"})
    assert (answer.status_code, answer.json()["code"]) == (404, "measure-not-found")


def test_city_must_be_named_where_there_are_two(client: Client, city: Engine) -> None:
    store(city, "areas", {"code": "320500", "name": "苏州市", "level": "市", "parent_code": None})
    assert client.get("/api/v1/indicators", params=PERIOD).json()["code"] == "city-not-clear"
    assert client.get("/api/v1/indicators", params=PERIOD | {"city": "320500"}).json()["city"] == "320500"


def test_catalogue_lists_all_measures_with_their_targets(client: Client) -> None:
    catalogue = client.get("/api/v1/catalogue").json()
    assert len(catalogue["measures"]) == 38
    seventeen = client.get("/api/v1/catalogue/17").json()
    assert seventeen in catalogue["measures"]
    assert seventeen["target"] == {"text": "≥98", "at_least": True, "bound": "98"}
