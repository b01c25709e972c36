"""What a provider signs about somebody is believed only if everything about it holds."""

import base64
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from api.id_tokens import KeyUnknown, has_two_factors, keys_of, read_id_token
from domain.access.errors import ProviderRefused
from sampling.access.provider import Identity
from sampling.access.safe import digest_of

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
RSA = RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
EC = ECKey.generate_key("P-256", {"kid": "ec", "use": "sig"})
OTHER = RSAKey.generate_key(2048, {"kid": "rsa"})
KEYS = KeySet([RSA, EC])
GOOD: dict[str, Any] = {
    "iss": "https://id.example",
    "aud": "shian",
    "sub": "zhang",
    "nonce": "n1",
    "iat": SECONDS,
    "exp": SECONDS + 300,
}


def signed(
    changes: Mapping[str, Any] = {}, key: Any = RSA, alg: str = "RS256", kid: str | None = None
) -> str:
    claims = {name: value for name, value in (GOOD | dict(changes)).items() if value is not ...}
    return jwt.encode({"alg": alg, "kid": kid or key.kid}, claims, key, algorithms=[alg])


def read(text: str, keys: KeySet = KEYS) -> Identity:
    return read_id_token(
        text, keys, issuer="https://id.example", client="shian", nonce_digest=digest_of("n1"), at=NOW
    )


def test_both_sorts_of_keys_that_only_the_provider_has_are_believed() -> None:
    expected = Identity("https://id.example", "zhang", False)
    assert read(signed()) == expected
    assert read(signed(key=EC, alg="ES256")) == expected
    assert read(signed({"aud": ["shian"]})) == expected
    assert read(signed({"aud": ["shian", "other"], "azp": "shian"})) == expected


def test_clocks_may_differ_by_a_minute_and_no_more() -> None:
    assert read(signed({"exp": SECONDS - 59, "iat": SECONDS + 60})).subject == "zhang"
    for late in ({"exp": SECONDS - 60}, {"iat": SECONDS + 61}, {"nbf": SECONDS + 61}):
        with pytest.raises(ProviderRefused):
            read(signed(late))


@pytest.mark.parametrize(
    "changes",
    [
        *({name: ...} for name in GOOD),
        *({name: None} for name in GOOD),
        *({name: 7} for name in ("iss", "aud", "sub", "nonce")),
        {"iss": "https://id.example/"},
        {"aud": "Shian"},
        {"aud": []},
        {"aud": ["shian", "other"]},
        {"aud": ["shian", 7]},
        {"aud": ["shian", "other"], "azp": "other"},
        {"azp": "other"},
        {"sub": ""},
        {"nonce": "n2"},
        {"exp": "tomorrow"},
        {"exp": True},
    ],
    ids=str,
)
def test_a_token_of_which_one_thing_is_wrong_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ProviderRefused):
        read(signed(changes))


def test_what_anybody_could_have_signed_is_refused() -> None:
    public = json.dumps(RSA.as_dict(private=False)).encode()
    # The public key taken for a shared secret.
    head = f"{part({'alg': 'HS256', 'kid': 'rsa'})}.{part(GOOD)}"
    seal = hmac.digest(RSA.as_pem(private=False), head.encode(), "sha256")
    forged = [
        signed(key=OctKey.import_key(public, {"kid": "rsa"}), alg="HS256"),
        f"{head}.{base64.urlsafe_b64encode(seal).decode().rstrip('=')}",
        f"{part({'alg': 'none', 'kid': 'rsa'})}.{part(GOOD)}.",
        signed(key=RSA, alg="PS256"),
        signed(key=RSA, alg="RS512"),
    ]
    for text in forged:
        with pytest.raises(ProviderRefused):
            read(text)


def test_a_shared_secret_does_not_sign_even_where_it_is_at_hand() -> None:
    secret = OctKey.generate_key(256, {"kid": "rsa"})
    with pytest.raises(ProviderRefused):
        read(signed(key=secret, alg="HS256"), KeySet([secret]))


def test_another_key_is_not_taken_for_the_one_that_is_named() -> None:
    for text in (signed(key=OTHER), signed(kid="new"), signed(kid="ec")):
        with pytest.raises((ProviderRefused, KeyUnknown)):
            read(text)


def test_a_claim_that_was_changed_after_signing_is_noticed() -> None:
    head, _, signature = signed({"sub": "li"}).split(".")
    with pytest.raises(KeyUnknown):
        read(f"{head}.{part(GOOD)}.{signature}")


@given(
    st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: f"{part({'alg': 'RS256'})}.{raw.hex()}.x")
)
def test_whatever_a_token_is_the_answer_is_a_refusal(text: str) -> None:
    with pytest.raises((ProviderRefused, KeyUnknown)):
        read(text)


@given(
    st.dictionaries(
        st.sampled_from(["alg", "kid", "typ", "crit", "b64", "jwk", "x5c"]),
        st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.text(max_size=3)),
    )
)
def test_whatever_its_head_says_the_answer_is_a_refusal(head: dict[str, Any]) -> None:
    with pytest.raises((ProviderRefused, KeyUnknown)):
        read(f"{part(head)}.{part(GOOD)}.{part(GOOD)}")


def test_keys_that_nobody_here_understands_are_passed_over() -> None:
    good = RSA.as_dict(private=False)
    odd: list[Any] = [
        7,
        {},
        {"kty": "AKP", "alg": "ML-DSA-44"},
        {"kty": "EC", "crv": "P-0", "x": "AA", "y": "AA"},
        {"kty": "RSA"},
        {"kty": "RSA", "n": 7, "e": "AQAB"},
        {"kty": "oct", "k": "AAAA", "kid": "rsa"},
        good | {"use": "enc", "kid": "for secrets"},
    ]
    kept = keys_of({"keys": [*odd, good]})
    assert [key.kid for key in kept] == ["rsa"]
    assert read(signed(), kept).subject == "zhang"
    for nothing in (None, [], {}, {"keys": None}, {"keys": odd}):
        assert not keys_of(nothing)
        with pytest.raises(KeyUnknown):
            read(signed(), keys_of(nothing))


@pytest.mark.parametrize(
    ("claims", "two"),
    [
        ({}, False),
        ({"amr": ["pwd"]}, False),
        ({"amr": ["otp"]}, False),
        ({"amr": ["pwd", "pin"]}, False),
        ({"amr": ["otp", "hwk"]}, False),
        ({"amr": ["pwd", "sms"]}, False),
        ({"amr": "mfa"}, False),
        ({"amr": [["mfa"]]}, False),
        ({"amr": ["mfa"]}, True),
        ({"amr": ["pwd", "otp"]}, True),
        ({"amr": ["pin", "sc"]}, True),
        ({"acr": "1"}, False),
        ({"acr": ["https://refeds.org/profile/mfa"]}, False),
        ({"acr": "https://refeds.org/profile/mfa"}, True),
    ],
    ids=str,
)
def test_two_factors_are_two_of_different_kinds_or_said_to_be(claims: dict[str, Any], two: bool) -> None:
    assert has_two_factors(claims) is two


def part(content: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
