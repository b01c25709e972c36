"""How large a synthetic year is, and how near its figures come to a real city's."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from sampling.synthesis.city import read_city
from sampling.synthesis.generate import synthesize
from tests.unit.synthesis.conftest import Rows, read_rows


def test_scale_one_is_a_year_of_the_size_of_changzhou(tmp_path: Path) -> None:
    counts = synthesize(tmp_path / "year", year=2023, scale=Decimal(1), seed=7, city=read_city())
    assert 32_000 <= counts["samples"] <= 35_000
    assert counts["items"] >= 190_000
    with (tmp_path / "year" / "population.csv").open(encoding="utf-8") as stream:
        text = stream.read()
    assert "320400,2022,5366200," in text
    assert "合成数据" not in text


def test_twice_the_scale_is_about_twice_of_everything_that_grows(tmp_path: Path) -> None:
    city = read_city()
    one = synthesize(tmp_path / "one", year=2023, scale=Decimal("0.1"), seed=1, city=city)
    two = synthesize(tmp_path / "two", year=2023, scale=Decimal("0.2"), seed=1, city=city)
    for table in ("samples", "items", "enterprises", "inspections", "cases"):
        assert 1.7 * one[table] < two[table] < 2.2 * one[table], table
    assert one["areas"] == two["areas"]
    residents = [
        [int(row["常住人口"]) for row in read_rows(tmp_path / name)["population"]] for name in ("one", "two")
    ]
    assert all(abs(2 * low - high) <= 1 for low, high in zip(*residents, strict=True))


def test_counts_are_the_records_that_were_written(make_year: Callable[..., Path], tmp_path: Path) -> None:
    counts = synthesize(tmp_path / "year", year=2023, scale=Decimal("0.01"), seed=3, city=read_city())
    rows = read_rows(tmp_path / "year")
    assert counts["samples"] == len({row["抽样编号"] for row in rows["samples"]})
    assert counts["items"] == sum(bool(row["检验项目"]) for row in rows["samples"])
    for table in ("areas", "enterprises", "plans", "disposals", "returns"):
        assert counts[table] == len(rows[table])


def test_pass_rates_are_those_of_a_real_year(make_year: Callable[..., Path]) -> None:
    rows = read_rows(make_year(scale="0.3"))
    bad, all_of = Counter[str](), Counter[str]()
    verdicts: dict[str, tuple[str, set[str]]] = {}
    for row in rows["samples"]:
        verdicts.setdefault(row["抽样编号"], (row["任务类别"], set()))[1].add(row["结果判定"])
    for kind, found in verdicts.values():
        all_of[kind] += 1
        bad[kind] += "不合格项" in found
    for kind in ("评价性抽检", "农产品监测"):
        assert 0.97 < 1 - bad[kind] / all_of[kind] < 0.995


def test_plans_cover_categories_stages_and_levels_of_every_district(year_rows: Rows) -> None:
    plans = year_rows["plans"]
    districts = {row["区划代码"] for row in year_rows["areas"] if row["级别"] == "县区"}
    assert districts <= {row["区划代码"] for row in plans}
    assert {row["任务级别"] for row in plans} == {"国抽", "省抽", "市抽", "县抽"}
    assert {row["类别"] for row in plans} == {"监督抽检", "评价性抽检", "风险监测", "农产品监测"}
    assert {row["环节"] for row in plans} == {"生产", "流通", "餐饮", ""}
    assert len({row["食品大类"] for row in plans}) > 20
