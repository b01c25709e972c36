"""The ground gives way under a running server: disk full, database held or gone, a clock set back.

A case is one fault on a server of its own. While it lasts every answer is a success that lasts or a refusal that says
when to come again (503 with Retry-After); when it is over the same server goes on without anybody's hand, what was
acknowledged is there once, nothing is there by half, and the audit chain holds.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from random import Random

from litestar.testing import TestClient

import api.admission
import api.workbench
from api.app import create_app
from sampling.store.engine import BUSY_TIMEOUT_MS, make_engine, transaction
from tests.torture._places import DURABLE, POSTGRES_OFF, Places, opened, places
from tests.torture._sending import Answered, Caller, Command, attaching, halves_of, kept_answers, opening
from tests.torture._server import serving
from tests.torture.trial import Result, Trial

PATIENCE_S = BUSY_TIMEOUT_MS / 1000 + 10
JPEG = b"\xff\xd8\xff\xe0" + bytes(200_000)


def run(cases: Iterable[int], folder: Path) -> Iterator[Result]:
    """The faults in turn."""
    kinds: list[tuple[str, Callable[[int, Path, Places], Result]]] = [
        ("disk full", _disk_full),
        ("database held", _database_held),
        ("clock set back", _clock_back),
    ]
    if not POSTGRES_OFF:
        kinds.insert(1, ("database gone", _database_gone))
    with places(folder, DURABLE) as made:
        for number in cases:
            name, trial = kinds[number % len(kinds)]
            home = folder / f"case{number}"
            home.mkdir()
            result = trial(number, home, made)
            result.kind = name
            yield result


class _Client:
    """Sends commands, keeps what was acknowledged, and notes whatever is neither done nor told to come again."""

    def __init__(self, port: int, prefix: str) -> None:
        self.caller, self.prefix, self.sent = Caller(port), prefix, 0
        self.done: dict[str, Answered] = {}
        self.put_off = 0
        self.result = Result("fault", attempts=0)

    def send(self, command: Command | None = None) -> int:
        """One command; its status."""
        self.sent += 1
        key = f"{self.prefix}-{self.sent}"
        command = command or opening(key, f"{self.prefix.upper()}{self.sent}")
        begun = time.monotonic()
        try:
            answer = self.caller.send(command)
        except (OSError, HTTPException) as error:
            self.result.faults.append(f"no answer: {error!r}")
            return 0
        self.result.attempts += 1
        taken = time.monotonic() - begun
        self.result.figures["seconds"] = max(self.result.figures.get("seconds", 0.0), taken)
        if taken > PATIENCE_S:
            self.result.faults.append(f"an answer took {taken:.0f} s")
        if answer.status < 300:
            self.done[command.key] = answer
        elif answer.status == 503:
            self.put_off += 1
            if not answer.headers.get("retry-after"):
                self.result.faults.append("503 without Retry-After")
        else:
            self.result.faults.append(f"{answer.status}: {answer.body[:200]!r}")
        return answer.status

    def settle(self, url: str, *, refused: bool = True) -> Result:
        """Whether it is well again, and the books agree."""
        until = time.monotonic() + PATIENCE_S
        while self.send() != 201 and time.monotonic() < until:
            time.sleep(0.2)
        if self.send() != 201:
            self.result.faults.append("the server did not recover")
        if refused and not self.put_off:
            self.result.faults.append("the fault was never felt")
        with opened(url) as engine:
            self.result.faults += halves_of(engine)
            kept = kept_answers(engine)
        lost = [key for key in self.done if key not in kept]
        if lost:
            self.result.faults.append(f"acknowledged and not there: {lost[:3]}")
        self.caller.close()
        return self.result


def _disk_full(number: int, home: Path, made: Places) -> Result:
    """A file system of a few megabytes, filled up and cleared again."""
    dice = Random(f"faults/{number}")
    url = made.city("sqlite")
    with _small_disk(home / "disk", 24) as disk:
        if disk is None:
            return Result("disk full", attempts=0)
        file = disk / "city.db"
        shutil.copyfile(url.removeprefix("sqlite:///"), file)
        url = f"sqlite:///{file}"
        with serving(disk, url) as server:
            client = _Client(server.port, f"f{number}")
            client.send()
            filler = disk / "filler"
            free = os.statvfs(disk)
            room = free.f_bavail * free.f_frsize - dice.randrange(50_000, 600_000)
            filler.write_bytes(bytes(max(0, room)))
            for turn in range(60):
                if turn % 6 == 5:
                    client.send(attaching(f"a{number}-{turn}", f"F{number}1", JPEG + os.urandom(300_000)))
                else:
                    client.send()
            filler.unlink()
            result = client.settle(url, refused=False)
            result.figures["refusals while full"] = client.put_off
            result.faults += [line for line in server.complaints() if "Error: " not in line]
            return result


def _database_gone(number: int, home: Path, made: Places) -> Result:
    """The database's server ends at once and comes back after a while."""
    url = made.city("postgresql")
    with serving(home, url) as server:
        client = _Client(server.port, f"g{number}")
        client.send()
        assert made.server is not None
        made.server.stop()
        try:
            for _ in range(5):
                client.send()
        finally:
            made.server.start()
        return client.settle(url)


def _database_held(number: int, home: Path, made: Places) -> Result:
    """Somebody holds what every command needs, longer than any command waits."""
    kind = "postgresql" if number // 4 % 2 and not POSTGRES_OFF else "sqlite"
    url = made.city(kind)
    with serving(home, url) as server:
        client = _Client(server.port, f"h{number}")
        client.send()
        holder, release = make_engine(url), threading.Event()

        def hold() -> None:
            with transaction(holder) as connection:
                if kind == "postgresql":
                    connection.exec_driver_sql("SELECT * FROM audit_head FOR UPDATE")
                release.wait(PATIENCE_S)

        thread = threading.Thread(target=hold)
        thread.start()
        time.sleep(0.3)
        client.send()
        release.set()
        thread.join()
        holder.dispose()
        return client.settle(url)


def _clock_back(number: int, home: Path, made: Places) -> Result:
    """The machine's clock jumps back by hours or days while commands come in."""
    dice = Random(f"faults/{number}")
    url = made.city("sqlite")
    result = Result("clock set back", attempts=0)
    real = api.workbench.now
    moments = [datetime.now(UTC) - timedelta(hours=dice.randrange(0, 100)) for _ in range(20)]
    with opened(url) as engine:
        app = create_app(engine, packages_folder=home / "packages")
        with TestClient(app, base_url="http://127.0.0.1:8000") as client:
            try:
                for turn, moment in enumerate(moments):
                    api.workbench.now = api.admission.now = lambda moment=moment: moment  # type: ignore[misc, assignment]
                    command = opening(f"c{number}-{turn}", f"C{number}-{turn}")
                    answer = client.post(
                        command.path,
                        content=command.body,
                        headers={"Idempotency-Key": command.key, "Content-Type": command.media_type},
                    )
                    result.attempts += 1
                    if answer.status_code != 201:
                        result.faults.append(f"{answer.status_code}: {answer.text[:200]}")
            finally:
                api.workbench.now = api.admission.now = real
        result.faults += halves_of(engine)
    return result


@contextmanager
def _small_disk(place: Path, megabytes: int) -> Iterator[Path | None]:
    """A file system of this size; None where this user may not mount one."""
    place.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    if sys.platform != "linux" or subprocess.run(options, check=False, capture_output=True).returncode:
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


TRIAL = Trial(
    "faults",
    "disk full, database held or gone, clock set back: 503 with Retry-After, no wrong answer, recovery by itself",
    60,
    run,
)
