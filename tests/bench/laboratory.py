"""Entering results through the API against bare inserts of the same rows into the same database.

A real server over HTTP and SQLite with full synchronisation; the floor writes the very rows that our work added to
`findings`, with the driver alone, in as many transactions. The samples are synthetic (合成数据).
"""

import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from domain.access.actor import local_actor
from domain.testing.content import Receipt
from sampling.store.engine import make_engine, transaction
from sampling.store.schema import metadata
from sampling.testing.receiving import receive_sample
from sampling.work.operation import operation

ITEMS, WORKLIST, ROUNDS = 20, 500, 3
WRITERS, EACH = 50, 8
SINGLES = 200
HOST = "127.0.0.1"
DAY = date(2023, 3, 3)
Answer = tuple[float, int]


def furnish(database: Path, count: int) -> list[str]:
    """Samples that a laboratory has received; returns their numbers."""
    engine = make_engine(f"sqlite:///{database}")
    numbers = [f"SC23320412A01{at:05d}" for at in range(count)]
    with transaction(engine) as connection:
        connection.execute(
            insert(metadata.tables["areas"]),
            [{"code": "320400", "name": "合成数据市", "level": "市", "parent_code": None}],
        )
        connection.execute(insert(metadata.tables["sheets"]), [_sheet(number) for number in numbers])
    at = datetime(2023, 3, 3, 4, tzinfo=UTC)
    with operation(engine, command="bench", actor=local_actor("收样"), at=at, today=DAY, nonce="") as op:
        for number in numbers:
            receive_sample(op, number, Receipt(on=DAY))
    engine.dispose()
    return numbers


def _sheet(number: str) -> dict[str, Any]:
    return {
        "sheet_no": number,
        "task_kind": "监督抽检",
        "level": "县抽",
        "state": "有效",
        "stage": "流通",
        "place": "超市",
        "area_code": "320400",
        "unit_name": "合成数据超市",
        "sample_name": "蛋糕",
        "category": "糕点",
        "sampled_on": date(2023, 3, 1),
        "samplers": "张三、李四",
    }


def a_finding(at: int, item: int) -> dict[str, str]:
    """One of many results: figures, below the detection limit, of several orders."""
    result = "<0.01" if (at + item) % 5 == 0 else f"0.{(at * 7 + item * 13) % 900 + 1:03d}"
    return {
        "item_name": f"合成项目{item}",
        "item_class": "农药残留",
        "result": result,
        "unit": "mg/kg",
        "max_limit": f"0.{item % 9 + 1}",
        "limit_unit": "mg/kg",
        "method_basis": "GB 23200.113-2018",
        "judgement_basis": "GB 2763-2021",
    }


class Posting:
    """A client that keeps its connection, as a laboratory's system would."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=120)

    def __call__(self, path: str, body: bytes, seen: str | None = None) -> Answer:
        """Seconds and status of one request that changes the version seen."""
        headers = {"Content-Type": "application/json"} | ({"If-Match": seen} if seen else {})
        begun = time.perf_counter()
        self._connection.request("POST", f"/api/v1{path}", body, headers)
        answer = self._connection.getresponse()
        answer.read()
        return time.perf_counter() - begun, answer.status

    def seen(self, number: str) -> str:
        """The version of a sample's test as it stands."""
        self._connection.request("GET", f"/api/v1/work/tests/{number}")
        answer = self._connection.getresponse()
        answer.read()
        return str(answer.headers["ETag"])

    def entering(self, number: str, seen: str) -> Answer:
        """One result entered on the version that was read before."""
        return self(f"/work/tests/{number}/enter", _entry(number), seen)


def serving(database: Path, port: int) -> subprocess.Popen[bytes]:
    """A server over the database, ready to answer."""
    shian = str(Path(sys.executable).with_name("shian"))
    server = subprocess.Popen(
        [shian, "serve", "--port", str(port)],
        env={**os.environ, "SHIAN_DATABASE_URL": f"sqlite:///{database}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for _ in range(200):
        try:
            with closing(http.client.HTTPConnection(HOST, port, timeout=5)) as connection:
                connection.request("GET", "/api/v1/areas")
                if connection.getresponse().status == 200:
                    return server
        except OSError:
            time.sleep(0.1)
    server.kill()
    raise SystemExit("the server did not start")


def _worklist(numbers: Sequence[str]) -> bytes:
    sheets = [
        {"sheet_no": number, "findings": [a_finding(at, item) for item in range(ITEMS)]}
        for at, number in enumerate(numbers)
    ]
    return json.dumps({"sheets": sheets}).encode()


def bare_rows(database: Path, numbers: Sequence[str]) -> tuple[str, list[tuple[Any, ...]]]:
    """The rows that were added for these sheets, and the statement that inserts such rows."""
    with closing(sqlite3.connect(database)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(findings)")]
        marks = ",".join("?" * len(numbers))
        rows = connection.execute(f"SELECT * FROM findings WHERE sheet_no IN ({marks})", numbers).fetchall()
    return f"INSERT INTO findings VALUES ({','.join('?' * len(columns))})", rows


def bare_insert(spare: Path, statement: str, batches: Sequence[list[tuple[Any, ...]]]) -> float:
    """Seconds to insert the rows, a transaction a batch, on the settings that the product has."""
    with closing(sqlite3.connect(spare, isolation_level=None)) as connection:
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")
        begun = time.perf_counter()
        for batch in batches:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(statement, batch)
            connection.execute("COMMIT")
        taken = time.perf_counter() - begun
        connection.execute("BEGIN")
        connection.execute("DELETE FROM findings")
        connection.execute("COMMIT")
    return taken


def laboratory(folder: Path, fresh: Callable[[Path], Path]) -> None:
    """Measure and print: worklists in bulk, results one by one, and 50 writers at once."""
    database, spare = fresh(folder / "laboratory.db"), folder / "laboratory-floor.db"
    numbers = furnish(database, WORKLIST * ROUNDS + SINGLES + WRITERS * EACH)
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(spare)) as target:
        source.backup(target)
    with socket.socket() as free:
        free.bind((HOST, 0))
        port = free.getsockname()[1]
    server = serving(database, port)
    bulk = [numbers[at * WORKLIST : (at + 1) * WORKLIST] for at in range(ROUNDS)]
    singles = numbers[WORKLIST * ROUNDS :][:SINGLES]
    try:
        post = Posting(port)
        taken = [_accepted(post("/work/findings", _worklist(batch))) for batch in bulk]
        seen = {number: post.seen(number) for number in (*singles, *numbers[-WRITERS * EACH :])}
        single = [_accepted(post.entering(number, seen[number])) for number in singles]
        crowded, waits = _crowd(port, numbers[-WRITERS * EACH :], seen)
    finally:
        server.terminate()
        server.wait(10)
    statement, rows = bare_rows(database, bulk[0])
    floor = min(bare_insert(spare, statement, [rows]) for _ in range(ROUNDS))
    _, each = bare_rows(database, singles)
    floor_each = min(bare_insert(spare, statement, [[row] for row in each]) for _ in range(ROUNDS))
    findings = WORKLIST * ITEMS
    print(
        f"{'results in bulk through the API':<44} {min(taken):8.3f} s   floor {floor:8.3f} s   "
        f"ratio {min(taken) / floor:5.2f}   ({findings / min(taken):,.0f} findings/s; at least 5,000)",
        flush=True,
    )
    print(
        f"{'results one by one through the API':<44} {sum(single):8.3f} s   floor {floor_each:8.3f} s   "
        f"ratio {sum(single) / floor_each:5.2f}   ({_spread(sorted(single))})",
        flush=True,
    )
    print(
        f"{f'{WRITERS} writers at once':<44} {crowded:8.3f} s   "
        f"{len(waits) / crowded:,.0f} commands/s   ({_spread(waits)})",
        flush=True,
    )


def _crowd(port: int, numbers: Sequence[str], seen: Mapping[str, str]) -> tuple[float, list[float]]:
    """Seconds for all, and how long each command took, sorted."""
    shares = [numbers[at * EACH : (at + 1) * EACH] for at in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS) as pool:
        begun = time.perf_counter()
        waits = [wait for share in pool.map(lambda one: _writer(port, one, seen), shares) for wait in share]
        return time.perf_counter() - begun, sorted(waits)


def _writer(port: int, numbers: Sequence[str], seen: Mapping[str, str]) -> list[float]:
    post = Posting(port)
    return [_accepted(post.entering(number, seen[number])) for number in numbers]


def _entry(number: str) -> bytes:
    return json.dumps({"findings": [a_finding(int(number[-5:]), 1)]}).encode()


def _accepted(answer: Answer) -> float:
    seconds, status = answer
    assert status == 200, status
    return seconds


def _spread(waits: Sequence[float]) -> str:
    ranks = (("p50", 0.50), ("p99", 0.99), ("worst", 1.0))
    last = len(waits) - 1
    return ", ".join(f"{name} {waits[round(last * share)] * 1000:.0f} ms" for name, share in ranks)
