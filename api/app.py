"""The web application: which resources there are, what every request passes, and what runs beside them."""

from asyncio import to_thread
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

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
from api.clock import now
from api.commands import delivery_of, update_of
from api.expectations import check_request
from api.jobs.anchors import AnchorKeeper
from api.jobs.periodic import Periodic
from api.jobs.worker import Build, PackageWorker
from api.keys import installed_safe
from api.loopback import ForeignHost, host_name, is_addressed_here
from api.openapi import openapi_config
from api.problems import BODY_LIMIT, refuse
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
    return_work,
    reviews,
    sheet_work,
    sheets,
    standards,
    supervision,
    testing,
)
from api.session import Archive
from api.viewer import POLICY
from api.workbench import ActorHeader, Workbench, workbench_of
from sampling.access.provider import forget_provider_sign_ins
from sampling.answers import forget_old_answers
from sampling.packages import PackageJob
from sampling.secrets.installed import install_keys

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
FORGETTING_S = 3_600.0
HSTS = "max-age=31536000; includeSubDomains"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class HostGate(ASGIMiddleware):
    """Refuses requests addressed to a name that is not ours: this machine alone, until people sign in."""

    def __init__(self, entry: Admission) -> None:
        self._entry = entry

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Looks at the Host header alone; there must be exactly one."""
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        named = hosts[0].decode("latin-1") if len(hosts) == 1 else ""
        if not is_addressed_here(named):
            names = self._entry.hosts
            if not names or host_name(named) not in names or not await to_thread(self._entry.signs_in):
                raise ForeignHost(bool(names))
        await next_app(scope, receive, send)


def create_app(
    engine: Engine,
    *,
    packages_folder: Path,
    files_folder: Path | None = None,
    build: Build | None = None,
    anchors: tuple[Path, float] | None = None,
    admission: Admission | None = None,
    requests_a_minute: int = 0,
    beside: Sequence[Periodic] = (),
) -> Litestar:
    """The application over a database that is at the program's revision.

    `files_folder` is where attached files are kept: beside the packages where it is not given. `build` makes a
    package's file; the default is `api.packaging.make_package` on the records as they stand then.
    `admission` says how people are let in; without it the machine's keys are those of the settings.
    `requests_a_minute` bounds what one address may ask of this process (0: no bound).
    `beside` is what else runs again and again while it serves.
    `anchors` says where the root of the audit chain is written while it runs, and every how many seconds.
    """
    archive = Archive(engine)
    entry = admission or Admission(engine, installed_safe())
    install_keys(lambda: entry.safe.keyring, instead=False)
    worker = PackageWorker(engine, packages_folder, build or package_builder(archive))

    jobs = [*jobs_of(engine, anchors), *beside]

    return Litestar(
        route_handlers=[
            Router(
                "/api/v1",
                route_handlers=[m.router for m in MODULES],
                before_request=check_request,
                guards=[guard_of(entry)],
            ),
            Router("/", route_handlers=[health.router], before_request=check_request),
        ],
        dependencies={
            "passage": Provide(passage_of_request, sync_to_thread=False),
            "bench": Provide(bench_of_request, sync_to_thread=False),
            "delivery": Provide(delivery_of),
            "update": Provide(update_of, sync_to_thread=False),
            **_given(
                admission=entry,
                archive=archive,
                worker=worker,
                files_folder=files_folder or packages_folder.with_name("files"),
                packages_folder=packages_folder,
            ),
        },
        middleware=[HostGate(entry), *limits_of(requests_a_minute)],
        exception_handlers={Exception: refuse},
        before_send=[hardening(entry.https)],
        lifespan=[running(worker, *jobs)],
        openapi_config=openapi_config(),
        request_class=CarefulRequest,
        request_max_body_size=BODY_LIMIT,
        logging_config=None,
        debug=False,
    )


def running(*jobs: PackageWorker | Periodic) -> Callable[[Litestar], AbstractAsyncContextManager[None]]:
    """Jobs that begin and end with the application."""

    @asynccontextmanager
    async def run(_: Litestar) -> AsyncIterator[None]:
        for job in jobs:
            job.start()
        try:
            yield
        finally:
            for job in jobs:
                job.stop()

    return run


def jobs_of(engine: Engine, anchors: tuple[Path, float] | None) -> list[Periodic]:
    """What runs beside the requests, again and again."""
    jobs = [
        Periodic("answers", FORGETTING_S, lambda: forget_old_answers(engine, now())),
        Periodic("provider", FORGETTING_S, lambda: forget_provider_sign_ins(engine, now())),
    ]
    if anchors is not None:
        place, seconds = anchors
        jobs.append(Periodic("anchors", seconds, AnchorKeeper(engine, place).write_once))
    return jobs


def limits_of(requests_a_minute: int) -> list[Middleware]:
    """The bound on requests from one address, where there is one."""
    if not requests_a_minute:
        return []
    return [RateLimitConfig(("minute", requests_a_minute), exclude=["/health/"]).middleware]


def bench_of_request(
    request: Request[Any, Any, Any], admission: NamedDependency[Admission], actor: ActorHeader = None
) -> Workbench:
    """The workbench of a request; `actor` stands here for the description, and is read where requests are let in."""
    del actor
    return workbench_of(admission.engine, passage_of(request.scope))


def passage_of_request(request: Request[Any, Any, Any]) -> Passage:
    """What is known of a request that was let in."""
    return passage_of(request.scope)


def _given(**things: object) -> dict[str, Provide]:
    """Dependencies that are the same for every request."""
    return {name: Provide(_always(thing), sync_to_thread=False) for name, thing in things.items()}


def _always(thing: object) -> Callable[[], Any]:
    return lambda: thing


def guard_of(entry: Admission) -> Guard:
    """The admission as a plain function: the framework copies guards, and an engine cannot be copied."""

    def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        entry.let_in(connection, handler)

    return guard


def package_builder(archive: Archive) -> Build:
    """Makes packages from the archive's records."""

    def build(job: PackageJob, output: Path) -> str:
        from api.packaging import make_package

        with archive.view() as view:
            desk = archive.desk(view)
        return make_package(desk, year=job.year, as_of=job.as_of, area=job.area, city=None, output=output)

    return build


def hardening(https: bool) -> Callable[[Message, Scope], Awaitable[None]]:
    """Headers of every answer, refusals included: nothing is kept, guessed, framed or loaded from elsewhere.

    Where the service stands behind HTTPS, browsers are told never to come without it.
    """
    given = HEADERS | ({"Strict-Transport-Security": HSTS} if https else {})

    async def harden(message: Message, scope: Scope) -> None:
        del scope
        if message["type"] == "http.response.start":
            headers = MutableScopeHeaders.from_message(message)
            for name, value in given.items():
                headers.setdefault(name, value)

    return harden
