"""One row behind a value. Nothing else belongs here."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Contribution:
    """What the row called `key` adds to a value's numerator and to its denominator."""

    key: str
    in_numerator: Fraction
    in_denominator: Fraction
