"""The check character of GB 32100-2015, written a second time."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_credit_code(code: str) -> bool:
    """18 characters of the standard's alphabet whose weighted sum, check character included, is a multiple of 31.

    The weights are the powers of 3 modulo 31; the check character itself has weight 1.
    """
    if len(code) != 18 or any(character not in ALPHABET for character in code):
        return False
    return (_weighted_sum(code[:17]) + ALPHABET.index(code[17])) % 31 == 0


def credit_code(first17: str) -> str:
    """The code that begins like this, found by trying."""
    return next(first17 + last for last in ALPHABET if is_credit_code(first17 + last))


def _weighted_sum(first17: str) -> int:
    total, weight = 0, 1
    for character in first17:
        total += ALPHABET.index(character) * weight
        weight = weight * 3 % 31
    return total
