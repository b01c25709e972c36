"""Passwords that everybody tries first: the list that comes with zxcvbn, and nothing else of it."""

from functools import cache


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # large, and needed only where passwords are set

    return frozenset(FREQUENCY_LISTS["passwords"])


def is_common_password(lowered: str) -> bool:
    """Whether the password, in small letters and without digits or signs at its ends too, is commonly used."""
    stem = lowered.strip("0123456789!@#$%^&*()_+-=.,?/~ ")
    return lowered in _common() or (len(stem) >= 4 and stem in _common() and len(lowered) - len(stem) <= 6)
