"""Everything the product refuses: one tree, one stable code and one Chinese message for each leaf."""

import ast
import importlib
import inspect
import re
import typing
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import Any

import pytest

from domain.errors import NotFound, NotReady, RuleViolation, ShianError, UnusableInput
from tests.architecture.sources import PACKAGES, modules

BRANCHES = (NotFound, RuleViolation, UnusableInput, NotReady)
# What the edge answers when the program itself is at fault: refuses nothing, so it hangs from the root.
PROGRAM_FAULT = "unexpected-fault"
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAMPLES: dict[type, Any] = {
    str: "甲乙",
    int: 7,
    float: 7.0,
    bool: True,
    date: date(2024, 3, 31),
    Path: Path("记录"),
    NoneType: None,
}


def _import_everything() -> None:
    for module in modules():
        importlib.import_module(module.name)


def _leaves(root: type[ShianError]) -> Iterator[type[ShianError]]:
    below = [cls for cls in root.__subclasses__() if cls.__module__.split(".")[0] in PACKAGES]
    if not below:
        yield root
    for cls in below:
        yield from _leaves(cls)


_import_everything()
LEAVES = sorted(set(_leaves(ShianError)), key=lambda leaf: f"{leaf.__module__}.{leaf.__qualname__}")


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_every_leaf_hangs_from_one_of_the_four_branches(leaf: type[ShianError]) -> None:
    branches = sum(issubclass(leaf, branch) for branch in BRANCHES)
    assert branches == (0 if leaf.code == PROGRAM_FAULT else 1)
    assert leaf not in BRANCHES


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_every_leaf_has_a_code_of_its_own_in_words(leaf: type[ShianError]) -> None:
    assert "code" in vars(leaf), "a leaf that inherits its code cannot be told from its branch"
    assert CODE.fullmatch(leaf.code)


def test_no_two_leaves_share_a_code() -> None:
    shared = [code for code, count in Counter(leaf.code for leaf in LEAVES).items() if count > 1]
    assert shared == []
    assert not {leaf.code for leaf in LEAVES} & {branch.code for branch in BRANCHES}


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_every_leaf_has_its_own_chinese_message(leaf: type[ShianError]) -> None:
    assert leaf.__init__ is not ShianError.__init__, "the message belongs to the leaf, not to who raises it"
    message = _made(leaf).message
    assert CHINESE.search(message.replace("甲乙", "").replace("记录", ""))


def test_nobody_raises_a_branch_for_want_of_a_leaf() -> None:
    names = {branch.__name__ for branch in (*BRANCHES, ShianError)}
    raised = [
        f"{module.path}:{node.lineno}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Raise)
        and isinstance(node.exc, ast.Call)
        and isinstance(node.exc.func, ast.Name)
        and node.exc.func.id in names
    ]
    assert raised == []


def _made(leaf: type[ShianError]) -> ShianError:
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
