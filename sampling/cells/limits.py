"""How much an import may bring: bounds on bytes, expansion, rows and cells, and the refusal when one is passed.

A spreadsheet or archive of a few kilobytes can inflate to gigabytes, so every bound is checked before or while
reading, never after. Which bounds a source passes through is the work of the readers beside this module.
"""

from dataclasses import dataclass

from domain.errors import UnusableInput

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one import. A real city-year is about 100 MiB of CSV with 300,000 item rows."""

    source_bytes: int = 1024 * _MIB  # all files as they lie on disk
    inflated_bytes: int = 2048 * _MIB  # all members of an archive together, once inflated
    members: int = 1_000  # files in an archive
    directory_bytes: int = 2 * _MIB  # an archive's directory
    ratio: int = 250  # inflated size over packed size, judged beyond `ratio_from`
    ratio_from: int = 16 * _MIB
    part_bytes: int = 32 * _MIB  # workbook parts that are parsed as a whole (styles, relations)
    strings_bytes: int = 384 * _MIB  # a workbook's table of shared strings
    rows: int = 1_048_576  # rows of one table, blank ones included: what a worksheet can hold
    line_chars: int = 1 << 20  # one physical line of a CSV file
    cell_chars: int = 32_767  # one cell: what a worksheet's cell can hold
    words_chars: int = 131_072  # 来源原文, many cells in one: what the CSV reader takes
    name_chars: int = 500  # a cell that the database indexes: names, test items
    code_chars: int = 128  # a code
    findings: int = 1_000_000  # refused cells that one report can list


DEFAULT_LIMITS = Limits()


class LimitExceeded(UnusableInput):
    """The input is larger than an import may be."""

    code = "limit-exceeded"

    def __init__(self, where: str, what: str, limit: int) -> None:
        super().__init__(
            f"{where} 的{what}超过上限 {limit}，导入已停止，未写入任何数据；请核对文件是否正确，或拆分后分别导入",
            where=where,
            what=what,
            limit=limit,
        )
