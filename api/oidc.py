"""A provider of identities by OpenID Connect: where it is, what it is asked, and whom it vouches for.

Its description and its keys are read when they are first needed and kept for an hour. A provider that does not answer
must not hold the service up: few requests to it are under way at once, each for seconds, and after a failure the next
ones are refused at once for a moment.
"""

import base64
import hashlib
import logging
import ssl
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from threading import BoundedSemaphore, Lock
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import httpx
import msgspec
from joserfc.jwk import KeySet

from api.clock import now
from api.id_tokens import ALGORITHMS, KeyUnknown, keys_of, read_id_token
from api.loopback import is_loopback
from api.refusals import ProviderMisconfigured, ProviderUnavailable
from domain.access.errors import ProviderRefused
from sampling.access.provider import Begun, Identity, Returned

logger = logging.getLogger("shian.api.provider")

KEPT = timedelta(hours=1)
AT_ONCE, TURN_S = 8, 1.0
TIMES = httpx.Timeout(5, connect=3)
LONGEST, LARGEST = timedelta(seconds=10), 1_000_000
REFUSED_FOR = timedelta(seconds=2)
# The code is not good: the one refusal that is about a sign-in and not about the installation.
CODE_REFUSED = "invalid_grant"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed with the provider. `secret` is None for a client without one, which PKCE alone protects.

    `max_age` is how long ago it may have seen somebody itself when it vouches for them; None: however long.
    """

    issuer: str
    client: str
    secret: str | None
    redirect: str
    max_age: timedelta | None = None


class Described(msgspec.Struct, frozen=True):
    """What a provider says of itself (OpenID Connect Discovery 1.0), as far as it is needed."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    code_challenge_methods_supported: tuple[str, ...] | None = None
    authorization_response_iss_parameter_supported: bool = False


class Provider:
    """One provider, for the whole program."""

    def __init__(self, agreed: Agreed) -> None:
        self.agreed = agreed
        self._reading = Lock()
        self._turns = BoundedSemaphore(AT_ONCE)
        self._described: tuple[datetime, Described] | None = None
        self._keys: tuple[datetime, KeySet] | None = None
        self._refused_until: datetime | None = None

    def described(self, at: datetime) -> Described:
        """What it says of itself. Raises `ProviderUnavailable`, `ProviderMisconfigured`."""
        with self._reading:
            if self._described is None or not self._described[0] <= at < self._described[0] + KEPT:
                place = f"{self.agreed.issuer.rstrip('/')}/.well-known/openid-configuration"
                self._described = at, self._checked(self._read(at, place))
            return self._described[1]

    def address(self, begun: Begun, at: datetime) -> str:
        """Where the browser is sent to sign in."""
        longest = self.agreed.max_age
        challenge = base64.urlsafe_b64encode(hashlib.sha256(begun.verifier.encode()).digest())
        asked = urlencode(
            {
                "response_type": "code",
                "scope": "openid",
                "client_id": self.agreed.client,
                "redirect_uri": self.agreed.redirect,
                "state": begun.state,
                "nonce": begun.nonce,
                "code_challenge": challenge.decode().rstrip("="),
                "code_challenge_method": "S256",
            }
            | ({} if longest is None else {"max_age": str(int(longest.total_seconds()))})
        )
        place = self.described(at).authorization_endpoint
        return f"{place}{'&' if urlsplit(place).query else '?'}{asked}"

    def check_sender(self, issuer: str | None, at: datetime) -> None:
        """The answer must come from this provider where it says from whom it comes (RFC 9207)."""
        if issuer is None and not self.described(at).authorization_response_iss_parameter_supported:
            return
        if issuer != self.agreed.issuer:
            raise ProviderRefused("答复来自其他的统一身份认证服务")

    def identity(self, code: str, returned: Returned, at: datetime) -> Identity:
        """Whom the code stands for. Raises `ProviderRefused`, `ProviderUnavailable`, `ProviderMisconfigured`."""
        token = self._exchange(code, returned, at)
        keys = self._keys_at(at)
        try:
            return self._read_token(token, keys, returned, at)
        except KeyUnknown:
            pass
        try:
            return self._read_token(token, self._keys_at(at, instead_of=keys), returned, at)
        except KeyUnknown:
            raise ProviderRefused("身份令牌的签名不可信") from None

    def _read_token(self, token: str, keys: KeySet, returned: Returned, at: datetime) -> Identity:
        agreed = self.agreed
        return read_id_token(
            token,
            keys,
            issuer=agreed.issuer,
            client=agreed.client,
            nonce_digest=returned.nonce_digest,
            at=at,
            max_age=agreed.max_age,
        )

    def _exchange(self, code: str, returned: Returned, at: datetime) -> str:
        described, agreed = self.described(at), self.agreed
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": agreed.redirect,
            "code_verifier": returned.verifier,
        }
        auth = None
        if agreed.secret is None:
            asked["client_id"] = agreed.client
        elif "client_secret_basic" in described.token_endpoint_auth_methods_supported:
            auth = httpx.BasicAuth(quote_plus(agreed.client), quote_plus(agreed.secret))
        else:
            asked |= {"client_id": agreed.client, "client_secret": agreed.secret}
        status, body = self._ask(at, "POST", described.token_endpoint, data=asked, auth=auth)
        answer = _object(body)
        if status == 200 and isinstance(answer.get("id_token"), str):
            return str(answer["id_token"])
        reason = str(answer.get("error", f"HTTP {status}"))[:100]
        if status != 200 and reason == CODE_REFUSED:
            raise ProviderRefused("授权码无效、已用过或已过期")
        raise ProviderMisconfigured(f"换取身份令牌时答复 {reason}")

    def _keys_at(self, at: datetime, instead_of: KeySet | None = None) -> KeySet:
        place = self.described(at).jwks_uri
        with self._reading:
            kept = self._keys
            if kept is None or not kept[0] <= at < kept[0] + KEPT or kept[1] is instead_of:
                kept = self._keys = at, keys_of(self._read(at, place))
            return kept[1]

    def _checked(self, answer: dict[str, Any]) -> Described:
        try:
            described = msgspec.convert(answer, Described)
        except msgspec.ValidationError:
            raise ProviderMisconfigured("其公布的信息不完整") from None
        if described.issuer != self.agreed.issuer:
            raise ProviderMisconfigured("其公布的 issuer 与 SHIAN_OIDC_ISSUER 不一致")
        places = (described.authorization_endpoint, described.token_endpoint, described.jwks_uri)
        if not all(is_safe_address(place) for place in places):
            raise ProviderMisconfigured("其地址不是 HTTPS")
        if not set(ALGORITHMS) & set(described.id_token_signing_alg_values_supported):
            raise ProviderMisconfigured(f"其签名算法不在 {'、'.join(ALGORITHMS)} 之中")
        challenges = described.code_challenge_methods_supported
        if challenges is not None and "S256" not in challenges:
            raise ProviderMisconfigured("其不支持 PKCE 的 S256")
        return described

    def _read(self, at: datetime, place: str) -> dict[str, Any]:
        status, body = self._ask(at, "GET", place)
        if status != 200:
            raise ProviderMisconfigured(f"{place} 答复 HTTP {status}")
        return _object(body)

    def _ask(self, at: datetime, method: str, place: str, **more: Any) -> tuple[int, bytes]:
        """One request; 4xx is an answer. Raises `ProviderUnavailable`."""
        if self._refused_until is not None and at < self._refused_until:
            raise ProviderUnavailable
        if not self._turns.acquire(timeout=TURN_S):
            raise ProviderUnavailable
        try:
            status, body = self._sent(method, place, **more)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            logger.warning("provider does not answer at %s: %s", place, error)
            status, body = 503, b""
        finally:
            self._turns.release()
        if status >= 500 or status == 429:
            self._refused_until = now() + REFUSED_FOR
            raise ProviderUnavailable
        return status, body

    def _sent(self, method: str, place: str, **more: Any) -> tuple[int, bytes]:
        end, body = now() + LONGEST, bytearray()
        plain = {"Accept": "application/json", "Accept-Encoding": "identity"}
        with (
            httpx.Client(verify=self._trusted, timeout=TIMES, trust_env=False) as client,
            client.stream(method, place, headers=plain, **more) as answer,
        ):
            for block in answer.iter_raw():
                body += block
                if len(body) > LARGEST or now() > end:
                    raise httpx.ReadError("too long an answer")
            return answer.status_code, bytes(body)

    @cached_property
    def _trusted(self) -> ssl.SSLContext:
        """Whom this machine trusts: an intranet's own authority is installed there."""
        return ssl.create_default_context()


def is_safe_address(address: str) -> bool:
    """Whether an address is one of HTTPS, or of this machine itself."""
    try:
        parts = urlsplit(address)
        name = parts.hostname or ""
    except ValueError:
        return False
    return bool(name) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(name)))


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise ProviderMisconfigured("其答复不是 JSON 对象")
    return answer
