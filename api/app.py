"""The web application: which resources there are, what every request passes, and what runs beside them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar, Router
from litestar.datastructures import MutableScopeHeaders
from litestar.di import Provide
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from sqlalchemy import Engine

from api.clock import now
from api.commands import delivery_of, update_of
from api.expectations import check_request
from api.jobs.anchors import AnchorKeeper
from api.jobs.periodic import Periodic
from api.jobs.worker import Build, PackageWorker
from api.loopback import ForeignHost, is_addressed_here
from api.openapi import openapi_config
from api.problems import BODY_LIMIT, refuse
from api.request import CarefulRequest
from api.routes import (
    areas,
    attachments,
    audit,
    cases,
    catalogue,
    custody,
    disposal_work,
    disposals,
    draws,
    due,
    enterprises,
    forms,
    health,
    indicators,
    inspection_plans,
    messages,
    organisations,
    packages,
    plan_progress,
    plan_work,
    plans,
    publications,
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
from sampling.answers import forget_old_answers
from sampling.packages import PackageJob

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
    custody,
    attachments,
    forms,
    testing,
    standards,
    publications,
    reviews,
    disposals,
    disposal_work,
    supervision,
    cases,
    draws,
    inspection_plans,
    due,
    messages,
    audit,
    catalogue,
    health,
)
FORGETTING_S = 3_600.0
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class LoopbackGate(ASGIMiddleware):
    """Refuses every request that was not addressed to this machine itself."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Looks at the Host header alone; there must be exactly one."""
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or not is_addressed_here(hosts[0].decode("latin-1")):
            raise ForeignHost
        await next_app(scope, receive, send)


def create_app(
    engine: Engine,
    *,
    packages_folder: Path,
    files_folder: Path | None = None,
    build: Build | None = None,
    anchors: tuple[Path, float] | None = None,
) -> Litestar:
    """The application over a database that is at the program's revision.

    `files_folder` is where attached files are kept: beside the packages where it is not given. `build` makes a
    package's file; the default is `api.packaging.make_package` on the records as they stand then.
    `anchors` says where the root of the audit chain is written while it runs, and every how many seconds.
    """
    archive = Archive(engine)
    files = files_folder or packages_folder.with_name("files")
    worker = PackageWorker(engine, packages_folder, build or package_builder(archive))

    def bench(actor: ActorHeader = None) -> Workbench:
        return workbench_of(engine, actor)

    jobs = [Periodic("answers", FORGETTING_S, lambda: forget_old_answers(engine, now()))]
    if anchors is not None:
        place, seconds = anchors
        jobs.append(Periodic("anchors", seconds, AnchorKeeper(engine, place).write_once))

    @asynccontextmanager
    async def jobs_run(_: Litestar) -> AsyncIterator[None]:
        worker.start()
        for job in jobs:
            job.start()
        try:
            yield
        finally:
            worker.stop()
            for job in jobs:
                job.stop()

    return Litestar(
        route_handlers=[
            Router("/api/v1", route_handlers=[m.router for m in MODULES], before_request=check_request),
            Router("/", route_handlers=[health.router], before_request=check_request),
        ],
        dependencies={
            "archive": Provide(lambda: archive, sync_to_thread=False),
            "bench": Provide(bench, sync_to_thread=False),
            "delivery": Provide(delivery_of),
            "update": Provide(update_of, sync_to_thread=False),
            "worker": Provide(lambda: worker, sync_to_thread=False),
            "files_folder": Provide(lambda: files, sync_to_thread=False),
            "packages_folder": Provide(lambda: packages_folder, sync_to_thread=False),
        },
        middleware=[LoopbackGate()],
        exception_handlers={Exception: refuse},
        before_send=[harden],
        lifespan=[jobs_run],
        openapi_config=openapi_config(),
        request_class=CarefulRequest,
        request_max_body_size=BODY_LIMIT,
        logging_config=None,
        debug=False,
    )


def package_builder(archive: Archive) -> Build:
    """Makes packages from the archive's records."""

    def build(job: PackageJob, output: Path) -> str:
        from api.packaging import make_package

        with archive.view() as view:
            desk = archive.desk(view)
        return make_package(desk, year=job.year, as_of=job.as_of, area=job.area, city=None, output=output)

    return build


async def harden(message: Message, scope: Scope) -> None:
    """Headers of every answer, refusals included: nothing is kept, guessed, framed or loaded from elsewhere."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
