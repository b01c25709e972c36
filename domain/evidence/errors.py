"""What evidence refuses, beside what any file is refused for (`domain.attachments.errors`)."""

from domain.errors import NotFound, NotReady, RuleViolation, UnusableInput


class EvidenceSecret(RuleViolation):
    """A document that bears a state secret's mark must not be in this system."""

    code = "evidence-secret"

    def __init__(self, mark: str) -> None:
        super().__init__(f"该材料标有密级（{mark}），涉密材料不得录入本系统，请按保密规定另行报送", mark=mark)


class EvidenceMarkUnknown(RuleViolation):
    """The secrecy mark is none that is taken."""

    code = "evidence-mark-unknown"

    def __init__(self, mark: str, known: tuple[str, ...]) -> None:
        super().__init__(f"公开属性“{mark}”无法识别，应为{'、'.join(known)}之一", mark=mark)


class EvidenceServesUnreadable(UnusableInput):
    """Which measures a document serves is not written as it should be."""

    code = "evidence-serves-unreadable"

    def __init__(self, part: str) -> None:
        super().__init__(
            f"所证指标“{part}”无法识别，应写作 指标[/材料序号][:页码]，多项以分号分隔，如 01/1:第3—5页;02-1",
            part=part,
        )


class EvidencePagesWrong(RuleViolation):
    """A page reference that the document does not have."""

    code = "evidence-pages-wrong"

    def __init__(self, reference: str, pages: int | None) -> None:
        told = f"该文件共 {pages} 页" if pages else "该文件不分页"
        super().__init__(
            f"页码“{reference}”有误：{told}；应写作 第3页、第3—5页，由小到大", reference=reference
        )


class EvidenceRequirementUnknown(RuleViolation):
    """The measure asks for no document of this number."""

    code = "evidence-requirement-unknown"

    def __init__(self, measure: str, requirement: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"指标 {measure} 没有序号为 {requirement} 的材料，可填 {'、'.join(known) or '（无）'}，见材料清单",
            measure=measure,
            requirement=requirement,
        )


class EvidenceServesTwice(RuleViolation):
    """The same requirement of a measure is named twice."""

    code = "evidence-serves-twice"

    def __init__(self, measure: str) -> None:
        super().__init__(f"指标 {measure} 的同一项材料重复填写，请合并页码后只填一次", measure=measure)


class EvidenceIssuedInFuture(RuleViolation):
    """A document that is yet to be issued proves nothing."""

    code = "evidence-issued-in-future"

    def __init__(self, issued_on: str) -> None:
        super().__init__(f"发文日期 {issued_on} 晚于今天，请核对", issued_on=issued_on)


class EvidenceUnchanged(RuleViolation):
    """The new version of a document is the old one."""

    code = "evidence-unchanged"

    def __init__(self, no: str) -> None:
        super().__init__(f"替换 {no} 的文件与现有文件完全相同，请选择新的文件；只改登记内容请用“修改”", no=no)


class EvidenceRegistered(RuleViolation):
    """The same file stands for the same unit and year already."""

    code = "evidence-registered"

    def __init__(self, no: str) -> None:
        super().__init__(f"同一文件本年度已登记为 {no}，请在该材料上补充所证指标", no=no)


class EvidenceCheckExceeded(UnusableInput):
    """Looking through the file took more time or memory than any plain document needs."""

    code = "evidence-check-exceeded"

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"文件检查超出时限（{seconds} 秒）或内存上限，请重新打印或扫描为普通 PDF 后再上传",
            seconds=seconds,
        )


class EvidenceFileMissing(NotFound):
    """The bytes of a document are not in the store."""

    code = "evidence-file-missing"

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"佐证材料库中没有该文件（SHA-256 {sha256[:12]}…），请联系管理员从备份恢复", sha256=sha256
        )


class EvidenceFileChanged(NotReady):
    """The bytes of a document are no longer those that were registered."""

    code = "evidence-file-changed"

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"佐证材料库中的文件已被改动，与登记的 SHA-256（{sha256[:12]}…）不符，不能使用，请联系管理员从备份恢复",
            sha256=sha256,
        )


class EvidencePlaceUnusable(NotReady):
    """The store of documents cannot be reached, or is not told rightly."""

    code = "evidence-place-unusable"

    def __init__(self, reason: str) -> None:
        super().__init__(f"佐证材料库无法使用：{reason}，请核对 SHIAN_EVIDENCE 等设置后重试", reason=reason)
