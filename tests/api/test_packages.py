"""Packages asked for over HTTP: queue, worker, crash, download."""

import hashlib
import io
import json
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine, func, select, text, update

from api.app import create_app
from api.jobs.worker import PackageWorker, Progress
from domain.errors import CityNotClear
from sampling.package_refusals import PackageCancelled, PackageQueueFull
from sampling.packages import (
    LEASE,
    QUEUE_LIMIT,
    REQUEST,
    PackageJob,
    claim_package,
    finish_package,
    renew_lease,
    request_package,
)
from sampling.store.engine import reading, transaction
from sampling.store.freshness import records_mark
from sampling.store.schema.audit import audit_entries
from sampling.store.schema.system import packages
from tests.api.conftest import HERE, Client, quick_package
from tests.api.stored import AT, import_case
from tests.factories.work import at_work

PACKAGES = "/api/v1/packages"
WORKER = "甲"
ORDER: dict[str, Any] = {"year": 2023, "as_of": "2024-03-31", "area": "320412"}


def until(ready: Callable[[], Any], seconds: float = 60) -> Any:
    """What `ready` returns once it is true."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := ready():
            return found
        time.sleep(0.02)
    raise AssertionError("did not happen in time")


def finished(client: Client, address: str) -> dict[str, Any]:
    """The package once it is made or has failed."""

    def look() -> dict[str, Any] | None:
        package: dict[str, Any] = client.get(address).json()
        return package if package["state"] in ("done", "failed") else None

    found: dict[str, Any] = until(look)
    return found


def ask(engine: Engine, area: str = "320412", year: int = 2023) -> int:
    with at_work(engine, command=REQUEST) as op:
        return request_package(op, year=year, as_of=date(2024, 3, 31), area=area)


def claim(engine: Engine, *, at: datetime = AT, worker: str = WORKER) -> PackageJob | None:
    return claim_package(engine, worker=worker, at=at, actor="后台任务")


def state_of(engine: Engine, number: int) -> str:
    with reading(engine) as connection:
        return str(connection.execute(select(packages.c.state).where(packages.c.id == number)).scalar_one())


def test_package_is_accepted_made_and_downloaded(client: Client, city: Engine, packages_folder: Path) -> None:
    answer = client.post(PACKAGES, json=ORDER)
    assert answer.status_code == 202
    address = answer.headers["location"]
    assert address == f"{PACKAGES}/{answer.json()['id']}"
    package = finished(client, address)
    assert (package["state"], package["failure"]) == ("done", None)
    file = client.get(package["file"])
    assert file.headers["content-type"] == "application/zip"
    assert file.headers["content-disposition"].startswith("attachment")
    assert hashlib.sha256(file.content).hexdigest() == package["sha256"] == file.headers["etag"].strip('"')
    assert len(file.content) == package["size"]
    assert client.get(PACKAGES, params={"state": "done"}).json()["items"] == [package]
    assert [name.name for name in packages_folder.iterdir() if name.suffix == ".part"] == []
    with reading(city) as connection:
        commands = connection.scalars(select(audit_entries.c.command).order_by(audit_entries.c.id)).all()
    assert commands[-2:] == ["package request", "package made"]


def test_real_package_is_the_same_file_twice(sqlite_engine: Engine, packages_folder: Path) -> None:
    import_case(sqlite_engine, "small")
    app = create_app(sqlite_engine, packages_folder=packages_folder)
    with TestClient(app, base_url=HERE) as client:
        first, second = (
            finished(client, client.post(PACKAGES, json=ORDER).headers["location"]) for _ in range(2)
        )
        assert (first["state"], second["state"]) == ("done", "done"), first
        assert first["id"] != second["id"]
        assert first["sha256"] == second["sha256"]
        content = client.get(second["file"]).content
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"area": "999999"}, 404, "area-not-found"),
        ({"as_of": "2022-12-31"}, 422, "as-of-before-year"),
    ],
)
def test_package_that_cannot_be_computed_is_refused_at_once(
    client: Client, change: dict[str, str], status: int, code: str
) -> None:
    answer = client.post(PACKAGES, json=ORDER | change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert client.get(PACKAGES).json()["items"] == []


def test_same_package_is_not_queued_twice_while_unfinished(city: Engine) -> None:
    first = ask(city)
    assert ask(city) == first
    assert ask(city, year=2022) != first
    assert claim(city) is not None
    assert ask(city) == first


def test_queue_has_an_end(city: Engine) -> None:
    for year in range(1900, 1900 + QUEUE_LIMIT):
        ask(city, year=year)
    with pytest.raises(PackageQueueFull):
        ask(city)


def test_each_package_is_claimed_once_and_oldest_first(city: Engine) -> None:
    asked = [ask(city, year=year) for year in (2021, 2022, 2023)]
    claimed = [claim(city) for _ in range(4)]
    assert [job.id if job else None for job in claimed] == [*asked, None]


def test_package_cut_off_by_a_crash_is_made_after_the_restart(city: Engine, packages_folder: Path) -> None:
    number = ask(city)
    assert claim(city) is not None  # and the program ends here
    with TestClient(
        create_app(city, packages_folder=packages_folder, build=quick_package), base_url=HERE
    ) as client:
        assert finished(client, f"{PACKAGES}/{number}")["state"] == "done"


def test_package_cut_off_twice_has_failed(city: Engine) -> None:
    number = ask(city)
    for passed in (timedelta(0), LEASE * 2):
        assert claim(city, at=AT + passed) is not None
    assert claim(city, at=AT + LEASE * 4) is None
    assert state_of(city, number) == "failed"


def test_package_stays_with_its_worker_while_that_gives_a_sign_of_life(city: Engine) -> None:
    number = ask(city)
    assert claim(city) is not None
    assert claim(city, at=AT + LEASE / 2) is None
    assert renew_lease(city, number, WORKER, AT + LEASE / 2)
    assert claim(city, at=AT + LEASE * 1.4, worker="另一个") is None
    assert claim(city, at=AT + LEASE * 3, worker="另一个") is not None
    assert not renew_lease(city, number, WORKER, AT + LEASE * 3)


def test_stopping_in_the_middle_queues_the_package_again_without_blame(
    city: Engine, packages_folder: Path
) -> None:
    begun, go_on = Event(), Event()

    def slow(job: PackageJob, output: Path, progress: Progress) -> str:
        begun.set()
        go_on.wait(30)
        return quick_package(job, output, progress)

    number = ask(city)
    worker = PackageWorker(city, packages_folder, slow)
    worker.start()
    assert begun.wait(30)
    worker.stop()
    assert state_of(city, number) == "queued"
    go_on.set()
    with reading(city) as connection:
        assert connection.execute(select(packages.c.failure)).scalar_one() is None


def test_failed_package_says_why_and_the_worker_goes_on(city: Engine, packages_folder: Path) -> None:
    def build(job: PackageJob, output: Path, progress: Progress) -> str:
        output.write_bytes(b"half")
        if job.year == 2021:
            raise CityNotClear([])
        if job.year == 2022:
            raise ZeroDivisionError
        return quick_package(job, output, progress)

    numbers = [ask(city, year=year) for year in (2021, 2022, 2023)]
    with TestClient(create_app(city, packages_folder=packages_folder, build=build), base_url=HERE) as client:
        refused, broken, made = (finished(client, f"{PACKAGES}/{number}") for number in numbers)
        assert refused["failure"]["code"] == "city-not-clear"
        assert broken["failure"]["code"] == "unexpected-fault"
        assert "ZeroDivisionError" not in broken["failure"]["message"]
        assert made["state"] == "done"
        answer = client.get(f"{PACKAGES}/{numbers[0]}/file")
        assert (answer.status_code, answer.json()["code"]) == (409, "package-not-ready")
    assert [file.name for file in packages_folder.glob("*.zip")] == [
        f"shian-{numbers[2]}-320412-2023-20240331.zip"
    ]
    assert list(packages_folder.glob(".*.part")) == []


def test_file_that_was_changed_or_removed_is_not_handed_out(client: Client, packages_folder: Path) -> None:
    package = finished(client, client.post(PACKAGES, json=ORDER).headers["location"])
    file = next(packages_folder.glob("*.zip"))
    file.write_bytes(file.read_bytes()[::-1])
    assert client.get(package["file"]).json()["code"] == "package-file-missing"
    file.unlink()
    assert client.get(package["file"]).status_code == 404


def test_many_workers_make_every_package_once(city: Engine, packages_folder: Path) -> None:
    numbers = [ask(city, year=year) for year in range(2001, 2013)]
    made: list[int] = []

    def build(job: PackageJob, output: Path, progress: Progress) -> str:
        made.append(job.id)
        return quick_package(job, output, progress)

    workers = [PackageWorker(city, packages_folder, build) for _ in range(4)]
    for worker in workers:
        worker.start()
    until(lambda: all(state_of(city, number) == "done" for number in numbers))
    for worker in workers:
        worker.stop()
    assert sorted(made) == numbers
    assert len(list(packages_folder.glob("*.zip"))) == len(numbers)


def test_package_that_is_called_off_ends_at_the_next_step_and_leaves_nothing(
    city: Engine, packages_folder: Path
) -> None:
    begun, go_on = Event(), Event()

    def build(job: PackageJob, output: Path, progress: Progress) -> str:
        output.write_bytes(b"half")
        progress(1, 3, "一步")
        begun.set()
        go_on.wait(30)
        progress(2, 3, "又一步")
        return quick_package(job, output, progress)

    with TestClient(create_app(city, packages_folder=packages_folder, build=build), base_url=HERE) as client:
        address = client.post(PACKAGES, json=ORDER).headers["location"]
        assert begun.wait(30)
        shown = client.get(address).json()
        assert (shown["state"], shown["done_steps"], shown["all_steps"], shown["step"]) == (
            "running",
            1,
            3,
            "一步",
        )
        called_off = client.post(f"{address}/cancel", json={}).json()
        assert called_off.get("state") == "cancelled", called_off
        go_on.set()
        until(lambda: list(packages_folder.iterdir()) == [])
        assert client.get(address).json()["state"] == "cancelled"
        assert client.post(f"{address}/cancel", json={}).json()["code"] == "package-finished"
        assert client.get(f"{address}/file").json()["code"] == "package-not-ready"


def test_progress_is_told_as_events_until_the_package_is_made(client: Client) -> None:
    address = client.post(PACKAGES, json=ORDER).headers["location"]
    events = client.get(f"{address}/events")
    assert events.headers["content-type"].startswith("text/event-stream")
    told = [json.loads(line[6:]) for line in events.text.splitlines() if line.startswith("data: ")]
    assert told[-1]["state"] == "done"
    assert all(one["id"] == told[0]["id"] for one in told)


def test_a_package_that_is_made_has_all_its_steps_behind_it(city: Engine, packages_folder: Path) -> None:
    number = ask(city)

    def build(job: PackageJob, output: Path, progress: Progress) -> str:
        progress(2, 3, "封装")
        return quick_package(job, output, progress)

    assert PackageWorker(city, packages_folder, build).work_once()
    with reading(city) as view:
        row = view.execute(text("SELECT done_steps, all_steps FROM packages WHERE id = :id"), {"id": number})
        assert tuple(row.one()) == (3, 3)


def test_asking_for_a_package_leaves_the_loaded_records_valid(city: Engine) -> None:
    with reading(city) as view:
        before = records_mark(view)
    ask(city)
    with reading(city) as view:
        assert records_mark(view) == before


def test_late_finish_does_not_overwrite_what_became_of_the_package(city: Engine) -> None:
    number = ask(city)
    job = claim(city)
    assert job is not None
    with transaction(city) as connection:
        connection.execute(update(packages).where(packages.c.id == number).values(state="failed"))
    with pytest.raises(PackageCancelled):
        finish_package(
            city,
            job,
            WORKER,
            size=1,
            sha256="0" * 64,
            place=lambda _connection: pytest.fail("has a name"),
            actor="后台任务",
            at=AT,
        )
    assert state_of(city, number) == "failed"
    with reading(city) as connection:
        made = select(func.count()).where(audit_entries.c.command == "package made")
        assert connection.execute(made).scalar_one() == 0
