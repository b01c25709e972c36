"""Who may know whom: the import contracts of pyproject.toml, and what they cannot express."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import ROOT, Module, modules

# What a use case needs to be handed a database; building a statement takes other names than these.
CONNECTION_NAMES = {"Connection", "Engine", "make_url", "URL"}
CONNECTION_MODULES = {"sqlalchemy", "sqlalchemy.engine", "sqlalchemy.exc"}
SQL_VERBS = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE ", "DROP ", "PRAGMA ")


def test_the_contracts_between_packages_hold() -> None:
    # In a process of its own: the linter switches off every logger that there is.
    linter = Path(sys.executable).with_name("lint-imports")
    asked = [linter, "--config", ROOT / "pyproject.toml", "--no-cache"]
    checked = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


def test_only_the_store_builds_statements() -> None:
    outside = [
        f"{module.path}: {source} import {name}"
        for module in _outside_the_store()
        for source, name in _imports(module.tree)
        if source.split(".")[0] == "sqlalchemy"
        and not (source == "sqlalchemy.exc" or (source in CONNECTION_MODULES and name in CONNECTION_NAMES))
    ]
    assert outside == []


def test_only_the_store_writes_sql() -> None:
    written = [
        f"{module.path}:{node.lineno} {node.value[:40]!r}"
        for module in _outside_the_store()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.lstrip().startswith(SQL_VERBS)
    ]
    assert written == []


def test_the_store_knows_no_use_case() -> None:
    known = [
        f"{module.path}: {source}"
        for module in modules()
        if module.name.startswith("sampling.store")
        for source, _ in _imports(module.tree)
        if source.startswith("sampling") and not source.startswith("sampling.store") and source != "sampling"
    ]
    assert known == []


def _outside_the_store() -> Iterator[Module]:
    return (module for module in modules() if not module.name.startswith("sampling.store"))


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
