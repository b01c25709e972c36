"""Statutory clocks as data: what starts and stops each, how long it runs and in which days.

Data lives in `deadlines.toml`. How days are counted is `domain.calendar`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from domain.errors import CatalogueInvalid

SHIPPED = Path(__file__).with_name("deadlines.toml")
DEFAULT_LAW = "《食品安全抽样检验管理办法》"
_UNITS = ("workday", "day", "hour", "month")


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock. `n` units run after the start event, whose own day does not count."""

    code: str
    name: str
    start: str
    stop: str
    n: int
    unit: str  # workday | day | hour | month
    extend: int = 0  # longest extension an approval may grant, in the clock's unit
    kind: str = "deadline"  # deadline | not-before
    law: str = DEFAULT_LAW
    note: str = ""


def load_clocks(path: Path | None = None) -> Mapping[str, Clock]:
    """All clocks by code; `CatalogueInvalid` when the file contradicts itself. The shipped file is read once."""
    return _shipped() if path is None else _read(path)


@cache
def _shipped() -> Mapping[str, Clock]:
    return MappingProxyType(_read(SHIPPED))


def _read(file: Path) -> dict[str, Clock]:
    try:
        rows = tomllib.loads(file.read_text(encoding="utf-8")).get("clock", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogueInvalid(file.name, f"不是可读的 TOML 文件（{error}）") from None
    clocks: dict[str, Clock] = {}
    for row in rows:
        try:
            clock = Clock(**row)
        except TypeError as error:
            raise CatalogueInvalid(
                file.name, f"期限 {row.get('code', '无代码')} 的字段不全或多余（{error}）"
            ) from None
        if clock.code in clocks:
            raise CatalogueInvalid(file.name, f"期限代码 {clock.code} 重复")
        if clock.unit not in _UNITS or clock.kind not in ("deadline", "not-before"):
            raise CatalogueInvalid(file.name, f"期限 {clock.code} 的 unit 或 kind 无法识别")
        if (
            not isinstance(clock.n, int)
            or clock.n < 1
            or not isinstance(clock.extend, int)
            or clock.extend < 0
        ):
            raise CatalogueInvalid(file.name, f"期限 {clock.code} 的 n 应为正整数，extend 不得为负")
        clocks[clock.code] = clock
    return clocks
