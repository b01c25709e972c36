"""Described and bounded fields of forms and contents: the description is what users read of a field everywhere.

A text is never empty and holds no control characters; an absent one is None.
"""

from datetime import date
from typing import Annotated, get_args

import msgspec

NO_CONTROL = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+$"
# `$` alone also stands before a line feed at the very end.
ONE_LINE = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f\u3000][^\x00-\x1f\x7f]*$(?!\n)"


def said(description: str, *examples: object) -> msgspec.Meta:
    """A field's description, with made-up examples (合成数据) where given."""
    return msgspec.Meta(description=description, examples=list(examples) or None)


def line(description: str, *examples: object, longest: int = 200) -> msgspec.Meta:
    """One line of text, not blank."""
    return msgspec.Meta(
        description=f"{description}，{longest} 字以内",
        examples=list(examples) or None,
        min_length=1,
        max_length=longest,
        pattern=ONE_LINE,
    )


def prose(description: str, longest: int = 4_000) -> msgspec.Meta:
    """Text of several lines."""
    return msgspec.Meta(
        description=f"{description}，{longest} 字以内", min_length=1, max_length=longest, pattern=NO_CONTROL
    )


def whole(description: str, *, least: int = 0, most: int = 10**9) -> msgspec.Meta:
    """A whole number within bounds."""
    return msgspec.Meta(description=f"{description}，{least} 至 {most} 的整数", ge=least, le=most)


def field_words(form: type[msgspec.Struct], name: str) -> str:
    """The description of a form's field; empty where there is none."""
    for field in msgspec.structs.fields(form):
        if field.name == name:
            metas = [one for one in _metas(field.type) if one.description]
            return metas[-1].description or "" if metas else ""
    return ""


def _metas(annotation: object) -> list[msgspec.Meta]:
    """The metadata of a type and of what it may be, from the inside out."""
    inner = [found for one in get_args(annotation) for found in _metas(one)]
    own = [one for one in getattr(annotation, "__metadata__", ()) if isinstance(one, msgspec.Meta)]
    return inner + own


class Form(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What a command is told. Every form may say on which day the step happened and why it is taken."""

    on: Annotated[date | None, said("发生日期，写作 2024-03-31；不填为今天")] = None
    reason: Annotated[str, prose("理由", 1_000)] | None = None
