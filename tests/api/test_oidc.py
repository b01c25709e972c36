"""What a provider may answer: new keys, other ways to show the secret, and everything that is no answer."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from api import oidc
from api.clock import now
from api.oidc import Agreed, Provider
from api.refusals import ProviderMisconfigured, ProviderUnavailable
from domain.access.errors import ProviderRefused
from domain.errors import ShianError
from sampling.access.provider import Begun, Returned
from sampling.access.safe import digest_of

RETURNED = Returned(digest_of("n1"), "v" * 43)
CALLBACK = "https://shian.example/api/v1/auth/provider/callback"


class Scripted:
    """A provider that answers what the test wants, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str], str]] = []
        self.key = ECKey.generate_key("P-256", {"kid": "k1", "use": "sig"})
        self.shown = self.key
        self.more: dict[str, Any] = {}
        self.instead: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        script = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                script.answer(self, "")

            def do_POST(self) -> None:
                script.answer(self, self.rfile.read(int(self.headers["Content-Length"])).decode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def answer(self, to: BaseHTTPRequestHandler, body: str) -> None:
        self.asked.append((to.path, dict(to.headers), body))
        if to.path in self.instead:
            self.instead[to.path](to)
        elif to.path == "/token":
            send(to, 200, {"id_token": self.token()})
        elif to.path == "/keys":
            send(to, 200, KeySet([self.shown]).as_dict())
        else:
            places = {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/login?tenant=1",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
                "id_token_signing_alg_values_supported": ["ES256"],
            }
            send(to, 200, places | self.more)

    def token(self) -> str:
        at = int(now().timestamp())
        claims = {"iss": self.issuer, "aud": "shian", "sub": "zhang", "nonce": "n1", "iat": at}
        return jwt.encode(
            {"alg": "ES256", "kid": self.key.kid}, claims | {"exp": at + 60}, self.key, algorithms=["ES256"]
        )

    def provider(self, secret: str | None = "a b&c") -> Provider:
        return Provider(Agreed(self.issuer, "shian", secret, CALLBACK))

    def times(self, path: str) -> int:
        return len([one for one in self.asked if one[0] == path])


def send(to: BaseHTTPRequestHandler, status: int, content: Any) -> None:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    to.send_response(status)
    to.send_header("Content-Length", str(len(body)))
    to.end_headers()
    to.wfile.write(body)


@pytest.fixture
def there() -> Iterator[Scripted]:
    made = Scripted()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_description_and_keys_are_read_once_an_hour_and_again_for_a_key_that_is_new(there: Scripted) -> None:
    provider, at = there.provider(), now()
    for _ in range(3):
        assert provider.identity("code", RETURNED, at).subject == "zhang"
    assert (there.times("/keys"), there.times("/.well-known/openid-configuration")) == (1, 1)
    there.key = there.shown = ECKey.generate_key("P-256", {"kid": "k2"})
    assert provider.identity("code", RETURNED, at).subject == "zhang"
    assert there.times("/keys") == 2
    there.key = ECKey.generate_key("P-256", {"kid": "k3"})
    with pytest.raises(ProviderRefused, match="签名"):
        provider.identity("code", RETURNED, at)
    assert there.times("/keys") == 3
    provider.described(at + timedelta(hours=1))
    assert there.times("/.well-known/openid-configuration") == 2


def test_the_secret_is_shown_as_the_provider_wants_it(there: Scripted) -> None:
    def shown(secret: str | None) -> tuple[str | None, dict[str, list[str]]]:
        there.provider(secret).identity("code", RETURNED, now())
        _, headers, body = next(one for one in reversed(there.asked) if one[0] == "/token")
        return headers.get("Authorization"), parse_qs(body)

    basic, body = shown("a b&c")
    assert basic == f"Basic {base64.b64encode(b'shian:a+b%26c').decode()}"
    assert body["code_verifier"] == ["v" * 43]
    assert "client_secret" not in body
    there.more = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    basic, body = shown("a b&c")
    assert (basic, body["client_id"], body["client_secret"]) == (None, ["shian"], ["a b&c"])
    basic, body = shown(None)
    assert (basic, body["client_id"], body.get("client_secret")) == (None, ["shian"], None)


@pytest.mark.parametrize(
    "more",
    [
        {"issuer": "https://other.example"},
        {"issuer": None},
        {"jwks_uri": "http://id.example/keys"},
        {"token_endpoint": "file:///etc/passwd"},
        {"authorization_endpoint": 7},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
        {"code_challenge_methods_supported": ["plain"]},
    ],
    ids=str,
)
def test_a_provider_that_does_not_go_with_the_rules_is_not_used(
    there: Scripted, more: dict[str, Any]
) -> None:
    there.more = more
    with pytest.raises(ProviderMisconfigured):
        there.provider().described(now())


def hang(_: BaseHTTPRequestHandler) -> None:
    time.sleep(2)


def test_whatever_it_answers_is_a_refusal_and_soon(there: Scripted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oidc, "TIMES", httpx.Timeout(0.3))
    answers: list[tuple[Callable[[BaseHTTPRequestHandler], None], type[ShianError]]] = [
        (lambda to: send(to, 500, {}), ProviderUnavailable),
        (lambda to: send(to, 429, {}), ProviderUnavailable),
        (lambda to: to.wfile.write(b"not HTTP\r\n\r\n"), ProviderUnavailable),
        (lambda to: send(to, 200, b" " * 1_100_000), ProviderUnavailable),
        (hang, ProviderUnavailable),
        (lambda to: send(to, 200, b"\xff"), ProviderMisconfigured),
        (lambda to: send(to, 200, b"[" * 5_000), ProviderMisconfigured),
        (lambda to: send(to, 200, []), ProviderMisconfigured),
        (lambda to: send(to, 404, {}), ProviderMisconfigured),
        (lambda to: send(to, 302, {}), ProviderMisconfigured),
    ]
    for path in ("/.well-known/openid-configuration", "/token", "/keys"):
        for number, (answer, expected) in enumerate(answers):
            there.instead = {path: answer}
            began = time.monotonic()
            try:
                there.provider().identity("code", RETURNED, now())
            except expected:
                pass
            except ProviderRefused:
                # A key set without keys that are understood: nobody can have signed.
                assert path == "/keys", (path, number)
            else:
                raise AssertionError((path, number))
            assert time.monotonic() - began < 1.8, (path, number)


def test_after_a_failure_the_next_ones_are_not_kept_waiting(there: Scripted) -> None:
    provider, at = there.provider(), now()
    there.instead = {"/.well-known/openid-configuration": lambda to: send(to, 503, {})}
    for _ in range(5):
        with pytest.raises(ProviderUnavailable):
            provider.described(at)
    assert len(there.asked) == 1
    there.instead = {}
    assert provider.described(now() + oidc.REFUSED_FOR).issuer == there.issuer


def test_an_address_that_has_parameters_keeps_them(there: Scripted) -> None:
    address = there.provider().address(Begun("s", "n", "v", "b"), now())
    assert address.startswith(f"{there.issuer}/login?tenant=1&response_type=code&")
