"""Returns: filed, checked, sent back, accepted, corrected by a new version; nothing filed is never zero."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from api.assessment_papers import papers_of
from api.desk import load_desk
from domain.catalogue.measures import load_catalogue
from domain.indicators.compute import assess_on
from sampling.store.engine import reading
from tests.api.conftest import Client, Serve
from tests.api.promises import caller, refusal
from tests.api.stored import store_areas
from tests.databases.contents import records

FILER, REVIEWER = "填报甲", "审核乙"
PATH = "/work/returns"
ONE = {"measure": "01", "area_code": "320412", "quarter": "2023Q1"}


@pytest.fixture
def api(engine: Engine, serve: Serve) -> Client:
    store_areas(engine)
    return serve(engine)


def figures(numerator: str, denominator: str, **more: Any) -> dict[str, Any]:
    return {"figures": {"numerator": numerator, "denominator": denominator} | more}


def accepted(api: Client, quarter: str, numerator: str, denominator: str, **more: Any) -> str:
    call = caller(api)
    number = str(
        call(PATH, FILER, **ONE | {"quarter": quarter}, **figures(numerator, denominator, **more))["no"]
    )
    call(f"{PATH}/{number}/submit", FILER)
    call(f"{PATH}/{number}/accept", REVIEWER)
    return number


def test_an_accepted_return_is_what_the_figure_is_made_of(api: Client, engine: Engine) -> None:
    number = accepted(api, "2023Q1", "9", "10")
    assert number == "TB2023Q1-01-320412-1"
    assert [tuple(row)[:4] for row in records(engine)["returns"]] == [("01", "320412", "2023Q1", "9")]
    value = next(
        one
        for one in assess_on(load_desk(engine).assessor(2023, date(2023, 3, 31), area="320412")).values
        if one.measure.code == "01"
    )
    assert (value.numerator, value.denominator) == (9, 10)


def test_who_submits_does_not_accept_and_what_is_sent_back_says_why(api: Client) -> None:
    call = caller(api)
    number = call(PATH, FILER, **ONE, **figures("9", "10"))["no"]
    call(f"{PATH}/{number}/submit", FILER)
    assert refusal(api, f"{PATH}/{number}/accept", FILER) == "same-person"
    assert refusal(api, f"{PATH}/{number}/return", REVIEWER) == "reason-missing"
    sent_back = call(f"{PATH}/{number}/return", REVIEWER, reason="合成数据：口径不对")
    assert sent_back["state_name"] == "退回"
    call(f"{PATH}/{number}/edit", FILER, **figures("8", "10"))
    call(f"{PATH}/{number}/submit", FILER)
    assert call(f"{PATH}/{number}/accept", REVIEWER)["state_name"] == "已审核"
    assert refusal(api, f"{PATH}/{number}/edit", FILER, **figures("1", "1")) == "step-not-allowed"


def test_an_error_is_mended_and_a_warning_explained_before_anything_is_submitted(api: Client) -> None:
    call = caller(api)
    accepted(api, "2023Q1", "5", "10")
    second = ONE | {"quarter": "2023Q2"}
    assert refusal(api, PATH, FILER, **second, **figures("11", "10")) == "return-figures-wrong"
    number = call(PATH, FILER, **second, **figures("10", "10"))["no"]
    assert refusal(api, f"{PATH}/{number}/edit", FILER, **figures("-1", "10")) == "return-figures-wrong"
    assert refusal(api, f"{PATH}/{number}/submit", FILER) == "return-warning-unexplained"
    why = {"explanations": [{"check": "jump", "words": "合成数据：二季度集中完成"}]}
    call(f"{PATH}/{number}/edit", FILER, **figures("10", "10", **why))
    done = call(f"{PATH}/{number}/submit", FILER)
    assert [one["check"] for one in done["content"]["findings"]] == ["jump"]
    assert done["content"]["explanations"][0]["words"] == "合成数据：二季度集中完成"


def test_a_correction_is_a_new_version_and_the_old_one_stays(api: Client, engine: Engine) -> None:
    call = caller(api)
    accepted(api, "2023Q1", "8", "10")
    second = call(PATH, FILER, **ONE, **figures("9", "10"), reason="合成数据：漏报一项")
    assert (second["no"], second["content"]["version"]) == ("TB2023Q1-01-320412-2", 2)
    assert refusal(api, PATH, FILER, **ONE, **figures("9", "10")) == "return-open"
    states = [(int(row[-1]), row[-2]) for row in records(engine)["returns"]]
    assert sorted(states) == [(1, "已审核"), (2, "草稿")]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"measure": "17"}, "return-not-filed"),
        ({"area_code": "320400"}, "return-not-filed"),
        ({"area_code": "320412601"}, "return-not-filed"),
        ({"area_code": "999999"}, "area-not-found"),
        ({"measure": "99"}, "measure-not-found"),
        ({"quarter": "2099Q4"}, "quarter-not-ended"),
    ],
)
def test_what_nobody_files_is_refused(api: Client, changed: dict[str, str], code: str) -> None:
    assert refusal(api, PATH, FILER, **ONE | changed, **figures("1", "2")) == code


def test_the_board_tells_zero_from_nothing_and_who_is_late(api: Client) -> None:
    accepted(api, "2023Q1", "0", "10")
    asked = {"year": 2023, "as_of": "2023-04-20"}
    board = api.get("/api/v1/work/returns-board", params=asked).json()
    cells = {(one["measure"], one["area"], one["quarter"]): one for one in board}
    assert {quarter for _, _, quarter in cells} == {"2023Q1"}
    filed, owed = cells["01", "320412", "2023Q1"], cells["01", "320411", "2023Q1"]
    assert (Decimal(filed["numerator"]), filed["state"], filed["late"]) == (0, "已审核", False)
    assert (owed["numerator"], owed["state"], owed["late"]) == (None, "未填报", True)
    late = api.get("/api/v1/work/returns-board", params=asked | {"late": "true"}).json()
    assert all(one["late"] for one in late)
    assert len(late) == len(board) - 1


SHARED = {"measure": "11", "area_code": "320400", "quarter": "2023Q1"}


def test_what_two_departments_answer_for_is_accepted_when_both_have_signed(api: Client) -> None:
    call = caller(api)
    made = call(PATH, FILER, **SHARED, **figures("95", "100"))
    assert (made["content"]["lead"], made["content"]["co_signers"]) == ("市市场监管局", ["市政务办"])
    path = f"{PATH}/{made['no']}"
    call(f"{path}/submit", FILER)
    assert refusal(api, f"{path}/accept", REVIEWER) == "return-unsigned"
    assert refusal(api, f"{path}/sign", "政务丙", department="市教育局") == "return-no-co-signer"
    assert refusal(api, f"{path}/sign", FILER, department="市政务办") == "same-person"
    call(f"{path}/sign", "政务丙", department="市政务办")
    assert refusal(api, f"{path}/sign", "政务丙", department="市政务办") == "return-no-co-signer"
    assert call(f"{path}/accept", REVIEWER)["state"] == "accepted"


def test_other_figures_are_signed_anew(api: Client) -> None:
    call = caller(api)
    path = f"{PATH}/{call(PATH, FILER, **SHARED, **figures('95', '100'))['no']}"
    call(f"{path}/submit", FILER)
    call(f"{path}/sign", "政务丙", department="市政务办")
    call(f"{path}/return", REVIEWER, reason="合成数据：口径")
    call(f"{path}/edit", FILER, **figures("96", "100"))
    call(f"{path}/submit", FILER)
    assert refusal(api, f"{path}/accept", REVIEWER) == "return-unsigned"


def test_figures_are_held_against_kindred_ones_and_the_register(api: Client) -> None:
    call = caller(api)
    staff = {"area_code": "320412", "quarter": "2023Q1"}
    call(PATH, FILER, measure="14-1", **staff, **figures("90", "101"))
    path = f"{PATH}/{call(PATH, FILER, measure='13', **staff, **figures('70', '100'))['no']}"
    assert [one["check"] for one in api.get(f"/api/v1{path}/checks").json()] == ["denominators-differ"]
    answer = refusal(api, f"{path}/submit", FILER)
    assert answer == "return-warning-unexplained"
    cities = f"{PATH}/{call(PATH, FILER, measure='29', area_code='320400', quarter='2023Q1', **figures('1', '99'))['no']}"
    assert refusal(api, f"{cities}/submit", FILER) == "return-warning-unexplained"


def test_the_board_tells_how_far_a_surveys_figure_may_be_off(api: Client) -> None:
    survey = {"measure": "31", "area_code": "320412", "quarter": "2023Q1"}
    caller(api)(PATH, FILER, **survey, **figures("870", "1000"))
    cells = api.get("/api/v1/work/returns-board", params={"year": 2023, "as_of": "2023-04-30"}).json()
    margins = {(cell["measure"], cell["area"]): cell["margin"] for cell in cells}
    assert "置信下限84.77%未达到目标≥85%" in margins["31", "320412"]
    assert margins["01", "320412"] is None


def test_explanations_stay_with_the_figures_that_stand(api: Client, engine: Engine) -> None:
    accepted(api, "2023Q1", "5", "10")
    why = [{"check": "jump", "words": "合成数据：新增任务"}]
    accepted(api, "2023Q2", "9", "10", explanations=why)
    with reading(engine) as view:
        (told,) = papers_of(view, load_catalogue(), 2023, "320400", date(2024, 3, 31)).explanations
        # Figures of the first quarter do not know the second, nor what was said of it.
        assert papers_of(view, load_catalogue(), 2023, "320400", date(2023, 3, 31)).explanations == ()
    assert (told.measure, told.area, told.quarter, told.words) == (
        "01",
        "320412",
        "2023Q2",
        "合成数据：新增任务",
    )
