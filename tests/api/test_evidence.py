"""Evidence over HTTP: registered with its file, approved by another person, replaced, given back as it came."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine

from api.desk import load_desk
from api.evidence import evidence_intact, evidence_papers
from api.evidence_places import Bucket
from api.packaging import areas_below, concerning
from api.routes import evidence
from domain.catalogue.measures import load_catalogue
from reports.standing import Papers
from sampling.evidence.inspecting import facts_of
from sampling.evidence.places import LARGEST_EVIDENCE, Folder
from sampling.store.engine import reading
from tests.api.conftest import Client, Serve
from tests.api.promises import caller, refusal
from tests.api.stored import store_areas
from tests.factories import documents
from tests.factories.served import Application

FILER, REVIEWER = "报送甲", "审核乙"
PATH = "/work/evidence"
BASE = "/api/v1"
LABEL: dict[str, str] = {
    "year": "2023",
    "title": "合成数据：包保责任清单",
    "document_number": "合成〔2023〕1号",
    "issuer": "合成数据食安办",
    "issued_on": "2023-05-06",
    "secrecy": "公开",
    "file_name": "合成数据 清单.pdf",
    "serves": "01/1:1-2;02-2",
    "area_code": "320412",
}


@pytest.fixture(autouse=True)
def _quickly(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are looked at in this process, where a test does not ask for the one that bounds it."""
    if request.function is not test_a_document_is_registered_with_what_its_bytes_say:
        monkeypatch.setattr(evidence, "inspect_evidence", facts_of)


@pytest.fixture
def api(engine: Engine, serve: Serve) -> Client:
    store_areas(engine)
    return serve(engine)


@pytest.fixture
def folder(packages_folder: Path) -> Path:
    return packages_folder.with_name("evidence")


def sent(api: Client, content: bytes, path: str = PATH, tag: str | None = None, **label: str) -> Any:
    """The answer to a document that is sent by its filer."""
    headers = {"X-Actor": quote(FILER), "Content-Type": "application/pdf"}
    return api.post(
        f"{BASE}{path}",
        content=content,
        params=label if tag else LABEL | label,
        headers=headers | ({"If-Match": tag} if tag else {}),
    )


def registered(api: Client, content: bytes | None = None, **label: str) -> str:
    answer = sent(api, content or documents.a_pdf(), **label)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["no"])


def replaced(api: Client, number: str, content: bytes, **label: str) -> Any:
    tag = api.get(f"{BASE}{PATH}/{number}").headers["etag"]
    label = {"file_name": "合成数据 新.pdf", "reason": "合成数据：补盖公章"} | label
    return sent(api, content, f"{PATH}/{number}/replace", tag, **label)


def test_a_document_is_registered_with_what_its_bytes_say(api: Client, folder: Path) -> None:
    content = documents.a_pdf(3)
    told = sent(api, content).json()
    assert (told["no"], told["state_name"]) == ("ZC23000001", "待审核")
    one = told["content"]
    assert (one["sha256"], one["pages"]) == (hashlib.sha256(content).hexdigest(), 3)
    assert one["serves"] == [
        {"measure": "01", "requirement": "1", "pages": "第1—2页"},
        {"measure": "02-2", "requirement": "1", "pages": None},
    ]
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [one["sha256"]]
    file = api.get(f"{BASE}{PATH}/ZC23000001/file")
    assert (file.content, file.headers["content-type"]) == (content, "application/pdf")
    assert quote("合成数据 清单.pdf", safe="") in file.headers["content-disposition"]
    assert "sandbox" in file.headers["content-security-policy"]


def test_who_registers_does_not_approve_and_what_is_sent_back_says_why(api: Client) -> None:
    call, number = caller(api), registered(api)
    assert refusal(api, f"{PATH}/{number}/approve", FILER) == "same-person"
    assert refusal(api, f"{PATH}/{number}/return", REVIEWER) == "reason-missing"
    call(f"{PATH}/{number}/return", REVIEWER, reason="合成数据：页码不对")
    edited = {name: LABEL[name] for name in ("title", "issuer", "secrecy")}
    call(f"{PATH}/{number}/edit", FILER, **edited, serves=[{"measure": "01", "requirement": "2"}])
    done = call(f"{PATH}/{number}/approve", REVIEWER)
    assert (done["state_name"], done["content"]["document_number"]) == ("审核通过", None)
    assert refusal(api, f"{PATH}/{number}/edit", FILER, **edited, serves=[{"measure": "01"}]) == (
        "step-not-allowed"
    )


def test_a_replacement_is_a_new_version_and_the_old_bytes_stay(api: Client, folder: Path) -> None:
    number = registered(api, documents.a_pdf(3))
    caller(api)(f"{PATH}/{number}/approve", REVIEWER)
    answer = replaced(api, number, documents.a_pdf(2))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["state"], told["version"], told["content"]["edition"]) == ("registered", 3, 2)
    assert told["content"]["pages"] == 2
    for edition, content in ((None, documents.a_pdf(2)), (2, documents.a_pdf(2)), (1, documents.a_pdf(3))):
        asked = {} if edition is None else {"edition": edition}
        assert api.get(f"{BASE}{PATH}/{number}/file", params=asked).content == content
    absent = api.get(f"{BASE}{PATH}/{number}/file", params={"edition": 3})
    assert (absent.status_code, absent.json()["code"]) == (404, "record-not-found")
    assert sum(path.is_file() for path in folder.rglob("*")) == 2


@pytest.mark.parametrize(
    ("content", "label", "code"),
    [
        (documents.a_pdf(3), {}, "evidence-unchanged"),
        (documents.a_pdf(1), {}, "evidence-pages-wrong"),
        (documents.with_script(), {}, "pdf-active-content"),
        (documents.a_png(), {"serves": "01/1:1"}, "evidence-pages-wrong"),
    ],
)
def test_a_replacement_that_does_not_fit_is_refused_and_nothing_changes(
    api: Client, content: bytes, label: dict[str, str], code: str
) -> None:
    number = registered(api, documents.a_pdf(3))
    assert replaced(api, number, content, **label).json()["code"] == code
    assert api.get(f"{BASE}{PATH}/{number}").json()["version"] == 1


def test_a_replacement_says_why_and_names_what_it_replaces(api: Client) -> None:
    number = registered(api)
    tag = api.get(f"{BASE}{PATH}/{number}").headers["etag"]
    path = f"{PATH}/{number}/replace"
    assert sent(api, documents.a_pdf(2), path, tag, file_name="x").json()["code"] == "reason-missing"
    stale = sent(api, documents.a_pdf(2), path, '"0"', file_name="x", reason="x")
    assert stale.status_code == 412
    headers = {"Content-Type": "application/pdf"}
    asked = {"file_name": "x", "reason": "x"}
    assert api.post(f"{BASE}{path}", content=b"x", params=asked, headers=headers).json()["code"] == (
        "file-type-unknown"
    )
    seen = api.post(f"{BASE}{path}", content=documents.a_pdf(2), params=asked, headers=headers)
    assert seen.status_code == 428


@pytest.mark.parametrize(
    ("label", "status", "code"),
    [
        ({"secrecy": "秘密"}, 409, "evidence-secret"),
        ({"secrecy": "很公开"}, 409, "evidence-mark-unknown"),
        ({"title": "合成数据【机密】"}, 409, "evidence-secret"),
        ({"serves": "01/9"}, 409, "evidence-requirement-unknown"),
        ({"serves": "99"}, 404, "measure-not-found"),
        ({"serves": "01/1:9"}, 409, "evidence-pages-wrong"),
        ({"serves": "第一项"}, 422, "evidence-serves-unreadable"),
        ({"serves": ";".join(["01"] * 80)}, 400, "parameter-invalid"),
        ({"area_code": "999999"}, 404, "area-not-found"),
        ({"organisation": "B99"}, 404, "organisation-not-found"),
        ({"organisation": "小写"}, 400, "parameter-invalid"),
        ({"issued_on": "2999-01-01"}, 409, "evidence-issued-in-future"),
        ({"issued_on": "昨天"}, 400, "parameter-invalid"),
        ({"title": "　"}, 400, "parameter-invalid"),
    ],
)
def test_what_is_said_wrongly_is_refused(api: Client, label: dict[str, str], status: int, code: str) -> None:
    answer = sent(api, documents.a_pdf(), **label)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert api.get(f"{BASE}{PATH}").json()["items"] == []


def test_what_is_no_plain_document_is_refused_and_not_kept(api: Client, folder: Path) -> None:
    for content, code in (
        (b"", "file-empty"),
        (b"%PDF-1.7 x", "file-damaged"),
        (documents.leading_elsewhere(), "pdf-active-content"),
        (documents.locked(), "pdf-active-content"),
        (b"PK\x03\x04", "file-type-unknown"),
    ):
        assert sent(api, content).json()["code"] == code
    assert not folder.exists() or [path for path in folder.rglob("*") if path.is_file()] == []


def test_the_same_file_of_the_same_unit_is_registered_once_a_year(api: Client) -> None:
    number = registered(api)
    again = sent(api, documents.a_pdf(), title="合成数据：另一标题")
    assert (again.status_code, again.json()["code"]) == (409, "evidence-registered")
    assert number in again.json()["detail"]
    assert registered(api, year="2024") == "ZC24000001"
    assert registered(api, area_code="320411") == "ZC23000002"
    caller(api)(f"{PATH}/{number}/withdraw", FILER, reason="合成数据：登记有误")
    assert registered(api) == "ZC23000003"


def test_bytes_that_were_changed_or_lost_are_refused_and_named(
    api: Client, engine: Engine, folder: Path
) -> None:
    call = caller(api)
    changed, lost = registered(api, documents.a_pdf(2)), registered(api, documents.a_pdf(3))
    for number in (changed, lost):
        call(f"{PATH}/{number}/approve", REVIEWER)
    with reading(engine) as view:
        papers, _ = evidence_papers(view, load_catalogue(), 2023, "320400")
    assert evidence_intact(Folder(folder), papers) == []
    paths = {path.name: path for path in folder.rglob("*") if path.is_file()}
    digests = {one.no: one.sha256 for one in papers}
    paths[digests[changed]].write_bytes(documents.a_pdf(4))
    paths[digests[lost]].unlink()
    codes = {one.no: one.code for one in evidence_intact(Folder(folder), papers)}
    assert codes == {changed: "evidence-file-changed", lost: "evidence-file-missing"}
    for number, status in ((changed, 503), (lost, 404)):
        answer = api.get(f"{BASE}{PATH}/{number}/file")
        assert (answer.status_code, answer.json()["code"]) == (status, codes[number])


def test_the_board_tells_what_is_there_what_waits_and_what_is_missing(api: Client) -> None:
    call = caller(api)
    first = registered(api, documents.a_pdf(2), serves="01/1;02-2")
    second = registered(api, documents.a_pdf(3), serves="01/1;01/2")
    third = registered(api, documents.a_pdf(4), serves="01/3")
    call(f"{PATH}/{first}/approve", REVIEWER)
    call(f"{PATH}/{third}/return", REVIEWER, reason="合成数据：不清楚")
    board = api.get(f"{BASE}/work/evidence-board", params={"year": "2023"}).json()
    cells = {(one["measure"], one["requirement"]): one for one in board}
    assert len({one["measure"] for one in board}) == 38
    told = {key: (cells[key]["coverage"], [one["no"] for one in cells[key]["documents"]]) for key in cells}
    assert told["01", "1"] == ("已有", [first])
    assert told["01", "2"] == ("待审核", [second])
    assert told["01", "3"] == ("缺", [])
    assert told["02-2", "1"] == ("已有", [first])
    other = api.get(f"{BASE}/work/evidence-board", params={"year": "2022"}).json()
    assert {one["coverage"] for one in other} == {"缺"}


def test_packages_list_what_is_approved_and_what_is_lacking(api: Client, engine: Engine) -> None:
    call, number = caller(api), registered(api, serves="01/1:2;01/2;02-2")
    waiting = registered(api, documents.a_pdf(5), serves="29")
    call(f"{PATH}/{number}/approve", REVIEWER)
    with reading(engine) as view:
        papers, missing = evidence_papers(view, load_catalogue(), 2023, "320400")
        elsewhere, _ = evidence_papers(view, load_catalogue(), 2023, "320411")
    assert [one.no for one in papers] == [number]
    assert (papers[0].measures, papers[0].references) == (("01", "02-2"), (("01", "第2页"),))
    assert (papers[0].issued_on, papers[0].pages) == (date(2023, 5, 6), 3)
    lacking = {one.measure: one.requirement for one in missing}
    assert lacking["29"] == "省级食品安全示范城市命名文件", waiting
    assert [one.requirement for one in missing if one.measure == "01"] == ["督导工作记录和发现问题整改材料"]
    assert "02-2" not in lacking
    assert elsewhere == ()


def test_an_area_s_package_lists_what_was_handed_in_there_or_below(api: Client, engine: Engine) -> None:
    call = caller(api)
    numbers = {
        area: registered(api, documents.a_pdf(2, area), area_code=area)
        for area in ("320400", "320412", "320412001", "320411")
    }
    for number in numbers.values():
        call(f"{PATH}/{number}/approve", REVIEWER)
    desk = load_desk(engine)
    with reading(engine) as view:
        papers, _ = evidence_papers(view, load_catalogue(), 2023, "320400")
    shown = concerning(Papers(evidence=papers), "320412", "320400", areas_below(desk, "320412")).evidence
    assert [one.no for one in shown] == [numbers["320412"], numbers["320412001"]]
    whole = concerning(Papers(evidence=papers), "320400", "320400", areas_below(desk, "320400")).evidence
    assert len(whole) == 4


def test_the_same_request_again_gets_its_first_answer(api: Client, folder: Path) -> None:
    headers = {"Content-Type": "application/pdf", "Idempotency-Key": "k1"}
    answers = [
        api.post(f"{BASE}{PATH}", content=documents.a_pdf(), params=LABEL, headers=headers) for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [201, 201]
    assert answers[0].content == answers[1].content
    assert len(api.get(f"{BASE}{PATH}").json()["items"]) == 1
    other = api.post(f"{BASE}{PATH}", content=documents.a_pdf(2), params=LABEL, headers=headers)
    assert other.json()["code"] == "idempotency-key-used"


def test_a_document_beyond_the_limit_is_refused(api: Client) -> None:
    assert sent(api, b"%PDF-1.7" + b"x" * LARGEST_EVIDENCE).status_code == 413


def test_a_place_that_cannot_be_reached_is_told_and_nothing_is_registered(
    engine: Engine, packages_folder: Path, application: Application
) -> None:
    store_areas(engine)
    gone = Bucket("any", "", "http://127.0.0.1:9")
    app = application(engine, packages_folder=packages_folder, evidence=gone)
    with TestClient(app, base_url="http://127.0.0.1:8000") as api:
        answer = sent(api, documents.a_pdf())
        assert (answer.status_code, answer.json()["code"]) == (503, "evidence-place-unusable")
        assert api.get(f"{BASE}{PATH}").json()["items"] == []
