"""What is needed to make and check secrets: Argon2id, the installation's keys, and a source of randomness handed in."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from sampling.secrets.keyring import Keyring, Random

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class HashCost:
    """Parameters of Argon2id; the default is the OWASP recommendation of 19 MiB and two passes."""

    memory_kib: int = 19_456
    passes: int = 2
    lanes: int = 1


class Safe:
    """Makes and checks secrets. One for the whole program; the keys are read when they are first needed."""

    def __init__(
        self, open_keyring: Callable[[], Keyring], random: Random, cost: HashCost = HashCost()
    ) -> None:
        self._open_keyring = open_keyring
        self.random = random
        self._hasher = PasswordHasher(
            time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=cost.lanes
        )

    @cached_property
    def keyring(self) -> Keyring:
        """The installation's keys. Raises what opening them raises."""
        return self._open_keyring()

    @cached_property
    def nobody(self) -> str:
        """A hash that fits no password: checked where there is no account, so that the answer takes as long."""
        return self.hash_password(self.new_token())

    def hash_password(self, password: str) -> str:
        """Argon2id with its parameters."""
        return self._hasher.hash(password, salt=self.random(SALT_BYTES))

    def is_password(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one; takes as long where there is none."""
        try:
            self._hasher.verify(stored or self.nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    def is_dated(self, stored: str) -> bool:
        """Whether the stored hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def new_token(self, size: int = 32) -> str:
        """A random text for links, cookies and tokens."""
        text = base64.urlsafe_b64encode(self.random(size)).decode().rstrip("=")
        # Links are typed into commands too, where a leading dash would be an option.
        return f"A{text}" if text.startswith("-") else text


def digest_of(token: str) -> str:
    """What is stored of a random token: enough to recognise it, useless to use."""
    return hashlib.sha256(token.encode()).hexdigest()
