"""The keys of the running program: one installation a process, whose edge says how they are opened.

Nothing that must be encrypted is ever stored without: where no keys were installed, writing fails.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from domain.errors import NotReady

if TYPE_CHECKING:
    from sampling.secrets.keyring import Keyring

_OPENERS: list["Callable[[], Keyring]"] = []
_OPENED: list["Keyring"] = []


class KeysNotInstalled(NotReady):
    """The program was started without saying where its keys are."""

    code = "keys-not-installed"

    def __init__(self) -> None:
        super().__init__(
            "程序没有指明密钥文件，不能保存或读取保密内容；请以 shian 命令启动，并核对 SHIAN_KEYS"
        )


def install_keys(opener: "Callable[[], Keyring]", *, instead: bool = True) -> None:
    """Say how the keys are opened when they are first needed; `instead` of what was said before, or only if nothing was."""
    if _OPENERS and not instead:
        return
    _OPENERS[:] = [opener]
    _OPENED.clear()


def installed_keys() -> "Keyring":
    """The keys, opened once. Raises `KeysNotInstalled` and what opening them raises."""
    if not _OPENED:
        if not _OPENERS:
            raise KeysNotInstalled
        _OPENED.append(_OPENERS[0]())
    return _OPENED[0]
