"""What an application stands on besides its routes: who is let in, the archive, the package worker, the jobs."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Required, TypedDict, Unpack

from sqlalchemy import Engine

from api.admission import Admission
from api.clock import now
from api.jobs.anchors import AnchorKeeper
from api.jobs.periodic import Periodic
from api.jobs.worker import Build, PackageWorker, Progress
from api.keys import installed_safe
from api.session import Archive
from sampling.access.provider import forget_provider_sign_ins
from sampling.access.throttling import forget_old_failures
from sampling.answers import forget_old_answers
from sampling.evidence.places import Folder, Place
from sampling.packages import PackageJob
from sampling.secrets.installed import install_keys

FORGETTING_S = 3_600.0


@dataclass
class Parts:
    """What an application stands on: routes look it up at each request, so one set of routes can be given another."""

    admission: Admission
    archive: Archive
    worker: PackageWorker
    files_folder: Path
    packages_folder: Path
    evidence: Place
    jobs: Sequence[Periodic]


class Options(TypedDict, total=False):
    """How an application differs from others over the same database.

    `files_folder` is where attached files are kept: beside the packages where it is not given. `evidence` is where
    evidence is kept: in a folder beside the packages where it is not given. `build` makes a
    package's file; the default is `api.packaging.make_package` on the records as they stand then.
    `admission` says how people are let in; without it the machine's keys are those of the settings.
    `beside` is what else runs again and again while it serves.
    `anchors` says where the root of the audit chain is written while it runs, and every how many seconds.
    """

    packages_folder: Required[Path]
    files_folder: Path | None
    evidence: Place | None
    build: Build | None
    anchors: tuple[Path, float] | None
    admission: Admission | None
    beside: Sequence[Periodic]


def parts_of(engine: Engine, **options: Unpack[Options]) -> Parts:
    """The parts over a database that is at the program's revision."""
    packages_folder = options["packages_folder"]
    archive = Archive(engine)
    entry = options.get("admission") or Admission(engine, installed_safe())
    install_keys(lambda: entry.safe.keyring, instead=False)
    worker = PackageWorker(engine, packages_folder, options.get("build") or package_builder(engine))
    return Parts(
        admission=entry,
        archive=archive,
        worker=worker,
        files_folder=options.get("files_folder") or packages_folder.with_name("files"),
        packages_folder=packages_folder,
        evidence=options.get("evidence") or Folder(packages_folder.with_name("evidence")),
        jobs=[*jobs_of(engine, options.get("anchors")), *options.get("beside", ())],
    )


def jobs_of(engine: Engine, anchors: tuple[Path, float] | None) -> list[Periodic]:
    """What runs beside the requests, again and again."""
    jobs = [
        Periodic("answers", FORGETTING_S, lambda: forget_old_answers(engine, now())),
        Periodic("failures", FORGETTING_S, lambda: forget_old_failures(engine, now())),
        Periodic("provider", FORGETTING_S, lambda: forget_provider_sign_ins(engine, now())),
    ]
    if anchors is not None:
        place, seconds = anchors
        jobs.append(Periodic("anchors", seconds, AnchorKeeper(engine, place).write_once))
    return jobs


def package_builder(engine: Engine) -> Build:
    """Makes packages from snapshots, or from the records as they stand then."""

    def build(job: PackageJob, output: Path, progress: Progress) -> str:
        from api.packaging import make_package

        return make_package(
            engine,
            year=job.year,
            as_of=job.as_of,
            area=job.area,
            snapshot=job.snapshot,
            output=output,
            progress=progress,
        )

    return build
