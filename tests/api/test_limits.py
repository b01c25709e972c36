"""What one address may ask, and what is said when the disk does not take a file."""

from pathlib import Path

from litestar.testing import TestClient
from sqlalchemy import Engine

from api.app import create_app
from tests.api.conftest import HERE
from tests.factories.laboratory import sampled
from tests.life.office import furnish


def test_an_address_that_asks_too_often_is_told_when_to_come_again(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    app = create_app(sqlite_engine, packages_folder=tmp_path, requests_a_minute=3)
    with TestClient(app, base_url=HERE) as client:
        answers = [client.get("/api/v1/areas") for _ in range(4)]
        assert [one.status_code for one in answers] == [200, 200, 200, 429]
        assert answers[3].json()["code"] == "rate-exceeded"
        assert 0 < int(answers[3].headers["retry-after"]) <= 60
        assert client.get("/health/live").status_code == 200


def test_a_folder_that_takes_no_file_is_a_refusal_to_come_again(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    furnish(sqlite_engine)
    number = sampled(sqlite_engine)
    blocked = tmp_path / "files"
    blocked.write_text("合成数据", encoding="utf-8")
    app = create_app(sqlite_engine, packages_folder=tmp_path / "packages", files_folder=blocked)
    with TestClient(app, base_url=HERE) as client:
        answer = client.post(
            "/api/v1/work/attachments",
            params={"owner_kind": "sheet", "owner_no": number, "name": "合成数据.png"},
            content=b"\x89PNG",
            headers={"Content-Type": "image/png"},
        )
        assert (answer.status_code, answer.json()["code"]) == (503, "storage-unavailable")
        assert answer.headers["retry-after"] == "2"
