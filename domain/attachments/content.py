"""What is known of an attached file. Its bytes lie elsewhere, under their SHA-256."""

from typing import Annotated, Literal

import msgspec

from domain.work.fields import Form, line, prose, said

MediaType = Literal["image/jpeg", "image/png", "application/pdf"]


class FileFacts(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What the bytes themselves say."""

    sha256: Annotated[str, said("文件的 SHA-256")]
    size: Annotated[int, said("字节数")]
    media_type: Annotated[MediaType, said("按内容识别的类型")]
    pages: Annotated[int | None, said("页数（PDF）")] = None
    width: Annotated[int | None, said("宽度，像素（图片）")] = None
    height: Annotated[int | None, said("高度，像素（图片）")] = None
    taken_at: Annotated[str | None, said("拍摄时间，照图片所记（EXIF），未记时区的不猜测")] = None


class Attachment(FileFacts, kw_only=True, frozen=True):
    """A file attached to a record."""

    owner_kind: Annotated[str, said("所属业务代码")]
    owner_no: Annotated[str, said("所属记录编号")]
    name: Annotated[str, said("文件名，仅作说明")]
    description: Annotated[str | None, said("说明")] = None
    area_code: Annotated[str | None, said("所属记录的区划代码")] = None
    organisation: Annotated[str | None, said("所属记录的机构代码")] = None
    sheet_no: Annotated[str | None, said("所属记录的抽样编号")] = None


class Description(Form, kw_only=True, frozen=True):
    """Other words for an attachment."""

    description: Annotated[str, prose("说明", 1_000)]


class Label(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """What a file is attached to, and what people call it."""

    owner_kind: Annotated[str, line("所属业务代码", "sheet", longest=40)]
    owner_no: Annotated[str, line("所属记录编号")]
    name: Annotated[str, line("文件名")]
    description: Annotated[str, line("说明")] | None = None
