"""`kill -9` of the server while eight clients write, at random moments and at named points; the database's server too.

A case is one kill. Nothing running, the database must hold every acknowledged write once and nothing by half. Then a
new server starts, the clients send what was not answered again under the same keys until it is, and the books of
commands, versions and audit entries must agree to the last one.
"""

import hashlib
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image
from sqlalchemy import Engine, text

from sampling.attachments.files import changed_files
from sampling.store.engine import reading
from tests.torture._doings import POINTS, RENAMES
from tests.torture._herd import Herd, Worker, herd
from tests.torture._packages import package_faults, request_package
from tests.torture._places import DURABLE, Places, kind_of, opened, places
from tests.torture._sending import (
    Answered,
    Caller,
    Command,
    attaching,
    correcting,
    halves_of,
    kept_answers,
    opening,
)
from tests.torture.trial import Result, Trial

CLIENTS = 8
KILLS_PER_DATABASE = 20
# A server that has not reached its point by then is killed where it is.
LATEST_S = 8.0
RANDOM = "at random"
DATABASE = "the database's server"
_PACKAGE_POINTS = tuple(point for point in RENAMES if "package" in point or "seal" in point)


@dataclass
class Ledger:
    """What one client has sent and what it was told."""

    answered: dict[Command, Answered] = field(default_factory=dict)
    outstanding: Command | None = None


def run(cases: Iterable[int], folder: Path) -> Iterator[Result]:
    """Kills, a database for every twenty of them, the kinds of database in turn."""
    with places(folder, DURABLE) as made, herd(folder) as servers:
        url, home, turn = "", folder, -1
        for number in cases:
            if turn != number // KILLS_PER_DATABASE:
                turn = number // KILLS_PER_DATABASE
                if url:
                    made.drop(url)
                url, home = made.city(kind_of(turn)), folder / f"home{turn}"
                home.mkdir()
            yield _Case(number, url, home, made, servers).run()


class _Case:
    """One kill."""

    def __init__(self, number: int, url: str, home: Path, made: Places, servers: Herd) -> None:
        self._number = number
        self._dice = Random(f"crashes/{number}")
        self._url, self._home, self._made, self._servers = url, home, made, servers
        self._kind = "sqlite" if url.startswith("sqlite") else "postgresql"
        # Packages take their time; one kill in twenty-five is at one of their points.
        points = [RANDOM] * 5 + [*POINTS] + [point for point in RENAMES if point not in _PACKAGE_POINTS] * 2
        if self._kind == "postgresql":
            points += [DATABASE] * 5
        self._point = self._dice.choice(_PACKAGE_POINTS if self._dice.random() < 0.04 else points)
        self._ledgers = [Ledger() for _ in range(CLIENTS)]
        self._stop = threading.Event()

    def run(self) -> Result:
        """Write, kill, look, go on, look again."""
        result = Result(f"{self._kind}, {self._point}", attempts=0)
        doings = {}
        if self._point in POINTS or self._point in RENAMES:
            nth = 1 if self._point in RENAMES else self._dice.randrange(1, 40)
            doings = {"point": self._point, "nth": nth}
        worker = self._servers.worker(self._url, self._home, **doings)
        if self._point in _PACKAGE_POINTS:
            request_package(worker.port, self._number, result.faults)
        with ThreadPoolExecutor(CLIENTS) as clients:
            written = [clients.submit(self._write, worker.port, client) for client in range(CLIENTS)]
            self._kill(worker, result)
            self._stop.set()
            for one in written:
                one.result()
        with opened(self._url) as engine:
            self._look(engine, result)
        worker = self._servers.worker(self._url, self._home)
        try:
            with ThreadPoolExecutor(CLIENTS) as clients:
                result.faults += [
                    fault
                    for found in clients.map(lambda one: self._again(worker.port, one), self._ledgers)
                    for fault in found
                ]
            if self._point in _PACKAGE_POINTS:
                result.faults += package_faults(worker.port, self._home)
        finally:
            worker.kill()
        with opened(self._url) as engine:
            self._look(engine, result)
        result.faults += changed(self._home)
        result.attempts += sum(len(one.answered) for one in self._ledgers)
        return result

    def _kill(self, worker: Worker, result: Result) -> None:
        if self._point == DATABASE:
            time.sleep(self._dice.uniform(0.05, 0.8))
            server = self._made.server
            assert server is not None
            (server.kill if self._dice.random() < 0.5 else server.stop)()
            self._stop.set()
            time.sleep(self._dice.uniform(0, 0.2))
            worker.kill()
            server.start()
        elif self._point == RANDOM:
            time.sleep(self._dice.uniform(0.02, 0.8))
            worker.kill()
        elif not worker.wait(LATEST_S if self._point not in _PACKAGE_POINTS else 90):
            worker.kill()
            result.kind += " (not reached)"

    def _write(self, port: int, client: int) -> None:
        """Open, step and attach until no answer comes; what was sent then is outstanding."""
        caller, ledger, dice = Caller(port), self._ledgers[client], Random(f"{self._number}/{client}")
        serial = 0
        while not self._stop.is_set():
            number = f"XS{self._number}-{client}-{serial}"
            etag = self._sent(caller, ledger, opening(f"o-{number}", number))
            for step in range(dice.randrange(1, 5)):
                if etag is None:
                    return
                if dice.random() < 0.2:
                    if (
                        self._sent(caller, ledger, attaching(f"a-{number}-{step}", number, _picture(dice)))
                        is None
                    ):
                        return
                else:
                    etag = self._sent(caller, ledger, correcting(f"c-{number}-{step}", number, etag))
            serial += 1

    def _sent(self, caller: Caller, ledger: Ledger, command: Command) -> str | None:
        """Send once; the record's tag, or None where no answer or no decision came."""
        ledger.outstanding = command
        try:
            answer = caller.send(command)
        except (OSError, HTTPException):
            return None
        if answer.status >= 500:
            # The database is gone before its server was: not acknowledged.
            caller.close()
            return None
        ledger.answered[command] = answer
        ledger.outstanding = None
        return answer.headers.get("etag", "")

    def _again(self, port: int, ledger: Ledger) -> list[str]:
        """Send what is outstanding until it is answered, and something answered once more."""
        caller, faults = Caller(port), []
        if ledger.outstanding is not None:
            answer = caller.send(ledger.outstanding)
            while answer.undecided:
                time.sleep(0.1)
                answer = caller.send(ledger.outstanding)
            ledger.answered[ledger.outstanding] = answer
        for command in list(ledger.answered)[-3:]:
            if caller.send(command).same != ledger.answered[command].same:
                faults.append(f"{command.key} was answered differently after the crash")
        caller.close()
        return faults

    def _look(self, engine: Engine, result: Result) -> None:
        """Every acknowledged write is there as it was acknowledged; nothing is there by half."""
        kept, stored = kept_answers(engine), _stored_facts(engine)
        for ledger in self._ledgers:
            for command, answer in ledger.answered.items():
                if answer.status not in (200, 201):
                    result.faults.append(f"{command.key} answered {answer.status}: {answer.body[:200]!r}")
                elif kept.get(command.key) != (answer.status, hashlib.sha256(answer.body).hexdigest()):
                    result.faults.append(f"{command.key} was acknowledged and is not kept")
                elif command.key[0] != "a" and stored.count(command.key) != 1:
                    result.faults.append(
                        f"{command.key} was acknowledged and is there {stored.count(command.key)} times"
                    )
        result.faults += halves_of(engine)


class _Facts:
    """How often the facts of each command stand in the versions."""

    def __init__(self, contents: Iterable[str]) -> None:
        self._counts: dict[str, int] = {}
        for content in contents:
            key = content.partition("合成数据 ")[2].partition('"')[0]
            self._counts[key] = self._counts.get(key, 0) + 1

    def count(self, key: str) -> int:
        """How many versions say what the command of this key said."""
        return self._counts.get(key, 0)


def _stored_facts(engine: Engine) -> _Facts:
    with reading(engine) as view:
        return _Facts(view.execute(text("SELECT content FROM work_versions WHERE kind = 'case'")).scalars())


def changed(home: Path) -> list[str]:
    """Stored files whose bytes are not those of their name."""
    wrong = changed_files(home / "files", ())
    return [f"{name} {what}" for name, what in wrong if what == "内容已改变"]


def _picture(dice: Random) -> bytes:
    file = BytesIO()
    Image.frombytes("RGB", (8, 8), dice.randbytes(192)).save(file, "JPEG")
    return file.getvalue()


TRIAL = Trial(
    "crashes",
    "kill -9 of the server, and of the database's, while eight clients write: nothing acknowledged is lost, "
    "nothing is there by half or twice, the audit trail is whole",
    1_000,
    run,
)
