"""Units as they are spelled, and the exact factors between them."""

from decimal import Decimal
from itertools import combinations

import pytest

from domain.judgement.units import factor, parse_unit, unit_in_cell

# All units of one row measure the same; the number is how much of the first makes one of them.
FAMILIES = [
    {"g/kg": "1", "mg/kg": "0.001", "μg/kg": "0.000001", "ng/kg": "0.000000001", "g/100g": "10", "%": "10",
     "mg/g": "1", "μg/g": "0.001", "ng/g": "0.000001", "mg/100g": "0.01", "‰": "1", "ppm": "0.001",
     "mg/25g": "0.04"},
    {"mg/L": "1", "g/L": "1000", "μg/mL": "1", "g/100mL": "10000", "ng/mL": "0.001", "mg/dL": "10"},
    {"CFU/g": "1", "CFU/100g": "0.01", "CFU/kg": "0.001"},
    {"CFU/mL": "1", "CFU/L": "0.001", "CFU/250mL": "0.004"},
    {"MPN/g": "1", "MPN/100g": "0.01"},
    {"CFU/cm²": "1", "CFU/m²": "0.0001"},
    {"%vol": "1", "mL/100mL": "1", "mL/L": "0.1"},
    {"个/kg": "1", "个/100g": "10"},
    {"kJ/100g": "1", "kJ/kg": "0.1"},
    {"Bq/kg": "1"},
    {"meq/kg": "1"},
    {"IU/100g": "1"},
    {"色度": "1"},
]  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: next(iter(family)))
def test_units_of_one_family_convert_exactly_both_ways(family: dict[str, str]) -> None:
    for source, one in family.items():
        for target, other in family.items():
            found = factor(parse_unit(source), parse_unit(target))
            assert found is not None
            assert found * Decimal(other) == Decimal(one)


@pytest.mark.parametrize("one, other", list(combinations(range(len(FAMILIES)), 2)))
def test_units_of_two_families_never_convert(one: int, other: int) -> None:
    for source in FAMILIES[one]:
        for target in FAMILIES[other]:
            assert factor(parse_unit(source), parse_unit(target)) is None


@pytest.mark.parametrize(
    "spelling, same",
    [
        ("MG/KG", "mg/kg"),
        ("ug/kg", "μg/kg"),
        ("毫克/千克", "mg/kg"),
        ("克/100克", "g/100g"),
        ("微克/升", "μg/L"),
        ("mg·kg⁻¹", "mg/kg"),
        (" mg / kg ", "mg/kg"),
        ("CFU／g", "cfu/g"),
        ("CFU/g(mL)", "CFU/mL"),
        ("CFU/g（mL）", "CFU/g"),
        ("mg/kg(mg/L)", "mg/L"),
        ("mg(KOH)/g", "mg/g"),
        ("w/%", "g/100g"),
        ("%(v/v)", "%vol"),
        ("CFU/cm2", "CFU/cm²"),
    ],
)
def test_spellings_of_one_unit_are_equal(spelling: str, same: str) -> None:
    source, target = unit_in_cell(spelling), unit_in_cell(same)
    assert source is not None
    assert target is not None
    assert factor(source, target) == 1


@pytest.mark.parametrize("cell", ["", " ", "/", "-", "—", "无", "无量纲"])
def test_cell_without_a_unit_states_none(cell: str) -> None:
    assert unit_in_cell(cell) is None


@pytest.mark.parametrize("one, other", [("/25g", "/10g"), ("mg/3g", "mg/g"), ("mg/kg（干基）", "mg/kg")])
def test_what_is_no_known_ratio_compares_with_itself_alone(one: str, other: str) -> None:
    first, second = unit_in_cell(one), unit_in_cell(other)
    assert first is not None
    assert second is not None
    assert factor(first, first) == 1
    assert factor(first, second) is None
