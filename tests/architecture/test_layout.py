"""The house as files: which packages there are, how large a file may grow, what is documented."""

import ast
from collections.abc import Iterator

from tests.architecture.sources import PACKAGES, ROOT, modules

# Files are meant to stay below 250 lines and functions below 50; beyond these hard limits they must be split.
FILE_LINES = 350
FUNCTION_LINES = 70
NOT_OURS = {"node_modules", "build", "dist", "assets"}

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def test_the_migrations_folder_is_no_package() -> None:
    """With an `__init__.py` it would shadow the library of the same name, in some commands only."""
    assert not list((ROOT / "alembic").rglob("__init__.py"))


def test_the_top_level_holds_the_four_packages_and_nothing_else_in_python() -> None:
    folders = {
        folder.name
        for folder in ROOT.iterdir()
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in NOT_OURS
    }
    with_python = {name for name in folders if next((ROOT / name).rglob("*.py"), None)}
    assert with_python - {"alembic", "tests"} == set(PACKAGES)
    assert not list(ROOT.glob("*.py"))


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {(ROOT / module.path).parent for module in modules()}
    assert [folder.name for folder in folders if not (folder / "__init__.py").exists()] == []


def test_no_file_outgrows_the_limit() -> None:
    lengths = {module.path: len(module.text.splitlines()) for module in modules()}
    assert {path: length for path, length in lengths.items() if length > FILE_LINES} == {}


def test_no_function_outgrows_the_limit() -> None:
    long = [
        f"{module.path}:{node.lineno} {node.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LINES
    ]
    assert long == []


def test_every_module_says_what_belongs_there() -> None:
    silent = [
        module.path for module in modules() if module.text.strip() and not ast.get_docstring(module.tree)
    ]
    assert silent == []


def test_everything_public_has_a_docstring() -> None:
    silent = [
        f"{module.path}:{node.lineno} {node.name}"
        for module in modules()
        for node in _public(module.tree.body)
        if not ast.get_docstring(node)
    ]
    assert silent == []


def _public(body: list[ast.stmt]) -> Iterator[Definition]:
    """Public classes and functions, and the public methods of public classes."""
    for node in body:
        if isinstance(node, Definition) and not node.name.startswith("_") and not _is_overload(node):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node.body)


def _is_overload(node: Definition) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)
