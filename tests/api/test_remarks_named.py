"""What a remark names is of its own city and year, and a file's cell is told of once."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from sampling.office_files import FileRefused
from sampling.remarks.files import HEADERS, import_remarks
from tests.api.conftest import Client, Serve
from tests.api.promises import caller, refusal
from tests.api.stored import import_case
from tests.api.test_remarks import REMARK, REMARKS, REVIEWER
from tests.factories.work import at_work


@pytest.fixture
def api(engine: Engine, serve: Serve) -> Client:
    import_case(engine, "small")
    return serve(engine)


def test_a_remark_names_no_snapshot_of_another_year(api: Client) -> None:
    snapshot = caller(api)("/work/snapshots", "编制甲", year=2023, as_of="2024-03-31")["no"]
    other = REMARK | {"year": 2022, "snapshot": snapshot}
    assert refusal(api, REMARKS, REVIEWER, remark=other) == "remark-other-year"
    own = caller(api)(REMARKS, REVIEWER, remark=REMARK | {"snapshot": snapshot})
    assert own["content"]["snapshot"] == snapshot


def test_the_figure_of_a_remark_is_the_citys_or_of_an_area_below_it(api: Client) -> None:
    other = REMARK | {"area_code": "320412", "figure_area": "320413"}
    assert refusal(api, REMARKS, REVIEWER, remark=other) == "remark-figure-elsewhere"
    assert caller(api)(REMARKS, REVIEWER, remark=REMARK | {"figure_area": "320400"})["state"] == "raised"


def test_a_cell_that_cannot_be_read_is_not_told_to_be_empty_too(
    api: Client, engine: Engine, tmp_path: Path
) -> None:
    file = tmp_path / "意见.csv"
    file.write_text(",".join(HEADERS) + "\nabc,320400,乱,17,320412,,,请核实,评审组,\n", encoding="utf-8")
    with pytest.raises(FileRefused) as refused, at_work(engine) as op:
        import_remarks(op, file)
    codes = [(one["column"], one["code"]) for one in refused.value.details["errors"]]
    assert codes == [("对象", "bad-choice"), ("年度", "bad-number")]
