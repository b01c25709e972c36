"""Messages on both databases: written once a tier, handed to each sink at most once."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from litestar.testing import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.cli.serve import messages_of
from api.notifying import notify_once
from api.sinks import FileSink, MailSink, MessageSettingsUnusable, read_addresses
from domain.access.actor import local_actor
from domain.cases.content import Clue, NewClue
from domain.work.fields import Form
from sampling import cases
from sampling.audit_reading import AuditQuestion, list_entries
from sampling.messages.sending import NotTaken, Sent, Sink
from sampling.messages.sending import send_messages as send_applying
from sampling.messages.writing import key_of, messages_of_day, write_messages
from sampling.store.engine import reading
from tests.api.stored import store_areas
from tests.factories.work import at_work

FOUND = date(2024, 3, 4)  # fifteen working days to file: due on 2024-03-25


@pytest.fixture
def office(engine: Engine) -> Engine:
    """A clue whose clock runs."""
    store_areas(engine)
    with at_work(engine, today=FOUND) as op:
        clue = Clue(area_code="320412", facts="合成数据", should_file=True)
        cases.record_clue(op, NewClue(clue_no="XS1", clue=clue))
    return engine


def told(engine: Engine, day: date) -> list[str]:
    with at_work(engine, today=day) as op:
        return [message.tier for message in write_messages(op, day)]


def now() -> datetime:
    return datetime(2024, 3, 20, 8, tzinfo=UTC)


def send_messages(
    engine: Engine, sink: Sink, clock: Callable[[], datetime], *, resend_unknown: bool = False
) -> Sent:
    """As on the days of March on which these tests tell: every tier that was told still applies."""
    applying = set()
    for day in range(18, 27):
        with reading(engine) as view:
            applying |= {key_of(one) for one in messages_of_day(view, date(2024, 3, day))}
    return send_applying(engine, sink, clock, applying, resend_unknown=resend_unknown)


class Memory:
    """A sink that remembers; what it is told to do first, it does."""

    name = "memory"

    def __init__(self, *faults: BaseException | None) -> None:
        self.had: list[int] = []
        self._faults = list(faults)

    def takes(self, message: dict[str, Any]) -> bool:
        return message["id"] > 0

    def send(self, message: dict[str, Any]) -> None:
        fault = self._faults.pop(0) if self._faults else None
        if fault is not None:
            raise fault
        self.had.append(message["id"])


def test_each_tier_is_told_once_however_often_it_is_asked_for(office: Engine) -> None:
    assert told(office, date(2024, 3, 17)) == []
    assert told(office, date(2024, 3, 18)) == ["soon"]
    assert told(office, date(2024, 3, 18)) == []
    assert told(office, date(2024, 3, 19)) == []
    assert told(office, date(2024, 3, 25)) == [
        "today"
    ]  # nobody ran it in between: the nearer tier alone is told
    assert told(office, date(2024, 3, 26)) == ["overdue"]
    assert told(office, date(2024, 4, 26)) == []


def test_a_clock_that_was_stopped_is_told_of_no_more(office: Engine) -> None:
    with at_work(office, today=date(2024, 3, 18)) as op:
        cases.decline_clue(op, "XS1", Form(reason="合成数据"))
    assert told(office, date(2024, 3, 26)) == []


def test_a_sink_has_every_message_once(office: Engine) -> None:
    told(office, date(2024, 3, 18))
    sink = Memory()
    assert send_messages(office, sink, now) == Sent("memory", 1, 0, 0)
    assert send_messages(office, sink, now) == Sent("memory", 0, 0, 0)
    assert len(sink.had) == 1


def test_a_sink_that_comes_late_hears_nothing_of_tiers_that_have_passed(office: Engine) -> None:
    told(office, date(2024, 3, 18))
    told(office, date(2024, 3, 25))
    with reading(office) as view:
        applying = {key_of(one) for one in messages_of_day(view, date(2024, 3, 25))}
    assert send_applying(office, Memory(), now, applying).sent == 1


def test_what_a_sink_did_not_take_is_tried_again(office: Engine) -> None:
    told(office, date(2024, 3, 18))
    sink = Memory(NotTaken("不可用"))
    assert send_messages(office, sink, now) == Sent("memory", 0, 1, 0)
    assert send_messages(office, sink, now) == Sent("memory", 1, 0, 0)


def test_a_message_whose_end_nobody_knows_is_sent_again_only_on_purpose(office: Engine) -> None:
    told(office, date(2024, 3, 18))
    sink = Memory(KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        send_messages(office, sink, now)
    assert send_messages(office, sink, now) == Sent("memory", 0, 0, 1)
    assert send_messages(office, sink, now, resend_unknown=True) == Sent("memory", 1, 0, 0)


def test_two_that_send_at_once_send_each_message_once(office: Engine) -> None:
    for day in (18, 22, 25, 26):
        told(office, date(2024, 3, day))
    sink = Memory()
    workers = [threading.Thread(target=send_messages, args=(office, sink, now)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(sink.had) == sorted(set(sink.had))
    assert len(sink.had) == 4


def test_the_file_has_one_line_a_message_and_a_folder_that_is_not_there_is_a_fault(
    office: Engine, tmp_path: Path
) -> None:
    told(office, date(2024, 3, 18))
    assert send_messages(office, FileSink(tmp_path / "没有" / "x"), now).failed == 1
    send_messages(office, FileSink(tmp_path / "messages.jsonl"), now)
    lines = [json.loads(line) for line in (tmp_path / "messages.jsonl").read_text("utf-8").splitlines()]
    assert [(line["record_no"], line["tier"]) for line in lines] == [("XS1", "soon")]


def test_a_line_that_was_cut_off_spoils_no_other(office: Engine, tmp_path: Path) -> None:
    told(office, date(2024, 3, 18))
    (tmp_path / "messages.jsonl").write_bytes(b'{"id": 1, "te')
    send_messages(office, FileSink(tmp_path / "messages.jsonl"), now)
    lines = (tmp_path / "messages.jsonl").read_text("utf-8").splitlines()
    assert (len(lines), json.loads(lines[1])["record_no"]) == (2, "XS1")


class _Inbox:
    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.mails.append(envelope)
        return self.answer


@contextmanager
def mail_server() -> Iterator[tuple[_Inbox, str]]:
    inbox = _Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield inbox, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


def test_mail_goes_to_the_address_of_the_organisation_once(office: Engine) -> None:
    told(office, date(2024, 3, 18))
    with mail_server() as (inbox, url):
        sink = _ForEverybody(url)
        inbox.answer = "451 later"
        assert send_messages(office, sink, now).failed == 1
        inbox.answer = "250 OK"
        assert send_messages(office, sink, now).sent == 1
        assert send_messages(office, sink, now).sent == 0
        assert len(inbox.mails) == 1
        assert inbox.mails[0].rcpt_tos == ["a12@example.invalid"]
    gone = _ForEverybody(url)
    told(office, date(2024, 3, 25))
    assert send_messages(office, gone, now).failed == 1


class _ForEverybody(MailSink):
    """Mail of messages without an organisation too: clues name an area only."""

    def __init__(self, url: str) -> None:
        super().__init__(url, "shian@example.invalid", {"A12": "a12@example.invalid"})

    def takes(self, message: dict[str, Any]) -> bool:
        message["organisation"] = message["organisation"] or "A12"
        return super().takes(message)


@pytest.mark.parametrize("rows", ["A12,a b@x\n", "A12,x\n", 'A12,"a@x\nBcc: y@z"\n'])
def test_an_address_that_could_forge_a_mail_is_refused(rows: str, tmp_path: Path) -> None:
    book = tmp_path / "x.csv"
    book.write_text("机构代码,电子邮箱\n" + rows, encoding="utf-8")
    with pytest.raises(MessageSettingsUnusable):
        read_addresses(book)


def test_people_read_messages_and_who_read_first_stays(office: Engine, tmp_path: Path) -> None:
    told(office, date(2024, 3, 18))
    with TestClient(create_app(office, packages_folder=tmp_path), base_url="http://127.0.0.1:8000") as client:
        listed = client.get("/api/v1/work/messages", params={"unread": "true"}).json()["items"]
        assert [one["tier"] for one in listed] == ["soon"]
        path = f"/api/v1/work/messages/{listed[0]['id']}/read"
        first = client.post(path, json={}, headers={"X-Actor": "a"})
        assert (first.status_code, first.json()["read_by"]) == (200, "a")
        assert client.post(path, json={}, headers={"X-Actor": "b"}).json()["read_by"] == "a"
        assert client.get("/api/v1/work/messages", params={"unread": "true"}).json()["items"] == []
        assert client.post("/api/v1/work/messages/99/read", json={}).json()["code"] == "message-not-found"


def test_a_serving_program_tells_by_itself_and_a_second_one_tells_nothing_twice(
    office: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.notifying.now", lambda: datetime(2024, 3, 22, 2, tzinfo=UTC))
    monkeypatch.setenv("SHIAN_NOTIFY_MINUTES", "10")
    monkeypatch.setenv("SHIAN_MESSAGES", str(tmp_path / "told.jsonl"))
    for folder in ("one", "two"):
        app = create_app(office, packages_folder=tmp_path / folder, beside=messages_of(office))
        with TestClient(app, base_url="http://127.0.0.1:8000") as client:
            assert client.get("/api/v1/health/live").status_code == 200
    lines = (tmp_path / "told.jsonl").read_text(encoding="utf-8").splitlines()
    assert lines
    assert len(lines) == len(set(lines))


def test_sending_again_what_may_have_arrived_is_told_in_the_audit_trail(office: Engine) -> None:
    notify_once(office, [], local_actor("值班员"), day=date(2024, 3, 22), resend_unknown=True)
    with reading(office) as view:
        found, _ = list_entries(view, AuditQuestion(command="messages.resend"), UTC, before=None, limit=5)
    assert [one["actor"] for one in found] == ["值班员"]
