"""Personal data in contents: which fields hold it is each kind's to say; how it is shown to whom need not see it, here.

Source of the rule: 个人信息保护法 on the least that is needed, and the installation's own order that phones and numbers
of people are masked outside the screens that need them.
"""

import re
from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

HEAD, TAIL = 3, 4
MASK = "*"


def masked(text: str) -> str:
    """The first three and the last four signs where at least as many stay hidden, else nothing of it: 138****5678."""
    hidden = len(text) - HEAD - TAIL
    if hidden < HEAD:
        return MASK * len(text)
    return f"{text[:HEAD]}{MASK * hidden}{text[-TAIL:]}"


def without_personal(content: T, fields: Sequence[str]) -> T:
    """The content with these fields masked."""
    given: dict[str, Any] = {name: getattr(content, name) for name in fields}
    covered = {name: masked(value) for name, value in given.items() if isinstance(value, str)}
    return msgspec.structs.replace(content, **covered) if covered else content  # type: ignore[type-var]


def kept_where_masked(before: T, after: T, fields: Sequence[str]) -> T:
    """The content of a form in which a value that is the mask of what is stored means: as it is."""
    kept: dict[str, Any] = {}
    for name in fields:
        was, now = getattr(before, name), getattr(after, name)
        if isinstance(was, str) and now == masked(was) and MASK in now:
            kept[name] = was
    return msgspec.structs.replace(after, **kept) if kept else after  # type: ignore[type-var]


_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def without_numbers(text: str) -> str:
    """Free text with what looks like a person's identity number or mobile phone masked, for logs."""
    for pattern in (_IDENTITY, _MOBILE):
        text = pattern.sub(lambda found: masked(found[0]), text)
    return text
