"""What holds for every finding: no text makes it fail, units do not matter, more is never better."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.judgement.exact import last_place
from domain.judgement.finding import Finding, Verdict
from domain.judgement.judge import judge
from domain.judgement.spans import Bound, Span, Standing, standing

ORDER = [Verdict.QUALIFIED, Verdict.UNDECIDED, Verdict.UNQUALIFIED]
METHODS = st.sampled_from(["", "全数值比较法", "修约值比较法"])
# Powers of ten to the kilogram in a kilogram.
MASSES = {
    "g/kg": -3,
    "mg/kg": -6,
    "μg/kg": -9,
    "ng/kg": -12,
    "g/100g": -2,
    "%": -2,
    "mg/100g": -5,
    "μg/g": -6,
}
VOLUMES = {"g/L": 0, "mg/L": -3, "μg/L": -6, "ng/mL": -6, "g/100mL": 1, "mg/mL": 0}
# Less than any distance between two numbers that are drawn here.
ALMOST_NOTHING = Fraction(1, 10**30)
CELLS = st.one_of(
    st.text(max_size=60),
    st.text(
        alphabet="0123456789.,，;；=≤≥<>ncmM×^{}⁴~-/%gkμmCFUL①：:（）()未检出不得阴性复初检限符合单位 \n'",
        max_size=80,
    ),
    st.sampled_from(
        ["", "/", "n=5,c=2,m=10,M=100", "0.2", "未检出", "mg/kg", "μg/kg", "1E30", "-0.5", "∞", "NaN"]
    ),
)


def decimals(low: int = 0, high: int = 10**6) -> st.SearchStrategy[Decimal]:
    """Numbers with up to six places."""
    return st.builds(
        lambda digits, places: Decimal(digits).scaleb(-places), st.integers(low, high), st.integers(0, 6)
    )


def rank(verdict: Verdict) -> int:
    return ORDER.index(verdict)


@given(st.builds(Finding, CELLS, CELLS, CELLS, CELLS, CELLS, CELLS, CELLS))
def test_any_text_gets_a_verdict_and_a_reason(finding: Finding) -> None:
    proposal = judge(finding)
    assert proposal.verdict in ORDER
    assert proposal.reason


@given(decimals(), decimals(1), METHODS, st.sampled_from(["{}", "<{}", ">{}", "未检出(<{})"]))
def test_result_in_another_unit_gets_the_same_verdict(
    result: Decimal, limit: Decimal, method: str, form: str
) -> None:
    for units in (MASSES, VOLUMES):
        reference = next(iter(units))
        verdicts = {
            judge(
                Finding(
                    form.format(f"{result.scaleb(units[reference] - power):f}"),
                    unit,
                    "",
                    f"{limit:f}",
                    reference,
                    "",
                    method,
                )
            ).verdict
            for unit, power in units.items()
        }
        assert len(verdicts) == 1


@given(decimals(), decimals(1), st.sampled_from(["≤", "<", "≥", ">"]))
def test_limit_in_another_unit_gets_the_same_verdict(result: Decimal, limit: Decimal, sign: str) -> None:
    verdicts = {
        judge(Finding(f"{result:f}", "mg/kg", "", f"{sign}{limit.scaleb(-6 - power):f}", unit)).verdict
        for unit, power in MASSES.items()
    }
    assert len(verdicts) == 1


@given(decimals(), decimals(), decimals(1), st.sampled_from(["", "0.05", "5"]), METHODS)
def test_more_of_it_never_makes_a_maximum_better(
    one: Decimal, other: Decimal, limit: Decimal, detection: str, method: str
) -> None:
    less, more = sorted((one, other))
    verdicts = [
        judge(Finding(f"{value:f}", "mg/kg", "", f"{limit:f}", "mg/kg", detection, method)).verdict
        for value in (less, more)
    ]
    assert rank(verdicts[0]) <= rank(verdicts[1])


@given(decimals(), decimals(), decimals(1), METHODS)
def test_more_of_it_never_makes_a_minimum_worse(
    one: Decimal, other: Decimal, limit: Decimal, method: str
) -> None:
    less, more = sorted((one, other))
    verdicts = [
        judge(Finding(f"{value:f}", "%", f"{limit:f}", "", "%", "", method)).verdict for value in (less, more)
    ]
    assert rank(verdicts[0]) >= rank(verdicts[1])


@given(st.lists(st.integers(0, 200), min_size=5, max_size=5), st.integers(0, 4), st.integers(0, 300))
def test_plan_agrees_with_counting_and_a_worse_sample_never_helps(
    counts: list[int], at: int, worse: int
) -> None:
    def verdict(samples: list[int]) -> Verdict:
        cell = "；".join(map(str, samples))
        return judge(Finding(cell, "CFU/g", "", "n=5,c=2,m=50,M=150CFU/g")).verdict

    bad = any(count > 150 for count in counts) or sum(count > 50 for count in counts) > 2
    assert verdict(counts) is (Verdict.UNQUALIFIED if bad else Verdict.QUALIFIED)
    raised = [max(count, worse) if place == at else count for place, count in enumerate(counts)]
    assert rank(verdict(counts)) <= rank(verdict(raised))


@given(decimals(), decimals(1), st.booleans())
def test_full_value_comparison_is_that_of_the_numbers(
    result: Decimal, limit: Decimal, inclusive: bool
) -> None:
    meets = result <= limit if inclusive else result < limit
    found = judge(Finding(f"{result:f}", "", "", f"{'≤' if inclusive else '<'}{limit:f}")).verdict
    if inclusive or limit:
        assert found is (Verdict.QUALIFIED if meets else Verdict.UNQUALIFIED)


@given(decimals(), decimals(1))
def test_rounded_value_comparison_rounds_once_half_to_even(result: Decimal, limit: Decimal) -> None:
    step = Fraction(10) ** last_place(limit)
    meets = round(Fraction(result) / step) * step <= Fraction(limit)
    found = judge(Finding(f"{result:f}", "", "", f"{limit:f}", "", "", "修约值比较法")).verdict
    assert found is (Verdict.QUALIFIED if meets else Verdict.UNQUALIFIED)


@given(decimals(), decimals(), decimals(), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_standing_of_a_span_is_that_of_the_values_in_it(
    one: Decimal,
    other: Decimal,
    value: Decimal,
    low_open: bool,
    high_open: bool,
    inclusive: bool,
    upper: bool,
) -> None:
    low, high = sorted((one, other))
    if low == high:
        low_open = high_open = False
    bound = Bound(value, inclusive, upper)
    inside = [Fraction(low)] * (not low_open) + [Fraction(high)] * (not high_open)
    if low < high:
        nearly = (Fraction(high) - Fraction(low)) * ALMOST_NOTHING
        inside += [Fraction(low) + nearly, Fraction(high) - nearly]
        inside += [Fraction(value)] if low < value < high else []
    allowed = {_allows(bound, point) for point in inside}
    expected = {(True,): Standing.MEETS, (False,): Standing.BREAKS}.get(tuple(allowed), Standing.UNCLEAR)
    assert standing(Span(low, high, low_open, high_open), bound) is expected


@given(decimals(), decimals(), st.integers(-3, 2), st.booleans(), st.booleans())
def test_rounded_span_holds_the_rounded_values_of_its_points(
    one: Decimal, other: Decimal, place: int, low_open: bool, high_open: bool
) -> None:
    low, high = sorted((one, other))
    if low == high:
        low_open = high_open = False
    found = Span(low, high, low_open, high_open).rounded(place)
    nearly = (Fraction(high) - Fraction(low)) * ALMOST_NOTHING
    ends = Fraction(low) + nearly * low_open, Fraction(high) - nearly * high_open
    step = Fraction(10) ** place
    assert (found.low, found.high) == tuple(round(end / step) * step for end in ends)


def _allows(bound: Bound, value: Fraction) -> bool:
    if value == bound.value:
        return bound.inclusive
    return (value < bound.value) is bound.is_upper
