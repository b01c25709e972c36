"""Records put straight into a database, as an import would leave them, with plain defaults."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import load_catalogue
from sampling.audit import write_entry
from sampling.exchange.importing import import_exchange
from sampling.store.engine import transaction
from sampling.store.schema import metadata

AT = datetime(2024, 4, 1, 8, 0, tzinfo=UTC)
TESTS = Path(__file__).resolve().parents[1]

AREAS = (
    ("320400", "常州市", "市", None),
    ("320411", "新北区", "县区", "320400"),
    ("320412", "武进区", "县区", "320400"),
    ("320412001", "湖塘镇", "镇街", "320412"),
    ("320491", "常州经开区", "县区", "320400"),
    # A town of the development zone whose code carries 武进's prefix.
    ("320412601", "横林镇", "镇街", "320491"),
)


def case_folder(name: str) -> Path:
    """The folder of an example city-year; skips where the examples are not at hand."""
    for folder in (TESTS / "cases" / name, TESTS.parents[1] / "shared" / "cases" / name):
        if folder.is_dir():
            return folder
    pytest.skip(f"the example records {name} are not on this machine")


def import_case(engine: Engine, name: str) -> Path:
    """Import an example city-year and return its folder."""
    folder = case_folder(name)
    report = import_exchange(
        engine, folder, catalogue=load_catalogue(), clocks=load_clocks(), actor="测试", at=AT
    )
    assert not report.errors
    return folder


def store(engine: Engine, table: str, *rows: dict[str, Any]) -> None:
    """Insert rows with their audit entry."""
    with transaction(engine) as connection:
        for row in rows:
            connection.execute(insert(metadata.tables[table]).values(**row))
        write_entry(
            connection, at=AT, actor="测试", command="import", summary="测试", details={}, digest=table
        )


def store_areas(engine: Engine) -> None:
    """The city, three districts and two towns."""
    for code, name, level, parent in AREAS:
        store(engine, "areas", {"code": code, "name": name, "level": level, "parent_code": parent})


def a_sheet(sheet_no: str, **columns: Any) -> dict[str, Any]:
    """A valid, reported sheet of 武进区."""
    defaults = {
        "sheet_no": sheet_no,
        "task_kind": "监督抽检",
        "level": "县抽",
        "plan_no": None,
        "state": "有效",
        "stage": "流通",
        "place": "超市",
        "area_code": "320412",
        "unit_name": "武进某超市",
        "sample_name": "蛋糕",
        "category": "糕点",
        "sampled_on": date(2023, 5, 4),
        "samplers": "张三、李四",
        "reported_on": date(2023, 5, 20),
    }
    return defaults | columns


def an_item(sheet_no: str, position: int, name: str, verdict: str = "合格项") -> dict[str, Any]:
    """A test item."""
    return {
        "sheet_no": sheet_no,
        "position": position,
        "item_name": name,
        "item_class": "微生物",
        "result": "<10",
        "verdict": verdict,
    }


def an_enterprise(credit_code: str, **columns: Any) -> dict[str, Any]:
    """A shop of 武进区."""
    defaults = {
        "credit_code": credit_code,
        "name": f"{credit_code}商店",
        "area_code": "320412",
        "stage": "流通",
        "trade": "食品销售企业",
        "founded_on": date(2020, 1, 1),
        "closed_on": None,
        "tags": None,
    }
    return defaults | columns
