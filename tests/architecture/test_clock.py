"""Only the edge asks what time it is or reads the environment; everything else is told."""

import ast

from tests.architecture.sources import Module, modules

CLOCK = "api.clock"
ENVIRONMENT = "api.settings"
CLOCK_CALLS = {"now", "today", "utcnow", "localtime", "gmtime", "time_ns"}
CLOCK_OWNERS = {"date", "datetime", "dt", "time"}
TIME_FUNCTIONS = {"time", "time_ns", "localtime", "gmtime", "strftime", "ctime"}


def test_only_the_clock_asks_the_time() -> None:
    asked = [
        f"{module.path}:{node.lineno} {ast.unparse(node)}"
        for module in modules()
        if module.name != CLOCK
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute) and _asks_time(node)
    ]
    assert asked == []


def test_nobody_imports_the_time_by_its_function() -> None:
    taken = [
        f"{module.path}: {alias.name}"
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module == "time"
        for alias in node.names
        if alias.name in TIME_FUNCTIONS
    ]
    assert taken == []


def test_only_settings_read_the_environment() -> None:
    assert [
        module.path for module in modules() if module.name != ENVIRONMENT and _reads_environment(module)
    ] == []


def _asks_time(node: ast.Attribute) -> bool:
    owner = node.value
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return name in CLOCK_OWNERS and (
        node.attr in CLOCK_CALLS or (name == "time" and node.attr in TIME_FUNCTIONS)
    )


def _reads_environment(module: Module) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
        and node.attr in ("environ", "environb", "getenv")
        for node in ast.walk(module.tree)
    ) or any(
        isinstance(node, ast.ImportFrom)
        and node.module == "os"
        and any(alias.name in ("environ", "getenv") for alias in node.names)
        for node in ast.walk(module.tree)
    )
