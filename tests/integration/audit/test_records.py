"""Records against their entries: what was changed past the program is found and named; nothing else is."""

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text

from domain.access.actor import Grant
from domain.audit.records import Divergence
from domain.cases.content import Clue, Correction, NewClue
from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from domain.exchange.tables import AREAS
from sampling import cases
from sampling.access import accounts as register
from sampling.audit import verify_audit
from sampling.audit_reading import field_titles, record_title
from sampling.exchange.importing import import_exchange
from sampling.exchange.report import ImportReport
from sampling.exchange.template_examples import EXAMPLES
from sampling.integrity.checking import verify_records
from sampling.store.engine import reading, transaction
from tests.api.stored import AT
from tests.factories.work import at_work

FOUND = date(2023, 3, 1)


@pytest.fixture
def worked(engine: Engine, tmp_path: Path) -> Engine:
    """A city, a clue of two versions, another of one, and an account with a role."""
    folder = tmp_path / "city"
    folder.mkdir()
    headers = ",".join(column.header for column in AREAS.columns)
    values = ",".join(EXAMPLES["areas"].get(column.name, "") for column in AREAS.columns)
    (folder / "areas.csv").write_text(f"{headers}\n{values}\n", encoding="utf-8")
    imported(engine, folder)
    for number in ("XS1", "XS2"):
        with at_work(engine, command="case.record") as op:
            cases.record_clue(op, NewClue(clue_no=number, clue=_facts("一"), on=FOUND))
    with at_work(engine, command="case.correct") as op:
        cases.correct_clue(op, "XS1", Correction(clue=_facts("二"), reason="合成数据"))
    with at_work(engine, command="account.invite") as op:
        register.invite(
            op,
            login="lisi",
            name="合成数据",
            organisation=None,
            grants=(Grant(role="security-administrator"),),
        )
    return engine


def _facts(turn: str) -> Clue:
    return Clue(area_code="320400", facts=f"合成数据{turn}", should_file=True)


def imported(engine: Engine, folder: Path) -> ImportReport:
    report = import_exchange(
        engine, folder, catalogue=load_catalogue(), clocks=load_clocks(), actor="导入员", at=AT
    )
    assert report.errors == []
    return report


def found(engine: Engine) -> list[Divergence]:
    with reading(engine) as view:
        assert verify_audit(view).breach is None
        return list(verify_records(view))


def past_the_program(engine: Engine, *statements: str) -> None:
    """Whoever owns the database may drop its triggers."""
    with transaction(engine) as connection:
        _without_triggers(connection)
        for statement in statements:
            connection.execute(text(statement))


def _without_triggers(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        for table in ("work_versions", "audit_changes"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        return
    for name in connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def test_what_the_program_wrote_is_what_its_entries_say(worked: Engine) -> None:
    assert found(worked) == []


CLUE = "record_no = 'XS1'"
CHANGED = "content = replace(content, '合成数据{}', '别的')"
COPIED_VERSION = """INSERT INTO work_versions SELECT kind, record_no, 3, command, state, on_day, moment, at, actor, reason,
 extends_clock, extends_by, imported, content FROM work_versions WHERE record_no = 'XS1' AND version = 2"""
COPIED_RECORD = """INSERT INTO work_records (kind, record_no, version, state, closed, area_code, opened_on, content)
 SELECT kind, 'XS9', version, state, closed, area_code, opened_on, content FROM work_records WHERE record_no = 'XS2'"""
NEW_ACCOUNT = """INSERT INTO accounts (login, name, state, created_at, created_by)
 VALUES ('mal', '甲', 'active', '', '')"""
NEW_AREA = "INSERT INTO areas (code, name, level, parent_code) VALUES ('320499', '甲', '县区', '320400')"
TAMPERED = {
    f"UPDATE work_versions SET {CHANGED.format('一')} WHERE version = 1 AND {CLUE}": "version-changed",
    "UPDATE work_versions SET on_day = '2023-03-02' WHERE record_no = 'XS2'": "version-changed",
    f"UPDATE work_versions SET actor = '王五' WHERE version = 2 AND {CLUE}": "version-changed",
    f"UPDATE work_versions SET reason = NULL WHERE version = 2 AND {CLUE}": "version-changed",
    f"DELETE FROM work_versions WHERE version = 2 AND {CLUE}": "version-missing",
    COPIED_VERSION: "version-untold",
    COPIED_VERSION.replace("imported,", "true,"): "version-untold",
    COPIED_RECORD: "record-untold",
    f"UPDATE work_records SET {CHANGED.format('二')} WHERE {CLUE}": "newest-changed",
    f"UPDATE work_records SET content = '{{' WHERE {CLUE}": "newest-changed",
    f"UPDATE work_versions SET content = '{{' WHERE version = 2 AND {CLUE}": "record-unreadable",
    f"UPDATE work_records SET state = 'filed' WHERE {CLUE}": "newest-changed",
    f"UPDATE work_records SET area_code = NULL WHERE {CLUE}": "newest-changed",
    f"UPDATE work_clocks SET stopped = started WHERE {CLUE}": "clocks-changed",
    "UPDATE cases SET found_on = '2023-02-01' WHERE clue_no = 'XS1'": "fields-changed",
    "DELETE FROM cases WHERE clue_no = 'XS1'": "record-missing rows-uncounted",
    "UPDATE account_grants SET role = 'auditor'": "fields-changed",
    "UPDATE accounts SET state = 'active' WHERE login = 'lisi'": "fields-changed",
    NEW_ACCOUNT: "record-untold",
    NEW_AREA: "record-untold rows-uncounted",
    "UPDATE areas SET name = '乙市'": "imported-changed",
}


@pytest.mark.parametrize("statement", TAMPERED)
def test_a_record_that_was_changed_past_the_program_is_found(worked: Engine, statement: str) -> None:
    past_the_program(worked, statement)
    assert [one.code for one in found(worked)] == TAMPERED[statement].split()


def test_tables_are_counted_in_words(worked: Engine) -> None:
    past_the_program(worked, NEW_AREA)
    words = [one.message(record_title(one.table, one.key), {}) for one in found(worked)]
    assert words == [
        "行政区划 320499：没有任何审计记录，系绕过程序写入",
        "行政区划：库中条数与历次导入、办理所新增的不符，有记录被绕过程序增加或删除（应有 1 条，现有 2 条）",
    ]


def test_what_was_changed_is_named_with_its_fields_and_the_entry_that_told_it(worked: Engine) -> None:
    past_the_program(
        worked,
        f"UPDATE work_versions SET {CHANGED.format('二')} WHERE version = 2 AND {CLUE}",
        "UPDATE cases SET found_on = '2023-02-01' WHERE clue_no = 'XS2'",
    )
    words = [
        one.message(record_title(one.table, one.key), field_titles(one.table, one.key))
        for one in found(worked)
    ]
    assert words == [
        "线索 XS1：第 2 版：版本的内容与审计记录不符，被改动（线索内容），见审计记录第 4 条",
        "违法线索案件 XS2：内容与审计记录不符，被改动（发现日期），见审计记录第 3 条",
    ]


@pytest.mark.parametrize(
    "statement", [one for one in TAMPERED if CHANGED.format("一") in one or "DELETE" in one]
)
def test_entries_of_earlier_programs_are_compared_by_their_fields(worked: Engine, statement: str) -> None:
    """Their change rows hold the changed fields and no digest."""
    forgetting_digests(worked)
    assert uncovered(worked) == []
    past_the_program(worked, statement)
    assert uncovered(worked) == TAMPERED[statement].split()


def test_a_version_that_an_import_wrote_is_told_and_one_of_an_earlier_program_is_believed(
    worked: Engine, tmp_path: Path
) -> None:
    header = "线索编号,区划代码,发现日期,应立案,立案日期,办结日期,立案延期工作日,办案延期天数\n"
    (tmp_path / "cases.csv").write_text(header + "XS1,320400,2023-03-01,是,,,7,\n", encoding="utf-8")
    report = imported(worked, tmp_path)
    assert (report.errors, report.updated) == ([], {"cases": 1})
    assert found(worked) == []
    forgetting_digests(worked)
    with transaction(worked) as connection:
        connection.execute(
            text(
                "DELETE FROM audit_changes WHERE record_table = 'work_records' AND entry_id ="
                " (SELECT max(id) FROM audit_entries)"
            )
        )
    assert uncovered(worked) == []
    past_the_program(worked, f"UPDATE work_versions SET at = '2023-01-01' WHERE version = 3 AND {CLUE}")
    assert uncovered(worked) == ["version-untold"]


def uncovered(engine: Engine) -> list[str]:
    """What differs, whatever became of the chain."""
    with reading(engine) as view:
        return [one.code for one in verify_records(view)]


def forgetting_digests(engine: Engine) -> None:
    """Make the change rows those of an earlier program, which wrote no digests of versions."""
    past_the_program(engine)
    with transaction(engine) as connection:
        rows = connection.execute(
            text("SELECT entry_id, seq, after FROM audit_changes WHERE record_table = 'work_records'")
        ).all()
        for entry, seq, after in rows:
            fields = {name: value for name, value in json.loads(after).items() if name != "stored_versions"}
            connection.execute(
                text("UPDATE audit_changes SET after = :after WHERE entry_id = :entry AND seq = :seq"),
                {"after": json.dumps(fields), "entry": entry, "seq": seq},
            )
