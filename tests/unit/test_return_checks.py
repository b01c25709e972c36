"""Checks of a return's figures: exact, graver or lighter as the file says."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.measures import load_catalogue
from domain.returns.checks import (
    Beside,
    before,
    due_of,
    end_of,
    findings_of,
    shipped_checks,
)
from domain.returns.content import Figures

FLOW, STOCK, SCORES, AWARE = (load_catalogue().measure(code) for code in ("01", "02-1", "30", "31"))


def figures(numerator: str, denominator: str) -> Figures:
    return Figures(numerator=Decimal(numerator), denominator=Decimal(denominator))


def codes(measure: object, now: Figures, earlier: Figures | None = None) -> list[str]:
    return [one.check for one in findings_of(measure, now, earlier)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measure", "now", "earlier", "found"),
    [
        (FLOW, ("8", "10"), None, []),
        (FLOW, ("0", "10"), None, []),
        (FLOW, ("-1", "10"), None, ["negative"]),
        (FLOW, ("11", "10"), None, ["part-exceeds-whole"]),
        (FLOW, ("0", "0"), None, ["whole-is-zero"]),
        (FLOW, ("8", "10"), ("5", "10"), ["jump"]),
        (FLOW, ("7.5", "10"), ("5", "10"), []),
        (FLOW, ("7.500000001", "10"), ("5", "10"), ["jump"]),
        (FLOW, ("2", "100"), ("1", "100"), ["jump"]),
        (STOCK, ("9", "100"), ("10", "100"), ["stock-shrinks"]),
        (STOCK, ("10", "111"), ("10", "100"), ["basis-changed"]),
        (STOCK, ("10", "110"), ("10", "100"), []),
        (SCORES, ("10000", "100"), None, []),
        (SCORES, ("10000.1", "100"), None, ["score-beyond-full"]),
        (AWARE, ("101", "100"), None, ["part-exceeds-whole"]),
    ],
)
def test_each_check_finds_what_it_is_for(
    measure: object, now: tuple[str, str], earlier: tuple[str, str] | None, found: list[str]
) -> None:
    assert codes(measure, figures(*now), figures(*earlier) if earlier else None) == found


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_the_same_figures_again_are_never_odd(numerator: int, denominator: int) -> None:
    same = figures(str(min(numerator, denominator)), str(denominator))
    for measure in (FLOW, STOCK):
        assert codes(measure, same, same) == []


def test_every_check_of_the_file_has_a_rule_and_a_severity() -> None:
    assert {one.severity for one in shipped_checks()} == {"error", "warning"}
    assert len({one.code for one in shipped_checks()}) == len(shipped_checks())


def test_a_quarter_ends_is_due_and_follows_another() -> None:
    assert (end_of("2023Q1"), due_of("2023Q1")) == (date(2023, 3, 31), date(2023, 4, 15))
    assert (before("2023Q1"), before("2023Q3")) == ("2022Q4", "2023Q2")


def test_ten_times_as_much_is_a_suspect_unit_and_ten_times_a_few_is_not() -> None:
    assert "unit-suspect" in codes(FLOW, figures("800", "2000"), figures("800", "200"))
    assert "unit-suspect" in codes(FLOW, figures("3", "300"), figures("3", "3"))
    assert "unit-suspect" not in codes(FLOW, figures("30", "30"), figures("3", "3"))
    assert "unit-suspect" not in codes(FLOW, figures("801", "2001"), figures("80", "200"))


def test_denominators_of_the_same_thing_must_be_the_same_number() -> None:
    measure = load_catalogue().measure("13")
    found = findings_of(measure, figures("70", "100"), Beside(siblings={"14-1": figures("90", "101")}))
    assert [one.check for one in found] == ["denominators-differ"]
    assert "本项为100，指标14-1为101" in found[0].message
    assert findings_of(measure, figures("70", "100"), Beside(siblings={"14-1": figures("9", "100")})) == ()
    assert set(load_catalogue().kindred("13")) == {"14-1", "14-2"}
    assert load_catalogue().kindred("01") == ()


def test_what_the_register_can_count_is_held_against_it() -> None:
    measure = load_catalogue().measure("29")
    assert [one.check for one in findings_of(measure, figures("2", "6"), Beside(register=7))] == [
        "register-disagrees"
    ]
    assert findings_of(measure, figures("2", "7"), Beside(register=7)) == ()
    assert findings_of(measure, figures("2", "6"), Beside()) == ()


def test_a_city_that_files_the_sum_of_its_districts_is_asked_why() -> None:
    measure = load_catalogue().measure("13")
    total = figures("70", "100")
    assert [one.check for one in findings_of(measure, total, Beside(districts=total))] == [
        "city-repeats-districts"
    ]
    assert findings_of(measure, figures("7", "10"), Beside(districts=total)) == ()


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_absent_knowledge_finds_nothing(part: int, whole: int, other: int) -> None:
    measure = load_catalogue().measure("13")
    now = figures(str(min(part, whole)), str(whole))
    assert findings_of(measure, now, Beside()) == findings_of(measure, now, None) == ()
    found = {
        one.check for one in findings_of(measure, now, Beside(siblings={"14-2": figures("0", str(other))}))
    }
    assert ("denominators-differ" in found) is (other != whole)
