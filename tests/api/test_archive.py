"""The loaded records: kept while nothing changes, never stale, shared by threads."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

from sqlalchemy import Engine

from api.session import KEPT_ASSESSORS, Archive
from tests.api.stored import a_sheet, store


def test_records_are_loaded_once_until_one_changes(city: Engine) -> None:
    archive = Archive(city)
    with archive.view() as view:
        first = archive.desk(view)
        assert archive.desk(view) is first
    store(city, "sheets", a_sheet("S1"))
    with archive.view() as view:
        second = archive.desk(view)
    assert second is not first
    assert second.frames["sheets"]["sheet_no"].to_list() == ["S1"]


def test_assessors_are_kept_in_bounded_number(city: Engine) -> None:
    archive = Archive(city)
    with archive.view() as view:
        first = archive.assessor(view, 2000, date(2024, 1, 1), city=None, area=None)
        assert archive.assessor(view, 2000, date(2024, 1, 1), city=None, area=None) is first
        for year in range(2001, 2001 + KEPT_ASSESSORS):
            archive.assessor(view, year, date(2024, 1, 1), city=None, area=None)
        assert archive.assessor(view, 2000, date(2024, 1, 1), city=None, area=None) is not first


def test_many_threads_ask_at_once_and_load_once(city: Engine) -> None:
    archive = Archive(city)

    def ask(_: int) -> int:
        with archive.view() as view:
            return id(archive.desk(view))

    with ThreadPoolExecutor(12) as threads:
        assert len(set(threads.map(ask, range(48)))) == 1
