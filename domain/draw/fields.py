"""Fields of JSON objects, read one by one; what is wrong is collected with its place, so that all is told at once.

Which fields a draw has is the work of `reading`. A field that is wrong gives an empty stand-in, which nobody uses:
the reader raises when any fault was collected.
"""

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from typing import Any

MAX_FAULTS = 1_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_UNPRINTABLE = frozenset(("Cc", "Cs", "Zl", "Zp"))


class Faults:
    """What is wrong and where, in the order found; at most `MAX_FAULTS`."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def add(self, path: str, reason: str) -> None:
        """Record a fault."""
        if len(self.found) < MAX_FAULTS:
            self.found.append((path, reason))


class Record:
    """One JSON object at `path` (empty for the outermost), of which only the `known` fields may be there."""

    def __init__(self, value: object, path: str, known: Collection[str], faults: Faults) -> None:
        self._path, self._faults = path, faults
        self.is_object = isinstance(value, dict)
        self._fields: dict[str, Any] = value if isinstance(value, dict) else {}
        if not self.is_object:
            faults.add(path or "文件", "应为 JSON 对象（花括号括起的字段）")
        for name in self._fields:
            if name not in known:
                self.fault(name[:40], f"没有这个字段，可用的字段为 {'、'.join(known) or '（无）'}")

    def inner(self, name: str, known: Collection[str]) -> "Record":
        """The object in this field; where there is none, its own required fields are the ones that are missed."""
        value = self._fields.get(name)
        return Record({} if value is None else value, self.path(name), known, self._faults)

    def names(self, name: str) -> bool:
        """Whether the field is there, be it null."""
        return name in self._fields

    def has(self, name: str) -> bool:
        """Whether the field is there and not null."""
        return self._fields.get(name) is not None

    def path(self, name: str) -> str:
        """Where the field stands in the file."""
        return f"{self._path}.{name}" if self._path else name

    def fault(self, name: str, reason: str) -> None:
        """Record a fault of the field."""
        self._faults.add(self.path(name), reason)

    def raw(self, name: str) -> Any:
        """The field as it is; a fault where it is absent or null."""
        if not self.has(name):
            self.fault(name, "缺少此字段，请填写")
        return self._fields.get(name)

    def text(self, name: str, longest: int = 200) -> str:
        """A text that is not empty, outer blanks dropped."""
        value = self.raw(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fault(name, "应为文字（用双引号括起）")
            return ""
        text = value.strip()
        if not text or len(text) > longest:
            self.fault(name, f"应为 1 至 {longest} 个字")
        elif any(unicodedata.category(character) in _UNPRINTABLE for character in text):
            self.fault(name, "含有换行、控制字符或残缺的字符，请重新填写")
        else:
            return text
        return ""

    def whole(self, name: str, low: int, high: int) -> int:
        """A whole number between the two, both included."""
        value = self.raw(name)
        if value is None:
            return low
        if type(value) is not int:
            self.fault(name, "应为不带引号的整数")
        elif not low <= value <= high:
            self.fault(name, f"应为 {low} 至 {high} 的整数")
        else:
            return value
        return low

    def day(self, name: str) -> date:
        """A calendar day written 2026-07-01."""
        value = self.raw(name)
        if value is None:
            return date.min
        if isinstance(value, str) and _DAY.fullmatch(value.strip()):
            try:
                return date.fromisoformat(value.strip())
            except ValueError:
                pass
        self.fault(name, "应为 2026-07-01 样式的日期")
        return date.min

    def optional_day(self, name: str) -> date | None:
        """A calendar day, or None where the field is absent or null."""
        return self.day(name) if self.has(name) else None

    def items(self, name: str, least: int, most: int) -> list[Any]:
        """A list of so many entries."""
        value = self.raw(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(name, "应为列表（方括号括起）")
        elif not least <= len(value) <= most:
            self.fault(name, f"应有 {least} 至 {most} 项，现有 {len(value)} 项")
        else:
            return value
        return []
