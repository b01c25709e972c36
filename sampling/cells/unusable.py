"""What makes a source unusable as a whole, each as a leaf of the error tree; single bad cells are `findings`."""

from domain.errors import UnusableInput


class SourceNotFound(UnusableInput):
    """There is nothing at the path, or it cannot be opened."""

    code = "source-not-found"

    def __init__(self, path: str) -> None:
        super().__init__(f"无法打开 {path}，请核对路径和读取权限", path=path)


class SourceNotReadable(UnusableInput):
    """A file is not what its name says, damaged, or neither UTF-8 nor GB18030."""

    code = "source-not-readable"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file} 无法读取：{reason}", file=file, reason=reason)


class NoKnownTable(UnusableInput):
    """None of the exchange format's tables is in the source."""

    code = "no-known-table"

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} 中没有可识别的数据表；文件或工作表应以 areas、enterprises、samples 等英文表名命名，"
            "可用 shian template 生成空白模板",
            source=source,
        )


class TableTwice(UnusableInput):
    """One table comes from two files or sheets, so it is unclear which of them counts."""

    code = "table-twice"

    def __init__(self, table: str, names: list[str]) -> None:
        super().__init__(
            f"数据表 {table} 出现了两次（{'、'.join(names)}），请只保留一份", table=table, names=names
        )


class UnsafeArchive(UnusableInput):
    """An archive names paths outside itself, is encrypted, or is packed in a way we do not open."""

    code = "unsafe-archive"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"{file} 不能作为导入来源：{reason}", file=file, reason=reason)
