"""What may be registered as evidence, who takes it, and what covers a measure; no database is needed."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from domain.catalogue.measures import load_catalogue
from domain.errors import CatalogueInvalid, ShianError
from domain.evidence.board import Held, coverage_of
from domain.evidence.content import Evidence, Served
from domain.evidence.errors import (
    EvidenceIssuedInFuture,
    EvidenceMarkUnknown,
    EvidencePagesWrong,
    EvidenceRequirementUnknown,
    EvidenceSecret,
    EvidenceServesTwice,
    EvidenceUnchanged,
)
from domain.evidence.machine import MACHINE
from domain.evidence.requirements import SHIPPED, load_requirements, requirements_of
from domain.work.errors import ReasonMissing, SamePerson, StepNotAllowed
from domain.work.record import Record
from tests.factories.work import TODAY, a_step


def a_document(**fields: Any) -> Evidence:
    """A document that may be registered."""
    plain: dict[str, Any] = {
        "sha256": "a" * 64,
        "size": 1_000,
        "media_type": "application/pdf",
        "pages": 8,
        "year": 2023,
        "title": "合成数据：包保责任清单",
        "document_number": "合成〔2023〕1号",
        "issuer": "合成数据食安办",
        "issued_on": TODAY,
        "secrecy": "公开",
        "file_name": "合成数据.pdf",
        "serves": (Served(measure="01", requirement="1", pages="第3—5页"),),
        "area_code": "320412",
    }
    return Evidence(**plain | fields)


def registered(actor: str = "张三", **fields: Any) -> Record[Evidence]:
    return MACHINE.open("register", "ZC23000001", a_step(actor=actor), a_document(**fields))


def test_a_document_is_registered_and_approved_by_another_person() -> None:
    record = registered()
    with pytest.raises(SamePerson):
        MACHINE.advance(record, "approve", a_step())
    assert MACHINE.advance(record, "approve", a_step(actor="李四")).state == "approved"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"secrecy": "秘密"}, EvidenceSecret),
        ({"secrecy": "机密★10年"}, EvidenceSecret),
        ({"secrecy": "绝密"}, EvidenceSecret),
        ({"secrecy": "随便"}, EvidenceMarkUnknown),
        ({"title": "合成数据（机密）"}, EvidenceSecret),
        ({"file_name": "秘密★5年.pdf"}, EvidenceSecret),
        ({"issued_on": TODAY + timedelta(days=1)}, EvidenceIssuedInFuture),
        ({"serves": (Served(measure="01", requirement="9"),)}, EvidenceRequirementUnknown),
        ({"serves": (Served(measure="01"), Served(measure="01"))}, EvidenceServesTwice),
        ({"serves": (Served(measure="01", pages="第9页"),)}, EvidencePagesWrong),
        ({"serves": (Served(measure="01", pages="3-5"),)}, EvidencePagesWrong),
    ],
)
def test_what_is_no_evidence_is_refused(fields: dict[str, Any], refusal: type[ShianError]) -> None:
    with pytest.raises(refusal):
        registered(**fields)


@pytest.mark.parametrize("mark", ["公开", "依申请公开", "内部"])
def test_documents_without_a_grade_of_secrecy_are_taken(mark: str) -> None:
    assert registered(secrecy=mark, title="合成数据：保守国家秘密教育培训记录").state == "registered"


def test_another_file_says_why_and_waits_for_approval_again() -> None:
    approved = MACHINE.advance(registered(), "approve", a_step(actor="李四"))
    other = msgspec.structs.replace(approved.content, sha256="b" * 64, edition=2)
    with pytest.raises(ReasonMissing):
        MACHINE.advance(approved, "replace", a_step(), other)
    with pytest.raises(EvidenceUnchanged):
        MACHINE.advance(approved, "replace", a_step(reason="合成数据"), approved.content)
    replaced = MACHINE.advance(approved, "replace", a_step(actor="王五", reason="合成数据"), other)
    assert replaced.state == "registered"
    with pytest.raises(SamePerson):
        MACHINE.advance(replaced, "approve", a_step(actor="王五"))


def test_what_is_withdrawn_stays_withdrawn() -> None:
    gone = MACHINE.advance(registered(), "withdraw", a_step(reason="合成数据：重复"))
    with pytest.raises(StepNotAllowed):
        MACHINE.advance(gone, "replace", a_step(reason="合成数据"), a_document(sha256="b" * 64))


def test_every_measure_has_one_to_three_required_documents() -> None:
    codes = [measure.code for measure in load_catalogue().measures]
    assert [len(requirements_of(code)) in (1, 2, 3) for code in codes] == [True] * 38
    assert len({(one.measure, one.code) for one in load_requirements()}) == len(load_requirements())


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ('code = "31"', 'code = "99"'),
        ('code = "31"', 'code = "30"'),
        ('"库存粮食质量问题处置台账及处置凭证"', '" "'),
        ('requirements = ["省级食品安全示范城市命名文件"]', "requirements = []"),
        ("[[measure]]", "[[measures]]"),
    ],
)
def test_a_list_of_another_city_that_contradicts_the_catalogue_is_refused(
    tmp_path: Path, was: str, now: str
) -> None:
    file = tmp_path / "requirements.toml"
    text = SHIPPED.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(CatalogueInvalid):
        load_requirements(file)


def test_approved_documents_cover_and_those_that_wait_are_pending() -> None:
    both = (Served(measure="01", requirement="1"), Served(measure="02-1", requirement="2"))
    documents = [
        Held("1", "approved", a_document(serves=both)),
        Held("2", "registered", a_document(serves=(*both[:1], Served(measure="01", requirement="2")))),
        Held("3", "returned", a_document(serves=(Served(measure="01", requirement="3"),))),
        Held("4", "approved", a_document(serves=(Served(measure="02-1"),))),
    ]
    board = {
        (cell.requirement.measure, cell.requirement.code): (
            cell.coverage,
            [one.no for one in cell.documents],
        )
        for cell in coverage_of(load_requirements(), documents)
    }
    assert board["01", "1"] == ("已有", ["1"])
    assert board["01", "2"] == ("待审核", ["2"])
    assert board["01", "3"] == ("缺", [])
    assert board["02-1", "1"] == ("缺", [])
    assert board["02-1", "2"] == ("已有", ["1"])
    assert sum(coverage == "缺" for coverage, _ in board.values()) == len(load_requirements()) - 3
