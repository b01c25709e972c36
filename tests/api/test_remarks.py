"""Reviewers' remarks and remedies: raised, assigned, answered, accepted; and what reports say of them."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine

from api.assessment_papers import papers_of
from api.packaging import concerning, make_package
from domain.access.actor import Actor, Grant
from domain.catalogue.measures import load_catalogue
from domain.remarks.content import NewRemark, Remark
from domain.remarks.machine import MACHINE
from reports.package import REPORT
from reports.verify import read_member
from sampling.office_files import FileRefused
from sampling.remarks.files import HEADERS, import_remarks
from sampling.remarks.steps import raise_remark
from sampling.store.engine import reading
from tests.api.conftest import Client, Serve
from tests.api.promises import BASE, caller, refusal
from tests.api.stored import import_case, store_areas
from tests.factories.work import at_work

REMARKS, REMEDIES = "/work/remarks", "/work/remedies"
REVIEWER, OFFICE, FILER = "评审甲", "食安办乙", "部门丙"
WORDS = "合成数据：请说明口径"
REMARK: dict[str, Any] = {
    "year": 2023,
    "area_code": "320400",
    "subject": "数值",
    "measure": "17",
    "figure_area": "320412",
    "words": WORDS,
    "raised_by": "合成数据省评审组",
}
REMEDY: dict[str, Any] = {
    "year": 2023,
    "area_code": "320412",
    "measure": "17",
    "cause": "合成数据：蔬菜农残",
    "action": "合成数据：加密抽检",
    "department": "市市场监管局",
    "due_on": "2099-06-30",
}
ANSWER = {"kind": "说明", "words": "合成数据：口径见附件6"}


@pytest.fixture
def api(engine: Engine, serve: Serve) -> Client:
    store_areas(engine)
    return serve(engine)


def raised(api: Client, **more: Any) -> str:
    return f"{REMARKS}/{caller(api)(REMARKS, REVIEWER, remark=REMARK | more)['no']}"


def test_a_remark_is_carried_from_its_raising_to_its_acceptance(api: Client) -> None:
    call, path = caller(api), raised(api)
    assert refusal(api, f"{path}/answer", FILER, answer=ANSWER) == "step-not-allowed"
    call(f"{path}/assign", OFFICE, department="市市场监管局", due_on="2099-01-31")
    assert refusal(api, f"{path}/answer", REVIEWER, answer=ANSWER) == "same-person"
    call(f"{path}/answer", FILER, answer=ANSWER)
    assert refusal(api, f"{path}/accept", FILER) == "same-person"
    assert refusal(api, f"{path}/return", REVIEWER) == "reason-missing"
    call(f"{path}/return", REVIEWER, reason="合成数据：未说明")
    call(f"{path}/answer", FILER, answer=ANSWER)
    assert call(f"{path}/accept", REVIEWER)["state"] == "accepted"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"measure": None}, "remark-subject-unclear"),
        ({"figure_area": None}, "remark-subject-unclear"),
        ({"subject": "材料"}, "remark-subject-unclear"),
        ({"measure": "99"}, "measure-not-found"),
        ({"figure_area": "999999"}, "area-not-found"),
        ({"subject": "材料", "evidence": "没有"}, "record-not-found"),
        ({"snapshot": "没有"}, "record-not-found"),
        ({"department": "市教育局"}, "remark-answered-ahead"),
    ],
)
def test_a_remark_names_what_it_is_about(api: Client, change: dict[str, Any], code: str) -> None:
    assert refusal(api, REMARKS, REVIEWER, remark=REMARK | change) == code


def test_an_answer_by_a_change_names_it(api: Client) -> None:
    path = raised(api)
    caller(api)(f"{path}/assign", OFFICE, department="市市场监管局", due_on="2099-01-31")
    changed = {"kind": "变更数据", "words": "合成数据"}
    assert refusal(api, f"{path}/answer", FILER, answer=changed) == "answer-reference-missing"
    added = {"kind": "补充材料", "words": "合成数据", "reference": "没有"}
    assert refusal(api, f"{path}/answer", FILER, answer=added) == "record-not-found"
    nowhere = changed | {"reference": "TB2023Q1-01-320412-2"}
    assert refusal(api, f"{path}/answer", FILER, answer=nowhere) == "record-not-found"
    figures = {"numerator": "9", "denominator": "10"}
    one = {"measure": "01", "area_code": "320412", "quarter": "2023Q1"}
    number = caller(api)("/work/returns", FILER, **one, figures=figures)["no"]
    caller(api)(f"{path}/answer", FILER, answer=changed | {"reference": number})


def test_answers_are_due_like_clocks(api: Client) -> None:
    path = raised(api)
    caller(api)(f"{path}/assign", OFFICE, department="市市场监管局", due_on="2099-01-31")

    def due(day: str) -> list[tuple[str, str]]:
        items = api.get(f"{BASE}/work/due", params={"as_of": day}).json()["items"]
        return [(row["due"], row["standing"]) for row in items if row["clock"] == "remark-answer"]

    assert due("2099-01-31") == [("2099-01-31", "今日到期")]
    assert due("2099-02-01") == [("2099-01-31", "逾期")]
    caller(api)(f"{path}/answer", FILER, answer=ANSWER)
    assert due("2099-02-01") == []


def test_a_remedy_is_confirmed_by_another_person_than_who_reported_it(api: Client) -> None:
    call = caller(api)
    path = f"{REMEDIES}/{call(REMEDIES, OFFICE, remedy=REMEDY)['no']}"
    assert refusal(api, f"{path}/report", FILER) == "remedy-without-progress"
    call(f"{path}/note", FILER, words="合成数据：已加抽 20 批次")
    assert refusal(api, f"{path}/change", OFFICE, due_on="2099-07-31") == "reason-missing"
    changed = call(f"{path}/change", OFFICE, due_on="2099-07-31", reason="合成数据：检验排期")
    assert (changed["content"]["due_on"], changed["content"]["cause"]) == ("2099-07-31", REMEDY["cause"])
    call(f"{path}/report", FILER)
    assert refusal(api, f"{path}/confirm", FILER) == "same-person"
    assert call(f"{path}/confirm", OFFICE)["state"] == "confirmed"


def test_remarks_come_from_a_file_all_or_none(api: Client, engine: Engine, tmp_path: Path) -> None:
    row = ["2023", "320400", "指标", "17", "", "", "", WORDS, "合成数据省评审组", "2024-05-06"]
    file = tmp_path / "意见.csv"

    def written(*rows: list[str]) -> Path:
        held = io.StringIO()
        csv.writer(held).writerows([HEADERS, *rows])
        file.write_text(held.getvalue(), encoding="utf-8")
        return file

    bad = [*row[:3], "99", *row[4:]]
    with pytest.raises(FileRefused) as refused, at_work(engine, command="remark.raise") as op:
        import_remarks(op, written(row, bad, ["", *row[1:]]))
    assert {fault["row"] for fault in refused.value.details["errors"]} == {3, 4}
    assert api.get(f"{BASE}{REMARKS}").json()["items"] == []
    with at_work(engine, command="remark.raise", today=date(2024, 5, 7)) as op:
        (made,) = import_remarks(op, written(row))
    assert (made.no, made.events[0].on) == ("YJ20233204000001", date(2024, 5, 6))


def test_reports_print_remarks_and_remedies_of_the_area_that_they_are_about(
    sqlite_engine: Engine, serve: Serve, tmp_path: Path
) -> None:
    import_case(sqlite_engine, "small")
    call = caller(serve(sqlite_engine))
    path = f"{REMARKS}/{call(REMARKS, REVIEWER, remark=REMARK)['no']}"
    call(f"{path}/assign", OFFICE, department="市市场监管局", due_on="2099-01-31")
    call(f"{path}/answer", FILER, answer=ANSWER)
    call(REMEDIES, OFFICE, remedy=REMEDY)
    with reading(sqlite_engine) as view:
        papers = papers_of(view, load_catalogue(), 2023, "320400", date(2024, 3, 31))
    assert [one.answer for one in papers.findings] == [f"说明：{ANSWER['words']}"]
    assert concerning(papers, "320411", "320400").findings == ()
    assert concerning(papers, "320411", "320400").remedies == ()
    assert concerning(papers, "320412", "320400").remedies == papers.remedies
    with reading(sqlite_engine) as view:
        assert papers_of(view, load_catalogue(), 2022, "320400", date(2023, 3, 31)).findings == ()
    file = tmp_path / "p.zip"
    make_package(sqlite_engine, year=2023, as_of=date(2024, 3, 31), area=None, output=file)
    import pypdfium2

    pages = pypdfium2.PdfDocument(read_member(file, REPORT))
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    for words in ("合成数据省评审组", "口径见附件6"):
        assert words in text.replace("\r\n", "")


def test_what_reviewers_raised_in_the_system_only_they_can_settle(api: Client, engine: Engine) -> None:
    call, path = caller(api), raised(api)
    call(f"{path}/assign", OFFICE, department="市市场监管局", due_on="2099-01-31")
    call(f"{path}/answer", FILER, answer=ANSWER)
    paper = {"reason": "合成数据：评审组2024年5月6日书面意见"}
    for step in ("note-accepted", "note-returned", "note-withdrawn"):
        assert refusal(api, f"{path}/{step}", OFFICE, **paper) == "remark-not-on-paper"


def test_what_the_city_office_enters_is_from_paper_and_settled_by_paper(api: Client, engine: Engine) -> None:
    office = Actor(name=OFFICE, grants=(Grant(role="city-office", area="320400"),))
    with at_work(engine, actor=office, command="remark.raise") as op:
        number = raise_remark(op, NewRemark(remark=msgspec.convert(REMARK, Remark))).no
    call, path = caller(api), f"{REMARKS}/{number}"
    call(f"{path}/assign", OFFICE, department="市市场监管局", due_on="2099-01-31")
    call(f"{path}/answer", FILER, answer=ANSWER)
    assert refusal(api, f"{path}/note-accepted", OFFICE) == "reason-missing"
    assert refusal(api, f"{path}/note-accepted", FILER, reason="合成数据：书面") == "same-person"
    accepted = call(f"{path}/note-accepted", OFFICE, reason="合成数据：评审组2024年5月6日书面意见")
    assert (accepted["state"], accepted["content"]["on_paper"]) == ("accepted", True)
    with reading(engine) as view:
        (told,) = papers_of(view, load_catalogue(), 2023, "320400", date(2024, 3, 31)).findings
    assert told.state == "已认可（凭书面意见登记）"


def test_neither_city_nor_department_settles_a_remark_by_role() -> None:
    for step in ("accept", "return", "withdraw"):
        assert [one.roles for one in MACHINE.transitions if one.command == step] == [("reviewer",)]
