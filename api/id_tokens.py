"""What a provider of identities signs about somebody (OpenID Connect Core 1.0, section 3.1.3.7), believed or refused."""

import hmac
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey, JWKRegistry, KeySet, RSAKey

from domain.access.errors import ProviderRefused
from sampling.access.provider import Identity
from sampling.access.safe import digest_of

logger = logging.getLogger("shian.api.provider")

# Both use keys that only the provider has; what is signed with a shared secret, or not at all, is never believed.
ALGORITHMS = ("RS256", "ES256")
# Clocks differ.
LEEWAY_S = 60

# How somebody showed who they are (RFC 8176): one value that says it all, or one of each kind.
SEVERAL_FACTORS = "mfa"
KNOWN = frozenset({"pwd", "pin"})
HELD = frozenset({"otp", "hwk", "sc"})
# Classes of authentication that stand for several factors.
SEVERAL_FACTOR_CLASSES = frozenset(
    {
        "http://schemas.openid.net/pape/policies/2007/06/multi-factor",
        "https://refeds.org/profile/mfa",
    }
)


class KeyUnknown(Exception):
    """None of the keys at hand made the signature; the provider may have new ones."""


def keys_of(described: Any) -> KeySet:
    """The keys that may sign, out of a JWK set; kinds that nobody here understands are passed over."""
    listed = described.get("keys") if isinstance(described, dict) else None
    keys: list[RSAKey | ECKey] = []
    for one in listed if isinstance(listed, list) else []:
        if not isinstance(one, dict) or one.get("use", "sig") != "sig":
            continue
        try:
            key = JWKRegistry.import_key(one)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if isinstance(key, RSAKey | ECKey):
            keys.append(key)
    return KeySet([*keys])


def read_id_token(
    text: str,
    keys: KeySet,
    *,
    issuer: str,
    client: str,
    nonce_digest: str,
    at: datetime,
    max_age: timedelta | None = None,
) -> Identity:
    """Whom the token names, if it holds: signature, issuer, audience, times and nonce.

    `max_age` is how long ago the provider may have seen the person itself; None: however long.

    Raises `KeyUnknown`, `ProviderRefused`.
    """
    try:
        claims = jwt.decode(text, keys, algorithms=list(ALGORITHMS)).claims
        _rules(issuer, client, at).validate(claims)
    except (InvalidKeyIdError, BadSignatureError) as error:
        raise KeyUnknown from error
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        logger.warning("id token refused: %s", error)
        raise ProviderRefused("身份令牌不可信或已过期") from None
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not hmac.compare_digest(digest_of(nonce), nonce_digest):
        raise ProviderRefused("身份令牌不是为本次登录签发的")
    if not _is_for(claims, client):
        raise ProviderRefused("身份令牌不是签发给本系统的")
    if max_age is not None and not _is_recent(claims.get("auth_time"), max_age, at):
        raise ProviderRefused("统一身份认证没有说明何时核验过本人，或已过规定时间，须在那里重新登录")
    return Identity(issuer=issuer, subject=claims["sub"], two_factors=has_two_factors(claims))


def has_two_factors(claims: Mapping[str, Any]) -> bool:
    """Whether the provider says that it asked for two factors; a provider that says nothing did not."""
    methods = claims.get("amr")
    given = {one for one in methods if isinstance(one, str)} if isinstance(methods, list) else set()
    if SEVERAL_FACTORS in given or (given & KNOWN and given & HELD):
        return True
    named = claims.get("acr")
    return isinstance(named, str) and named in SEVERAL_FACTOR_CLASSES


def _rules(issuer: str, client: str, at: datetime) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        now=int(at.timestamp()),
        leeway=LEEWAY_S,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )


def _is_recent(seen: Any, max_age: timedelta, at: datetime) -> bool:
    """Whether `auth_time` says so (section 2); a provider that was asked and says nothing did not see anybody."""
    if isinstance(seen, bool) or not isinstance(seen, int):
        return False
    ago = int(at.timestamp()) - seen
    return -LEEWAY_S <= ago <= max_age.total_seconds() + LEEWAY_S


def _is_for(claims: Mapping[str, Any], client: str) -> bool:
    """A token for several must name the one that asked for it, and whoever is named must be us."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    party = claims.get("azp")
    return party == client or (party is None and not several)
