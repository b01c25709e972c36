"""Refusals as problem details (RFC 9457, `application/problem+json`): the one place that knows status codes.

Everything that is raised ends as a leaf of the error tree (`refusal_of`), and every leaf has one status
(`status_of`): its own where `STATUS` names it, else its branch's.
"""

import logging
from time import monotonic
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from api.expectations import faults_of
from api.loopback import ForeignHost
from api.refusals import (
    BodyTooLarge,
    BodyUnreadable,
    DatabaseUnavailable,
    MalformedRequest,
    MediaTypeUnsupported,
    MethodNotAllowed,
    NotAcceptable,
    ParameterInvalid,
    RouteNotFound,
    StorageUnavailable,
    UnexpectedFault,
    VersionMissing,
    VersionStale,
)
from api.refused_access import to_be_answered
from api.tracing import Refusals, number_of
from domain.access.account_errors import (
    AdministrationNotYours,
    OwnAccount,
)
from domain.access.errors import (
    NotSignedIn,
    RateExceeded,
    SignInUnfinished,
    TooOften,
)
from domain.access.permission_errors import (
    AddressNotPermitted,
    AreaNeeded,
    BlindSearch,
    ForgeryToken,
    NotPermitted,
    PlaceOutOfReach,
    StartedElsewhere,
)
from domain.attachments.errors import FileTooLarge, FileTypeUnknown
from domain.departments import DepartmentNotYours
from domain.errors import CatalogueInvalid, NotFound, NotReady, RuleViolation, ShianError, UnusableInput

logger = logging.getLogger("shian.api")

PROBLEM_MEDIA_TYPE = "application/problem+json"
BODY_LIMIT = 16_384

# What may go well when it is sent again a little later.
WORTH_RETRYING = (
    "request-in-progress",
    "database-unavailable",
    "storage-unavailable",
    "provider-unavailable",
)
RETRY_AFTER_S = "2"

STATUS: dict[type[ShianError], int] = {
    ShianError: 500,
    NotFound: 404,
    RuleViolation: 409,
    UnusableInput: 422,
    NotReady: 503,
    MalformedRequest: 400,
    MethodNotAllowed: 405,
    NotAcceptable: 406,
    VersionStale: 412,
    VersionMissing: 428,
    BodyTooLarge: 413,
    FileTooLarge: 413,
    FileTypeUnknown: 415,
    MediaTypeUnsupported: 415,
    ForeignHost: 421,
    NotSignedIn: 401,
    SignInUnfinished: 403,
    AdministrationNotYours: 403,
    OwnAccount: 403,
    NotPermitted: 403,
    PlaceOutOfReach: 403,
    DepartmentNotYours: 403,
    AreaNeeded: 403,
    AddressNotPermitted: 403,
    BlindSearch: 403,
    ForgeryToken: 403,
    StartedElsewhere: 403,
    TooOften: 429,
    # The installation's file, not the client's request.
    CatalogueInvalid: 503,
}

_REFUSALS = Refusals()

TITLES: dict[int, str] = {
    400: "请求格式有误",
    401: "须登录",
    403: "不允许",
    404: "没有找到",
    405: "方法不受支持",
    406: "无法按要求的格式返回",
    409: "与当前状态冲突",
    412: "版本已过时",
    413: "请求体过大",
    415: "请求体类型不受支持",
    421: "请求地址不是本机",
    422: "请求内容不可用",
    428: "须给出所见版本",
    429: "请求过于频繁",
    500: "程序内部错误",
    503: "系统尚未就绪",
}


class Problem(msgspec.Struct, kw_only=True):
    """Why a request was refused (RFC 9457)."""

    type: Annotated[str, msgspec.Meta(description="问题类型（URN）")]
    title: Annotated[str, msgspec.Meta(description="问题的概括")]
    status: Annotated[int, msgspec.Meta(description="HTTP 状态码")]
    detail: Annotated[str, msgspec.Meta(description="说明：哪里不对，如何处理")]
    instance: Annotated[str, msgspec.Meta(description="被拒绝的请求路径")]
    code: Annotated[str, msgspec.Meta(description="稳定的错误代码", examples=["area-not-found"])]
    details: Annotated[dict[str, Any], msgspec.Meta(description="供程序使用的同样事实")]


def status_of(refusal: ShianError | type[ShianError]) -> int:
    """The HTTP status of a refusal."""
    kind = refusal if isinstance(refusal, type) else type(refusal)
    return next(STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS)


def problem_of(refusal: ShianError, instance: str) -> Problem:
    """The problem details of a refusal that met the request for `instance`."""
    status = status_of(refusal)
    return Problem(
        type=f"urn:shian:problem:{refusal.code}",
        title=TITLES[status],
        status=status,
        detail=refusal.message,
        instance=quote(instance, safe="/:@!$&'()*+,;=~", errors="replace"),
        code=refusal.code,
        details=refusal.details,
    )


def refusal_of(raised: Exception, request: Request[Any, Any, Any]) -> ShianError:
    """The leaf of the error tree that stands for whatever was raised; what nobody foresaw is logged."""
    if isinstance(raised, ShianError):
        return raised
    if isinstance(raised, OperationalError | InterfaceError | PoolTimeout) or _is_broken(raised):
        logger.error("database unavailable: %s", raised)
        return DatabaseUnavailable()
    if isinstance(raised, OSError):
        logger.error("storage unavailable: %s", raised)
        return StorageUnavailable()
    if isinstance(raised, ValidationException):
        return ParameterInvalid(faults_of(raised, request.route_handler))
    if isinstance(raised, HTTPException):
        path = str(request.scope["path"])
        known: dict[int, ShianError] = {
            400: BodyUnreadable(),
            404: RouteNotFound(path),
            405: MethodNotAllowed(request.method),
            413: BodyTooLarge(_body_limit(request)),
            429: RateExceeded(_wait_of(raised)),
        }
        if raised.status_code in known:
            return known[raised.status_code]
    logger.error("unexpected fault", exc_info=raised)
    return UnexpectedFault()


def _is_broken(raised: Exception) -> bool:
    """Whether the database itself says that it cannot go on: its file is damaged, or the connection is gone."""
    if not isinstance(raised, DBAPIError):
        return False
    damaged = type(raised) is DatabaseError and "malformed" in str(raised.orig)
    return damaged or raised.connection_invalidated


def _body_limit(request: Request[Any, Any, Any]) -> int:
    """How many bytes the resource takes; the application's bound where it names none of its own."""
    own = getattr(request.scope.get("route_handler"), "request_max_body_size", None)
    return own if isinstance(own, int) else BODY_LIMIT


def _wait_of(raised: HTTPException) -> int:
    """Seconds until requests are counted anew."""
    reset = {name.lower(): value for name, value in (raised.headers or {}).items()}.get(
        "ratelimit-reset", "60"
    )
    return max(1, int(reset)) if reset.isdecimal() else 60


def refuse(request: Request[Any, Any, Any], raised: Exception) -> Response[Problem]:
    """The exception handler of the whole application."""
    number = number_of(request.scope)
    refusal = refusal_of(to_be_answered(raised, request.scope), request)
    problem = problem_of(refusal, str(request.scope["path"]))
    _REFUSALS.tell(
        refusal,
        status=problem.status,
        method=request.method,
        path=str(request.scope["path"]),
        address=request.client.host if request.client else "",
        at=monotonic(),
    )
    if problem.status == 500:
        problem.details["request"] = number
    headers = dict(raised.headers or {}) if isinstance(raised, HTTPException) else {}
    if isinstance(raised, VersionStale):
        headers["ETag"] = raised.etag
    if problem.status == 429:
        headers["Retry-After"] = str(problem.details["retry_after"])
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.code in WORTH_RETRYING:
        headers["Retry-After"] = RETRY_AFTER_S
    return Response(problem, status_code=problem.status, media_type=PROBLEM_MEDIA_TYPE, headers=headers)
