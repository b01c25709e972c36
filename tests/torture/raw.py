"""Raw bytes sent to a running server: cut JSON, broken UTF-8, NUL, numbers beyond all bounds, deep nesting, broken
multipart, lying lengths, broken chunks, broken heads.

Whatever is sent, the answer is one of the client's faults or none at all, within five seconds, and the server goes on.
"""

import json
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import httpx
from alembic import command

from api.migrations import alembic_config
from tests.torture._server import Server, serving
from tests.torture.trial import Result, Trial

SECONDS = 5.0
_BODIES: tuple[dict[str, Any], ...] = (
    {"sheet": {"area_code": "320412", "organisation": "A01", "level": "市抽"}},
    {"code": "A01", "name": "合成数据局", "kind": "市场监督管理局", "area_code": "320400"},
    {"on": "2024-03-31", "reason": "合成数据"},
    {"year": 2023, "as_of": "2024-03-31", "area": "320400"},
)
_ODD = (
    b"1e400",
    b"-1e999999",
    b"NaN",
    b"-Infinity",
    b"9" * 5_000,
    b"0.1e-999999",
    b'"\\ud800"',
    b'"\\u0000"',
    b"01",
    b"'x'",
)


def _json(dice: Random) -> bytes:
    return json.dumps(dice.choice(_BODIES), ensure_ascii=dice.random() < 0.5).encode()


def _cut(dice: Random) -> bytes:
    whole = _json(dice)
    return whole[: dice.randrange(len(whole))]


def _bad_bytes(dice: Random) -> bytes:
    whole = bytearray(_json(dice))
    for _ in range(dice.randrange(1, 6)):
        whole[dice.randrange(len(whole))] = dice.choice(
            [0x00, 0x80, 0xC0, 0xED, 0xFF, 0x1F, 0x7F, 0x22, 0x5C]
        )
    return bytes(whole)


def _odd_values(dice: Random) -> bytes:
    return re.sub(
        rb'"[^"]*"(?=[,}])', lambda _found: dice.choice(_ODD), _json(dice), count=dice.randrange(1, 4)
    )


def _nested(dice: Random) -> bytes:
    depth = dice.choice([100, 2_000, 100_000])
    opening, closing = dice.choice([(b"[", b"]"), (b'{"a":', b"}")])
    return opening * depth + b"1" + closing * (depth if dice.random() < 0.5 else 0)


def _repeated(dice: Random) -> bytes:
    return b"{" + b",".join([b'"on":"2024-03-31"'] * dice.choice([2, 5_000])) + b"}"


def _long(dice: Random) -> bytes:
    return b'{"reason":"' + "长".encode() * dice.choice([2_000, 40_000, 600_000]) + b'"}'


def _noise(dice: Random) -> bytes:
    return dice.randbytes(dice.randrange(0, 3_000))


_CONTENTS: tuple[Callable[[Random], bytes], ...] = (
    _json, _cut, _bad_bytes, _odd_values, _nested, _repeated, _long, _noise,
)  # fmt: skip
_TYPES = (
    b"application/json",
    b"application/json; charset=utf-7",
    b"text/plain",
    b"application/x-msgpack",
    b"application/x-www-form-urlencoded",
    b"multipart/form-data",
    b"multipart/form-data; boundary=" + b"x" * 300,
    b"\xff\xfe",
)


def _multipart(dice: Random) -> tuple[bytes, bytes]:
    mark = b"--frontier"
    part = (
        mark
        + b'\r\nContent-Disposition: form-data; name="file"; filename="'
        + dice.choice([b"x.jpg", b"../../x", b"\xff\x00", b"a" * 70_000, b'x";x="'])
        + b'"\r\nContent-Type: image/jpeg\r\n\r\n'
        + dice.randbytes(dice.randrange(0, 500))
    )
    ends = (b"\r\n--frontier--\r\n", b"", b"\r\n--front", b"\r\n--frontier\r\n\r\n")
    body = part * dice.choice([1, 1, 2, 300]) + dice.choice(ends)
    return b"multipart/form-data; boundary=frontier", body


def _head(dice: Random, path: bytes, method: bytes, content_type: bytes, length: bytes) -> bytes:
    lines = [
        method
        + b" "
        + path
        + dice.choice([b" HTTP/1.1", b" HTTP/1.1", b" HTTP/1.1", b" HTTP/1.0", b" HTTP/9.9"]),
        b"Host: 127.0.0.1",
        b"Content-Type: " + content_type,
        length,
    ]
    if dice.random() < 0.3:
        lines.append(
            dice.choice(
                [
                    b"X-Actor: %E4%BD%A0",
                    b"X-Actor: \xff\x00",
                    b"Idempotency-Key: " + dice.choice([b"", b"k", b"\xff", b"k" * 9_000]),
                    b"If-Match: " + dice.choice([b"*", b'"1"', b'W/"1"', b"\xff", b'"' * 99]),
                    b"Accept: \xff/\x00;q=zz",
                    b"Content-Encoding: gzip",
                    b"Cookie: " + b"a=b;" * 3_000,
                    b"Authorization: Bearer \xff\xfe",
                    b"X" * 70_000 + b": 1",
                    b" folded: 1",
                    b"Expect: 100-continue",
                    b"Connection: upgrade\r\nUpgrade: websocket",
                    b"Range: bytes=999999999999-",
                ]
            )
        )
    return b"\r\n".join(lines) + b"\r\n\r\n"


def _request(dice: Random, paths: list[tuple[bytes, bytes]]) -> tuple[bytes, bool]:
    """A request, and whether all of it that its head announces is there."""
    method, path = dice.choice(paths)
    path = re.sub(
        rb"\{[^}]*\}",
        lambda _found: dice.choice([b"X1", b"%FF", b"%00", b"..%2f..", b"a" * 3_000, b"%E4%BD"]),
        path,
    )
    if dice.random() < 0.1:
        path += dice.choice(
            [b"?a=%FF", b"?" + b"x=1&" * 2_000, b"#x", b"%", b"?limit=1e400", b"?cursor=AAAA"]
        )
    content_type = dice.choice(_TYPES) if dice.random() < 0.2 else b"application/json"
    body = dice.choice(_CONTENTS)(dice)
    if dice.random() < 0.15:
        content_type, body = _multipart(dice)
    if dice.random() < 0.1:
        size = dice.choice([b"%x" % len(body), b"zz", b"-1", b"ffffffffffffffff", b""])
        chunked = size + b"\r\n" + body + b"\r\n" + dice.choice([b"0\r\n\r\n", b"0\r\n", b""])
        return _head(dice, path, method, content_type, b"Transfer-Encoding: chunked") + chunked, False
    length = (
        len(body)
        if dice.random() < 0.85
        else dice.choice([len(body) + 10, max(0, len(body) - 3), -1, 10**12])
    )
    whole = _head(dice, path, method, content_type, b"Content-Length: %d" % length) + body
    return whole, length <= len(body)


def _answer(server: Server, sent: bytes, whole: bool) -> tuple[int | None, float]:
    """Status of the first answer, None where the server only hung up; and the seconds it took."""
    began = time.monotonic()
    got = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=SECONDS + 1) as connection:
        try:
            connection.sendall(sent)
            if not whole:
                connection.shutdown(socket.SHUT_WR)
            while b"\r\n" not in got and (more := connection.recv(4_096)):
                got += more
        except (ConnectionError, OSError) as error:
            if isinstance(error, TimeoutError):
                return 599, time.monotonic() - began
    found = re.match(rb"HTTP/1\.[01] (\d{3})", got)
    return (int(found[1]) if found else None), time.monotonic() - began


def run(cases: Iterable[int], folder: Path) -> Iterator[Result]:
    """One request a case, all to one server."""
    template = folder / "raw.db"
    shutil.rmtree(template, ignore_errors=True)
    command.upgrade(alembic_config(f"sqlite:///{template}"), "head")
    with serving(folder, f"sqlite:///{template}") as server:
        paths = _paths(server)
        for number in cases:
            dice = Random(f"raw/{number}")
            status, seconds = _answer(server, *_request(dice, paths))
            result = Result("no answer" if status is None else f"{status // 100}xx", figures={"s": seconds})
            if status is not None and status >= 500:
                result.faults.append(f"answered {status}")
            if seconds > SECONDS:
                result.faults.append(f"took {seconds:.1f} s")
            if number % 500 == 499:
                result.faults += _still_well(server)
            yield result


def _still_well(server: Server) -> list[str]:
    faults = server.complaints()
    try:
        if httpx.get(f"{server.address}/health/ready", timeout=SECONDS).status_code != 200:
            faults.append("is no longer ready")
    except httpx.HTTPError as error:
        faults.append(f"no longer answers: {error}")
    return faults


def _paths(server: Server) -> list[tuple[bytes, bytes]]:
    """Method and path of every operation of the interface description."""
    described = httpx.get(f"{server.address}/schema/openapi.json", timeout=30).json()
    return [
        (method.upper().encode(), path.encode())
        for path, operations in described["paths"].items()
        for method in operations
        if method in ("get", "post", "put", "delete", "patch")
    ]


TRIAL = Trial("raw", "raw bytes: no fault of the server, no answer later than 5 s", 50_000, run)
