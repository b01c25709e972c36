"""What attachments refuse."""

from domain.errors import NotFound, RuleViolation, UnusableInput


class FileEmpty(UnusableInput):
    """Nothing was sent."""

    code = "file-empty"

    def __init__(self) -> None:
        super().__init__("文件没有内容，请重新选择文件")


class FileTooLarge(UnusableInput):
    """The file is larger than it may be."""

    code = "file-too-large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"文件超过 {limit // 1_048_576} MiB，请压缩或拆分后再上传", limit=limit)


class FileTypeUnknown(UnusableInput):
    """The bytes are of no type that is taken."""

    code = "file-type-unknown"

    def __init__(self) -> None:
        super().__init__("文件内容不是 JPEG、PNG 图片或 PDF 文档（按内容识别，与文件名无关），请转换后再上传")


class FileDamaged(UnusableInput):
    """The bytes are not what they begin as."""

    code = "file-damaged"

    def __init__(self, fault: str) -> None:
        super().__init__(f"文件无法读取：{fault}，请核对文件是否完整", fault=fault)


class PictureTooLarge(UnusableInput):
    """A picture of more pixels than may be unpacked."""

    code = "picture-too-large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"图片超过 {limit} 像素，请缩小后再上传", limit=limit)


class PdfTooLong(UnusableInput):
    """A document of more pages or objects than are looked through."""

    code = "pdf-too-long"

    def __init__(self, limit: int) -> None:
        super().__init__(f"PDF 的页数或对象数超过 {limit}，请拆分后再上传", limit=limit)


class PdfActive(UnusableInput):
    """A document that does something when it is opened, or hides something."""

    code = "pdf-active-content"

    def __init__(self, found: str) -> None:
        super().__init__(
            f"PDF 含有不允许的内容（{found}），请打印为不含脚本、附件和密码的普通 PDF 后再上传", found=found
        )


class OwnerNotAttachable(RuleViolation):
    """Nothing can be attached to records of this kind."""

    code = "owner-not-attachable"

    def __init__(self, kind: str) -> None:
        super().__init__(f"业务代码 {kind} 不存在或不能附文件，请核对", kind=kind)


class FileMissing(NotFound):
    """The bytes are not in the store of files."""

    code = "file-missing"

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"文件库中没有该文件（SHA-256 {sha256[:12]}…），请联系管理员核查文件库", sha256=sha256
        )
