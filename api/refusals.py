"""What the API itself refuses, before or beside any rule of the field: leaves of the error tree, as everywhere.

How they become responses is `api.problems`.
"""

from typing import Any

from domain.errors import NotFound, NotReady, RuleViolation, ShianError, UnusableInput


class MalformedRequest(UnusableInput):
    """The request is not written as the interface description has it."""

    code = "malformed-request"


class ParameterInvalid(MalformedRequest):
    """Parameters or fields of the body are missing, unknown, repeated or not of their kind."""

    code = "parameter-invalid"

    def __init__(self, faults: dict[str, str]) -> None:
        """`faults` maps the name of each parameter or field to what is wrong with it."""
        listed = "；".join(f"参数 {name} {fault}" for name, fault in faults.items())
        errors = [{"parameter": name, "message": fault} for name, fault in faults.items()]
        super().__init__(listed, errors=errors)


class PackagePeriodUnclear(UnusableInput):
    """A package is of a snapshot, or of a year as of a day: one of the two."""

    code = "package-period-unclear"

    def __init__(self) -> None:
        super().__init__(
            "请只给出快照编号（snapshot，年度和截止日由快照固定），或同时给出年度（year）和截止日（as_of）生成未冻结草稿"
        )


class AddressUnreadable(MalformedRequest):
    """The path or the query is not percent-encoded UTF-8."""

    code = "address-unreadable"

    def __init__(self) -> None:
        super().__init__("请求地址含有无法识别的字符，路径和参数须为 UTF-8 百分号编码，且不含控制字符")


class ActorUnreadable(MalformedRequest):
    """The header that names who acts cannot be read."""

    code = "actor-unreadable"

    def __init__(self) -> None:
        super().__init__("请求头 X-Actor 须为操作人姓名的百分号编码（UTF-8），100 字以内，不含控制字符")


class ActorNotNamed(MalformedRequest):
    """Who acts is known by signing in; a header cannot say otherwise."""

    code = "actor-not-named"

    def __init__(self) -> None:
        super().__init__("已启用账户，操作人以登录的账户为准，请去掉请求头 X-Actor")


class BodyUnreadable(MalformedRequest):
    """The body is not JSON in UTF-8."""

    code = "body-unreadable"

    def __init__(self) -> None:
        super().__init__("请求体不是 UTF-8 编码的 JSON 对象，请核对格式")


class RouteNotFound(NotFound):
    """No resource has this path."""

    code = "route-not-found"

    def __init__(self, path: str) -> None:
        super().__init__(f"接口没有路径 {path}，请查看 /schema 中的接口说明", path=path)


class MethodNotAllowed(UnusableInput):
    """The resource does not know this method."""

    code = "method-not-allowed"

    def __init__(self, method: str) -> None:
        super().__init__(f"此路径不支持 {method} 方法，请查看 /schema 中的接口说明", method=method)


class NotAcceptable(UnusableInput):
    """The client accepts nothing that the resource can give."""

    code = "not-acceptable"

    def __init__(self, given: str) -> None:
        super().__init__(f"此路径只返回 {given}，请修改请求头 Accept", given=given)


class MediaTypeUnsupported(UnusableInput):
    """The body is of another kind than JSON."""

    code = "media-type-unsupported"

    def __init__(self) -> None:
        super().__init__("请求体须为 JSON，请把请求头 Content-Type 设为 application/json")


class BodyTooLarge(UnusableInput):
    """The body is larger than any request of this interface."""

    code = "body-too-large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"请求体超过上限 {limit} 字节，请核对内容", limit=limit)


class VersionMissing(UnusableInput):
    """A change names no version that its sender saw."""

    code = "version-missing"

    def __init__(self) -> None:
        super().__init__(
            "变更已有的记录须在请求头 If-Match 中给出所见的版本，即读取该记录时响应头 ETag 的值；请先读取再办理"
        )


class VersionStale(RuleViolation):
    """The record is no longer what the sender of a change saw."""

    code = "version-stale"

    def __init__(self, etag: str, current: Any) -> None:
        super().__init__(
            "记录在读取之后已被他人变更，未作任何改动；现在的内容见 details.current，请核对后以新的版本再办理",
            etag=etag,
            current=current,
        )
        self.etag = etag


class DatabaseUnavailable(NotReady):
    """The database cannot be reached, or is busy beyond its time limit."""

    code = "database-unavailable"

    def __init__(self) -> None:
        super().__init__("数据库暂时无法访问，请稍后再试；持续出现时请检查数据库服务和 SHIAN_DATABASE_URL")


class StorageUnavailable(NotReady):
    """Files cannot be written or read: the disk is full, read-only or failing, or the folder is not ours."""

    code = "storage-unavailable"

    def __init__(self) -> None:
        super().__init__(
            "文件暂时无法保存或读取，未作任何改动；请稍后再试，持续出现时请检查磁盘空间和文件夹权限"
        )


class ProviderNotSet(NotFound):
    """The installation has no provider of identities."""

    code = "provider-not-set"

    def __init__(self) -> None:
        super().__init__("本系统没有启用统一身份认证，请以登录名和密码登录（/api/v1/auth/sign-in）")


class ProviderUnavailable(NotReady):
    """The provider of identities cannot be reached, or does not answer in time."""

    code = "provider-unavailable"

    def __init__(self) -> None:
        super().__init__("统一身份认证服务暂时无法访问，请稍后重新登录，或以登录名和密码登录")


class ProviderMisconfigured(NotReady):
    """What the provider of identities says does not go with this installation's settings."""

    code = "provider-misconfigured"

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"统一身份认证的设置有误（{reason}），请由系统管理员核对 SHIAN_OIDC 各项设置", reason=reason
        )


class ViewerMissing(NotReady):
    """The files of the interface viewer are not installed."""

    code = "viewer-missing"

    def __init__(self, file: str) -> None:
        super().__init__(
            f"缺少接口说明页面文件 {file}，请先运行 make setup 安装；说明本身见 /schema/openapi.json",
            file=file,
        )


class UnexpectedFault(ShianError):
    """A fault of the program itself."""

    code = "unexpected-fault"

    def __init__(self) -> None:
        super().__init__("程序内部错误，请求未完成；详情已写入服务日志，请联系管理员")
