"""What makes a file unusable as an export of the national system, as leaves of the error tree."""

from domain.errors import UnusableInput


class NotNationalExport(UnusableInput):
    """No header row of the national system is among the first rows of the file."""

    code = "not-national-export"

    def __init__(self, file: str) -> None:
        super().__init__(
            f"{file} 的前十行中没有国家抽检系统导出文件的表头（抽样编号、检验项目等），请核对是否选错文件；"
            "交换格式的文件请去掉 --from national",
            file=file,
        )


class FileTwice(UnusableInput):
    """The same content is given twice in one command."""

    code = "file-twice"

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} 与 {second} 内容完全相同，请只导入其中一个", first=first, second=second)


class OwnTableInvalid(UnusableInput):
    """A table that the office fills for the national system's export cannot be read."""

    code = "own-table-invalid"

    def __init__(self, file: str, problems: list[tuple[int, str]]) -> None:
        shown = "；".join(f"第 {row} 行{reason}" if row else reason for row, reason in problems[:5])
        more = f"；此外还有 {len(problems) - 5} 处" if len(problems) > 5 else ""
        super().__init__(
            f"{file} 有误：{shown}{more}。请更正后再导入，本次没有写入任何数据",
            file=file,
            problems=[{"row": row, "reason": reason} for row, reason in problems],
        )
