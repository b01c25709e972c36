"""What is published before a draw, and the seed that comes out of it afterwards.

The commitment binds parameters, rosters and nonce; the seed binds the commitment to a public value nobody knew then.
The nonce is handed in: whoever calls makes it, once, from the system's own randomness.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.draw.canonical import canonical_bytes, parse
from domain.draw.drawing import Plan
from domain.draw.errors import (
    DrawCommitmentMismatch,
    DrawFileUnusable,
    DrawPublicValueUnusable,
    DrawValueAlreadyPublic,
    DrawValueNotYetPublic,
)
from domain.draw.parameters import Parameters, document
from domain.draw.reading import read_parameters
from domain.draw.stream import derive

PROTOCOL = "shian-draw-1"
NONCE_BYTES = 32
VALUE_CHARS = (6, 1_000)
"""Six characters: with fewer, one could look for a nonce that pleases whatever value comes."""

_KEEP = "本文件含抽取的秘密随机数：抽取之前不得公开、修改或丢失，抽取之后随结果一并公开"
_PUBLISH = "请在公开值公布之前公开本文件"


@dataclass(frozen=True, slots=True)
class Secret:
    """What the drawing office keeps until the public value is known."""

    parameters: Parameters
    nonce: bytes


def commitment_of(parameters: Parameters, nonce: bytes) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON of protocol, nonce and parameters with both rosters."""
    sealed = {"protocol": PROTOCOL, "nonce": nonce.hex(), "parameters": document(parameters)}
    return hashlib.sha256(canonical_bytes(sealed)).hexdigest()


def settled_value(written: str) -> str:
    """The public value as it counts: NFKC, case folded, letters and digits alone.

    Spaces and punctuation must not matter: whoever could choose how to write a number could choose among draws.
    Raises `DrawPublicValueUnusable`.
    """
    least, most = VALUE_CHARS
    # Bounded before folding, which can make one character into eighteen.
    folded = unicodedata.normalize("NFKC", written[: most + 1]).casefold()
    value = "".join(character for character in folded if character.isalnum())
    if not least <= len(value) <= most or len(written) > most:
        raise DrawPublicValueUnusable(written, least, most)
    return value


def seed_of(commitment: str, nonce: bytes, value: str) -> bytes:
    """HMAC-SHA-256 under the nonce over the commitment's 32 bytes and the settled public value."""
    return derive(nonce, f"{PROTOCOL}/seed", bytes.fromhex(commitment) + value.encode())


def announcement(plan: Plan, nonce: bytes) -> dict[str, Any]:
    """What is published: the commitment, what is to be drawn, and which public value will decide."""
    parameters = plan.parameters
    return {
        "protocol": PROTOCOL,
        "notice": _PUBLISH,
        "commitment": commitment_of(parameters, nonce),
        "title": parameters.title,
        "public_value": {"source": parameters.value_source, "date": parameters.value_date.isoformat()},
        "enterprises": len(parameters.enterprises),
        "inspectors": len(parameters.inspectors),
        "drawn": sum(plan.pools.quotas),
        "staffing": plan.assurance.value,
    }


def secret_document(secret: Secret) -> dict[str, Any]:
    """What is kept: the nonce, and parameters and rosters as they were committed to."""
    return {
        "protocol": PROTOCOL,
        "notice": _KEEP,
        "commitment": commitment_of(secret.parameters, secret.nonce),
        "nonce": secret.nonce.hex(),
        "parameters": document(secret.parameters),
    }


def read_secret(content: bytes, file: str) -> Secret:
    """Open a secret file. Raises `DrawFileUnusable`, `DrawCommitmentMismatch` where it was changed."""
    value = parse(content, file)
    known_protocol(value, file)
    secret = Secret(read_parameters(value.get("parameters"), file), read_nonce(value, file))
    if value != secret_document(secret):
        raise DrawCommitmentMismatch(f"密钥文件 {file} 中的名单、参数或随机数已被改动")
    return secret


def check_announcement(content: bytes, file: str, expected: dict[str, Any]) -> None:
    """Refuse a commitment file that does not announce exactly this. Raises `DrawCommitmentMismatch`."""
    value = parse(content, file)
    known_protocol(value, file)
    if value != expected:
        wrong = sorted(name for name in {*value, *expected} if value.get(name) != expected.get(name))
        raise DrawCommitmentMismatch(f"承诺文件 {file} 与密钥文件不一致（{'、'.join(wrong)}）")


def known_protocol(value: object, file: str) -> None:
    """Refuse what is no file of this protocol."""
    if not isinstance(value, dict) or value.get("protocol") != PROTOCOL:
        raise DrawFileUnusable(file, f"不是本程序生成的抽取文件（缺少 protocol：{PROTOCOL}）")


def read_nonce(value: dict[str, Any], file: str) -> bytes:
    """The nonce in a file of this protocol."""
    nonce = value.get("nonce")
    if isinstance(nonce, str) and re.fullmatch(f"[0-9a-f]{{{2 * NONCE_BYTES}}}", nonce):
        return bytes.fromhex(nonce)
    raise DrawFileUnusable(file, f"随机数（nonce）应为 {2 * NONCE_BYTES} 位小写十六进制数")


def check_still_unknown(parameters: Parameters, today: date) -> None:
    """A commitment proves nothing about a value of a day that is past. Raises `DrawValueAlreadyPublic`."""
    if parameters.value_date < today:
        raise DrawValueAlreadyPublic(parameters.value_date)


def check_public(parameters: Parameters, today: date) -> None:
    """The value cannot be known before its day. Raises `DrawValueNotYetPublic`."""
    if today < parameters.value_date:
        raise DrawValueNotYetPublic(parameters.value_date)
