"""Backups: taken while others write, restored into an empty place of either kind, refused when anything differs."""

import gzip
import io
import os
import shutil
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from api.backups.format import BackupLocked, BackupUnusable
from api.backups.locking import Key, Lock
from api.backups.reading import Restored, RestoreNotEmpty, restore_backup
from api.backups.writing import write_backup
from api.packaging import make_package
from domain.cases.content import Clue, NewClue
from sampling import cases
from sampling.audit import root_of, verify_audit
from sampling.integrity.checking import verify_records
from sampling.store.engine import make_engine, reading, transaction
from sampling.store.schema import metadata
from tests.api.stored import import_case, store_areas
from tests.conftest import postgres_url
from tests.factories.work import at_work

AT = datetime(2024, 4, 1, 8, 0, tzinfo=UTC)
FOUND = date(2023, 3, 1)
Blank = Callable[[str], str]


@pytest.fixture
def blank(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Blank]:
    """Makes databases without any table, of the kind that is named; returns their URLs."""
    numbers = count()
    undo: list[Callable[[], None]] = []

    def make(kind: str) -> str:
        name = f"shian_restored_{next(numbers)}"
        if kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.db"
        admin: Callable[[str], None] = request.getfixturevalue("postgres_admin")
        admin(f"CREATE DATABASE {name}")
        undo.append(lambda: admin(f"DROP DATABASE {name} WITH (FORCE)"))
        return postgres_url(request.getfixturevalue("postgres_host"), name)

    yield make
    for drop in undo:
        drop()


@pytest.fixture
def packages(tmp_path: Path) -> dict[str, Path]:
    """A folder of packages with some files in it, one of them the program's own."""
    folder = tmp_path / "packages"
    (folder / "更早").mkdir(parents=True)
    (folder / "甲.zip").write_bytes(os.urandom(3_000_000))
    (folder / "更早" / "乙.zip").write_bytes(b"")
    (folder / ".worker.lock").write_bytes(b"x")
    return {"packages": folder}


@pytest.fixture(scope="session")
def small_backup(new_sqlite: Callable[[], str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the small city-year and a package, to be copied and never changed."""
    folder = tmp_path_factory.mktemp("backup")
    (folder / "packages").mkdir()
    (folder / "packages" / "甲.zip").write_bytes(b"\x00" * 1_000)
    engine = make_engine(new_sqlite())
    import_case(engine, "small")
    file = folder / "shian.backup"
    write_backup(engine, {"packages": folder / "packages"}, file, lock=None, actor="测试", at=AT)
    engine.dispose()
    return file


def clue(engine: Engine, number: str) -> None:
    with at_work(engine) as op:
        facts = Clue(area_code="320400", facts="合成数据 '\"\\\n𠮷", should_file=True)
        cases.record_clue(op, NewClue(clue_no=number, clue=facts, on=FOUND))


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
        }


def package(engine: Engine, file: Path) -> bytes:
    make_package(engine, year=2023, as_of=date(2024, 3, 31), area="320400", city=None, output=file)
    return file.read_bytes()


def restored(
    url: str, file: Path, folders: dict[str, Path], key: Key | None = None
) -> tuple[Engine, Restored]:
    engine = make_engine(url)
    return engine, restore_backup(engine, url, folders, file, key or Key())


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_a_backup_comes_back_as_the_same_records_root_packages_and_files(
    engine: Engine, blank: Blank, packages: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    import_case(engine, "small")
    clue(engine, "XS1")
    file = tmp_path / "shian.backup"
    written = write_backup(engine, packages, file, lock=None, actor="测试", at=AT)
    folders = {"packages": tmp_path / "elsewhere" / "packages"}
    other, found = restored(blank(kind), file, folders)
    assert (found.root, found.rows, found.files) == (written.root, written.rows, 2)
    assert contents(other) == contents(engine)
    with reading(other) as view:
        assert (root_of(view), verify_audit(view).breach) == (written.root, None)
        assert list(verify_records(view)) == []
    if kind != engine.dialect.name:
        assert package(other, tmp_path / "二.zip") == package(engine, tmp_path / "一.zip")
    for name in ("甲.zip", "更早/乙.zip"):
        assert (folders["packages"] / name).read_bytes() == (packages["packages"] / name).read_bytes()
    assert not (folders["packages"] / ".worker.lock").exists()
    # The restored database goes on: numbers, chain and guards.
    clue(other, "XS2")
    with transaction(other) as connection:
        values = {"year": 2023, "as_of": FOUND, "area_code": "320400", "state": "queued"}
        connection.execute(
            metadata.tables["packages"].insert().values(requested_at="", requested_by="", **values)
        )
    with reading(other) as view:
        assert verify_audit(view).root.sequence == written.root.sequence + 1
    with pytest.raises(DBAPIError, match="append-only"), transaction(other) as connection:
        connection.execute(text("DELETE FROM audit_changes"))
    other.dispose()


def test_a_backup_taken_while_others_write_is_one_moment(
    engine: Engine, blank: Blank, tmp_path: Path
) -> None:
    store_areas(engine)
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            clue(engine, f"XS{number}")
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = []
        for at in range(2):
            file = tmp_path / f"{at}.backup"
            found.append(write_backup(engine, {}, file, lock=None, actor="测试", at=AT))
    finally:
        stop.set()
        writer.join()
    for at, written in enumerate(found):
        other, back = restored(blank("sqlite"), tmp_path / f"{at}.backup", {})
        with reading(other) as view:
            entries = view.execute(
                text("SELECT count(*) FROM audit_entries WHERE command = 'test'")
            ).scalar_one()
            rows = view.execute(text("SELECT count(*) FROM cases WHERE clue_no LIKE 'XS%'")).scalar_one()
        assert (back.root, entries) == (written.root, rows)
        other.dispose()


def identity() -> tuple[str, str]:
    import pyrage

    made = pyrage.x25519.Identity.generate()
    return str(made), str(made.to_public())


def test_an_encrypted_backup_opens_with_its_key_alone(
    sqlite_engine: Engine, blank: Blank, tmp_path: Path
) -> None:
    store_areas(sqlite_engine)
    secret, public = identity()
    by_key, by_word = tmp_path / "key.backup", tmp_path / "word.backup"
    write_backup(sqlite_engine, {}, by_key, lock=Lock(recipients=(public,)), actor="测试", at=AT)
    write_backup(sqlite_engine, {}, by_word, lock=Lock(passphrase="合成口令"), actor="测试", at=AT)
    assert not any("湖塘镇".encode() in file.read_bytes() for file in (by_key, by_word))
    for file, key in (
        (by_key, Key(passphrase="合成口令")),
        (by_key, Key(identities=(identity()[0],))),
        (by_word, Key(identities=(secret,))),
        (by_word, Key(passphrase="别的口令")),
    ):
        with pytest.raises(BackupLocked):
            restored(blank("sqlite"), file, {}, key)
    for file, key in ((by_key, Key(identities=(secret,))), (by_word, Key(passphrase="合成口令"))):
        engine, found = restored(blank("sqlite"), file, {}, key)
        assert found.rows > 6
        engine.dispose()


def test_a_place_that_is_not_empty_is_left_alone(
    sqlite_engine: Engine, blank: Blank, packages: dict[str, Path], tmp_path: Path
) -> None:
    file = tmp_path / "shian.backup"
    write_backup(sqlite_engine, {}, file, lock=None, actor="测试", at=AT)
    before = contents(sqlite_engine)
    with pytest.raises(RestoreNotEmpty):
        restore_backup(sqlite_engine, str(sqlite_engine.url), {}, file, Key())
    assert contents(sqlite_engine) == before
    with pytest.raises(RestoreNotEmpty):
        restored(blank("sqlite"), file, packages)


def rewritten(file: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy of a plain backup whose members went through `change`; None leaves one out."""
    other = file.with_name("changed.backup")
    with tarfile.open(file) as old, tarfile.open(other, "w:gz") as new:
        for about in old:
            opened = old.extractfile(about)
            content = change(about.name, opened.read() if opened else b"")
            if content is not None:
                made = tarfile.TarInfo(about.name)
                made.size = len(content)
                new.addfile(made, io.BytesIO(content))
    return other


def changed_as(file: Path, how: str) -> Path:
    if how == "cut off":
        other = file.with_name("changed.backup")
        other.write_bytes(file.read_bytes()[:-2_000])
        return other
    if how == "not a backup":
        other = file.with_name("changed.backup")
        other.write_bytes(gzip.compress(b"x" * 10_000))
        return other

    def change(name: str, content: bytes) -> bytes | None:
        if how == "a row edited" and name.startswith("tables/enterprises/"):
            return content.replace("测试".encode(), "篡改".encode(), 1)
        if how == "a row dropped" and name.startswith("tables/cases/"):
            return content.split(b"\n", 1)[1]
        if how == "a table dropped" and name.startswith("tables/returns/"):
            return None
        if how == "a file edited" and name == "packages/甲.zip":
            return b"x" + content[1:]
        if how == "a file dropped" and name == "packages/甲.zip":
            return None
        if how == "no manifest" and name == "manifest.json":
            return None
        if how == "another root" and name == "manifest.json":
            return content.replace(b'"sequence": 2', b'"sequence": 3')
        return content

    return rewritten(file, change)


@pytest.mark.parametrize(
    "how",
    [
        "cut off",
        "not a backup",
        "a row edited",
        "a row dropped",
        "a table dropped",
        "a file edited",
        "a file dropped",
        "no manifest",
        "another root",
    ],
)
def test_a_backup_that_was_changed_restores_nothing(
    small_backup: Path, blank: Blank, tmp_path: Path, how: str
) -> None:
    file = tmp_path / "shian.backup"
    shutil.copyfile(small_backup, file)
    folders = {"packages": tmp_path / "elsewhere"}
    url = blank("sqlite")
    with pytest.raises(BackupUnusable):
        restored(url, changed_as(file, how), folders)
    engine = make_engine(url)
    with reading(engine) as view:
        assert view.execute(text("SELECT count(*) FROM sqlite_master")).scalar_one() == 0
    engine.dispose()
    assert not folders["packages"].exists()


@pytest.mark.parametrize("name", ["packages/../x", "/packages/x", "other/x", "packages/..", "x"])
def test_no_member_leaves_its_folder(small_backup: Path, blank: Blank, tmp_path: Path, name: str) -> None:
    other = tmp_path / "hostile.backup"
    with tarfile.open(small_backup) as old, tarfile.open(other, "w:gz") as new:
        for about in old:
            if about.name.startswith("packages/"):
                continue
            if about.name == "manifest.json":
                hostile = tarfile.TarInfo(name)
                hostile.size = 1
                new.addfile(hostile, io.BytesIO(b"x"))
            new.addfile(about, old.extractfile(about))
    with pytest.raises(BackupUnusable):
        restored(blank("sqlite"), other, {"packages": tmp_path / "in" / "packages"})
    assert not list(tmp_path.rglob("x"))


def test_memory_does_not_grow_with_the_files(sqlite_engine: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "packages"
    folder.mkdir()
    with (folder / "大.zip").open("wb") as large:
        large.truncate(192 * 1_048_576)
    assert sqlite_engine.url.database is not None
    environment = {
        **os.environ,
        "SHIAN_DATABASE_URL": f"sqlite:///{sqlite_engine.url.database}",
        "SHIAN_PACKAGES": str(folder),
    }
    # In a process of its own that starts the command, because memory of whoever starts one counts as the command's.
    script = (
        "import resource, subprocess, sys; subprocess.run([sys.executable, '-c', 'import sys;"
        " from api.cli.main import main; main(sys.argv[1:])', *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL);"
        " print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "backup", str(tmp_path / "x.backup")],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert int(done.stdout) / 1_024 < 180
