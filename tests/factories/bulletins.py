"""Bulletin rows and files for tests. All of it is 合成数据: no such company, product or finding exists."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from domain.bulletins.columns import COLUMNS, HEADERS

_PLAIN = {
    "source": "合成数据",
    "product": "合成样品甲",
    "classification": "豆及豆制品-->非发酵豆制品",
    "producer": "合成食品有限公司 ",
    "supplier": "合成商行 ",
    "produced": "2023-03-01",
    "verdict": "合格",
    "publisher": "国内监督抽查(合成市场监管局)",
    "published": "2023-03-01",
}


def a_row(**cells: str) -> list[str]:
    """A qualified food entry; keyword arguments (the names in `COLUMNS`) replace its cells."""
    return [{**_PLAIN, **cells}.get(name, "") for name in COLUMNS.values()]


def a_failing_row(**cells: str) -> list[str]:
    """An unqualified entry with item, result and limit."""
    figures = {"verdict": "不合格", "item": "菌落总数", "result": "2.9×10⁵CFU/g", "limit": "≤1.0×10⁵CFU/g"}
    return a_row(**{**figures, **cells})


def csv_bytes(
    rows: Iterable[list[str]],
    *,
    header: Iterable[str] = HEADERS,
    encoding: str = "utf-8",
    newline: str = "\r\n",
) -> bytes:
    """The rows as the site writes its files."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=newline)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def a_file(path: Path, rows: Iterable[list[str]], *, encoding: str = "utf-8", newline: str = "\r\n") -> Path:
    """Writes the rows to `path` and gives it back."""
    path.write_bytes(csv_bytes(rows, encoding=encoding, newline=newline))
    return path
