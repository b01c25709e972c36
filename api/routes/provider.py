"""Signing in at the provider of identities: leaving for it, coming back, and the code that may still be asked."""

from base64 import b64encode
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import urlsplit

from litestar import MediaType, Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from api.admission import Admission, Passage
from api.clock import now
from api.oidc import Provider
from api.refusals import ProviderNotSet
from api.routes.auth import REFUSED, SignedIn, with_cookie
from api.routes.own_account import Code, StageLeft
from api.routes.parameters import refusals
from api.viewer import POLICY
from domain.access.errors import ProviderRefused
from domain.access.permission_errors import StartedElsewhere
from sampling.access.provider import (
    TIME_THERE,
    begin_at_provider,
    return_from_provider,
    sign_in_as,
    tell_refused,
)
from sampling.access.signing_in import verify_session

CANCELLED = "access_denied"
STYLE = """
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f4f5f7;color:#1f2933;
font:17px/1.7 "Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
main{box-sizing:border-box;width:min(26rem,90vw);padding:2.5rem 2rem;background:#fff;border:1px solid #d5dae1;border-radius:8px}
h1{margin:0 0 .5rem;font-size:1.6rem}
p{margin:0 0 1.5rem}
button{width:100%;padding:.75rem;font:inherit;color:#fff;background:#1d4f91;border:0;border-radius:6px;cursor:pointer}
button:hover,button:focus-visible{background:#163d70}
button:focus-visible{outline:3px solid #8fb8ee;outline-offset:2px}
"""
PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>食安 登录</title>
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body>
<main>
<h1>食安</h1>
<p>登录在本单位的统一身份认证办理。</p>
<form method="post"><button>到统一身份认证登录</button></form>
</main>
</body>
</html>
""".replace("{style}", STYLE)
# The one style that stands within a page is allowed by its digest.
OWN_STYLE = f"'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"

State = Annotated[
    str | None,
    QueryParameter(name="state", max_length=200, description="登录请求的标识，由统一身份认证服务原样带回"),
]
GrantCode = Annotated[
    str | None, QueryParameter(name="code", max_length=4_000, description="统一身份认证服务给出的授权码")
]
Denied = Annotated[
    str | None,
    QueryParameter(
        name="error", max_length=200, description="登录没有成功时，统一身份认证服务给出的错误代码"
    ),
]
Sender = Annotated[
    str | None, QueryParameter(name="iss", max_length=1_000, description="统一身份认证服务的标识")
]


@get(
    "/auth/provider",
    media_type=MediaType.HTML,
    summary="统一身份认证的登录页",
    description="只有一个按钮，点按后到统一身份认证服务登录。",
    response_description="登录页",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"account": "open"},
)
def get_provider(admission: NamedDependency[Admission]) -> Response[str]:
    """The page from which a person leaves for the provider: no session begins without a click here."""
    place = urlsplit(provider_of(admission).described(now()).authorization_endpoint)
    # Browsers hold the form's answer, which sends them on, to this list too.
    policy = POLICY.replace("form-action 'none'", f"form-action 'self' {place.scheme}://{place.netloc}")
    policy = policy.replace("style-src 'self'", f"style-src {OWN_STYLE}")
    # Without a referrer the browser would not say either that the form is our own.
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "same-origin"}
    return Response(PAGE, media_type=MediaType.HTML, headers=headers)


@post(
    "/auth/provider",
    media_type=MediaType.JSON,
    status_code=303,
    summary="到统一身份认证登录",
    description="转到统一身份认证服务；在那里登录后由浏览器自动转回。须在 10 分钟内、用同一浏览器完成。"
    "只接受本系统自己的页面发起（请求头 Sec-Fetch-Site、Origin）。",
    response_description="转到统一身份认证服务",
    responses=refusals(403, 404, 413, 415),
    sync_to_thread=True,
    opt={"account": "open", "body": ("application/x-www-form-urlencoded", "application/json")},
)
def post_provider(request: Request[Any, Any, Any], admission: NamedDependency[Admission]) -> Response[None]:
    """Send the browser to the provider."""
    provider, at = provider_of(admission), now()
    check_own_page(request)
    provider.described(at)
    begun = begin_at_provider(admission.engine, admission.safe, at)
    answer = Response(None, headers={"Location": provider.address(begun, at)})
    # Lax: the browser comes back from another site.
    answer.set_cookie(
        browser_cookie(admission),
        begun.browser,
        path="/",
        max_age=int(TIME_THERE.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=admission.https,
    )
    return answer


@get(
    "/auth/provider/callback",
    media_type=MediaType.JSON,
    summary="从统一身份认证返回",
    description="统一身份认证服务把浏览器转到此处。只有已关联的账户可以登录，不会建立账户；成功后以 Cookie 保持登录。",
    responses=refusals(404),
    sync_to_thread=True,
    opt={"account": "open", "written_elsewhere": True},
)
def get_provider_callback(
    request: Request[Any, Any, Any],
    admission: NamedDependency[Admission],
    passage: NamedDependency[Passage],
    given_state: State = None,
    code: GrantCode = None,
    error: Denied = None,
    issuer: Sender = None,
) -> Response[SignedIn]:
    """A session for whom the provider vouches."""
    provider, at = provider_of(admission), now()
    browser = request.cookies.get(browser_cookie(admission))
    returned = return_from_provider(
        admission.engine, admission.safe, state=given_state, browser=browser, at=at
    )
    try:
        provider.check_sender(issuer, at)
        if error is not None or code is None:
            raise ProviderRefused("已在统一身份认证处取消" if error == CANCELLED else "没有给出授权码")
        identity = provider.identity(code, returned, at)
    except ProviderRefused as refusal:
        tell_refused(admission.engine, passage.origin, at, f"统一身份认证，{refusal.details['reason']}")
        raise
    opened = sign_in_as(admission.engine, admission.safe, admission.rules, passage.origin, identity, at)
    answer = with_cookie(admission, opened)
    answer.set_cookie(
        browser_cookie(admission), "", path="/", max_age=0, httponly=True, secure=admission.https
    )
    return answer


@post(
    "/auth/second-factor/verify",
    media_type=MediaType.JSON,
    status_code=200,
    summary="从统一身份认证返回后提供动态验证码",
    responses=refusals(*REFUSED),
    sync_to_thread=True,
    opt={"account": "begun"},
)
def post_verification(
    admission: NamedDependency[Admission], passage: NamedDependency[Passage], data: JSONBody[Code]
) -> StageLeft:
    """Give the code that the provider did not ask for."""
    session = passage.own()
    verify_session(
        admission.engine,
        admission.safe,
        passage.origin,
        account=session.account,
        session=session.number,
        stage=session.stage,
        code=data.code,
        at=now(),
    )
    return StageLeft(stage="full")


def check_own_page(request: Request[Any, Any, Any]) -> None:
    """Browsers say where a request comes from; another site may not have anybody sign in. Raises `StartedElsewhere`."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None and site != "same-origin":
        raise StartedElsewhere
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise StartedElsewhere


def provider_of(admission: Admission) -> Provider:
    """Where people may also sign in. Raises `ProviderNotSet`."""
    if admission.provider is None:
        raise ProviderNotSet
    return admission.provider


def browser_cookie(admission: Admission) -> str:
    """The name of the cookie by which a browser is recognised when it comes back."""
    return f"{admission.cookie}-provider"


router = Router(
    path="/",
    route_handlers=[get_provider, post_provider, get_provider_callback, post_verification],
    tags=["登录"],
)
