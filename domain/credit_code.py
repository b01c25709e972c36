"""The unified social credit code (统一社会信用代码) and its check character, GB 32100-2015."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # I, O, S, V and Z are not used
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = tuple(pow(3, position, 31) for position in range(17))
LENGTH = 18


def check_character(first17: str) -> str:
    """The eighteenth character for the seventeen given; KeyError where one of them is not in the alphabet."""
    total = sum(_VALUE[character] * weight for character, weight in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def is_valid(code: str) -> bool:
    """Whether the code has 18 characters of the alphabet and the right check character."""
    if len(code) != LENGTH or any(character not in _VALUE for character in code):
        return False
    return check_character(code[:17]) == code[17]
