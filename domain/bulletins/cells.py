"""Words and dates in a bulletin's cells: parties, verdicts, categories, publishers, test items.

Plain text, numbers, limits and results are read in `domain.findings`. Functions whose reading decides a count raise `ValueError`
with a Chinese sentence (the caller knows file, row and column); the others answer None for what is not there.
"""

import re
from datetime import date

from domain.bulletins.columns import VERDICTS
from domain.findings.words import NOTHING, squeezed

_DATE = re.compile(
    r"(?P<y>[0-9]{4})[-/.年](?P<m>[0-9]{1,2})[-/.月](?P<d>[0-9]{1,2})日?(?:[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
)
_COMPACT_DATE = re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
_BRACKETED = re.compile(r"[（(]([^（()）]+)[)）]$")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BRACKETS = str.maketrans("（）﹙﹚", "()()")
_UNIT_SUFFIX = re.compile(r"\((?:[A-Za-zμ%]+/[0-9]*[A-Za-z]+|%)\)$")
EARLIEST_YEAR = 2000


def day(cell: str) -> date | None:
    """The date in `2021-01-15`, `2021/1/5`, `2021.1.5`, `20210115` or `2021年1月5日`, a time after it dropped.

    None when the cell is empty or says nothing. Raises ValueError for anything else, bare serial numbers included.
    """
    found_text = squeezed(cell).translate(_HALF_WIDTH)
    if found_text in NOTHING:
        return None
    match = _DATE.fullmatch(found_text) or _COMPACT_DATE.fullmatch(found_text)
    if match is None:
        raise ValueError("不是日期，应写作 2021-01-15 的样式")
    try:
        found = date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        raise ValueError("日历上没有这一天") from None
    if found.year < EARLIEST_YEAR:
        raise ValueError(f"年份早于 {EARLIEST_YEAR}，请核对")
    return found


def verdict(cell: str) -> str:
    """合格 or 不合格. Raises ValueError for every other word: the counts depend on it."""
    found = squeezed(cell)
    if found not in VERDICTS:
        raise ValueError("判定只能是“合格”或“不合格”")
    return found


def classification(cell: str) -> tuple[str, str | None]:
    """大类 and 细类 of `食品添加剂-->食品添加剂`. Raises ValueError when there is no 大类."""
    category, _, kind = squeezed(cell).partition("-->")
    if category in NOTHING:
        raise ValueError("缺少产品大类，应写作“大类-->细类”")
    return category, kind or None


def publisher(cell: str) -> str:
    """The authority in the brackets at the end of `国内监督抽查(山东市场监管局)`, or the whole when there are none.

    Raises ValueError when the cell is empty.
    """
    found = squeezed(cell)
    if found in NOTHING:
        raise ValueError("缺少发布单位")
    match = _BRACKETED.search(found)
    return match[1] if match else found


def item(cell: str) -> str | None:
    """The test item in one spelling: half-width brackets, no blanks, no unit in brackets at its end.

    Synonyms (单增李斯特菌) stay apart: which names mean the same substance is not for a reader to decide.
    """
    found = squeezed(cell)
    if found in NOTHING:
        return None
    found = found.translate(_BRACKETS)
    return _UNIT_SUFFIX.sub("", found) or found
