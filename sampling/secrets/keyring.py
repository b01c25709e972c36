"""The installation's keys: AES-256-GCM with the key's name in every text, so that keys can be changed.

A key file holds one key a line, `name base64(32 bytes)`; the first encrypts, all decrypt. Each purpose has a key of its
own, derived from the line's: a text of one purpose cannot be passed off as another's.
"""

import base64
import binascii
import re
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from domain.errors import NotReady

Random = Callable[[int], bytes]
FORM = "v1"
KEY_BYTES, NONCE_BYTES = 32, 12
_NAME = re.compile(r"[A-Za-z0-9-]{1,40}")


class KeysUnreadable(NotReady):
    """The key file is not one."""

    code = "keys-unreadable"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"密钥文件第 {line} 行有误：每行须为“名称 密钥”，密钥为 32 字节的 Base64，名称不重复；请核对文件或从备份恢复",
            line=line,
        )


class KeyMissing(NotReady):
    """Something was encrypted with a key that is not in the file."""

    code = "key-missing"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"密钥文件中没有密钥 {name}，无法读取以它加密的内容；请从备份恢复密钥文件", name=name
        )


class CiphertextDamaged(NotReady):
    """An encrypted text was changed, or belongs elsewhere."""

    code = "ciphertext-damaged"

    def __init__(self) -> None:
        super().__init__("加密内容已损坏或被更改，无法读取；请核对数据库，必要时从备份恢复")


class Keyring:
    """Keys by name; the first is the current one. `again` reads them anew when one is missing."""

    def __init__(
        self,
        keys: Mapping[str, bytes],
        random: Random,
        again: "Callable[[], Keyring] | None" = None,
    ) -> None:
        self._keys = dict(keys)
        self._random = random
        self._again = again
        self._derived: dict[tuple[str, str], AESGCM] = {}

    @property
    def current(self) -> str:
        """The name of the key that encrypts."""
        return next(iter(self._keys))

    def encrypt(self, data: bytes, purpose: str, *, about: str = "") -> str:
        """The data as text. `about` (a record's key) must be given again to read it."""
        nonce = self._random(NONCE_BYTES)
        name = self.current
        sealed = self._cipher(name, purpose).encrypt(nonce, data, about.encode())
        return f"{FORM}.{name}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def decrypt(self, text: str, purpose: str, *, about: str = "") -> bytes:
        """The data again. Raises `KeyMissing`, `CiphertextDamaged`."""
        form, _, rest = text.partition(".")
        name, _, sealed = rest.partition(".")
        try:
            raw = base64.b64decode(sealed, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise CiphertextDamaged from None
        if form != FORM or len(raw) <= NONCE_BYTES:
            raise CiphertextDamaged
        if name not in self._keys:
            self._look_again()
        if name not in self._keys:
            raise KeyMissing(name)
        try:
            return self._cipher(name, purpose).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode())
        except InvalidTag:
            raise CiphertextDamaged from None

    def is_current(self, text: str) -> bool:
        """Whether the text is encrypted with the current key."""
        return text.startswith(f"{FORM}.{self.current}.")

    def renew(self, text: str, purpose: str, *, about: str = "") -> str:
        """The same data under the current key."""
        return self.encrypt(self.decrypt(text, purpose, about=about), purpose, about=about)

    def _look_again(self) -> None:
        """Read the keys anew: another process may have renewed what is stored since this one began."""
        if self._again is not None:
            self._keys, self._derived = self._again()._keys, {}

    def _cipher(self, name: str, purpose: str) -> AESGCM:
        known = self._derived.get((name, purpose))
        if known is None:
            derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"shian {purpose}".encode())
            known = self._derived[name, purpose] = AESGCM(derive.derive(self._keys[name]))
        return known


def read_keyring(text: str, random: Random, again: Callable[[], Keyring] | None = None) -> Keyring:
    """The keyring that a key file tells. Raises `KeysUnreadable`."""
    keys: dict[str, bytes] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, secret = line.strip().partition(" ")
        try:
            key = base64.b64decode(secret, validate=True)
        except (binascii.Error, ValueError):
            raise KeysUnreadable(number) from None
        if len(key) != KEY_BYTES or not _NAME.fullmatch(name) or name in keys:
            raise KeysUnreadable(number)
        keys[name] = key
    if not keys:
        raise KeysUnreadable(1)
    return Keyring(keys, random, again)


def key_line(name: str, random: Random) -> str:
    """A line of a key file with a new key."""
    return f"{name} {base64.b64encode(random(KEY_BYTES)).decode()}\n"
