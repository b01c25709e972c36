"""Requests as a careful client makes them: it reads a record before it changes it, and names every command."""

from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

BASE = "/api/v1"


def send(
    client: httpx.Client, path: str, body: dict[str, Any], *, actor: str, base: str = BASE
) -> httpx.Response:
    """Post on behalf of somebody, with a key of its own and the version of the record that is there."""
    headers = {"X-Actor": quote(actor), "Idempotency-Key": str(uuid4())}
    shown = f"/organisations/{body['code']}" if path == "/organisations" else path.rsplit("/", 1)[0]
    return client.post(f"{base}{path}", json=body, headers=headers | seen(client, shown, base=base))


def seen(client: httpx.Client, path: str, *, base: str = BASE) -> dict[str, str]:
    """If-Match for a change of the record at a path; nothing where there is none yet."""
    shown = client.get(f"{base}{path}") if path.count("/") > 1 else None
    return {"If-Match": shown.headers["etag"]} if shown is not None and "etag" in shown.headers else {}
