"""Backup, wipe, restore: every drill ends with the same rows, the same audit root and the same package, byte for byte.

Each drill does some work first, on one kind of database in turn, and restores into the other or the same kind, every
third time encrypted.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

from api.backups.locking import Key, Lock
from api.backups.reading import restore_backup
from api.backups.writing import write_backup
from api.packaging import make_package
from domain.cases.content import Clue, NewClue
from sampling import cases as clues
from sampling.audit import root_of, verify_audit
from sampling.store.engine import make_engine, reading
from tests.api.stored import import_case
from tests.databases.contents import records
from tests.factories.work import at_work
from tests.torture._places import kind_of, opened, places
from tests.torture.trial import Result, Trial

AT = datetime(2024, 4, 1, 8, 0, tzinfo=UTC)
PASSPHRASE = "合成数据的口令 2024"


def run(cases: Iterable[int], folder: Path) -> Iterator[Result]:
    """One office that lives on from drill to drill: what was restored is what the next drill begins with."""
    with places(folder) as made:
        url = made.city("sqlite")
        with opened(url) as engine:
            import_case(engine, "small")
        for number in cases:
            result = Result("drill")
            dice = Random(f"drills/{number}")
            home = folder / f"drill{number}"
            (home / "packages").mkdir(parents=True)
            (home / "packages" / "合成数据.zip").write_bytes(dice.randbytes(dice.randrange(1, 200_000)))
            with opened(url) as engine:
                for turn in range(dice.randrange(1, 12)):
                    with at_work(engine) as op:
                        facts = Clue(area_code="320400", facts=f"合成数据 {turn} 𠮷", should_file=True)
                        clues.record_clue(
                            op, NewClue(clue_no=f"D{number}-{turn}", clue=facts, on=date(2023, 3, 1))
                        )
                locked = number % 3 == 0
                file = home / "shian.backup"
                lock = Lock(passphrase=PASSPHRASE) if locked else None
                written = write_backup(
                    engine, {"packages": home / "packages"}, file, lock=lock, actor="操作员", at=AT
                )
                before, package = records(engine), _package(engine, home / "before.zip")
            made.drop(url)
            url = made.blank(kind_of(number))
            engine = make_engine(url)
            key = Key(passphrase=PASSPHRASE) if locked else Key()
            found = restore_backup(engine, url, {"packages": home / "restored"}, file, key)
            with reading(engine) as view:
                checks = {
                    "root": (root_of(view), found.root) == (written.root, written.root),
                    "chain": verify_audit(view).breach is None,
                }
            checks["records"] = records(engine) == before
            checks["package"] = _package(engine, home / "after.zip") == package
            one, other = home / "packages" / "合成数据.zip", home / "restored" / "合成数据.zip"
            checks["files"] = one.read_bytes() == other.read_bytes()
            engine.dispose()
            result.faults += [name for name, good in checks.items() if not good]
            result.kind = f"{'encrypted' if locked else 'plain'} to {kind_of(number)}"
            yield result


def _package(engine: object, file: Path) -> bytes:
    make_package(engine, year=2023, as_of=date(2024, 3, 31), area="320400", output=file)  # type: ignore[arg-type]
    return file.read_bytes()


TRIAL = Trial("drills", "backup, wipe, restore: same records, audit root, package bytes and files", 50, run)
