"""Runs the provider of identities, puts users there, and signs in there as a browser would."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from api.oidc import Agreed

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Running:
    """A provider that answers."""

    issuer: str
    process: subprocess.Popen[bytes]

    def register(self, redirect: str) -> Agreed:
        """A new client there."""
        answer = httpx.post(f"{self.issuer}/oauth2/clients", json={"redirect_uris": [redirect]})
        made = answer.raise_for_status().json()
        return Agreed(self.issuer, made["client_id"], made["client_secret"], redirect)

    def put_user(self, subject: str, **claims: Any) -> None:
        """A user there, with claims that stand in the id token over its own."""
        httpx.put(f"{self.issuer}/users/{quote(subject)}", json=claims).raise_for_status()

    def sign_in(self, address: str, subject: str) -> str:
        """What a person does there; returns the address to which the browser is sent back."""
        answer = httpx.post(address, data={"sub": subject})
        assert answer.status_code == 302, answer.text
        return answer.headers["location"]

    def stop(self) -> None:
        """Be down."""
        self.process.kill()
        self.process.wait()


@contextmanager
def running_provider() -> Iterator[Running]:
    """A provider as a process of its own, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "tests.provider", str(port)], cwd=ROOT)
    running = Running(f"http://127.0.0.1:{port}", process)
    try:
        _wait(running)
        yield running
    finally:
        running.stop()


def _wait(running: Running) -> None:
    for _ in range(300):
        assert running.process.poll() is None, "the provider ended"
        try:
            httpx.get(f"{running.issuer}/jwks")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider does not answer")
