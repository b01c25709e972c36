"""An office behind its API, as tests of what it promises call it: a careful client that insists on success."""

from typing import Any

from tests.api.conftest import Client
from tests.factories.http import send
from tests.walkthrough.stories import Caller

BASE = "/api/v1"


def caller(api: Client) -> Caller:
    """Posts, and reads where the path begins with GET; a refusal that nobody expected fails the test."""

    def post(path: str, body: dict[str, Any], actor: str) -> dict[str, Any]:
        if path.startswith("GET "):
            answer = api.get(f"{BASE}{path[4:]}")
        else:
            answer = send(api, path, body, actor=actor)
        assert answer.is_success, (path, answer.text)
        found: dict[str, Any] = answer.json()
        return found

    return Caller(post)


def refusal(api: Client, path: str, actor: str, **body: Any) -> str:
    """The code of the refusal that a step must meet; it tells in Chinese what to do."""
    answer = send(api, path, body, actor=actor)
    assert answer.status_code in (404, 409, 422), answer.text
    assert any("\u4e00" <= sign <= "\u9fff" for sign in answer.json()["detail"])
    return str(answer.json()["code"])
