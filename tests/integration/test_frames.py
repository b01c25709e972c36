"""Records read as frames are the stored records, whatever the text in them."""

from datetime import date

import polars as pl
import pytest
from sqlalchemy import Engine, insert

from domain.indicators.schemas import SCHEMAS
from sampling.frames import load_frames
from sampling.store.engine import reading, transaction
from sampling.store.frames import read_frame
from sampling.store.schema.registers import areas, enterprises
from sampling.store.view import view_of

AREA = {"code": "320400", "name": "常州市", "level": "市", "parent_code": None}
ENTERPRISE = {
    "credit_code": "91320400MA00000000",
    "area_code": "320400",
    "stage": "生产",
    "trade": "食品生产企业",
    "founded_on": date(2015, 2, 28),
    "closed_on": None,
    "risk_grade": None,
    "tags": "酒类;乳制品",
    "online_kitchen": None,
    "haccp": True,
    "traceable": False,
    "confirmed": True,
}


@pytest.mark.parametrize(
    "name",
    ["合成数据甲", "有\n换行", "逗号,和\"引号\"", "'单引号", " 前后空白 ", "记录分隔符\x1e在内", "𠮷野家"],
)  # fmt: skip
def test_every_text_comes_back_as_it_is_stored(engine: Engine, name: str) -> None:
    with transaction(engine) as connection:
        connection.execute(insert(areas), AREA)
        connection.execute(insert(enterprises), ENTERPRISE | {"name": name})
    with reading(engine) as connection:
        row = load_frames(view_of(connection))["enterprises"].row(0, named=True)
    assert row == {column: (ENTERPRISE | {"name": name})[column] for column in SCHEMAS["enterprises"]}


def test_an_empty_table_keeps_its_types(engine: Engine) -> None:
    with reading(engine) as connection:
        frames = load_frames(view_of(connection))
    assert {table: dict(frame.schema) for table, frame in frames.items()} == {
        table: dict(pl.Schema(schema)) for table, schema in SCHEMAS.items()
    }


def test_a_column_that_is_null_for_thousands_of_rows_still_reads_as_text(engine: Engine) -> None:
    rows = [{**AREA, "code": f"A{number:05}", "parent_code": None} for number in range(3000)]
    rows.append({**AREA, "code": "B", "parent_code": "A00000"})
    with transaction(engine) as connection:
        connection.execute(insert(areas), rows)
    with reading(engine) as connection:
        frame = read_frame(view_of(connection), "areas", SCHEMAS["areas"])
    assert frame.filter(pl.col("parent_code").is_not_null()).rows() == [("B", "常州市", "市", "A00000")]


def test_what_is_written_after_reading_frames_is_kept_and_seen(engine: Engine) -> None:
    with reading(engine) as connection:
        load_frames(view_of(connection))
    with transaction(engine) as connection:
        connection.execute(insert(areas), AREA)
    with reading(engine) as connection:
        assert load_frames(view_of(connection))["areas"]["code"].to_list() == ["320400"]
    engine.dispose()
    with reading(engine) as connection:
        assert load_frames(view_of(connection))["areas"]["code"].to_list() == ["320400"]
