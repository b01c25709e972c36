"""The dictionary of test items: which class an item belongs to, by its name."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from domain.errors import CatalogueInvalid
from domain.exchange.choices import ITEM_CLASSES
from domain.national.text import folded

SHIPPED = Path(__file__).parents[1] / "catalogue" / "item_classes.toml"
OTHER = "其他"
_BRACKETS = re.compile(r"\([^()]*\)")
_TAILS = ("残留量", "残留", "总量", "含量", "计数")


class ItemClasses:
    """Classes by item name. `own` are the office's entries; they go before those that ship."""

    def __init__(
        self, shipped: Mapping[str, str], words: Mapping[str, str], own: Iterable[tuple[str, str]] = ()
    ) -> None:
        """All mappings are by name in the form in which names are compared (`folded`)."""
        self._classes = {**shipped, **{folded(name): item_class for name, item_class in own}}
        self._words = words
        self._known: dict[str, str | None] = {}

    def class_of(self, item: str) -> str | None:
        """The class of an item; None when the dictionary does not know it."""
        if item not in self._known:
            found = (self._classes.get(name) for name in _names(item))
            self._known[item] = next((item_class for item_class in found if item_class), None)
        return self._known[item]

    def stated(self, word: str) -> str | None:
        """The class that the export's own 分类 column states; None where that is not one of ours."""
        return self._words.get(folded(word))

    def with_own(self, own: Iterable[tuple[str, str]]) -> "ItemClasses":
        """This dictionary with an office's entries."""
        return ItemClasses(self._classes, self._words, own)


def _names(item: str) -> Iterable[str]:
    """The forms under which an item is looked up, the most exact first."""
    full = folded(item)
    yield full
    bare = full
    while (inner := _BRACKETS.sub("", bare)) != bare:
        bare = inner
    for name in (full, bare):
        yield name
        for tail in _TAILS:
            if name.endswith(tail) and name != tail:
                yield name.removesuffix(tail)


@cache
def shipped_item_classes() -> ItemClasses:
    """The dictionary that ships. Raises `CatalogueInvalid` when the file contradicts itself."""
    return read_item_classes(tomllib.loads(SHIPPED.read_text(encoding="utf-8")), SHIPPED.name)


def read_item_classes(data: Mapping[str, Any], file: str) -> ItemClasses:
    """The dictionary in `data`: every class is one of the exchange format's, every name stands in one class only."""
    by_name: dict[str, str] = {}
    for item_class, names in data["classes"].items():
        if item_class not in ITEM_CLASSES:
            raise CatalogueInvalid(file, f"“{item_class}”不是项目类别")
        for name in names:
            known = by_name.setdefault(folded(name), item_class)
            if known != item_class:
                raise CatalogueInvalid(file, f"检验项目“{name}”同时列在{known}和{item_class}")
    words = {folded(item_class): item_class for item_class in ITEM_CLASSES}
    for word, item_class in data["words"].items():
        if item_class not in ITEM_CLASSES:
            raise CatalogueInvalid(file, f"“{word}”对应的“{item_class}”不是项目类别")
        words[folded(word)] = item_class
    return ItemClasses(by_name, words)
