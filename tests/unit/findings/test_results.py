from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.findings.results import MAX_READINGS, Reading, Relation, Result, read_result

COUNTS = (820, 860, 850, 790, 730)


def single(cell: str) -> Reading | None:
    found = read_result(cell)
    assert found is None or (len(found.first), found.recheck) == (1, ())
    return found.first[0] if found else None


@pytest.mark.parametrize(
    "cell, reading",
    [
        ("1072mg/kg", Reading(Relation.EQUAL, Decimal(1072), "mg/kg")),
        ("2.9×10⁵CFU/g", Reading(Relation.EQUAL, Decimal(290000), "CFU/g")),
        ("＞3mg/kg", Reading(Relation.ABOVE, Decimal(3), "mg/kg")),
        ("<0.01", Reading(Relation.BELOW, Decimal("0.01"))),
        ("未检出", Reading(Relation.NOT_DETECTED)),
        ("ND", Reading(Relation.NOT_DETECTED)),
        ("未检出(<0.01mg/kg)", Reading(Relation.NOT_DETECTED, Decimal("0.01"), "mg/kg")),
        ("未检出（检出限：0.01 mg/kg）", Reading(Relation.NOT_DETECTED, Decimal("0.01"), "mg/kg")),
        ("未检出，定量限0.05mg/kg", Reading(Relation.NOT_DETECTED, Decimal("0.05"), "mg/kg")),
        ("<0.01mg/kg(未检出)", Reading(Relation.NOT_DETECTED, Decimal("0.01"), "mg/kg")),
        ("<0.01mg/kg（检出限）", Reading(Relation.NOT_DETECTED, Decimal("0.01"), "mg/kg")),
        ("＜方法检出限", Reading(Relation.NOT_DETECTED)),
        ("低于检出限(0.01mg/kg)", Reading(Relation.NOT_DETECTED, Decimal("0.01"), "mg/kg")),
        ("0.3毫克/千克", Reading(Relation.EQUAL, Decimal("0.3"), "mg/kg")),
        ("检出/25g", Reading(Relation.DETECTED, unit="/25g")),
    ],
)
def test_single_result_is_read(cell: str, reading: Reading) -> None:
    assert single(cell) == reading


@pytest.mark.parametrize(
    "cell",
    [
        "8.2×10²/8.6×10²/8.5×10²/7.9×10²/7.3×10²CFU/g",
        "820，860，850，790，730CFU/g",
        "820,860,850,790,730CFU/g",
        "820CFU/g；\n860CFU/g；\n850CFU/g；\n790CFU/g；\n730CFU/g",
        "①820CFU/g;②860CFU/g;③850CFU/g;④790CFU/g;⑤730CFU/g",
        "n₁：820；n₂：860；n₃：850；n₄：790；n₅：730；结果均大于M（单位：CFU/g）",
        "1#820、2#860、3#850、4#790、5#730CFU/g",
    ],
)
def test_five_samples_are_read_in_every_notation(cell: str) -> None:
    expected = tuple(Reading(Relation.EQUAL, Decimal(count), "CFU/g") for count in COUNTS)
    assert read_result(cell) == Result(expected)


def test_set_of_detected_and_not_detected_keeps_its_order() -> None:
    found = read_result("未检出/25g；未检出/25g；未检出/25g；检出/25g；未检出/25g")
    assert found is not None
    assert [reading.relation for reading in found.first].index(Relation.DETECTED) == 3
    assert {reading.unit for reading in found.first} == {"/25g"}


def test_samples_below_the_detection_limit_stand_beside_counted_ones() -> None:
    found = read_result("＜10CFU/g；＜10CFU/g；＜10CFU/g；2000CFU/g；＜10CFU/g")
    assert found is not None
    assert [reading.relation.value for reading in found.first] == ["<", "<", "<", "=", "<"]


@pytest.mark.parametrize(
    "cell",
    [
        "初检结果：2.9mg/kg；复检结果：2.7mg/kg",
        "初检结果：2.9mg/kg复检结果：2.7mg/kg",
        "初检：2.9mg/kg,复检：2.7mg/kg",
    ],
)
def test_first_test_and_recheck_stay_apart(cell: str) -> None:
    assert read_result(cell) == Result(
        (Reading(Relation.EQUAL, Decimal("2.9"), "mg/kg"),),
        (Reading(Relation.EQUAL, Decimal("2.7"), "mg/kg"),),
    )


def test_set_with_one_sample_that_cannot_be_read_is_left_unread() -> None:
    assert read_result("①1.7×10<sup>4</sup>4CFU/g;②1.5×10<sup>4</sup>CFU/g") is None


@pytest.mark.parametrize(
    "cell",
    ["①1.4×10", "标签中未标注成分", "1，072mg/kg", "1,000,000,000", "1,072,3", "初检结果：2.9mg/kg", ""],
)
def test_result_that_would_have_to_be_guessed_is_left_unread(cell: str) -> None:
    assert read_result(cell) is None


def test_grouped_digits_are_one_number() -> None:
    assert single("1,072mg/kg") == Reading(Relation.EQUAL, Decimal(1072), "mg/kg")


def test_unit_column_serves_numbers_without_unit() -> None:
    found = read_result("1.2；未检出", "mg/kg")
    assert found == Result((Reading(Relation.EQUAL, Decimal("1.2"), "mg/kg"), Reading(Relation.NOT_DETECTED)))


def test_number_of_samples_is_bounded() -> None:
    assert read_result(";".join(["1"] * MAX_READINGS)) is not None
    assert read_result(";".join(["1"] * (MAX_READINGS + 1))) is None


@given(
    st.text(alphabet="0123456789.,，;；=≤≥<>×^{}⁴/%gkCFU①②n₁:：()未检出初复结果单位 \n", max_size=80),
    st.text(max_size=8),
)
def test_any_cell_is_read_or_left_alone(cell: str, unit: str) -> None:
    found = read_result(cell, unit)
    assert found is None or 0 < len(found.first) <= MAX_READINGS


@given(st.lists(st.integers(0, 99999), min_size=2, max_size=9), st.sampled_from(["；", ";\n", "、"]))
def test_set_round_trips(counts: list[int], separator: str) -> None:
    found = read_result(separator.join(f"{count}CFU/g" for count in counts))
    assert found is not None
    assert [reading.value for reading in found.first] == [Decimal(count) for count in counts]
