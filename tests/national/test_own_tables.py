"""The tables that an office fills for the national system's exports."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from domain.errors import RecordNotFound
from sampling.national.own_tables import AREAS, ITEMS, PLANS, OwnTable, import_own_table, own_table_rows
from sampling.national.stubs import confirm_stubs
from sampling.national.unusable import OwnTableInvalid
from sampling.store.engine import reading
from tests.national.exports import UNKNOWN_SHOP
from tests.national.importing import AT


def fill(engine: Engine, table: OwnTable, folder: Path, *lines: str) -> tuple[int, int, int]:
    file = folder / "表.csv"
    file.write_text("\n".join((",".join(table.headers), *lines)) + "\n", encoding="utf-8")
    done = import_own_table(engine, table, file, actor="测试", at=AT)
    return done.rows, done.added, done.removed


def audited(engine: Engine) -> int:
    with reading(engine) as connection:
        wanted = text("SELECT count(*) FROM audit_entries WHERE command LIKE 'national import %'")
        return int(connection.scalar(wanted) or 0)


def test_the_file_is_the_table(office: Engine, tmp_path: Path) -> None:
    assert fill(office, AREAS, tmp_path, "经开,320491", "高新,320411") == (2, 2, 0)
    assert fill(office, AREAS, tmp_path, "高新,320412", "经开,320491") == (2, 1, 1)
    assert own_table_rows(office, AREAS) == [("经开", "320491"), ("高新", "320412")]


def test_importing_the_same_file_again_leaves_no_audit_entry(office: Engine, tmp_path: Path) -> None:
    fill(office, ITEMS, tmp_path, "某项目,农药残留")
    fill(office, ITEMS, tmp_path, "某项目,农药残留")
    assert audited(office) == 1


def test_a_task_name_may_stand_for_several_plans(office: Engine, tmp_path: Path) -> None:
    assert fill(office, PLANS, tmp_path, "任务,JH1", "任务,JH2") == (2, 2, 0)


@pytest.mark.parametrize(
    ("table", "lines", "reason"),
    [
        (AREAS, ("经开,320499",), "第 2 行的“320499”库中没有"),
        (AREAS, ("经开,320491", "经 开,320411"), "第 3 行与第 2 行重复"),
        (AREAS, ("经开,",), "第 2 行的“别名”和“区划代码”都须填写"),
        (PLANS, ("任务,JH1", "任务,JH1"), "第 3 行与第 2 行重复"),
        (PLANS, ("任务,JH404",), "库中没有"),
        (ITEMS, ("某项目,农药",), "不是项目类别"),
        (ITEMS, ('"某项目,农药残留',), "引号没有配对"),
    ],
)
def test_a_bad_row_refuses_the_whole_file(
    office: Engine, tmp_path: Path, table: OwnTable, lines: tuple[str, ...], reason: str
) -> None:
    with pytest.raises(OwnTableInvalid) as refusal:
        fill(office, table, tmp_path, *lines)
    assert reason in refusal.value.message
    assert own_table_rows(office, table) == []


def test_another_header_is_refused(office: Engine, tmp_path: Path) -> None:
    file = tmp_path / "表.csv"
    file.write_text("名称,代码\n经开,320491\n", encoding="utf-8")
    with pytest.raises(OwnTableInvalid):
        import_own_table(office, AREAS, file, actor="测试", at=AT)


def test_nobody_can_confirm_an_enterprise_that_is_not_there(office: Engine) -> None:
    with pytest.raises(RecordNotFound):
        confirm_stubs(office, [UNKNOWN_SHOP], actor="测试", at=AT)
