"""Server processes that start at once: forked from one that has loaded the program and done nothing else.

Each is the program's own `serve` in a process of its own, ended by SIGKILL. What a trial does to it is told when it is
forked: at which point it kills itself, and which clock it believes. `python -m tests.torture._herd` is the process
that they are forked from; it reads one JSON object a line.
"""

import api.cli.chinese  # noqa: F401  # isort: skip  (must come before anything imports click)

import atexit
import json
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

START_SECONDS = 60


@dataclass
class Worker:
    """One server process."""

    pid: int
    port: int
    _outlet: TextIO

    def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.wait(START_SECONDS)

    def wait(self, seconds: float) -> bool:
        """Wait for its end; whether it came. Its standard output closes with it."""
        while select.select([self._outlet], [], [], seconds)[0]:
            if not self._outlet.read(65_536):
                self._outlet.close()
                return True
        return False


class Herd:
    """Starts workers on databases, with their files in the trial's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = self.home = folder
        self.log = folder / "herd.log"
        self._heard = 0
        self._errors = self.log.open("w", encoding="utf-8")
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.torture._herd"],
            env=os.environ
            | {"PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PYTHONIOENCODING": "utf-8"},
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self._count = 0

    def worker(self, url: str, home: Path | None = None, **doings: Any) -> Worker:
        """A worker that answers; `home` holds its files and packages, `doings` is what it does besides serving."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._count += 1
        pipe = self._folder / f"worker{self._count}.pipe"
        os.mkfifo(pipe)
        kept = home or self.home
        settings = {
            "SHIAN_DATABASE_URL": url,
            "SHIAN_PACKAGES": str(kept / "packages"),
            "SHIAN_FILES": str(kept / "files"),
            "SHIAN_EVIDENCE": str(kept / "evidence"),
        }
        self._parent.stdin.write(json.dumps({"pipe": str(pipe), "settings": settings, **doings}) + "\n")
        self._parent.stdin.flush()
        pid = int(self._parent.stdout.readline())
        outlet = pipe.open("r", encoding="utf-8", buffering=1)
        pipe.unlink()
        found = None
        while found is None:
            if not select.select([outlet], [], [], START_SECONDS)[0]:
                raise RuntimeError(
                    f"no answer from worker {pid}: {self.log.read_text('utf-8', 'replace')[-2_000:]}"
                )
            line = outlet.readline()
            if not line:
                raise RuntimeError(f"worker {pid} ended: {self.log.read_text('utf-8', 'replace')[-2_000:]}")
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        os.set_blocking(outlet.fileno(), True)
        return Worker(pid, int(found[1]), outlet)

    def complaints(self) -> list[str]:
        """What workers have logged as unforeseen since the last question."""
        text = self.log.read_text("utf-8", "replace")
        new, self._heard = text[self._heard :], len(text)
        return sorted(set(re.findall(r"^[A-Za-z_][\w.]*(?:Error|Exception)\b.*$", new, re.MULTILINE)))

    def close(self) -> None:
        """End the process that workers are forked from."""
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        self._parent.wait(timeout=30)
        if self._parent.stdout is not None:
            self._parent.stdout.close()
        self._errors.close()


@cache
def _shared() -> Herd:
    """The one of this process: loading the program takes longer than most cases."""
    folder = TemporaryDirectory(prefix="torture-herd-")
    made = Herd(Path(folder.name))
    atexit.register(folder.cleanup)
    atexit.register(made.close)
    return made


@contextmanager
def herd(folder: Path) -> Iterator[Herd]:
    """The herd, with files in the folder unless they are told; workers are to be killed by whoever started them."""
    made = _shared()
    made.home = folder
    made.complaints()
    yield made


def _main() -> None:
    import sqlalchemy.dialects.postgresql.psycopg  # noqa: F401
    import uvicorn.protocols.http.auto  # noqa: F401

    import api.app
    import api.cli.serve
    import api.packaging  # noqa: F401
    from api.cli.main import main
    from tests.torture._doings import prepare

    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid:
            print(pid, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.update(asked["settings"])
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(asked["pipe"], os.O_WRONLY), 1)
        prepare(asked)
        sys.argv = ["shian", "serve", "--port", "0"]
        main()
        os._exit(0)


if __name__ == "__main__":
    _main()
