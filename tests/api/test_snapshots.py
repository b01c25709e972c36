"""Snapshots: figures fixed with their records, signed, approved by another person, and packages made from them alone."""

import hashlib
import json
import threading
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text, update
from sqlalchemy.exc import DBAPIError

from api.freezing import frozen_desk
from api.packaging import SnapshotNotApproved, make_package
from domain.snapshots.kind import SNAPSHOT
from reports.verify import read_json, verify_package
from sampling.store.engine import reading, transaction
from sampling.store.schema.samples import sheets
from sampling.work.reading import read_record
from tests.api.conftest import Client, Serve
from tests.api.promises import caller, refusal
from tests.api.stored import import_case

PATH, SIGN_OFFS = "/work/snapshots", "/work/sign-offs"
PREPARER, APPROVER = "编制甲", "审定乙"
YEAR: dict[str, Any] = {"year": 2023, "as_of": "2024-03-31"}
PAPER = "合成数据：纸质会签单"


@pytest.fixture
def api(engine: Engine, serve: Serve) -> Client:
    import_case(engine, "small")
    return serve(engine)


def prepared(api: Client, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = caller(api)(PATH, PREPARER, **YEAR | more)
    return found


def signed(api: Client, snapshot: dict[str, Any]) -> None:
    call = caller(api)
    for position, _ in enumerate(snapshot["content"]["departments"], start=1):
        call(f"{SIGN_OFFS}/{snapshot['no']}-{position:02d}/note-paper", PREPARER, reason=PAPER)


def approved(api: Client, **more: Any) -> str:
    snapshot = prepared(api, **more)
    signed(api, snapshot)
    caller(api)(f"{PATH}/{snapshot['no']}/approve", APPROVER)
    return str(snapshot["no"])


def an_opened_case(engine: Engine) -> None:
    """A change of the records behind the figures: every sheet of a district is void."""
    with transaction(engine) as connection:
        connection.execute(update(sheets).where(sheets.c.area_code.like("320412%")).values(state="作废"))
        connection.execute(text("UPDATE population SET residents = residents + 1000"))


def test_snapshot_names_everything_that_its_figures_rest_on(api: Client) -> None:
    snapshot = prepared(api)["content"]
    names = {part["name"] for part in snapshot["parts"]}
    assert {"values.json", "papers.json", "catalogue.toml", "calendar.json", "frames/sheets.parquet"} <= names
    assert snapshot["catalogue_edition"] == "2023"
    assert "国务院办公厅" in snapshot["calendar"]
    assert {one["area"] for one in snapshot["population"]} >= {"320400", "320412"}


def test_a_snapshot_is_of_a_whole_city_and_of_nothing_below(api: Client) -> None:
    for area, status, code in (("320412", 422, "snapshot-not-of-city"), ("999999", 404, "area-not-found")):
        refused = api.post(
            f"/api/v1{PATH}", json=YEAR | {"city": area}, headers={"Idempotency-Key": f"key-{area}"}
        )
        assert (refused.status_code, refused.json()["code"]) == (status, code)
        assert "320400" in refused.json()["detail"] or status == 404
    assert api.get(f"/api/v1{PATH}").json()["items"] == []
    assert prepared(api, city="320400")["no"] == "DJ20233204000001"


def test_values_of_a_snapshot_are_those_of_the_moment(api: Client) -> None:
    shown = api.get("/api/v1/indicators", params={"year": 2023, "as_of": "2024-03-31"}).json()
    fixed = api.get(f"/api/v1{PATH}/{prepared(api)['no']}/values").json()
    assert fixed == shown


def test_who_prepared_does_not_approve_and_every_department_signs_first(api: Client) -> None:
    snapshot = prepared(api)
    address = f"{PATH}/{snapshot['no']}/approve"
    assert refusal(api, address, APPROVER) == "snapshot-unsigned"
    signed(api, snapshot)
    assert refusal(api, address, PREPARER) == "same-person"
    done = caller(api)(address, APPROVER)
    assert done["state"] == "approved"
    assert {one["department"] for one in done["content"]["signatures"]} == set(
        snapshot["content"]["departments"]
    )


def test_department_signs_for_the_figures_that_it_has_seen(api: Client) -> None:
    snapshot = prepared(api)
    address = f"{SIGN_OFFS}/{snapshot['no']}-01"
    assert refusal(api, f"{address}/sign", "会签丙", digest="0" * 64) == "snapshot-digest-differs"
    caller(api)(f"{address}/sign", "会签丙", digest=snapshot["content"]["digest"])
    mine = api.get(f"/api/v1{address}").json()["content"]["measures"]
    values = api.get(f"/api/v1{address}/values").json()
    assert {one["measure"] for one in values} == set(mine)
    caller(api)(f"{address}/object", "会签丙", reason="合成数据：口径不符")
    others = [f"{SIGN_OFFS}/{snapshot['no']}-{position:02d}" for position in range(2, 100)]
    for one in others[: len(snapshot["content"]["departments"]) - 1]:
        caller(api)(f"{one}/note-paper", PREPARER, reason=PAPER)
    assert refusal(api, f"{PATH}/{snapshot['no']}/approve", APPROVER) == "snapshot-unsigned"


def test_sign_off_is_settled_with_its_snapshot(api: Client) -> None:
    number = approved(api)
    assert refusal(api, f"{SIGN_OFFS}/{number}-01/object", "会签丙", reason="晚了") == "snapshot-settled"
    again = prepared(api, reason="合成数据：更正填报")
    caller(api)(f"{PATH}/{again['no']}/withdraw", PREPARER, reason="合成数据：有误")
    assert api.get(f"/api/v1{SIGN_OFFS}/{again['no']}-01").json()["state"] == "dropped"


def test_later_changes_of_records_stand_beside_a_snapshot_and_never_in_it(
    api: Client, engine: Engine, tmp_path: Path
) -> None:
    number = approved(api)
    fixed = api.get(f"/api/v1{PATH}/{number}/values").json()
    assert api.get(f"/api/v1{PATH}/{number}/differences").json() == []
    before = make_package(engine, snapshot=number, area=None, output=tmp_path / "a.zip")
    an_opened_case(engine)
    call = caller(api)  # a command, so that the records are read anew
    call("/organisations", PREPARER, code="A09", name="合成数据局", kind="食安办", area_code="320400")
    assert api.get(f"/api/v1{PATH}/{number}/values").json() == fixed
    differing = api.get(f"/api/v1{PATH}/{number}/differences").json()
    assert differing
    assert all(one["before"] != one["after"] for one in differing)
    assert make_package(engine, snapshot=number, area=None, output=tmp_path / "b.zip") == before


def test_next_snapshot_says_why_and_what_changed(api: Client, engine: Engine) -> None:
    first = approved(api)
    an_opened_case(engine)
    assert refusal(api, PATH, PREPARER, **YEAR) == "snapshot-reason-missing"
    second = prepared(api, reason="合成数据：作废若干抽样单")
    changes = api.get(f"/api/v1{PATH}/{second['no']}/changes").json()
    assert (changes["before"], changes["why"]) == (first, "合成数据：作废若干抽样单")
    assert changes["values"]
    assert "人口口径由" in changes["population"]["320412"]
    unchanged = api.get(f"/api/v1{PATH}/{first}/changes").json()
    assert (unchanged["values"], unchanged["population"]) == ([], {})


def test_of_two_snapshots_prepared_side_by_side_one_is_approved(api: Client) -> None:
    """The other names no snapshot before it and no reason, and would pass as the first of the year."""
    first, second = prepared(api), prepared(api)
    for one in (first, second):
        signed(api, one)
    caller(api)(f"{PATH}/{first['no']}/approve", APPROVER)
    assert refusal(api, f"{PATH}/{second['no']}/approve", APPROVER) == "snapshot-overtaken"
    caller(api)(f"{PATH}/{second['no']}/withdraw", PREPARER, reason="合成数据：重新编制")
    assert prepared(api, reason="合成数据：更正填报")["content"]["before"] == first["no"]


def test_no_snapshot_of_a_day_that_has_not_come(api: Client) -> None:
    ahead = YEAR | {"as_of": "2099-12-31"}
    assert refusal(api, PATH, PREPARER, **ahead) == "snapshot-as-of-ahead"


def test_the_report_says_why_a_figure_changed_and_that_its_population_did(
    api: Client, engine: Engine
) -> None:
    first = approved(api)
    an_opened_case(engine)
    second = approved(api, reason="合成数据：作废若干抽样单")
    with reading(engine) as connection:
        papers = frozen_desk(connection, read_record(connection, SNAPSHOT, second)).papers
    assert papers.submitted == first
    assert papers.standing is not None
    assert {one.on_paper for one in papers.standing.signatures if one.role == "部门会签"} == {True}
    told = {(one.measure, one.area): one.why for one in papers.changes}
    assert "人口口径由" in told["15", "320412"]
    assert all("作废若干抽样单" in why for why in told.values())
    assert all("人口口径" not in why for (measure, _), why in told.items() if measure not in ("15", "16"))


def test_a_figure_that_is_no_longer_complete_is_a_change_though_its_numbers_stay(
    api: Client, engine: Engine
) -> None:
    approved(api)
    with transaction(engine) as connection:
        connection.execute(
            text("UPDATE returns SET state = '草稿' WHERE measure = '29' AND quarter = '2023Q4'")
        )
    second = approved(api, reason="合成数据：退回一项填报")
    with reading(engine) as connection:
        papers = frozen_desk(connection, read_record(connection, SNAPSHOT, second)).papers
    (one,) = [one for one in papers.changes if (one.measure, one.area) == ("29", "320400")]
    assert (one.was, one.now) == ("85.71（6/7）", "85.71（6/7，填报不全）")


def test_official_package_is_made_of_approved_snapshots_alone(
    api: Client, engine: Engine, tmp_path: Path
) -> None:
    waiting = prepared(api)["no"]
    with pytest.raises(SnapshotNotApproved):
        make_package(engine, snapshot=waiting, area=None, output=tmp_path / "a.zip")
    answer = api.post("/api/v1/packages", json={"snapshot": waiting, "area": "320400"})
    assert (answer.status_code, answer.json()["code"]) == (409, "snapshot-not-approved")
    answer = api.post("/api/v1/packages", json={"snapshot": waiting, "area": "320400"} | YEAR)
    assert answer.status_code == 422
    assert api.post("/api/v1/packages", json={"area": "320400", "year": 2023}).status_code == 422


def test_package_of_a_snapshot_names_it_and_a_draft_names_none(
    api: Client, engine: Engine, tmp_path: Path
) -> None:
    number = approved(api)
    official, draft = tmp_path / "official.zip", tmp_path / "draft.zip"
    make_package(engine, snapshot=number, area="320412", output=official)
    make_package(engine, year=2023, as_of=date(2024, 3, 31), area="320412", output=draft)
    assert verify_package(official).ok
    named = read_json(official, "manifest.json")["snapshot"]
    assert named["no"] == number
    assert named["digest"] == api.get(f"/api/v1{PATH}/{number}").json()["content"]["digest"]
    assert read_json(draft, "manifest.json")["snapshot"] is None


def test_what_was_fixed_cannot_be_changed_and_a_changed_byte_is_found(api: Client, engine: Engine) -> None:
    number = approved(api)
    part = api.get(f"/api/v1{PATH}/{number}").json()["content"]["parts"][0]
    change = text("UPDATE frozen_files SET content = :content WHERE sha256 = :sha256")
    with pytest.raises(DBAPIError), transaction(engine) as connection:
        connection.execute(change, {"content": b"x", "sha256": part["sha256"]})
    with transaction(engine) as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER frozen_files_no_update"))
        else:
            connection.execute(text("ALTER TABLE frozen_files DISABLE TRIGGER USER"))
        connection.execute(change, {"content": b"x", "sha256": part["sha256"]})
    answer = api.get(f"/api/v1{PATH}/{number}/values")
    assert (answer.status_code, answer.json()["code"]) == (503, "snapshot-damaged")


def test_two_people_approving_at_once_approve_once(api: Client, engine: Engine) -> None:
    snapshot = prepared(api)
    signed(api, snapshot)
    address = f"{PATH}/{snapshot['no']}/approve"
    seen = api.get(f"/api/v1{PATH}/{snapshot['no']}").headers["etag"]
    answers: list[int] = []

    def approve(name: str) -> None:
        headers = {"X-Actor": name, "If-Match": seen}
        answers.append(api.post(f"/api/v1{address}", json={}, headers=headers).status_code)

    people = [threading.Thread(target=approve, args=(f"approver{number}",)) for number in range(4)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(answers) == [200, 412, 412, 412]


def test_snapshot_taken_while_records_change_is_one_moment(api: Client, engine: Engine) -> None:
    """A writer adds two organisations at a time; whatever is frozen, its values are those of its own records."""
    ended = threading.Event()

    def write() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            with transaction(engine) as connection:
                connection.execute(text("UPDATE population SET residents = residents + 1"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        snapshots = [prepared(api)["no"] for _ in range(3)]
    finally:
        ended.set()
        writer.join()
    with reading(engine) as connection:
        for number in snapshots:
            frozen_desk(connection, read_record(connection, SNAPSHOT, number)).check_computation()


def test_package_made_in_the_background_names_its_snapshot(api: Client) -> None:
    number = approved(api)
    answer = api.post("/api/v1/packages", json={"snapshot": number, "area": "320400"})
    assert answer.status_code == 202, answer.text
    events = api.get(f"{answer.headers['location']}/events").text
    told = [json.loads(line[6:]) for line in events.splitlines() if line.startswith("data: ")]
    assert told[-1]["state"] == "done"
    assert told[-1]["snapshot"] == number
    file = api.get(told[-1]["file"]).content
    assert hashlib.sha256(file).hexdigest() == told[-1]["sha256"]
    assert api.get(f"{answer.headers['location']}/seal").json()["snapshot"] == number


def test_a_refused_package_is_refused_again_under_its_key(api: Client) -> None:
    waiting = prepared(api)
    order = {"snapshot": waiting["no"], "area": "320400"}
    key = {"Idempotency-Key": "合成".encode().hex()}
    first = api.post("/api/v1/packages", json=order, headers=key)
    signed(api, waiting)
    caller(api)(f"{PATH}/{waiting['no']}/approve", APPROVER)
    again = api.post("/api/v1/packages", json=order, headers=key)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert first.json()["code"] == "snapshot-not-approved"
    assert api.post("/api/v1/packages", json=order).status_code == 202
