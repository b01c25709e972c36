"""Every refusal of the product, and one of each kind with sample facts."""

import importlib
import inspect
import typing
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any

from domain.errors import ShianError
from sampling.exchange.findings import Finding
from tests.architecture.sources import PACKAGES, modules

SAMPLES: dict[Any, Any] = {
    Any: "甲乙",
    str: "甲乙",
    int: 7,
    float: 7.0,
    bool: True,
    date: date(2024, 3, 31),
    datetime: datetime.fromisoformat("2024-03-31T08:30"),
    Finding: Finding("samples", 2, "抽样日期", "bad-date", "不是日期"),
    Path: Path("记录"),
    NoneType: None,
}


def refusals() -> list[type[ShianError]]:
    """The leaves of the error tree in all packages of the product."""
    for module in modules():
        importlib.import_module(module.name)
    return sorted(set(_leaves(ShianError)), key=lambda leaf: f"{leaf.__module__}.{leaf.__qualname__}")


def _leaves(root: type[ShianError]) -> Iterator[type[ShianError]]:
    below = [cls for cls in root.__subclasses__() if cls.__module__.split(".")[0] in PACKAGES]
    if not below:
        yield root
    for cls in below:
        yield from _leaves(cls)


def made(leaf: type[ShianError]) -> ShianError:
    """A refusal of this kind with sample facts, chosen by the annotations of its constructor."""
    # Built as arguments by position or name, because constructors differ; each names the facts it needs.
    hints = typing.get_type_hints(leaf.__init__)
    arguments: list[Any] = []
    named: dict[str, Any] = {}
    for parameter in list(inspect.signature(leaf.__init__).parameters.values())[1:]:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        value = _sample(hints[parameter.name])
        if parameter.kind is parameter.KEYWORD_ONLY:
            named[parameter.name] = value
        else:
            arguments.append(value)
    return leaf(*arguments, **named)


def _sample(hint: Any) -> Any:
    if hint in SAMPLES:
        return SAMPLES[hint]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, UnionType):
        return _sample(inner[0])
    if origin is tuple:
        return tuple(_sample(part) for part in inner if part is not Ellipsis)
    if origin is typing.Literal:
        return inner[0]
    if origin is not None and issubclass(origin, dict | typing.Mapping):
        return {_sample(inner[0]): _sample(inner[1])}
    if origin is not None:
        return [_sample(inner[0])]
    raise AssertionError(f"no sample fact of type {hint!r}: add one to SAMPLES")
