"""Files of records: judged by their bytes, kept under their digest, given back as they came."""

import hashlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from sqlalchemy import Engine

from sampling.sheets.filling import draft_sheet
from tests.api.stored import store, store_areas
from tests.factories.served import Application
from tests.factories.work import at_work
from tests.integration.plans.test_plans import a_sheet
from tests.life.registers import an_organisation

PATH = "/api/v1/work/attachments"
Client = TestClient[Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def sheet_no(engine: Engine) -> str:
    store_areas(engine)
    store(engine, "organisations", an_organisation("A01", "市场监督管理局"))
    with at_work(engine) as op:
        return draft_sheet(op, a_sheet(None)).no


@pytest.fixture
def client(engine: Engine, tmp_path: Path, folder: Path, application: Application) -> Iterator[Client]:
    app = application(engine, packages_folder=tmp_path / "packages", files_folder=folder)
    with TestClient(app, base_url="http://127.0.0.1:8000") as found:
        yield found


def a_photo(taken: str | None = "2024:03:31 08:30:05", offset: str | None = "+08:00") -> bytes:
    picture, out = Image.new("RGB", (8, 6), "white"), io.BytesIO()
    exif = Image.Exif()
    tags = exif.get_ifd(0x8769)
    if taken:
        tags[0x9003] = taken
    if offset:
        tags[0x9011] = offset
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def a_pdf(*, script: str | None = None, attached: bytes | None = None, password: str | None = None) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if script:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        )
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
    if attached:
        writer.add_attachment("x.txt", attached)
    if password:
        writer.encrypt(password)
    writer.write(out)
    return out.getvalue()


def sent(
    client: Client, sheet_no: str, content: bytes, *, kind: str = "sheet", name: str = "照片.jpg"
) -> Any:
    return client.post(
        PATH,
        content=content,
        params={"owner_kind": kind, "owner_no": sheet_no, "name": name},
        headers={"Content-Type": "application/octet-stream"},
    )


def test_a_photo_is_kept_with_the_time_it_was_taken(client: Client, sheet_no: str, folder: Path) -> None:
    photo = a_photo()
    answer = sent(client, sheet_no, photo, name="../../现场 照片.jpg")
    assert answer.status_code == 201, answer.text
    told = answer.json()["content"]
    assert (told["media_type"], told["width"], told["taken_at"]) == (
        "image/jpeg",
        8,
        "2024-03-31T08:30:05+08:00",
    )
    assert told["sha256"] == hashlib.sha256(photo).hexdigest()
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [told["sha256"]]
    listed = client.get(f"{PATH}/of/sheet/{sheet_no}").json()["items"]
    assert [one["no"] for one in listed] == [answer.json()["no"]]
    back = client.get(f"{PATH}/{answer.json()['no']}/file")
    assert back.content == photo
    assert back.headers["content-disposition"].startswith("attachment; filename*=UTF-8''..%2F..%2F")
    assert "sandbox" in back.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("name", "saved"),
    [
        ("x.html", "x.html.jpg"),
        ("x.exe", "x.exe.jpg"),
        ("x", "x.jpg"),
        ("x.JPEG", "x.JPEG"),
        ("x.pdf", "x.pdf.jpg"),
    ],
)
def test_a_file_is_saved_as_what_its_bytes_are_whatever_it_was_called(
    client: Client, sheet_no: str, name: str, saved: str
) -> None:
    number = sent(client, sheet_no, a_photo(), name=name).json()["no"]
    headers = client.get(f"{PATH}/{number}/file").headers
    assert headers["content-disposition"] == f"attachment; filename*=UTF-8''{saved}"
    for part in ("sandbox", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"):
        assert part in headers["content-security-policy"]


def test_a_png_is_a_picture_too_and_a_cut_one_is_damaged(client: Client, sheet_no: str) -> None:
    out = io.BytesIO()
    Image.effect_noise((60, 40), 90).save(out, "PNG")
    told = sent(client, sheet_no, out.getvalue()).json()["content"]
    assert (told["media_type"], told["width"], told["taken_at"]) == ("image/png", 60, None)
    assert sent(client, sheet_no, out.getvalue()[:-200]).json()["code"] == "file-damaged"


def test_the_same_bytes_twice_are_one_file_and_two_attachments(
    client: Client, sheet_no: str, folder: Path
) -> None:
    pdf = a_pdf()
    numbers = {sent(client, sheet_no, pdf).json()["no"] for _ in range(2)}
    assert (len(numbers), sum(path.is_file() for path in folder.rglob("*"))) == (2, 1)


def _bomb() -> bytes:
    """A PNG of 40,000 × 40,000 pixels in a few hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    size = (40_000).to_bytes(4, "big") * 2
    head = chunk(b"IHDR", size + bytes([1, 0, 0, 0, 0]))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "file-empty"),
        (b"<svg onload='alert(1)'/>", 415, "file-type-unknown"),
        (b"PK\x03\x04" + b"x" * 99, 415, "file-type-unknown"),
        (b"\xff\xd8\xff" + b"x" * 99, 422, "file-damaged"),
        (b"%PDF-1.7 nothing", 422, "file-damaged"),
        (_bomb(), 422, "picture-too-large"),
        (a_pdf(script="app.alert(1)"), 422, "pdf-active-content"),
        (a_pdf(attached=b"x"), 422, "pdf-active-content"),
        (a_pdf(password="x"), 422, "pdf-active-content"),
    ],
    ids=range(9),
)
def test_what_is_no_plain_picture_or_document_is_refused_and_nothing_is_kept(
    client: Client, sheet_no: str, folder: Path, content: bytes, status: int, code: str
) -> None:
    answer = sent(client, sheet_no, content)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_file_beyond_the_limit_is_refused(client: Client, sheet_no: str, folder: Path) -> None:
    answer = sent(client, sheet_no, b"\xff\xd8\xff" + b"x" * 20 * 1_048_576)
    assert answer.status_code == 413
    assert "20971520" in answer.text or "20 MiB" in answer.text


def test_nothing_is_attached_to_what_is_not_there(client: Client, sheet_no: str) -> None:
    assert sent(client, "没有", a_pdf()).json()["code"] == "record-not-found"
    assert sent(client, sheet_no, a_pdf(), kind="attachment").json()["code"] == "owner-not-attachable"
    answer = client.post(PATH, json={}, params={"owner_kind": "sheet", "owner_no": "1", "name": "x"})
    assert (answer.status_code, answer.json()["code"]) == (415, "media-type-unsupported")


def test_a_detached_file_says_why_and_its_bytes_stay(client: Client, sheet_no: str, folder: Path) -> None:
    made = sent(client, sheet_no, a_pdf())
    number, tag = made.json()["no"], made.headers["etag"]
    silent = client.post(f"{PATH}/{number}/detach", json={}, headers={"If-Match": tag})
    assert silent.json()["code"] == "reason-missing"
    gone = client.post(
        f"{PATH}/{number}/detach", json={"reason": "合成数据：传错"}, headers={"If-Match": tag}
    )
    assert (gone.status_code, gone.json()["state"]) == (200, "detached")
    assert client.get(f"{PATH}/{number}/file").status_code == 200


def test_a_file_that_was_lost_is_said_to_be_missing(client: Client, sheet_no: str, folder: Path) -> None:
    number = sent(client, sheet_no, a_pdf()).json()["no"]
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
    answer = client.get(f"{PATH}/{number}/file")
    assert (answer.status_code, answer.json()["code"]) == (404, "file-missing")
