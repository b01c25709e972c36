"""Everything the product refuses: one tree, one stable code and one Chinese message for each leaf."""

import ast
import re
from collections import Counter

import pytest

from domain.errors import NotFound, NotReady, RuleViolation, ShianError, UnusableInput
from tests.architecture.sources import modules
from tests.factories.refusals import made, refusals

BRANCHES = (NotFound, RuleViolation, UnusableInput, NotReady)
# What the edge answers when the program itself is at fault: refuses nothing, so it hangs from the root.
PROGRAM_FAULT = "unexpected-fault"
CODE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


LEAVES = refusals()


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
    message = made(leaf).message
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
