"""Everything the product refuses, as one tree. Each leaf has a stable code and a Chinese message.

    ShianError
    ├── NotFound            the thing named is not there
    ├── RuleViolation       a rule of the field forbids the step; nothing was changed
    ├── UnusableInput       the input as a whole cannot be worked with (exit status 2)
    └── NotReady            the installation must be brought up first (migrations, assets)

`api.problems` maps the four branches to HTTP status codes, `api.cli` to exit statuses. A message says what is
wrong and what to do about it; `details` carries the same facts for machines.
"""

from typing import Any, ClassVar


class ShianError(Exception):
    """Root of the tree. `code` is stable across releases, `message` is for people."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details


class NotFound(ShianError):
    """The thing named is not there."""

    code = "not-found"


class RuleViolation(ShianError):
    """A rule of the field forbids the step."""

    code = "rule-violation"


class UnusableInput(ShianError):
    """The input as a whole cannot be worked with."""

    code = "unusable-input"


class NotReady(ShianError):
    """The installation must be brought up first."""

    code = "not-ready"


class AreaNotFound(NotFound):
    """No area has this code."""

    code = "area-not-found"

    def __init__(self, area: str) -> None:
        super().__init__(f"没有区划代码为 {area} 的辖区，请核对代码或先导入 areas 表", area=area)


class MeasureNotFound(NotFound):
    """The catalogue has no measure of this code."""

    code = "measure-not-found"

    def __init__(self, measure: str) -> None:
        super().__init__(
            f"指标目录中没有代码为 {measure} 的指标，请用 shian indicators 查看全部代码", measure=measure
        )


class ClockNotFound(NotFound):
    """There is no clock of this code."""

    code = "clock-not-found"

    def __init__(self, clock: str, known: list[str]) -> None:
        super().__init__(f"没有代码为 {clock} 的期限，可用的有：{'、'.join(known)}", clock=clock, known=known)


class RecordNotFound(NotFound):
    """No record of this kind has this key."""

    code = "record-not-found"

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(f"没有找到{kind} {key}，请核对编号", kind=kind, key=key)


class CityNotClear(UnusableInput):
    """There is no single root area of level 市, and none was named."""

    code = "city-not-clear"

    def __init__(self, candidates: list[str]) -> None:
        if candidates:
            found = f"库中级别为“市”且无上级的辖区有 {'、'.join(candidates)}"
            advice = "请用 --city（接口为参数 city）指明区划代码"
        else:
            found = "库中没有级别为“市”且无上级的辖区"
            advice = "请先导入 areas 表，或用 --city（接口为参数 city）指明区划代码"
        super().__init__(f"无法确定本市：{found}，{advice}", candidates=candidates)


class AsOfBeforeYear(UnusableInput):
    """The as-of date lies before the first day of the year that is asked for."""

    code = "as-of-before-year"

    def __init__(self, year: int, as_of: str) -> None:
        super().__init__(
            f"截止日 {as_of} 早于 {year}年1月1日，请改用该年内或之后的日期", year=year, as_of=as_of
        )


class CalendarNotPublished(RuleViolation):
    """A deadline cannot be judged because the holidays of a year are not known."""

    code = "calendar-not-published"

    def __init__(self, year: int) -> None:
        super().__init__(
            f"{year}年的放假调休安排尚未导入，有期限需要它才能判定是否逾期；"
            f"请先用 shian calendar import 导入{year}年日历",
            year=year,
        )


class CatalogueInvalid(UnusableInput):
    """A catalogue file contradicts itself or lacks something."""

    code = "catalogue-invalid"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(f"目录文件 {file} 有误：{reason}", file=file, reason=reason)


class DatabaseBehind(NotReady):
    """The database schema is older (or newer) than the program."""

    code = "database-behind"

    def __init__(self, current: str | None, head: str) -> None:
        state = "数据库尚未建立" if current is None else "数据库结构与程序版本不一致"
        super().__init__(
            f"{state}，请先运行 shian migrate（已有数据会先自动备份）", current=current, head=head
        )


class FontsMissing(NotReady):
    """A document cannot be drawn because its typefaces are not installed."""

    code = "fonts-missing"

    def __init__(self, files: list[str]) -> None:
        super().__init__(f"缺少排版所需字体 {'、'.join(files)}，请先运行 make setup 安装", files=files)


class PackageUnreadable(UnusableInput):
    """What was given to be verified is not a package at all, or cannot be read."""

    code = "package-unreadable"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"{file} {reason}，请核对文件是否为 shian package 生成的 ZIP", file=file, reason=reason
        )


class PackageTooLarge(UnusableInput):
    """A package beyond the size that this format carries."""

    code = "package-too-large"

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(
            f"材料包大小 {size} 字节超过上限 {limit} 字节，请按县区分别生成，或核对文件是否正确",
            size=size,
            limit=limit,
        )


class DigestMalformed(UnusableInput):
    """The expected digest is not a SHA-256 in hexadecimal."""

    code = "digest-malformed"

    def __init__(self, text: str) -> None:
        super().__init__(f"“{text}”不是 SHA-256 摘要，应为 64 位十六进制数", text=text)


class FontUnusable(NotReady):
    """A font file is there but cannot be embedded: damaged, or outlines other than TrueType."""

    code = "font-unusable"

    def __init__(self, file: str) -> None:
        super().__init__(f"字体文件 {file} 已损坏或不是 TrueType 轮廓，请换用 TTF 格式的字体文件", file=file)
