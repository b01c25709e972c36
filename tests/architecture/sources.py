"""The product's modules as text and syntax trees, for rules that are checked without running anything."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "domain", "sampling", "reports")


@dataclass(frozen=True)
class Module:
    """One module of the product: `name` dotted, `path` below the project's root."""

    name: str
    path: str
    text: str
    tree: ast.Module


@cache
def modules() -> tuple[Module, ...]:
    """All modules of the four packages, in the order of their paths."""
    found = []
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            path = file.relative_to(ROOT)
            text = file.read_text(encoding="utf-8")
            parts = path.with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found.append(Module(name, path.as_posix(), text, ast.parse(text)))
    return tuple(found)
