"""The installation's keys."""

import base64
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.keys import installed_keyring
from sampling.access.safe import Safe
from sampling.secrets.keyring import (
    CiphertextDamaged,
    KeyMissing,
    Keyring,
    KeysUnreadable,
    key_line,
    read_keyring,
)
from tests.factories.access import a_safe

RING = a_safe().keyring


def test_two_first_keys_of_one_day_have_names_of_their_own(tmp_path: Path) -> None:
    sealed = installed_keyring(tmp_path / "lost").encrypt(b"x", "phone")
    with pytest.raises(KeyMissing):
        installed_keyring(tmp_path / "made anew").decrypt(sealed, "phone")


def test_a_running_program_reads_what_was_renewed_with_a_key_put_in_since(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    running = installed_keyring(file)
    before = running.encrypt(b"13800138000", "phone")
    file.write_text(key_line("next", os.urandom) + file.read_text("ascii"), "ascii")
    renewed = installed_keyring(file).renew(before, "phone")
    assert running.decrypt(renewed, "phone") == running.decrypt(before, "phone") == b"13800138000"
    assert running.is_current(running.encrypt(b"", "phone"))
    assert running.current == "next"


@given(st.binary(max_size=200), st.sampled_from(("phone", "id-number")), st.text(max_size=20))
def test_what_is_encrypted_is_read_again_for_its_purpose_and_record_alone(
    data: bytes, purpose: str, about: str
) -> None:
    text = RING.encrypt(data, purpose, about=about)
    assert RING.decrypt(text, purpose, about=about) == data
    for other in ((purpose + "2", about), (purpose, about + "x")):
        with pytest.raises(CiphertextDamaged):
            RING.decrypt(text, other[0], about=other[1])


def test_the_same_data_never_looks_the_same() -> None:
    assert RING.encrypt(b"1", "phone") != RING.encrypt(b"1", "phone")


@given(st.data())
def test_any_changed_sign_is_found(data: st.DataObject) -> None:
    text = RING.encrypt(b"13800000000", "phone")
    at = data.draw(st.integers(len("v1.k1."), len(text) - 1))
    raw = base64.urlsafe_b64decode(text[len("v1.k1.") :])
    other = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
    try:
        same = base64.b64decode(other[len("v1.k1.") :], altchars=b"-_", validate=True) == raw
    except ValueError:
        same = False
    if not same:
        with pytest.raises(CiphertextDamaged):
            RING.decrypt(other, "phone")


def test_a_new_key_encrypts_and_the_old_one_still_reads() -> None:
    old = RING.encrypt(b"secret", "phone")
    both = Keyring({"k2": b"\2" * 32, "k1": b"\1" * 32}, a_safe().random)
    assert both.decrypt(old, "phone") == b"secret"
    assert not both.is_current(old)
    new = both.renew(old, "phone")
    assert both.is_current(new)
    with pytest.raises(KeyMissing):
        RING.decrypt(new, "phone")


def test_key_files_are_read_and_broken_ones_refused() -> None:
    random = a_safe().random
    text = "# 密钥\n" + key_line("k2", random) + key_line("k1", random)
    assert read_keyring(text, random).current == "k2"
    for broken in ("", "k1", "k1 AAAA\n", text + text, "名 " + text.split()[-1]):
        with pytest.raises(KeysUnreadable):
            read_keyring(broken, random)


def test_no_token_can_be_taken_for_an_option_of_a_command() -> None:
    safe = Safe(lambda: read_keyring(key_line("k", os.urandom), os.urandom), lambda size: b"\xf8" * size)
    assert safe.new_token().startswith("A-")
