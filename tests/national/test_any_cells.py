"""Whatever stands in the cells of an export, the importer answers with a report or refuses the file."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.errors import UnusableInput
from domain.national import headers as h
from sampling.store.engine import make_engine
from tests.conftest import NewDatabase
from tests.national.exports import DEFAULTS, UNKNOWN_SHOP, a_row, an_export, import_small_registers
from tests.national.importing import import_exports

_NAMES = [name for name, header in vars(h).items() if isinstance(header, str) and header in DEFAULTS]
_WORDS = (
    "", "/", "——", "作废", "不合格", "合格项", "问题", "320412", "高新区", "2023-13-01", "2023-05-04", "0001-01-01",
    "9999-12-31", UNKNOWN_SHOP, "国抽", "是", "风险监测", "'=1", "\n", "\x00x", "\u200b", "一/二", "JH1", "生产", "餐饮环节",
)  # fmt: skip
_CELLS = st.one_of(st.text(max_size=12), st.sampled_from(_WORDS))
_ROWS = st.lists(st.dictionaries(st.sampled_from(_NAMES), _CELLS, max_size=6), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def busy_office(new_sqlite: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """One database for all examples: every import meets what those before it stored."""
    engine = make_engine(new_sqlite())
    import_small_registers(engine, tmp_path_factory.mktemp("any") / "registers")
    return engine


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_ROWS, skip=st.booleans(), leave_out=st.lists(st.sampled_from(sorted(DEFAULTS)), max_size=2))
def test_any_cells_give_a_report(
    busy_office: Engine, tmp_path: Path, rows: list[dict[str, str]], skip: bool, leave_out: list[str]
) -> None:
    file = an_export(tmp_path / "导出.csv", *(a_row(**row) for row in rows), leave_out=leave_out)
    try:
        report = import_exports(busy_office, file, skip_bad_rows=skip)
    except UnusableInput:
        return
    for finding in (*report.errors, *report.warnings):
        assert finding.file == "导出.csv"
        assert finding.column in (*h.USED, *DEFAULTS)
        assert finding.message
    again = import_exports(busy_office, file, skip_bad_rows=skip)
    assert not again.changed_database
