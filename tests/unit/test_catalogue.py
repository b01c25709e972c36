"""The catalogue is data: it loads, and a file that contradicts itself is refused with all its faults."""

from pathlib import Path

import pytest

from domain.catalogue.clocks import load_clocks
from domain.catalogue.measures import SHIPPED, load_catalogue
from domain.errors import CatalogueInvalid, MeasureNotFound
from domain.indicators.formulas import FORMULA_BY_CODE, FORMULAS


def test_shipped_catalogue_has_31_indicators_as_38_measures_with_a_formula_for_every_records_measure() -> (
    None
):
    catalogue = load_catalogue(formulas=FORMULA_BY_CODE)
    assert [number for number, _ in catalogue.indicators()] == list(range(1, 32))
    assert len(catalogue.measures) == 38
    records = {measure.code for measure in catalogue.measures if measure.from_records}
    assert records == {formula.code for formula in FORMULAS}


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """The shipped catalogue with one text replaced."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "indicators.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    "old, new, reason",
    [
        ('code = "02-1"', 'code = "01"', "代码 01 重复"),
        ('target = ">=100"', 'target = "about 100"', "应以 >= 或 <= 开头"),
        ('target = ">=100"', 'target = ">=NaN"', "不是数"),
        ('over = "flow"', 'over = "sometimes"', "over 应为 flow 或 stock"),
        ('filed_by = ["district"]', "filed_by = []", "filed_by 应为"),
        ('source = "returns"', 'source = "guess"', "source 应为"),
        ("indicator = 31", "indicator = 33", "序号不连续"),
        ("scale = 100", 'scale = "100"', "scale 应为正整数"),
        ('unit = "%"', 'colour = "red"', "缺少 unit"),
        ('code = "03-1"', 'code = "03-9"', "03-9 没有计算公式"),
        ('edition = "2023"', "", "缺少 edition"),
        ("[[measure]]", "[[measure", "不是可读的 TOML"),
        ("full_score = 100", "full_score = 0", "full_score 应为正整数"),
        ("full_score = 100", 'due_days = "45"', "due_days 应为正整数"),
        ('topic = "complaints"', 'topic = "praise"', "topic 应为complaints"),
        ('register_counts = "districts"', 'register_counts = "towns"', "register_counts 应为districts"),
        (
            'same_denominator = "监管人员"',
            'same_denominator = " "',
            "same_denominator 应为不为空的文字",
        ),
        ('combine = "recompute"', 'combine = "recompute"\nfull_score = 1', "由记录计算，不应有 full_score"),
    ],
)
def test_a_catalogue_that_contradicts_itself_is_refused_with_the_reason(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    with pytest.raises(CatalogueInvalid) as refusal:
        load_catalogue(changed(tmp_path, old, new), formulas=FORMULA_BY_CODE)
    assert reason in refusal.value.message


def test_another_edition_is_another_file(tmp_path: Path) -> None:
    catalogue = load_catalogue(changed(tmp_path, 'target = ">=98"', 'target = ">=98.5"'))
    assert catalogue.measure("12").target.text == "≥98.5"


def test_a_measure_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(MeasureNotFound):
        load_catalogue().measure("99")


def test_every_clock_loads_and_unknown_units_are_refused(tmp_path: Path) -> None:
    assert load_clocks()["disposal-complete"].n == 90
    file = tmp_path / "deadlines.toml"
    file.write_text(
        '[[clock]]\ncode="a"\nname="甲"\nstart="始"\nstop="终"\nn=3\nunit="fortnight"\n', encoding="utf-8"
    )
    with pytest.raises(CatalogueInvalid):
        load_clocks(file)
