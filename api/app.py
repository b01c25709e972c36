"""The web application: which resources there are, what every request passes, and what runs beside them."""

from asyncio import to_thread
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Unpack

from litestar import Litestar, Request, Router
from litestar.connection import ASGIConnection
from litestar.datastructures import MutableScopeHeaders
from litestar.di import NamedDependency, Provide
from litestar.handlers import BaseRouteHandler
from litestar.middleware import ASGIMiddleware
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.types import ASGIApp, Guard, Message, Middleware, Receive, Scope, Send
from sqlalchemy import Engine

from api.admission import Admission, Passage, passage_of
from api.commands import delivery_of, update_of
from api.expectations import check_request
from api.jobs.periodic import Periodic
from api.jobs.worker import PackageWorker
from api.loopback import ForeignHost, host_name, is_addressed_here
from api.openapi import openapi_config
from api.parts import Options, Parts, parts_of
from api.problems import BODY_LIMIT, refuse
from api.refused_access import tell_refused
from api.request import CarefulRequest
from api.routes import (
    accounts,
    areas,
    attachments,
    audit,
    auth,
    cases,
    catalogue,
    custody,
    disposal_work,
    disposals,
    draws,
    due,
    enterprises,
    evidence,
    follow_ups,
    forms,
    health,
    indicators,
    inspection_plans,
    messages,
    organisations,
    own_account,
    packages,
    personal,
    plan_progress,
    plan_work,
    plans,
    provider,
    publications,
    remarks,
    return_work,
    reviews,
    sheet_work,
    sheets,
    snapshots,
    standards,
    supervision,
    testing,
)
from api.tracing import HEADER, number_of
from api.viewer import POLICY
from api.workbench import ActorHeader, Workbench, workbench_of
from domain.access.addresses import holder_of

MODULES = (
    indicators,
    packages,
    areas,
    enterprises,
    organisations,
    plans,
    plan_progress,
    plan_work,
    sheets,
    sheet_work,
    personal,
    custody,
    attachments,
    forms,
    testing,
    standards,
    publications,
    return_work,
    evidence,
    snapshots,
    remarks,
    reviews,
    disposals,
    disposal_work,
    follow_ups,
    supervision,
    cases,
    draws,
    inspection_plans,
    due,
    messages,
    audit,
    auth,
    provider,
    own_account,
    accounts,
    catalogue,
    health,
)
HSTS = "max-age=31536000; includeSubDomains"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class HostGate(ASGIMiddleware):
    """Refuses requests addressed to a name that is not ours: this machine alone, until people sign in."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Looks at the Host header alone; there must be exactly one. The request has its number from here on."""
        number_of(scope)
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        named = hosts[0].decode("latin-1") if len(hosts) == 1 else ""
        if not is_addressed_here(named):
            entry = self._parts.admission
            names = entry.hosts
            if not names or host_name(named) not in names or not await to_thread(entry.signs_in):
                raise ForeignHost(bool(names))
        await next_app(scope, receive, send)


def create_app(engine: Engine, *, requests_a_minute: int = 0, **options: Unpack[Options]) -> Litestar:
    """The application over a database that is at the program's revision.

    `requests_a_minute` bounds what one address may ask of this process (0: no bound); see `Options` for the others.
    """
    return routes_over(parts_of(engine, **options), requests_a_minute=requests_a_minute)


def routes_over(parts: Parts, *, requests_a_minute: int = 0) -> Litestar:
    """The routes and what every request passes, over what `parts` holds at that time."""
    return Litestar(
        route_handlers=[
            Router(
                "/api/v1",
                route_handlers=[m.router for m in MODULES],
                before_request=check_request,
                guards=[guard_of(parts)],
            ),
            Router("/", route_handlers=[health.router], before_request=check_request),
        ],
        dependencies={
            "passage": Provide(passage_of_request, sync_to_thread=False),
            "bench": Provide(bench_of_request, sync_to_thread=False),
            "delivery": Provide(delivery_of),
            "update": Provide(update_of, sync_to_thread=False),
            **_given(parts),
        },
        middleware=[HostGate(parts), *limits_of(requests_a_minute)],
        exception_handlers={Exception: refuse},
        after_exception=[tell_refused],
        before_send=[hardening(parts)],
        lifespan=[running(parts)],
        openapi_config=openapi_config(),
        request_class=CarefulRequest,
        request_max_body_size=BODY_LIMIT,
        logging_config=None,
        debug=False,
    )


def running(parts: Parts) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """The package worker and the jobs, which begin and end with the application."""

    @asynccontextmanager
    async def run(_: Litestar) -> AsyncIterator[None]:
        jobs: list[PackageWorker | Periodic] = [parts.worker, *parts.jobs]
        for job in jobs:
            job.start()
        try:
            yield
        finally:
            for job in jobs:
                job.stop()

    return run


def limits_of(requests_a_minute: int) -> list[Middleware]:
    """The bound on requests from one address, where there is one."""
    if not requests_a_minute:
        return []
    bound = RateLimitConfig(
        ("minute", requests_a_minute), exclude=["/health/"], identifier_for_request=_who_is_counted
    )
    return [bound.middleware]


def _who_is_counted(request: Request[Any, Any, Any]) -> str:
    return holder_of(request.client.host if request.client else "")


def bench_of_request(
    request: Request[Any, Any, Any], admission: NamedDependency[Admission], actor: ActorHeader = None
) -> Workbench:
    """The workbench of a request; `actor` stands here for the description, and is read where requests are let in."""
    del actor
    return workbench_of(admission.engine, passage_of(request.scope))


def passage_of_request(request: Request[Any, Any, Any]) -> Passage:
    """What is known of a request that was let in."""
    return passage_of(request.scope)


def _given(parts: Parts) -> dict[str, Provide]:
    """Dependencies that are the same for every request."""
    names = ("admission", "archive", "worker", "files_folder", "packages_folder", "evidence")
    return {name: Provide(_part(parts, name), sync_to_thread=False) for name in names}


def _part(parts: Parts, name: str) -> Callable[[], Any]:
    return lambda: getattr(parts, name)


def guard_of(parts: Parts) -> Guard:
    """The admission as a plain function: the framework copies guards, and an engine cannot be copied."""

    def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        parts.admission.let_in(connection, handler)

    return guard


def hardening(parts: Parts) -> Callable[[Message, Scope], Awaitable[None]]:
    """Headers of every answer, refusals included: its number; nothing is kept, guessed, framed or loaded from elsewhere.

    Where the service stands behind HTTPS, browsers are told never to come without it.
    """

    async def harden(message: Message, scope: Scope) -> None:
        if message["type"] == "http.response.start":
            given = (
                HEADERS
                | {HEADER: number_of(scope)}
                | ({"Strict-Transport-Security": HSTS} if parts.admission.https else {})
            )
            headers = MutableScopeHeaders.from_message(message)
            for name, value in given.items():
                headers.setdefault(name, value)

    return harden
