"""Why a package is not made, called off or handed out."""

from domain.errors import NotFound, RuleViolation


class PackageQueueFull(RuleViolation):
    """Too many packages are waiting already."""

    code = "package-queue-full"

    def __init__(self, waiting: int) -> None:
        super().__init__(f"已有 {waiting} 个自评材料包在等待生成，请待其完成后再申请", waiting=waiting)


class PackageNotReady(RuleViolation):
    """The package has no file (yet)."""

    code = "package-not-ready"

    def __init__(self, package: int, state: str) -> None:
        word = {
            "failed": "生成失败，没有文件，请查看失败原因后重新申请",
            "cancelled": "已取消，没有文件，如仍需要请重新申请",
        }.get(state, "尚未生成，请稍后再取")
        super().__init__(f"自评材料包 {package} {word}", package=package, state=state)


class PackageFinished(RuleViolation):
    """The package can no longer be called off."""

    code = "package-finished"

    def __init__(self, package: int, state: str) -> None:
        word = {"done": "已生成", "failed": "已失败"}.get(state, "已取消")
        super().__init__(f"自评材料包 {package} {word}，不能取消", package=package, state=state)


class PackageCancelled(RuleViolation):
    """The package was called off, or went to another worker, while it was being made."""

    code = "package-cancelled"

    def __init__(self, package: int) -> None:
        super().__init__(f"自评材料包 {package} 已取消，如仍需要请重新申请", package=package)


class PackageFileMissing(NotFound):
    """The package was made, but its file is no longer what was stored."""

    code = "package-file-missing"

    def __init__(self, package: int, file: str) -> None:
        super().__init__(
            f"自评材料包 {package} 的文件 {file} 已被移走或改动，请重新申请生成", package=package, file=file
        )


class ReportNotSigned(NotFound):
    """There is no signed report beside the package, and there never was."""

    code = "report-not-signed"

    def __init__(self, package: int) -> None:
        super().__init__(
            f"自评材料包 {package} 的自评报告没有签名；设好签名证书（SHIAN_SIGNING_CERTIFICATE）后，"
            "由已审定的快照重新生成",
            package=package,
        )
