"""Encryption of backups with age, as a stream: for recipients, or with a passphrase.

A passphrase does not encrypt the stream itself, which the library could only do in memory; it encrypts a fresh age
identity that does, in the first line of the file.
"""

import base64
import binascii
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO, TYPE_CHECKING

from api.backups.format import BackupLocked
from domain.errors import UnusableInput

if TYPE_CHECKING:
    import pyrage

PASSPHRASE_LINE = b"shian-passphrase/1 "
AGE_LINE = b"age-encryption.org/"
GZIP = b"\x1f\x8b"
_LONGEST_LINE = 16_384


class LockUnusable(UnusableInput):
    """A recipient, identity or passphrase file that is none."""

    code = "backup-key-unusable"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}不可用，请核对", what=what)


@dataclass(frozen=True, slots=True)
class Lock:
    """What a backup is encrypted with: age recipients, or a passphrase."""

    recipients: tuple[str, ...] = ()
    passphrase: str | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """What may open a backup: age identities, a passphrase, or nothing."""

    identities: tuple[str, ...] = ()
    passphrase: str | None = None


def read_passphrase(file: Path) -> str:
    """The first line of a file. Raises `LockUnusable`."""
    lines = _lines(file, "口令文件")
    if not lines or not lines[0]:
        raise LockUnusable("口令文件")
    return lines[0]


def read_identities(file: Path) -> tuple[str, ...]:
    """The age identities in a file, comments left out. Raises `LockUnusable`."""
    found = tuple(line for line in _lines(file, "密钥文件") if line.startswith("AGE-SECRET-KEY-"))
    if not found:
        raise LockUnusable("密钥文件")
    return found


def _lines(file: Path, what: str) -> list[str]:
    try:
        return [line.strip() for line in file.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        raise LockUnusable(what) from None


def check_lock(lock: Lock | None) -> None:
    """That the recipients are some. Raises `LockUnusable`."""
    if lock is not None:
        _recipients(lock)


def _recipients(lock: Lock) -> list["pyrage.x25519.Recipient"]:
    import pyrage

    try:
        return [pyrage.x25519.Recipient.from_str(text) for text in lock.recipients]
    except pyrage.RecipientError:
        raise LockUnusable("接收者公钥") from None


@contextmanager
def locked(file: IO[bytes], lock: Lock | None) -> Iterator[IO[bytes]]:
    """Where to write what is to stand in `file`, encrypted where there is a lock. Raises `LockUnusable`."""
    if lock is None:
        yield file
        return
    import pyrage

    if lock.passphrase is not None:
        identity = pyrage.x25519.Identity.generate()
        wrapped = pyrage.passphrase.encrypt(str(identity).encode(), lock.passphrase)
        file.write(PASSPHRASE_LINE + base64.b64encode(wrapped) + b"\n")
        recipients = [identity.to_public()]
    else:
        recipients = _recipients(lock)
    with _through(lambda plain: pyrage.encrypt_io(plain, file, recipients)) as writer:
        yield writer


@contextmanager
def _through(job: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """A pipe into a job that reads it in a thread of its own; what the job raises is raised at the end."""
    reading, writing = os.pipe()
    failures: list[BaseException] = []

    def run() -> None:
        with os.fdopen(reading, "rb") as source:
            try:
                job(source)
            except BaseException as failure:  # handed to the other thread
                failures.append(failure)

    thread = Thread(target=run, name="shian-backup", daemon=True)
    thread.start()
    try:
        with os.fdopen(writing, "wb", buffering=1_048_576) as target:
            yield target
    except BrokenPipeError:
        if not failures:
            raise
    finally:
        thread.join()
    if failures:
        raise failures[0]


@contextmanager
def unlocked(file: IO[bytes], key: Key) -> Iterator[IO[bytes]]:
    """What stands in `file`, decrypted where it is encrypted. Raises `BackupLocked`."""
    begin = file.read(len(AGE_LINE))
    file.seek(0)
    if begin.startswith(GZIP):
        yield file
        return
    import pyrage

    identities = _identities(file, key)
    reading, writing = os.pipe()
    failures: list[BaseException] = []

    def run() -> None:
        with os.fdopen(writing, "wb", buffering=1_048_576) as target:
            try:
                pyrage.decrypt_io(file, target, identities)
            except BaseException as failure:  # handed to the other thread
                failures.append(failure)

    thread = Thread(target=run, name="shian-restore", daemon=True)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as source:
            yield source
            while source.read(1_048_576):
                pass
    finally:
        thread.join()
        # A broken pipe is only who reads having had enough; anything else is a stream that does not open.
        if any(not isinstance(failure, BrokenPipeError) for failure in failures):
            raise BackupLocked("所给的口令或密钥打不开，或文件已损坏")


def _identities(file: IO[bytes], key: Key) -> list["pyrage.x25519.Identity"]:
    import pyrage

    line = file.readline(_LONGEST_LINE)
    texts = key.identities
    if line.startswith(PASSPHRASE_LINE):
        if key.passphrase is None:
            raise BackupLocked("请用 --passphrase-file 给出口令")
        try:
            wrapped = base64.b64decode(line.removeprefix(PASSPHRASE_LINE).strip(), validate=True)
            texts = (pyrage.passphrase.decrypt(wrapped, key.passphrase).decode(),)
        except (binascii.Error, pyrage.DecryptError, UnicodeDecodeError):
            raise BackupLocked("口令不对，或文件已损坏") from None
    else:
        file.seek(0)
        if not texts:
            raise BackupLocked("请用 --identity 给出密钥文件")
    try:
        return [pyrage.x25519.Identity.from_str(text) for text in texts]
    except pyrage.IdentityError:
        raise LockUnusable("密钥文件") from None
