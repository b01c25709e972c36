"""`shian bulletins`, from files to figures. Rows are 合成数据, but for the last tests, which need the real ones."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from api.cli.main import main
from sampling.bulletins.importing import import_bulletins
from sampling.bulletins.summary import NO_ITEM, summarise
from tests.factories.bulletins import a_failing_row, a_file, a_row

REAL = Path(__file__).parents[2].parent / "shared" / "real"
AT = datetime(2024, 3, 31, tzinfo=UTC)
needs_real = pytest.mark.skipif(
    not (REAL / "expected.json").exists(), reason="the real bulletins (../shared/real) are not distributed"
)


@pytest.fixture
def shian(engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the command line against `engine`; gives exit status, output and messages."""
    monkeypatch.setenv("SHIAN_DATABASE_URL", engine.url.render_as_string(hide_password=False))

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        status = 0
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return run


def some_rows() -> list[list[str]]:
    return [
        a_row(),
        a_row(product="合成样品 甲"),
        a_row(product="合成样品乙"),
        a_failing_row(),
        a_failing_row(item="菌落总数﹙CFU/g﹚", classification="冷冻饮品-->雪糕"),
        a_row(classification="食品相关产品-->洗涤剂/消毒剂"),
        a_failing_row(classification="食品相关产品-->食品机械设备", item="接地措施"),
    ]


def test_summary_of_an_empty_database_knows_no_rate(engine: Engine) -> None:
    found = summarise(engine)
    assert (found.rows, found.food, found.by_category) == (0, 0, {})
    assert (found.overall.rate, found.overall.lower, found.overall.upper) == (None, None, None)


def test_summary_counts_entries_of_food_only(shian: Any, tmp_path: Path) -> None:
    assert shian("bulletins", "import", a_file(tmp_path / "甲.csv", some_rows()))[0] == 0
    status, out, _ = shian("bulletins", "summary", "--format", "json")
    found = json.loads(out)
    assert status == 0
    counts = [found[key] for key in ("rows", "repeated", "not_food", "food", "qualified", "unqualified")]
    assert counts == [7, 1, 2, 4, 2, 2]
    assert found["by_category"] == {
        "冷冻饮品": {"qualified": 0, "unqualified": 1},
        "豆及豆制品": {"qualified": 2, "unqualified": 1},
    }
    assert found["by_publisher"] == {"合成市场监管局": {"qualified": 2, "unqualified": 2}}
    assert found["rates_by_category"]["豆及豆制品"] == {
        "qualified": 2,
        "unqualified": 1,
        "pass_rate": "0.6667",
        "lower": "0.2077",
        "upper": "0.9385",
    }
    assert {name: rate["unqualified"] for name, rate in found["rates_by_item"].items()} == {
        "菌落总数": 2,
        NO_ITEM: 0,
    }


def test_csv_holds_the_same_figures(shian: Any, tmp_path: Path) -> None:
    shian("bulletins", "import", a_file(tmp_path / "甲.csv", [*some_rows(), a_row(publisher="=1+1")]))
    found = json.loads(shian("bulletins", "summary", "--format", "json")[1])
    rows = list(csv.DictReader(io.StringIO(shian("bulletins", "summary", "--format", "csv")[1])))
    for dimension, key in (("食品大类", "rates_by_category"), ("检测项目", "rates_by_item")):
        figures = {row["名称"]: row["区间下限"] for row in rows if row["维度"] == dimension}
        assert figures == {name: rate["lower"] for name, rate in found[key].items()}
    assert "'=1+1" in {row["名称"] for row in rows}


def test_table_shows_every_group_and_what_was_not_read(shian: Any, tmp_path: Path) -> None:
    rows = [*some_rows(), a_failing_row(result="1.3×10", item="[bold]合成项目")]
    shian("bulletins", "import", a_file(tmp_path / "甲.csv", rows))
    status, out, _ = shian("bulletins", "summary")
    assert status == 0
    for words in ("冷冻饮品", "合成市场监管局", "[bold]合成项目", "0.4000", "检测结果 1 个"):
        assert words in out


def test_import_report_lists_every_unread_cell(shian: Any, tmp_path: Path) -> None:
    rows = [a_failing_row(result=f"{number}.3×10") for number in range(1, 31)]
    report = tmp_path / "结果.json"
    status, _, err = shian("bulletins", "import", a_file(tmp_path / "甲.csv", rows), "--report", report)
    assert status == 0
    assert "另有 10 个" in err
    unread = json.loads(report.read_text(encoding="utf-8"))["unread"]
    assert len(unread) == 30
    assert unread[0] == {"file": "甲.csv", "row": 2, "column": "检测结果", "written": "1.3×10"}


def test_file_that_is_no_bulletin_ends_with_status_2_and_the_reason(shian: Any, tmp_path: Path) -> None:
    path = tmp_path / "表格.csv"
    path.write_bytes(b"PK\x03\x04" + bytes(100))
    status, out, err = shian("bulletins", "import", path)
    assert (status, out) == (2, "")
    assert "bulletin-is-spreadsheet" in err
    assert "表格.csv" in err


def test_report_into_a_missing_folder_is_refused_before_anything_is_written(
    shian: Any, engine: Engine, tmp_path: Path
) -> None:
    path = a_file(tmp_path / "甲.csv", [a_row()])
    assert shian("bulletins", "import", path, "--report", tmp_path / "无" / "结果.json")[0] == 2
    assert summarise(engine).rows == 0


@needs_real
def test_real_bulletins_give_the_expected_figures(shian: Any) -> None:
    files = sorted(REAL.glob("*.csv"))
    assert shian("bulletins", "import", *files)[0] == 0
    assert shian("bulletins", "import", *files[::-1])[0] == 0
    found = json.loads(shian("bulletins", "summary", "--format", "json")[1])
    expected = json.loads((REAL / "expected.json").read_text(encoding="utf-8"))
    assert {key: found[key] for key in expected} == expected
    for key in ("by_category", "by_publisher"):
        for name, counts in expected[key].items():
            rate = found[f"rates_{key}"][name]
            assert {side: rate[side] for side in counts} == counts
            assert rate["lower"] <= rate["pass_rate"] <= rate["upper"]
    assert sum(rate["unqualified"] for rate in found["rates_by_item"].values()) == expected["unqualified"]


@needs_real
def test_only_mutilated_real_figures_stay_unread(engine: Engine) -> None:
    """Of 98 results and 98 limits, those whose exponent the site lost, one set with a stray digit, one in words,
    and one limit with its sign between number and unit."""
    report = import_bulletins(engine, sorted(REAL.glob("*.csv")), at=AT, actor="合成用户")
    assert (report.results, report.limits) == (98, 98)
    results = [cell.written for cell in report.unread if cell.column == "检测结果"]
    limits = [cell.written for cell in report.unread if cell.column == "限量值"]
    assert (len(results), len(limits)) == (14, 15)
    assert [cell for cell in results if not cell.endswith("×10")] == [
        cell for cell in results if "未标注" in cell or "</sup>4" in cell
    ]
    assert [cell for cell in limits if not cell.endswith("10")] == ["200≤mg/kg"]
