"""Passwords that everybody tries first: the list that comes with zxcvbn, and nothing else of it."""

from functools import cache


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # large, and needed only where passwords are set

    return frozenset(FREQUENCY_LISTS["passwords"])


_ENDS = "0123456789!@#$%^&*()_+-=.,?/~ "


def is_common_password(lowered: str) -> bool:
    """Whether the password, in small letters and without digits or signs at its ends too, is commonly used."""
    stems = {lowered.rstrip(_ENDS), lowered.strip(_ENDS), lowered.rstrip(_ENDS[10:])}
    near = {stem for stem in stems if len(stem) >= 4 and len(lowered) - len(stem) <= 6}
    return not _common().isdisjoint(near | {lowered})
