"""JSON of a draw as text: read strictly, written in one form for hashing and one for people to keep.

What the objects mean is not known here.
"""

import json
from collections import Counter
from decimal import Decimal
from typing import Any

from domain.draw.errors import DrawFileUnusable

MAX_BYTES = 128 * 1024 * 1024


def parse(content: bytes, file: str) -> Any:
    """The JSON value of a UTF-8 file. Raises `DrawFileUnusable`.

    Fields that stand twice are refused, because which of them counts would depend on the reader. Numbers with a
    point become Decimal: no field of a draw takes one, and none may pass as a float.
    """
    if len(content) > MAX_BYTES:
        raise DrawFileUnusable(file, f"文件超过 {MAX_BYTES // 1024 // 1024} MB 的上限，请核对文件是否正确")
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_without_doubles,
            parse_float=Decimal,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError:
        raise DrawFileUnusable(file, "编码不是 UTF-8，请另存为 UTF-8") from None
    except json.JSONDecodeError as error:
        reason = f"第 {error.lineno} 行第 {error.colno} 个字符附近不是有效的 JSON，请检查括号、引号和逗号"
        raise DrawFileUnusable(file, reason) from None
    except _Refused as refused:
        raise DrawFileUnusable(file, str(refused)) from None
    except (ValueError, ArithmeticError, RecursionError):
        raise DrawFileUnusable(file, "数字过长或层次过深，请核对文件是否正确") from None


class _Refused(ValueError):
    pass


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise _Refused(f"同一处的字段“{twice[:40]}”出现了两次，请只保留一个")
    return found


def _no_constant(name: str) -> Any:
    raise _Refused(f"{name} 不是数，请更正")


def canonical_bytes(value: Any) -> bytes:
    """The one form that is hashed: UTF-8, fields in the order of their code points, no blanks, no escapes needed."""
    return json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def file_bytes(value: Any) -> bytes:
    """The one form that is written to files: UTF-8, fields in their given order, one step of indent a level."""
    return (json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()
