"""What filers owe, the versions of a return, and two people who accept at once."""

import threading
from datetime import date
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, func, select

from api.assessment_papers import papers_of
from api.packaging import concerning
from domain.catalogue.measures import load_catalogue
from sampling.store.engine import reading
from sampling.store.schema import metadata
from tests.api.conftest import Client, Serve
from tests.api.promises import caller
from tests.api.stored import store_areas
from tests.api.test_returns import FILER, ONE, PATH, REVIEWER, figures

BASE = "/api/v1"


@pytest.fixture
def api(engine: Engine, serve: Serve) -> Client:
    store_areas(engine)
    return serve(engine)


def tasks(api: Client, **asked: str) -> list[dict[str, Any]]:
    answer = api.get(f"{BASE}/work/returns-tasks", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def standing(api: Client, as_of: str) -> str:
    found = [
        one
        for one in tasks(api, area="320412", as_of=as_of, all="true")
        if (one["measure"], one["quarter"]) == ("01", "2023Q1")
    ]
    assert len(found) == 1
    return str(found[0]["standing"])


def test_never_submitted_and_submitted_late_are_told_apart(api: Client) -> None:
    call = caller(api)
    assert (standing(api, "2023-04-15"), standing(api, "2023-04-16")) == ("待报", "逾期未报")
    number = call(PATH, FILER, **ONE, **figures("0", "10"))["no"]
    assert standing(api, "2023-04-16") == "逾期未报"
    call(f"{PATH}/{number}/submit", FILER, on="2023-04-17")
    assert (standing(api, "2023-04-16"), standing(api, "2023-04-17")) == ("逾期未报", "逾期提交")
    call(f"{PATH}/{number}/return", REVIEWER, reason="合成数据：口径不对", on="2023-04-18")
    assert standing(api, "2023-04-18") == "逾期未报"


def test_a_later_correction_does_not_make_late_what_came_in_time(api: Client) -> None:
    call = caller(api)
    number = call(PATH, FILER, **ONE, **figures("8", "10"))["no"]
    call(f"{PATH}/{number}/submit", FILER, on="2023-04-15")
    call(f"{PATH}/{number}/accept", REVIEWER, on="2023-04-16")
    second = call(PATH, FILER, **ONE, **figures("9", "10", source="合成数据"), reason="合成数据：漏报一项")[
        "no"
    ]
    call(f"{PATH}/{second}/submit", FILER)
    call(f"{PATH}/{second}/accept", REVIEWER)
    assert standing(api, "2023-12-31") == "按时提交"
    first, second = api.get(f"{BASE}{PATH}/{number}/history").json()
    assert (first["in_force"], first["superseded_by"], second["in_force"]) == (False, 2, True)
    assert {one["field"]: (one["was"], one["now"]) for one in second["changes"]} == {
        "numerator": ("8", "9"),
        "source": (None, "合成数据"),
    }


def test_what_is_owed_comes_by_due_day_for_whom_it_was_asked(api: Client) -> None:
    owed = tasks(api, area="320412", as_of="2023-07-20")
    assert {one["area"] for one in owed} == {"320412"}
    assert [one["due_on"] for one in owed] == sorted(one["due_on"] for one in owed)
    assert {one["standing"] for one in owed} == {"逾期未报"}
    grain = tasks(api, area="320412", department="市发改委", as_of="2023-07-20")
    assert {one["measure"] for one in grain} == {"02-1", "02-2"}
    for asked, code in (({"area": "9"}, "area-not-found"), ({"organisation": "9"}, "organisation-not-found")):
        answer = api.get(f"{BASE}/work/returns-tasks", params=asked)
        assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_of_two_people_who_accept_at_once_one_does(api: Client, engine: Engine) -> None:
    call = caller(api)
    number = call(PATH, FILER, **ONE, **figures("9", "10"))["no"]
    call(f"{PATH}/{number}/submit", FILER)
    seen = api.get(f"{BASE}{PATH}/{number}").headers["etag"]
    start, answers = threading.Barrier(2), []

    def accept(name: str) -> None:
        headers = {"X-Actor": quote(name), "If-Match": seen}
        start.wait()
        answers.append(api.post(f"{BASE}{PATH}/{number}/accept", json={}, headers=headers).status_code)

    people = [threading.Thread(target=accept, args=(name,)) for name in ("审核乙", "审核丙")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(answers) == [200, 412]
    versions = metadata.tables["work_versions"].c
    with reading(engine) as view:
        wanted = select(func.count()).where(versions.record_no == number, versions.command == "accept")
        assert view.execute(wanted).scalar_one() == 1


def test_a_report_tells_what_came_late_whatever_day_it_is_about(api: Client, engine: Engine) -> None:
    call = caller(api)
    number = call(PATH, FILER, **ONE, **figures("9", "10"))["no"]
    call(f"{PATH}/{number}/submit", FILER, on="2023-06-01")
    with reading(engine) as view:
        papers = papers_of(view, load_catalogue(), 2023, "320400", date(2023, 4, 20))
    told = {(one.measure, one.area, one.standing): one.count for one in papers.filings}
    assert told["01", "320412", "逾期提交"] == 1
    assert told["01", "320411", "逾期未报"] == 1
    assert not any(standing == "待报" for _, _, standing in told)
    below = concerning(papers, "320412", "320400")
    assert {one.area for one in below.filings} == {"320412"}


def test_a_department_that_files_nothing_first_is_named_with_those_that_do(api: Client) -> None:
    answer = api.get(f"{BASE}/work/returns-tasks", params={"department": "没有的部门"})
    assert (answer.status_code, answer.json()["code"]) == (404, "department-not-found")
    assert "市食安办" in answer.json()["detail"]
