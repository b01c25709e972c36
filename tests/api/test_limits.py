"""What one address may ask, whose word is taken for the address, and what is said when the disk takes no file."""

import asyncio
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine

from api.app import create_app
from api.cli.serve import ProxiesUnusable, server_config
from tests.api.conftest import HERE
from tests.factories.laboratory import sampled
from tests.life.registers import furnish


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


@pytest.mark.parametrize(
    ("proxies", "sent", "last"),
    [
        ([], ["10.0.0.7", "10.0.0.8", "10.0.0.9"], 429),  # nobody's word is taken: all is one address
        (["192.0.2.0/24"], ["10.0.0.7", "10.0.0.8", "10.0.0.9"], 200),  # three people behind our proxy
        (
            ["192.0.2.1"],
            ["10.9.9.1, 10.0.0.7", "10.9.9.2, 10.0.0.7", "10.9.9.3, 10.0.0.7"],
            429,
        ),  # one forger
        (["198.51.100.1"], ["10.0.0.7", "10.0.0.8", "10.0.0.9"], 429),  # another's proxy
    ],
)
def test_the_address_that_a_proxy_tells_is_believed_of_our_own_proxies_alone(
    sqlite_engine: Engine, tmp_path: Path, proxies: list[str], sent: list[str], last: int
) -> None:
    app = create_app(sqlite_engine, packages_folder=tmp_path, requests_a_minute=2)
    assert asyncio.run(_asked(app, proxies, sent)) == [200, 200, last]


async def _asked(app: Litestar, proxies: list[str], sent: list[str]) -> list[int]:
    """The answers to requests that come from 192.0.2.1 and say that they came from elsewhere."""
    config = server_config(app, proxies)
    config.load()
    way = httpx.ASGITransport(app=config.loaded_app, client=("192.0.2.1", 1))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=way, base_url=HERE) as client:
        return [
            (await client.get("/api/v1/areas", headers={"X-Forwarded-For": one})).status_code for one in sent
        ]


@pytest.mark.parametrize("given", ["*", "proxy.example", "10.0.0.0/40"])
def test_what_is_no_address_is_no_proxy(sqlite_engine: Engine, tmp_path: Path, given: str) -> None:
    app = create_app(sqlite_engine, packages_folder=tmp_path)
    with pytest.raises(ProxiesUnusable):
        server_config(app, ["10.0.0.1", given])


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
