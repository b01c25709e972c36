"""The way of samples on both databases: seals, hands, and how long a spare sample is kept."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine

from tests.factories.http import send
from tests.factories.served import Application
from tests.life.registers import furnish
from tests.walkthrough.stories import Caller, a_plan, a_report, a_sample, register, tasks_of

AT = {"moment": "2023-03-10T09:00:00", "place": "合成数据市场"}
Asked = dict[str, Any]


class Office(Caller):
    """Posts and keeps the code of the last refusal."""

    code: str | None = None


@pytest.fixture
def office(engine: Engine, tmp_path: Path, application: Application) -> Iterator[Office]:
    furnish(engine)
    with TestClient(
        application(engine, packages_folder=tmp_path), base_url="http://127.0.0.1:8000"
    ) as client:

        def post(path: str, body: Asked, actor: str) -> Asked:
            path_of = path.removeprefix("GET ")
            answer = (
                client.get(f"/api/v1{path_of}") if path != path_of else send(client, path, body, actor=actor)
            )
            office.code = None if answer.is_success else answer.json()["code"]
            found: Asked = answer.json()
            return found

        office = Office(post)
        register(office)
        a_plan(office)
        yield office


def sealed(office: Office, sheet_no: str, portion: str, seal: str) -> Asked:
    return office(
        "/work/custody", "张三", sheet_no=sheet_no, portion=portion, seal_no=seal, holder="张三", **AT
    )


def received(office: Office, number: str) -> None:
    office(f"/work/custody/{number}/hand-over", "张三", receiver="李四", **AT)
    office(f"/work/custody/{number}/receive", "李四", receiver="李四", seal_intact=True, **AT)


def disposed(office: Office, number: str, moment: str) -> str | None:
    words = {"method": "合成数据：焚烧", "witnesses": ["张三", "李四"], "reason": "合成数据：期满"}
    office(f"/work/custody/{number}/destroy", "李四", moment=moment, place="合成数据库房", **words)
    return office.code


def test_sample_and_spare_sample_have_seals_of_their_own(office: Office) -> None:
    sheet = a_sample(office, 6, batch="甲")
    first = sealed(office, sheet, "检验样品", "FT1")
    assert first["no"] == f"{sheet}-YP"
    sealed(office, sheet, "备份样品", "FT1")
    assert office.code == "custody-seal-taken"
    assert sealed(office, sheet, "备份样品", "FT2")["content"]["log"][0]["holder"] == "张三"


def test_who_takes_a_sample_is_whom_it_was_given_to_or_says_why(office: Office) -> None:
    number = sealed(office, a_sample(office, 6, batch="甲"), "检验样品", "FT1")["no"]
    office(f"/work/custody/{number}/hand-over", "张三", receiver="张三", **AT)
    assert office.code == "custody-same-holder"
    office(f"/work/custody/{number}/hand-over", "张三", receiver="李四", **AT)
    office(f"/work/custody/{number}/receive", "王五", receiver="王五", seal_intact=True, **AT)
    assert office.code == "custody-other-receiver"
    office(f"/work/custody/{number}/receive", "李四", receiver="李四", seal_intact=False, **AT)
    assert office.code == "custody-seal-broken"
    office(
        f"/work/custody/{number}/receive", "李四", receiver="李四", seal_intact=False, reason="运输破损", **AT
    )
    assert office.code is None


def test_a_spare_sample_is_kept_from_the_report_on(office: Office) -> None:
    sheet = a_sample(office, 6, batch="甲")
    number = sealed(office, sheet, "备份样品", "FT1")["no"]
    received(office, number)
    assert disposed(office, number, "2023-03-11T09:00:00") == "spare-sample-kept"
    a_report(office, sheet, "0.1", "2023-03-20")
    shown = office(f"GET /work/custody/{number}", "张三")
    assert shown["content"]["keep_until"] == "2023-06-20"
    assert [(clock["clock"], clock["due"]) for clock in shown["clocks"]] == [("keep-qualified", "2023-06-20")]
    assert disposed(office, number, "2023-06-19T23:59:00") == "spare-sample-kept"
    assert disposed(office, number, "2023-06-20T08:00:00") is None


def test_a_spare_sample_under_review_is_kept_whatever_its_day(office: Office) -> None:
    sheet = a_sample(office, 6, batch="甲")
    number = sealed(office, sheet, "备份样品", "FT1")["no"]
    received(office, number)
    a_report(office, sheet, "0.9", "2023-03-20")
    office(f"/work/disposals/{tasks_of(office, sheet)[0]}/serve", "处置丁", on="2023-03-21")
    office("/work/reinspections", "处置丁", sheet_no=sheet, applicant="被抽样单位", on="2023-03-22")
    assert disposed(office, number, "2023-10-09T08:00:00") == "spare-sample-kept"


def test_a_spare_sample_that_was_opened_is_a_ground_to_refuse_a_reinspection(office: Office) -> None:
    sheet = a_sample(office, 6, batch="甲")
    number = sealed(office, sheet, "备份样品", "FT1")["no"]
    received(office, number)
    a_report(office, sheet, "0.9", "2023-03-20")
    office(f"/work/custody/{number}/open", "李四", moment="2023-03-21T08:00:00", place="合成数据检验室")
    office(f"/work/disposals/{tasks_of(office, sheet)[0]}/serve", "处置丁", on="2023-03-21")
    asked = {"sheet_no": sheet, "applicant": "被抽样单位", "on": "2023-03-22"}
    review = office("/work/reinspections", "处置丁", **asked)
    assert review["content"]["obstacles"] == ["备份样品无法实现复检目的"]
    office(
        f"/work/reinspections/{review['no']}/refuse",
        "审批戊",
        ground="备份样品无法实现复检目的",
        on="2023-03-23",
    )
    assert office.code is None
