"""Publication lists: what goes in, as of which day, and that what is published can be read again."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from domain.bulletins.columns import HEADERS
from domain.bulletins.entry import read_entry
from domain.errors import ShianError
from sampling.publishing import PublicationLists, as_csv, publication_lists, write_lists
from sampling.store.engine import reading
from tests.api.stored import store
from tests.factories import laboratory as lab
from tests.factories.laboratory import ISSUED

PUBLISHER = "国内监督抽查(合成数据市场监管局)"


@pytest.fixture
def office(engine: Engine) -> Engine:
    """A database with registers."""
    lab.furnish(engine)
    return engine


def lists(engine: Engine, *, as_of: date = date(2023, 12, 31), area: str | None = None) -> PublicationLists:
    with reading(engine) as view:
        return publication_lists(
            view,
            first=date(2023, 1, 1),
            last=date(2023, 12, 31),
            area=area,
            as_of=as_of,
            publisher=PUBLISHER,
            published_on=date(2023, 4, 1),
        )


def products(rows: list[tuple[str, ...]]) -> list[str]:
    return [row[HEADERS.index("物料名称")] for row in rows]


def test_only_issued_reports_of_supervision_are_published(office: Engine) -> None:
    lab.issued(office, lab.lead(), sample_name="合格样")
    lab.issued(office, lab.lead("0.9"), lab.colonies(), sample_name="不合格样")
    lab.issued(office, lab.lead("0.9"), sample_name="风险样", task_kind="风险监测")
    lab.issued(office, lab.lead("0.9"), sample_name="评价样", task_kind="评价性抽检")
    problem = lab.lead("0.9", verdict="问题项", verdict_reason="方法待核")
    lab.issued(office, problem, sample_name="问题样")
    lab.verified(office, lab.lead("0.9"), sample_name="未签发样")
    found = lists(office)
    assert (products(found.qualified), products(found.unqualified)) == (["合格样"], ["不合格样"])
    row = dict(zip(HEADERS, found.unqualified[0], strict=True))
    assert (row["检测项目"], row["检测结果"], row["限量值"], row["判定"], row["备注"]) == (
        "铅",
        "0.9",
        "≤0.5",
        "不合格",
        "合成数据",
    )


def test_an_overturned_sample_is_listed_by_its_verdict_on_the_day_asked(office: Engine) -> None:
    number = lab.issued(office, lab.lead("0.9")).no
    review = {"sheet_no": number, "kind": "复检", "applied_on": date(2023, 4, 3), "acceptance": "受理"}
    store(office, "reviews", review | {"concluded_on": date(2023, 4, 20), "conclusion": "改判合格"})
    before, after = lists(office, as_of=date(2023, 4, 19)), lists(office, as_of=date(2023, 4, 20))
    assert (before.qualified, len(before.unqualified)) == ([], 1)
    assert (len(after.qualified), after.unqualified) == (1, [])
    assert after.qualified[0][-1] == "合成数据；复检改判合格"


def test_a_report_that_is_not_yet_out_on_the_day_asked_is_not_listed(office: Engine) -> None:
    lab.issued(office, lab.lead())
    assert lists(office, as_of=date(2023, 3, 19)).samples == 0
    assert lists(office, as_of=ISSUED).samples == 1


def test_lists_keep_to_an_area_with_all_below_it(office: Engine) -> None:
    lab.issued(office, lab.lead())
    assert lists(office, area="320412").samples == lists(office, area="320400").samples == 1
    assert lists(office, area="320411").samples == 0
    with pytest.raises(ShianError, match="320499"):
        lists(office, area="320499")


def test_what_is_published_reads_as_a_bulletin(office: Engine) -> None:
    lab.issued(office, lab.lead("0.9"))
    (header, row) = csv.reader(io.StringIO(as_csv(lists(office).unqualified)))
    assert tuple(header) == HEADERS
    entry = read_entry(row)
    assert (entry.verdict, entry.item, entry.limit_unread, entry.result_unread) == (
        "不合格",
        "铅",
        False,
        False,
    )


def test_cells_that_a_spreadsheet_could_run_are_guarded(office: Engine, tmp_path: Path) -> None:
    lab.issued(office, lab.lead(), sample_name="=1+1")
    found = lists(office)
    assert "'=1+1" in as_csv(found.qualified)
    write_lists(found, tmp_path / "名单.xlsx", force=False)
    cell = load_workbook(tmp_path / "名单.xlsx")["合格"].cell(2, HEADERS.index("物料名称") + 1)
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    write_lists(found, tmp_path / "名单", force=False)
    assert sorted(file.name for file in (tmp_path / "名单").iterdir()) == ["不合格.csv", "合格.csv"]
    with pytest.raises(ShianError, match="已经存在"):
        write_lists(found, tmp_path / "名单.xlsx", force=False)
