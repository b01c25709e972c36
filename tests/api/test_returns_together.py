"""Returns filed side by side: quarters that nobody has accepted yet, and corrections of accepted ones."""

import pytest
from sqlalchemy import Engine

from tests.api.conftest import Client, Serve
from tests.api.promises import caller, refusal
from tests.api.stored import import_case, store_areas
from tests.api.test_returns import FILER, ONE, PATH, REVIEWER, figures


@pytest.fixture
def api(engine: Engine, serve: Serve) -> Client:
    store_areas(engine)
    return serve(engine)


def test_a_quarter_is_held_against_the_one_before_though_nobody_has_accepted_it_yet(api: Client) -> None:
    call = caller(api)
    first = call(PATH, FILER, **ONE, **figures("2", "10"))["no"]
    call(f"{PATH}/{first}/submit", FILER)
    second = call(PATH, FILER, **ONE | {"quarter": "2023Q2"}, **figures("9", "10"))["no"]
    assert refusal(api, f"{PATH}/{second}/submit", FILER) == "return-warning-unexplained"


def test_a_correction_that_is_being_drafted_makes_nothing_late(api: Client) -> None:
    call = caller(api)
    first = call(PATH, FILER, **ONE, **figures("8", "10"))["no"]
    call(f"{PATH}/{first}/submit", FILER, on="2023-04-10")
    call(f"{PATH}/{first}/accept", REVIEWER, on="2023-04-11")
    call(PATH, FILER, **ONE, **figures("9", "10"), reason="合成数据：漏报一项")
    asked = {"year": 2023, "as_of": "2023-06-01"}
    board = api.get("/api/v1/work/returns-board", params=asked).json()
    (cell,) = [one for one in board if (one["measure"], one["area"]) == ("01", "320412")]
    assert (cell["state"], cell["version"], cell["late"]) == ("草稿", 2, False)


def test_what_a_file_brought_is_not_late_for_a_correction_that_is_being_drafted(
    engine: Engine, serve: Serve
) -> None:
    """Measure 13 of the city has an accepted first version and a draft beside it."""
    import_case(engine, "small")
    asked = {"as_of": "2024-03-31", "department": "市市场监管局", "all": "true"}
    tasks = serve(engine).get("/api/v1/work/returns-tasks", params=asked).json()
    keys = ("measure", "area", "quarter")
    (one,) = [one for one in tasks if tuple(one[key] for key in keys) == ("13", "320400", "2023Q1")]
    assert (one["state"], one["standing"], one["submitted_on"]) == ("草稿", "已报（提交日不详）", None)


def test_a_quarter_that_ends_on_the_day_is_owed_as_the_figures_count_it(api: Client) -> None:
    asked = {"year": 2023, "as_of": "2023-12-31"}
    board = api.get("/api/v1/work/returns-board", params=asked).json()
    last = [one for one in board if one["quarter"] == "2023Q4"]
    assert last
    assert not any(one["late"] for one in last)
