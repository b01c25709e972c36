"""Decimals of a request body: what JSON and the framework let through, but no quantity or sum of money can be."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from api.refusals import ParameterInvalid

WHOLE_DIGITS, FRACTION_DIGITS = 12, 6
_FAULT = f"须为十进制数，整数部分不超过 {WHOLE_DIGITS} 位，小数部分不超过 {FRACTION_DIGITS} 位"


def check_decimals(body: Any) -> None:
    """Raises `ParameterInvalid` naming every decimal that is not finite or has too many digits."""
    faults = {path: _FAULT for path, number in _decimals(body, "") if not _fits(number)}
    if faults:
        raise ParameterInvalid(faults)


def _fits(number: Decimal) -> bool:
    if not number.is_finite():
        return False
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent <= FRACTION_DIGITS and number.adjusted() < WHOLE_DIGITS


def _decimals(node: Any, path: str) -> Iterator[tuple[str, Decimal]]:
    if isinstance(node, Decimal):
        yield path, node
    elif isinstance(node, msgspec.Struct):
        for name in node.__struct_fields__:
            yield from _decimals(getattr(node, name), f"{path}.{name}" if path else name)
    elif isinstance(node, list | tuple):
        for at, part in enumerate(node):
            yield from _decimals(part, f"{path}[{at}]")
    elif isinstance(node, dict):
        for key, part in node.items():
            yield from _decimals(part, f"{path}.{key}" if path else str(key))
