"""Another edition's catalogue (SHIAN_CATALOGUE): returns, evidence, remarks and remedies know its measures and no others."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from domain.catalogue.measures import SHIPPED
from tests.api.conftest import Client, Serve
from tests.api.promises import caller, refusal
from tests.api.stored import store_areas
from tests.api.test_evidence import registered

NEW, GONE = "32", "02-2"
ADDED = """
[[measure]]
code = "32"
indicator = 32
name = "合成数据指标"
unit = "%"
scale = 100
target = ">=90"
source = "returns"
over = "flow"
filed_by = ["district"]
combine = "sum"
numerator = "合成数据分子"
denominator = "合成数据分母"
department = "市教育局"
"""


LESS = {"figures": {"numerator": "9", "denominator": "9"}}


@pytest.fixture
def api(engine: Engine, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    """An office whose catalogue has another measure in place of one."""
    parts = SHIPPED.read_text(encoding="utf-8").split("[[measure]]\n")
    kept = [one for one in parts if f'code = "{GONE}"' not in one]
    assert len(kept) == len(parts) - 1
    file = tmp_path / "indicators.toml"
    file.write_text("[[measure]]\n".join(kept) + ADDED, encoding="utf-8")
    monkeypatch.setenv("SHIAN_CATALOGUE", str(file))
    monkeypatch.setenv("SHIAN_EVIDENCE", str(tmp_path / "evidence"))
    store_areas(engine)
    return serve(engine)


def a_return(measure: str) -> dict[str, Any]:
    figures = {"numerator": "9", "denominator": "10"}
    return {"measure": measure, "area_code": "320412", "quarter": "2023Q1", "figures": figures}


def test_returns_are_filed_for_its_measures_and_counted(api: Client) -> None:
    call = caller(api)
    number = call("/work/returns", "填报甲", **a_return(NEW))["no"]
    assert call(f"/work/returns/{number}/submit", "填报甲")["content"]["lead"] == "市教育局"
    call(f"/work/returns/{number}/accept", "审核乙")
    period = {"year": 2023, "as_of": "2023-03-31", "area": "320412"}
    values = api.get("/api/v1/indicators", params=period).json()["values"]
    assert [(one["numerator"], one["denominator"]) for one in values if one["measure"] == NEW] == [
        ("9", "10")
    ]
    assert refusal(api, "/work/returns", "填报甲", **a_return(GONE)) == "measure-not-found"


def test_what_is_owed_is_what_it_asks_for(api: Client) -> None:
    owed = api.get("/api/v1/work/returns-tasks", params={"as_of": "2023-04-01"}).json()
    assert NEW in {one["measure"] for one in owed}
    board = api.get("/api/v1/work/returns-board", params={"year": 2023, "as_of": "2023-04-01"}).json()
    for told in (owed, board):
        assert NEW in {one["measure"] for one in told}
        assert GONE not in {one["measure"] for one in told}


def test_what_hangs_on_a_measure_is_what_its_own_catalogue_says(
    engine: Engine, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its 31 is no questionnaire's and shares its denominator with nothing; its 30 is due after 45 days."""
    *others, thirty, thirty_one = SHIPPED.read_text(encoding="utf-8").split("[[measure]]\n")
    plain = "\n".join(one for one in thirty_one.splitlines() if not one.startswith(("full_", "same_")))
    file = tmp_path / "indicators.toml"
    text = "[[measure]]\n".join([*others, f"{thirty.rstrip()}\ndue_days = 45\n\n", plain])
    file.write_text(text, encoding="utf-8")
    monkeypatch.setenv("SHIAN_CATALOGUE", str(file))
    store_areas(engine)
    api = serve(engine)
    call = caller(api)
    for measure, numerator in (("30", "800"), ("31", "9")):
        filed = a_return(measure)
        call("/work/returns", "填报甲", **filed | {"figures": {"numerator": numerator, "denominator": "10"}})
    cells = api.get("/api/v1/work/returns-board", params={"year": 2023, "as_of": "2023-04-20"}).json()
    told = {one["measure"]: one for one in cells if one["area"] == "320412"}
    assert told["30"]["margin"]
    assert told["31"]["margin"] is None
    assert [(told[code]["due_on"], told[code]["late"]) for code in ("30", "31")] == [
        ("2023-05-15", False),
        ("2023-04-15", True),
    ]
    call("/work/returns", "填报甲", **a_return("30") | {"area_code": "320411"})
    second = call("/work/returns", "填报甲", **a_return("31") | {"area_code": "320411"} | LESS)["no"]
    found = api.get(f"/api/v1/work/returns/{second}/checks").json()
    assert "denominators-differ" not in {one["check"] for one in found}


def test_evidence_serves_its_measures_and_the_board_asks_for_no_others(api: Client) -> None:
    registered(api, serves=NEW)
    board = api.get("/api/v1/work/evidence-board", params={"year": 2023})
    assert board.status_code == 200
    assert GONE not in {one["measure"] for one in board.json()}


@pytest.mark.parametrize("measure", [NEW, GONE])
def test_remarks_and_remedies_are_about_its_measures(api: Client, measure: str) -> None:
    remark = {
        "year": 2023,
        "area_code": "320400",
        "subject": "指标",
        "measure": measure,
        "raised_by": "合成数据评审组",
        "words": "合成数据：请说明",
    }
    remedy = {
        "year": 2023,
        "area_code": "320412",
        "measure": measure,
        "cause": "合成数据",
        "action": "合成数据",
        "department": "市教育局",
        "due_on": "2099-01-01",
    }
    for path, fields in (("/work/remarks", {"remark": remark}), ("/work/remedies", {"remedy": remedy})):
        if measure == NEW:
            caller(api)(path, "评审丙", **fields)
        else:
            assert refusal(api, path, "评审丙", **fields) == "measure-not-found"


def test_work_goes_on_where_the_catalogue_cannot_be_read(
    engine: Engine, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store_areas(engine)
    monkeypatch.setenv("SHIAN_CATALOGUE", str(tmp_path / "none.toml"))
    api = serve(engine)
    clue = {"area_code": "320412", "facts": "合成数据", "should_file": True}
    caller(api)("/work/cases", "办案甲", clue_no="XS1", clue=clue, on="2023-03-01")
    refused = api.post("/api/v1/work/returns", json=a_return(NEW), headers={"Idempotency-Key": "k1"})
    assert (refused.status_code, refused.json()["code"]) == (503, "catalogue-invalid")
