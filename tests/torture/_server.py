"""A server process on a database of its own, as offices run it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# After a client has broken the protocol inside a body, the web server finds that it may not answer any more and logs it.
PROTOCOL = "h11._util.LocalProtocolError"
_FAULTS = re.compile(r"^[A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Warning)\b.*$", re.MULTILINE)
START = [sys.executable, "-c", "from api.cli.main import main; main()", "serve", "--port", "0"]


@dataclass
class Server:
    """Where it answers, and what it has said on its standard error."""

    address: str
    process: "subprocess.Popen[str]"
    log: Path
    heard: int = 0

    @property
    def port(self) -> int:
        """The port on loopback."""
        return int(self.address.rpartition(":")[2])

    def complaints(self) -> list[str]:
        """Faults that the program did not foresee and has logged since the last question, each named once."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        new, self.heard = text[self.heard :], len(text)
        found = set(_FAULTS.findall(new))
        return sorted(line for line in found if not line.startswith(PROTOCOL))


@contextmanager
def serving(folder: Path, url: str, **settings: str) -> Iterator[Server]:
    """A running server with these settings besides; it is killed at the end."""
    log = folder / "server.log"
    surroundings = os.environ | {
        "SHIAN_DATABASE_URL": url,
        "SHIAN_PACKAGES": str(folder / "packages"),
        "SHIAN_FILES": str(folder / "files"),
        "SHIAN_EVIDENCE": str(folder / "evidence"),
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "PYTHONIOENCODING": "utf-8",
        **settings,
    }
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            START, env=surroundings, cwd=folder, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        try:
            assert process.stdout is not None
            found = None
            while found is None:
                line = process.stdout.readline()
                if not line:
                    raise RuntimeError(log.read_text(encoding="utf-8"))
                found = re.search(r"http://\S+?(?=/api/v1)", line)
            yield Server(found[0], process, log)
        finally:
            process.kill()
            process.communicate()
