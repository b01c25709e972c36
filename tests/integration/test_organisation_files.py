"""Organisations from a file: taken as a whole or refused as a whole, with every bad cell named by row and column."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from domain.departments import DepartmentUnknown
from domain.organisations import Organisation
from sampling.organisation_files import OrganisationFileUnusable, import_organisations
from sampling.organisations import list_organisations
from sampling.store.engine import reading
from tests.api.stored import store_areas
from tests.factories.work import at_work

HEADER = "机构代码,机构名称,机构类别,区划代码,责任部门"
BUREAU = "NY,合成数据农业农村局,农业农村,320400"


@pytest.fixture
def office(engine: Engine) -> Engine:
    store_areas(engine)
    return engine


def imported(engine: Engine, folder: Path, *lines: str, encoding: str = "utf-8") -> list[Organisation]:
    file = folder / "机构.csv"
    file.write_text("\n".join([HEADER, *lines]) + "\n", encoding=encoding)
    with at_work(engine, command="organisation.import") as op:
        import_organisations(op, file)
    return registered(engine)


def registered(engine: Engine) -> list[Organisation]:
    with reading(engine) as view:
        return list_organisations(view, {})[0]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
@pytest.mark.parametrize("cell", ["市农业农村局、市发改委", " 市农业农村局 、 市发改委、"])
def test_departments_of_a_cell_are_told_apart_whatever_blanks_stand_around_them(
    office: Engine, tmp_path: Path, cell: str, encoding: str
) -> None:
    (one,) = imported(office, tmp_path, f"{BUREAU},{cell}", encoding=encoding)
    assert one.departments == ("市农业农村局", "市发改委")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (f"{BUREAU},市农业农村局,市发改委", "第 3 行的格数多于表头"),
        (f"{BUREAU},{'市' * 61}", "第 3 行 “责任部门”不符合要求"),
        ("ny,合成数据,农业农村,320400,", "第 3 行 “机构代码”不符合要求"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_written(
    office: Engine, tmp_path: Path, line: str, words: str
) -> None:
    with pytest.raises(OrganisationFileUnusable, match=words):
        imported(office, tmp_path, "JY,合成数据教育局,教育,320400,市教育局", line)
    assert registered(office) == []


def test_a_department_that_no_measure_names_undoes_the_whole_file(office: Engine, tmp_path: Path) -> None:
    with pytest.raises(DepartmentUnknown, match="市农业局"):
        imported(office, tmp_path, "JY,合成数据教育局,教育,320400,市教育局", f"{BUREAU},市农业局")
    assert registered(office) == []
