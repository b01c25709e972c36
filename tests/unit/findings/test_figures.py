from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.findings.figures import MAX_FIGURE_CHARS, Quantity, canonical, figure_text, quantity

RAISE = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def read(cell: str) -> Quantity | None:
    text = figure_text(cell)
    return None if text is None else quantity(text)


@pytest.mark.parametrize(
    "cell, value, unit",
    [
        ("255mg/kg", "255", "mg/kg"),
        ("0.080g/kg", "0.080", "g/kg"),
        ("２．５ g/100g", "2.5", "g/100g"),
        ("2.9×10⁵CFU/g", "290000", "CFU/g"),
        ("2.9x10^5CFU/g", "290000", "CFU/g"),
        ("1.7×10<sup>4</sup>CFU/g", "17000", "CFU/g"),
        ("10²CFU/g", "100", "CFU/g"),
        ("3.50×10²mg/kg", "350", "mg/kg"),
        ("10⁻³mg/kg", "0.001", "mg/kg"),
        ("2.9E+5CFU/g", "290000", "CFU/g"),
        ("1,072mg/kg", "1072", "mg/kg"),
        ("9.74µg/kg", "9.74", "μg/kg"),
        ("1.49w/%", "1.49", "w/%"),
        ("5.3mg(KOH)/g", "5.3", "mg(KOH)/g"),
        ("1.5(mg/kg)", "1.5", "mg/kg"),
        ("3CFU/cm²", "3", "CFU/cm²"),
        ("-0.52℃", "-0.52", "℃"),
        ("0/25g", "0", "/25g"),
        ("12", "12", None),
    ],
)
def test_number_is_read_exactly_and_keeps_its_unit(cell: str, value: str, unit: str | None) -> None:
    found = read(cell)
    assert found is not None
    assert (canonical(found.value), found.unit) == (value, unit)


@pytest.mark.parametrize("cell", ["1.3×10", "2.8×10CFU/g", "1.7×10<sup>4</sup>4CFU/g", "1.3×104CFU/g"])
def test_number_whose_exponent_got_lost_is_not_read(cell: str) -> None:
    assert read(cell) is None


@pytest.mark.parametrize(
    "cell", ["10 20", "1\n000mg/kg", "072", "1,07mg/kg", "1.2.3", "5()", "5)mg(", "", "mg/kg", "约5"]
)
def test_what_could_be_meant_in_two_ways_is_not_read(cell: str) -> None:
    assert read(cell) is None


def test_absurd_exponent_is_refused_before_it_costs_memory() -> None:
    assert read("1×10^999") is None
    assert read("1E999") is None


def test_prose_is_not_searched_for_numbers() -> None:
    assert figure_text("9" * (MAX_FIGURE_CHARS + 1)) is None


@given(st.integers(0, 10**12), st.integers(0, 6), st.sampled_from(["mg/kg", "g/100g", "CFU/mL", "%", None]))
def test_plain_number_round_trips(digits: int, places: int, unit: str | None) -> None:
    value = Decimal(digits).scaleb(-places)
    found = read(f"{value:f}{unit or ''}")
    assert found == Quantity(value, unit)
    assert found is not None
    assert canonical(found.value) == f"{value:f}"


@given(st.integers(10, 99), st.integers(-9, 12), st.sampled_from(["{}×10{}CFU/g", "{}x10^{{{}}}CFU/g"]))
def test_power_of_ten_round_trips(tenths: int, power: int, notation: str) -> None:
    mantissa = Decimal(tenths) / 10
    raised = str(power) if "^" in notation else str(power).translate(RAISE)
    found = read(notation.format(mantissa, raised))
    assert found is not None
    assert found.value == mantissa * Decimal(10) ** power
    assert found.unit == "CFU/g"


@given(st.text(max_size=60))
def test_any_text_is_read_or_left_alone(cell: str) -> None:
    found = read(cell)
    assert found is None or found.value.is_finite()
