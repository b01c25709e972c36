"""Personal data is encrypted where it lies, masked where it is shown, and shown whole to few, who leave a trace."""

import os
from datetime import UTC
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from api.admission import Admission
from domain.access.actor import Grant
from domain.access.personal import masked, without_numbers
from domain.sheets.content import NewSheet, Submission
from domain.sheets.kind import SHEET
from sampling.audit_reading import AuditQuestion, list_entries
from sampling.integrity.checking import verify_records
from sampling.secrets.installed import install_keys
from sampling.secrets.keyring import KeyMissing, Keyring
from sampling.sheets.filling import draft_sheet, submit_sheet
from sampling.store.engine import reading, transaction
from sampling.store.schema import metadata
from sampling.work.contents import renew_contents
from sampling.work.kinds import KINDS
from sampling.work.reading import read_record, read_versions
from tests.access.world import tokens_for
from tests.api.conftest import HERE, Client
from tests.factories.access import a_safe
from tests.factories.served import Application
from tests.factories.work import at_work
from tests.integration.work.test_sheet_numbers import A_SHEET
from tests.life.registers import furnish

PHONE = "13800138000"
SEEN = "138****8000"


@pytest.fixture
def office(engine: Engine) -> Engine:
    furnish(engine)
    return engine


def drafted(engine: Engine, **more: Any) -> str:
    sheet = msgspec.structs.replace(A_SHEET, unit_phone=PHONE, **more)
    with at_work(engine) as op:
        return draft_sheet(op, NewSheet(sheet=sheet)).no


def everything(engine: Engine) -> str:
    """All texts of all tables."""
    with reading(engine) as view:
        return "".join(str(view.execute(select(table)).all()) for table in metadata.sorted_tables)


@pytest.fixture
def client(office: Engine, tmp_path: Path, application: Application) -> Client:
    app = application(office, packages_folder=tmp_path, admission=Admission(office, a_safe()))
    return TestClient(app, base_url=HERE)


SAFE = a_safe()


def bearer(engine: Engine, *grants: Grant) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens_for(engine, SAFE, grants)}"}


def test_a_phone_is_nowhere_in_the_database_and_can_be_read_again(office: Engine) -> None:
    number = drafted(office)
    assert PHONE not in everything(office)
    with reading(office) as view:
        assert read_record(view, SHEET, number).content.unit_phone == PHONE


def test_answers_and_what_is_kept_of_them_hold_the_mask(client: Client, office: Engine) -> None:
    sheet = msgspec.to_builtins(A_SHEET) | {"unit_phone": PHONE}
    made = client.post("/api/v1/work/sheets", json={"sheet": sheet}, headers={"Idempotency-Key": "k1"})
    assert made.json()["content"]["unit_phone"] == SEEN
    listed = client.get("/api/v1/work/sheets").json()["items"]
    assert [one["content"]["unit_phone"] for one in listed] == [SEEN]
    assert PHONE not in everything(office)


def test_a_form_sent_back_with_the_mask_leaves_the_phone_as_it_is(client: Client, office: Engine) -> None:
    number = drafted(office)
    shown = client.get(f"/api/v1/work/sheets/{number}")
    body = {"sheet": shown.json()["content"] | {"unit_address": "合成数据路2号"}, "reason": "合成数据"}
    headers = {"If-Match": shown.headers["etag"]}
    for name in ("warnings", "duplicate_reason", "duplicate_approver"):
        body["sheet"].pop(name, None)
    sent = client.post(f"/api/v1/work/sheets/{number}/edit", json=body, headers=headers)
    assert sent.status_code == 200, sent.text
    with reading(office) as view:
        content = read_record(view, SHEET, number).content
    assert (content.unit_phone, content.unit_address) == (PHONE, "合成数据路2号")


def test_whoever_needs_the_phone_sees_it_and_leaves_a_trace(client: Client, office: Engine) -> None:
    number = drafted(office)
    inspector = bearer(office, Grant(role="inspector", area="320412"))
    office_of_district = bearer(office, Grant(role="district-office", area="320412"))
    path = f"/api/v1/work/sheets/{number}/personal"
    assert client.get(path, headers=office_of_district).status_code == 403
    assert client.get(path, headers=inspector).json()["unit_phone"] == PHONE
    with reading(office) as view:
        found, _ = list_entries(view, AuditQuestion(command="account.reveal"), UTC, before=None, limit=9)
    assert [number in one["summary"] for one in found] == [True]


def test_a_key_can_be_changed_and_newest_contents_follow(office: Engine) -> None:
    old, new = {"test": b"\1" * 32}, {"next": b"\2" * 32}
    install_keys(lambda: Keyring(old, os.urandom))
    number = drafted(office)
    try:
        install_keys(lambda: Keyring(new | old, os.urandom))
        with transaction(office) as connection:
            assert renew_contents(connection, KINDS) == 1
            assert renew_contents(connection, KINDS) == 0
        with reading(office) as view:
            assert [one.key for one in verify_records(view) if number in one.key] == []
        install_keys(lambda: Keyring(new, os.urandom))
        with reading(office) as view:
            assert read_record(view, SHEET, number).content.unit_phone == PHONE
            with pytest.raises(KeyMissing):
                read_versions(view, SHEET, number)
    finally:
        install_keys(lambda: Keyring(old, os.urandom))


def test_until_the_report_a_laboratory_does_not_learn_whose_sample_it_is(
    client: Client, office: Engine
) -> None:
    number = drafted(office)
    with at_work(office) as op:
        submit_sheet(op, number, Submission())
    laboratory = bearer(office, Grant(role="laboratory-entry", organisation="L01"))
    for path in (f"/api/v1/sheets/{number}", f"/api/v1/work/sheets/{number}"):
        answer = client.get(path, headers=laboratory)
        assert answer.status_code == 200
        assert "合成数据超市" not in answer.text
        assert str(A_SHEET.unit_code) not in answer.text
    assert "合成数据超市" not in client.get("/api/v1/work/sheets", headers=laboratory).text
    search = client.get("/api/v1/sheets", params={"unit": "超市"}, headers=laboratory)
    assert (search.status_code, search.json()["code"]) == (403, "blind-search")
    both = bearer(
        office,
        Grant(role="laboratory-entry", organisation="L01"),
        Grant(role="inspector", area="320412"),
    )
    assert "合成数据超市" in client.get(f"/api/v1/sheets/{number}", headers=both).text
    with transaction(office) as connection:
        connection.execute(text("UPDATE sheets SET reported_on = '2023-03-20', report_no = 'R1'"))
    assert "合成数据超市" in client.get(f"/api/v1/sheets/{number}", headers=laboratory).text


def test_where_a_sample_was_taken_from_its_producer_the_producer_is_not_told_either(
    client: Client, office: Engine
) -> None:
    number = drafted(office, unit_name="合成数据食品厂", unit_code=A_SHEET.producer_code)
    with at_work(office) as op:
        submit_sheet(op, number, Submission())
    laboratory = bearer(office, Grant(role="laboratory-entry", organisation="L01"))
    for path in (f"/sheets/{number}", f"/work/sheets/{number}", "/sheets", "/work/sheets"):
        answer = client.get(f"/api/v1{path}", headers=laboratory)
        assert number in answer.text
        assert "合成数据食品厂" not in answer.text
        assert str(A_SHEET.producer_code) not in answer.text
    for asked in ({"producer": "食品厂"}, {"producer_code": str(A_SHEET.producer_code)}):
        refused = client.get("/api/v1/sheets", params=asked, headers=laboratory)
        assert (refused.status_code, refused.json()["code"]) == (403, "blind-search")


def test_an_address_that_names_no_record_is_refused_before_one_is_looked_up(
    client: Client, office: Engine
) -> None:
    inspector = bearer(office, Grant(role="inspector", area="320412"))
    for path in ("work/sheets/%00", "work/sheets/%00/personal", "work/tests/a%00b"):
        answer = client.get(f"/api/v1/{path}", headers=inspector)
        assert (answer.status_code, answer.json()["code"]) == (400, "address-unreadable")


def test_a_laboratory_that_sampled_itself_is_not_blind(client: Client, office: Engine) -> None:
    number = drafted(office, organisation="L01", organiser="A01")
    laboratory = bearer(office, Grant(role="laboratory-entry", organisation="L01"))
    assert "合成数据超市" in client.get(f"/api/v1/work/sheets/{number}", headers=laboratory).text


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (PHONE, SEEN),
        ("021-58888888", "021*****8888"),
        ("12345", "*****"),
        ("123456789", "*********"),
        ("", ""),
    ],
)
def test_a_mask_shows_no_more_than_it_hides(written: str, shown: str) -> None:
    assert masked(written) == shown


def test_what_a_database_refuses_is_told_without_the_values(sqlite_engine: Engine) -> None:
    with reading(sqlite_engine) as view, pytest.raises(DBAPIError) as refused:
        view.execute(text("SELECT * FROM nowhere WHERE phone = :phone"), {"phone": "13800138000"})
    assert "13800138000" not in str(refused.value)


def test_numbers_of_people_in_free_text_are_masked() -> None:
    told = "联系人 13800138000，证件 11010519491231002X，编号 XC23320412A0100001"
    assert without_numbers(told) == "联系人 138****8000，证件 110***********002X，编号 XC23320412A0100001"
