"""`shian serve` as a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from api.cli.main import shian
from domain.errors import ShianError
from tests.conftest import NewDatabase

START = [sys.executable, "-c", "from api.cli.main import main; main()", "serve"]
Started = Callable[..., tuple[subprocess.Popen[str], str]]


@pytest.fixture
def started(new_sqlite: NewDatabase, tmp_path: Path) -> Iterator[Started]:
    """Starts a server and returns it with the address it printed."""
    running: list[subprocess.Popen[str]] = []

    def start(*options: str) -> tuple[subprocess.Popen[str], str]:
        root = Path(__file__).resolve().parents[2]
        env = os.environ | {
            "SHIAN_DATABASE_URL": new_sqlite(),
            "SHIAN_PACKAGES": str(tmp_path / "packages"),
            "PYTHONPATH": str(root),
            "PYTHONIOENCODING": "utf-8",
        }
        process = subprocess.Popen(
            [*START, "--port", "0", *options],
            env=env,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        running.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+?(?=/api/v1)", line)
        assert found, line + process.stdout.read()
        return process, found[0]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_server_prints_its_address_answers_and_ends_with_ctrl_c(started: Started) -> None:
    process, address = started()
    assert httpx.get(f"{address}/health/ready").status_code == 200
    assert httpx.get(f"{address}/api/v1/areas").json() == {"items": [], "next_cursor": None}
    assert httpx.get(f"{address}/api/v1/areas", headers={"Host": "example.com"}).status_code == 421
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == 0, rest
    assert "已停止" in rest
    assert "Traceback" not in rest


def test_server_survives_requests_that_are_not_http(started: Started) -> None:
    _, address = started()
    host, port = address.removeprefix("http://").split(":")
    for said in (
        b"\x00\xff\r\n\r\n",
        b"GET /api/v1/areas?name=\xff HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /api/v1/areas HTTP/1.1\r\n\r\n",
        b"POST /api/v1/packages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
        b"GET /api/v1/areas HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: example.com\r\n\r\n",
    ):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(said)
            assert re.match(rb"HTTP/1.1 4\d\d", connection.recv(4096)), said
    assert httpx.get(f"{address}/health/live").status_code == 200


def test_server_listens_on_ipv6_loopback(started: Started) -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    _, address = started("--host", "::1")
    assert address.startswith("http://[::1]:")
    assert httpx.get(f"{address}/health/live").status_code == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.1", "::", "example.com", ""])
def test_server_refuses_to_listen_beyond_this_machine(
    host: str, new_sqlite: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHIAN_DATABASE_URL", new_sqlite())
    done = CliRunner().invoke(shian, ["serve", "--host", host])
    assert isinstance(done.exception, ShianError)
    assert done.exception.code == "loopback-only"


def test_server_refuses_a_database_that_is_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIAN_DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    done = CliRunner().invoke(shian, ["serve", "--port", "0"])
    assert isinstance(done.exception, ShianError)
    assert done.exception.code == "database-behind"


def test_port_that_is_taken_is_named(new_sqlite: NewDatabase, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHIAN_DATABASE_URL", new_sqlite())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = CliRunner().invoke(shian, ["serve", "--port", str(taken.getsockname()[1])])
    assert isinstance(done.exception, ShianError)
    assert done.exception.code == "port-unavailable"
