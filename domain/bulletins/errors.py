"""Why a file is no bulletin. All are `UnusableInput`: nothing of the whole command is written."""

from collections.abc import Sequence

from domain.errors import UnusableInput


class BulletinNotFound(UnusableInput):
    """The file does not exist or cannot be opened."""

    code = "bulletin-not-found"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"无法打开公告文件 {file}：{reason}，请核对路径", file=file, reason=reason)


class BulletinEmpty(UnusableInput):
    """No byte, or no row below the header."""

    code = "bulletin-empty"

    def __init__(self, file: str) -> None:
        super().__init__(f"公告文件 {file} 是空的（没有数据行），请重新下载", file=file)


class BulletinTooLarge(UnusableInput):
    """More bytes, rows or characters in a cell than any bulletin has."""

    code = "bulletin-too-large"

    def __init__(self, file: str, what: str, row: int | None = None) -> None:
        where = f"第 {row} 行" if row is not None else ""
        super().__init__(
            f"公告文件 {file} {where}超出上限：{what}，请拆分或核对文件", file=file, row=row, what=what
        )


class BulletinIsSpreadsheet(UnusableInput):
    """A workbook (or an HTML table that Excel opens) whose name ends in csv."""

    code = "bulletin-is-spreadsheet"

    def __init__(self, file: str, kind: str) -> None:
        super().__init__(
            f"公告文件 {file} 其实是 {kind}，只是改了扩展名；请在表格软件中另存为“CSV UTF-8”后再导入",
            file=file,
            kind=kind,
        )


class BulletinNotText(UnusableInput):
    """Binary content, or text in an encoding other than UTF-8 and GB18030."""

    code = "bulletin-not-text"

    def __init__(self, file: str, reason: str, row: int | None = None) -> None:
        where = f"（第 {row} 行）" if row is not None else ""
        super().__init__(
            f"公告文件 {file} 无法按文本读取{where}：{reason}；请另存为“CSV UTF-8”后再导入",
            file=file,
            row=row,
            reason=reason,
        )


class BulletinHeaderWrong(UnusableInput):
    """The first row is not the header of a bulletin: none at all, columns missing, added or doubled."""

    code = "bulletin-header-wrong"

    def __init__(
        self, file: str, missing: Sequence[str], unknown: Sequence[str], doubled: Sequence[str]
    ) -> None:
        reasons = [
            f"{label}：{'、'.join(names[:20])}"
            for label, names in (("缺少列", missing), ("多出列", unknown), ("重复列", doubled))
            if names
        ]
        super().__init__(
            f"公告文件 {file} 第 1 行不是抽检公告的表头（{'；'.join(reasons)}），请核对是否选错文件",
            file=file,
            row=1,
            missing=list(missing),
            unknown=list(unknown),
            doubled=list(doubled),
        )


class BulletinBroken(UnusableInput):
    """A row does not fit the header, or a quoted cell never ends."""

    code = "bulletin-broken"

    def __init__(self, file: str, row: int, reason: str) -> None:
        super().__init__(
            f"公告文件 {file} 第 {row} 行不完整：{reason}，请重新下载", file=file, row=row, reason=reason
        )


class BulletinCellsRefused(UnusableInput):
    """Cells that decide a count cannot be read; every such cell of the file is in `details["cells"]`."""

    code = "bulletin-cells-refused"

    SHOWN = 5

    def __init__(self, file: str, refused: Sequence[tuple[int, str, str, str]]) -> None:
        """`refused`: row, column, what is written there, the reason."""
        lines = "；".join(
            f"第 {row} 行“{column}”写的是“{written[:40]}”，{reason}"
            for row, column, written, reason in refused[: self.SHOWN]
        )
        more = f"；此外还有 {len(refused) - self.SHOWN} 处" if len(refused) > self.SHOWN else ""
        super().__init__(
            f"公告文件 {file} 有无法统计的行：{lines}{more}。请更正后再导入，本次没有写入任何数据",
            file=file,
            cells=[
                {"row": row, "column": column, "written": written, "reason": reason}
                for row, column, written, reason in refused
            ],
        )
