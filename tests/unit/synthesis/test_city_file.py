"""Any city can be synthesized from its areas and, where there is one, the population beside them."""

from decimal import Decimal
from pathlib import Path

import pytest

from sampling.synthesis.city import CityFileInvalid, read_city
from sampling.synthesis.generate import SynthesisRefused, synthesize
from sampling.synthesis.writing import FolderNotEmpty, FolderNotWritable
from tests.unit.synthesis.conftest import read_rows

_HEADER = "区划代码,名称,级别,上级代码\n"
_CITY = _HEADER + "AB01,某市,市,\nAB0101,甲区,县区,AB01\nXY9,乙县,县区,AB01\nXY9001,丙镇,镇街,XY9\n"


def _file(folder: Path, text: str, population: str | None = None, encoding: str = "utf-8") -> Path:
    file = folder / "areas.csv"
    file.write_bytes(text.encode(encoding))
    if population is not None:
        (folder / "population.csv").write_text(population, encoding="utf-8")
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_city_with_codes_of_its_own_and_no_population_gets_labelled_residents(
    tmp_path: Path, encoding: str
) -> None:
    city = read_city(_file(tmp_path, _CITY, encoding=encoding))
    out = tmp_path / "year"
    synthesize(out, year=2025, scale=Decimal("0.05"), seed=1, city=city)
    rows = read_rows(out)
    assert {row["区划代码"] for row in rows["population"]} == {"AB01", "AB0101", "XY9"}
    assert all("合成数据" in row["来源"] for row in rows["population"])
    assert {row["抽样地区划代码"] for row in rows["samples"]} == {"AB01", "AB0101", "XY9001"}
    assert len({row["抽样编号"] for row in rows["samples"]}) > 300


def test_residents_of_the_city_file_are_kept_at_scale_one_and_size_the_year(tmp_path: Path) -> None:
    population = (
        "区划代码,年份,常住人口,来源\nAB01,2020,50000,普查\nAB0101,2020,30000,普查\nXY9,2020,20000,普查\n"
    )
    city = read_city(_file(tmp_path, _CITY, population).parent)
    counts = synthesize(tmp_path / "year", year=2023, scale=Decimal(1), seed=1, city=city)
    rows = read_rows(tmp_path / "year")
    assert [row["常住人口"] for row in rows["population"]] == ["50000", "30000", "20000"]
    assert all(row["来源"] == "普查" for row in rows["population"])
    assert 300 < counts["samples"] < 500


def test_an_area_without_a_figure_of_the_year_or_before_gets_a_labelled_one(tmp_path: Path) -> None:
    population = (
        "区划代码,年份,常住人口,来源\nAB01,2020,50000,普查\nAB0101,2024,30000,普查\nXY9,2020,20000,普查\n"
    )
    city = read_city(_file(tmp_path, _CITY, population))
    added = [row for row in city.population(2023, Decimal(1)) if "合成数据" in row.source]
    assert [(row.area, row.year, row.count) for row in added] == [("AB0101", 2023, 30000)]


@pytest.mark.parametrize(
    "text, reason",
    [
        ("", "缺少表头"),
        ("区划代码,名称\nA,某市\n", "缺少表头"),
        (_HEADER + "A,某市,市,\nB,另一市,市,\nC,区,县区,A\n", "恰有一个"),
        (_HEADER + "A,某区,县区,\n", "恰有一个"),
        (_HEADER + "A,某市,市,\n", "没有级别为“县区”"),
        (_HEADER + "A,某市,市,\nB,区,县区,Q\n", "不在文件中"),
        (_HEADER + "A,某市,市,\nA,区,县区,A\n", "重复"),
        (_HEADER + "A,某市,市,\nB,区,乡,A\n", "级别"),
        (_HEADER + "A,某市,市,\nB,区,县区,C\nC,镇,镇街,B\n", "绕回"),
    ],
)
def test_a_file_that_is_no_city_is_refused_with_the_reason(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(CityFileInvalid) as refusal:
        read_city(_file(tmp_path, text))
    assert reason in refusal.value.message


@pytest.mark.parametrize("population", ["AB01,2020,许多,\n", "AB01,去年,1,\n", "QQ,2020,1,\n"])
def test_residents_that_are_no_numbers_or_of_no_area_are_refused(tmp_path: Path, population: str) -> None:
    with pytest.raises(CityFileInvalid):
        read_city(_file(tmp_path, _CITY, "区划代码,年份,常住人口,来源\n" + population))


def test_a_file_that_is_absent_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CityFileInvalid):
        read_city(tmp_path / "none.csv")
    (tmp_path / "areas.csv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(CityFileInvalid):
        read_city(tmp_path)


@pytest.mark.parametrize(
    "year, scale", [(1800, "1"), (2095, "1"), (2023, "0"), (2023, "-1"), (2023, "NaN"), (2023, "1001")]
)
def test_years_and_scales_out_of_range_are_refused_before_anything_is_written(
    tmp_path: Path, year: int, scale: str
) -> None:
    with pytest.raises(SynthesisRefused):
        synthesize(tmp_path / "year", year=year, scale=Decimal(scale), seed=1, city=read_city())
    assert not (tmp_path / "year").exists()


def test_synthetic_data_never_overwrites_files(tmp_path: Path) -> None:
    (tmp_path / "samples.csv").write_text("真实数据", encoding="utf-8")
    with pytest.raises(FolderNotEmpty):
        synthesize(tmp_path, year=2023, scale=Decimal("0.01"), seed=1, city=read_city())
    assert (tmp_path / "samples.csv").read_text(encoding="utf-8") == "真实数据"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FolderNotWritable):
        synthesize(tmp_path / "file" / "year", year=2023, scale=Decimal("0.01"), seed=1, city=read_city())
