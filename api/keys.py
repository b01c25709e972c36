"""The installation's keys as a file that only its owner reads, made when a key is first needed."""

import os
from contextlib import suppress
from pathlib import Path

from api import settings
from api.clock import now
from domain.errors import NotReady
from sampling.access.safe import Safe
from sampling.secrets.keyring import Keyring, key_line, read_keyring


class KeysMissing(NotReady):
    """The key file cannot be read or made."""

    code = "keys-missing"

    def __init__(self, file: Path, reason: str) -> None:
        super().__init__(
            f"无法读取或建立密钥文件 {file}（{reason}），请核对 SHIAN_KEYS 及其文件夹的权限，或从备份恢复密钥文件",
            file=str(file),
        )


def installed_safe() -> Safe:
    """The safe of this installation; its keys are read when they are first needed."""
    return Safe(lambda: installed_keyring(settings.keys_file()), os.urandom)


def installed_keyring(file: Path) -> Keyring:
    """The keys of this file; a first key is made where there is no file. Raises `KeysMissing`, `KeysUnreadable`."""
    try:
        with suppress(FileExistsError):
            # Two keys made on one day are told apart, so that a text names the one it lacks.
            _write_new(file, key_line(f"k{now():%Y%m%d}-{os.urandom(3).hex()}", os.urandom))
    except OSError as error:
        raise KeysMissing(file, error.strerror or "系统拒绝") from None
    return _read(file)


def _read(file: Path) -> Keyring:
    try:
        text = file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise KeysMissing(file, getattr(error, "strerror", None) or "内容不是文本") from None
    return read_keyring(text, os.urandom, lambda: _read(file))


def _write_new(file: Path, text: str) -> None:
    """Whole or not at all, and never over keys that are there."""
    if file.exists():
        return
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        os.link(draft, file)
    finally:
        draft.unlink(missing_ok=True)
