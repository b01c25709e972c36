"""Contents as the database keeps them: JSON, in which personal data is encrypted with the installation's keys."""

from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection

from domain.work.kind import Kind
from sampling.secrets.installed import installed_keys
from sampling.store import work as store

T = TypeVar("T")

PURPOSE = "personal"
# How an encrypted text begins, inside JSON.
_SEALED = "v1."


def encode_content(kind: Kind[Any], no: str, content: Any) -> str:
    """The content as it is stored."""
    given = {name: getattr(content, name) for name in kind.personal}
    filled = {name: value for name, value in given.items() if isinstance(value, str)}
    if not filled:
        return msgspec.json.encode(content).decode()
    keys, about = installed_keys(), _about(kind, no)
    plain: dict[str, Any] = msgspec.to_builtins(content)
    plain |= {name: keys.encrypt(value.encode(), PURPOSE, about=about) for name, value in filled.items()}
    return msgspec.json.encode(plain).decode()


def decode_content(kind: Kind[T], no: str, stored: str) -> T:
    """The content again. Raises `KeyMissing`, `CiphertextDamaged`."""
    if not kind.personal or f'"{_SEALED}' not in stored:
        return msgspec.json.decode(stored, type=kind.content)
    plain: dict[str, Any] = msgspec.json.decode(stored)
    for name in _sealed(kind, plain):
        plain[name] = installed_keys().decrypt(plain[name], PURPOSE, about=_about(kind, no)).decode()
    return msgspec.convert(plain, kind.content)


def renew_contents(connection: Connection, kinds: dict[str, Kind[Any]]) -> int:
    """Encrypt the personal data of the newest contents with the current key; returns how many were not.

    Earlier versions are append-only and keep the key that they were written with: it stays in the key file.
    """
    renewed = 0
    for kind in (one for one in kinds.values() if one.personal):
        for no, stored in store.all_contents(connection, kind.code):
            plain: dict[str, Any] = msgspec.json.decode(stored)
            filled = [name for name in kind.personal if isinstance(plain.get(name), str)]
            if all(installed_keys().is_current(plain[name]) for name in filled):
                continue
            content = decode_content(kind, no, stored)
            store.replace_content(connection, kind.code, no, encode_content(kind, no, content))
            renewed += 1
    return renewed


def _sealed(kind: Kind[Any], plain: dict[str, Any]) -> list[str]:
    return [
        name for name in kind.personal if isinstance(plain.get(name), str) and plain[name].startswith(_SEALED)
    ]


def _about(kind: Kind[Any], no: str) -> str:
    return f"{kind.code}/{no}"
