"""Imports that meet what was worked on: open records get a version, closed ones are locked."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from domain.cases.content import Deciding, Decision, Filing
from domain.cases.kind import CASE
from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from sampling import cases
from sampling.exchange.importing import import_exchange
from sampling.exchange.report import ImportReport
from sampling.store.engine import reading
from sampling.work.reading import read_record
from tests.api.stored import AT, store_areas
from tests.factories.work import at_work
from tests.integration.work.test_operation import a_filed_case

HEADER = "线索编号,区划代码,发现日期,应立案,立案日期,办结日期,立案延期工作日,办案延期天数\n"
AS_FILED = "XS1,320412,2023-03-01,是,2023-03-09,,,\n"


@pytest.fixture
def office(engine: Engine) -> Engine:
    """A database with areas and one filed case that was worked on."""
    store_areas(engine)
    a_filed_case(engine)
    return engine


def imported(engine: Engine, folder: Path, row: str, **options: bool) -> ImportReport:
    """The report of importing one row of `cases`."""
    (folder / "cases.csv").write_text(HEADER + row, encoding="utf-8")
    return import_exchange(
        engine, folder, catalogue=load_catalogue(), clocks=load_clocks(), actor="导入员", at=AT, **options
    )


def decided(engine: Engine) -> None:
    with at_work(engine) as op:
        decision = Decision(document_no="1", outcome="警告", why_no_penalty="首次轻微")
        cases.decide_case(op, "XS1", Deciding(decision=decision, on=date(2023, 4, 1)))


def test_the_same_content_again_changes_nothing(office: Engine, tmp_path: Path) -> None:
    report = imported(office, tmp_path, AS_FILED)
    assert (report.errors, report.unchanged) == ([], {"cases": 1})
    with reading(office) as view:
        assert read_record(view, CASE, "XS1").version == 2


def test_an_open_record_gets_a_version_that_names_the_file(office: Engine, tmp_path: Path) -> None:
    report = imported(office, tmp_path, AS_FILED.replace("2023-03-09,,,", "2023-03-09,,,30"))
    assert (report.errors, report.updated) == ([], {"cases": 1})
    with reading(office) as view:
        record = read_record(view, CASE, "XS1")
    assert record.content.decision_extension_days == 30
    assert record.content.case_no == "合成数据1号", "what the format has no column for stays"
    last = record.events[-1]
    assert (last.command, last.imported, last.actor) == ("import", True, "导入员")
    assert last.reason is not None
    assert next(iter(report.digests.values())) in last.reason
    assert record.state == "filed"


def test_an_import_that_ends_an_open_record_closes_it(office: Engine, tmp_path: Path) -> None:
    imported(office, tmp_path, AS_FILED.replace("2023-03-09,", "2023-03-09,2023-05-01"))
    with reading(office) as view:
        assert read_record(view, CASE, "XS1").state == "decided"


@pytest.mark.parametrize("skip", [False, True])
def test_a_closed_record_is_locked_against_other_content(office: Engine, tmp_path: Path, skip: bool) -> None:
    decided(office)
    report = imported(office, tmp_path, AS_FILED.replace("2023-03-09", "2023-03-10"), skip_bad_rows=skip)
    assert [(error.row, error.column, error.code) for error in report.errors] == [
        (2, "线索编号", "locked-record")
    ]
    with reading(office) as view:
        assert read_record(view, CASE, "XS1").version == 3


def test_a_closed_record_welcomes_what_it_says_itself(office: Engine, tmp_path: Path) -> None:
    decided(office)
    report = imported(office, tmp_path, AS_FILED.replace("2023-03-09,", "2023-03-09,2023-04-01"))
    assert (report.errors, report.unchanged) == ([], {"cases": 1})


def test_a_dry_run_writes_no_version(office: Engine, tmp_path: Path) -> None:
    imported(office, tmp_path, AS_FILED.replace("2023-03-09,,,", "2023-03-09,,,30"), dry_run=True)
    with reading(office) as view:
        assert read_record(view, CASE, "XS1").version == 2


def test_an_imported_case_can_be_filed_here_and_imported_again(office: Engine, tmp_path: Path) -> None:
    imported(office, tmp_path, "XS5,320412,2023-03-01,是,,,,\n")
    with at_work(office) as op:
        cases.file_case(op, "XS5", Filing(case_no="合成数据5号", on=date(2023, 3, 8)))
    report = imported(office, tmp_path, "XS5,320412,2023-03-01,是,2023-03-08,,,\n")
    assert (report.errors, report.unchanged) == ([], {"cases": 1})
