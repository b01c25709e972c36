import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.exchange.guard import guarded, unguarded
from domain.exchange.tables import CASES, ENTERPRISES, INSPECTIONS, POPULATION, RETURNS, SAMPLES, Column
from sampling.cells.limits import DEFAULT_LIMITS, LimitExceeded
from sampling.cells.reading import CellReader, Refusal, Value, parse_date, parse_decimal, parse_whole
from tests.factories.exchange import MAKER

REQUIRED_DATE = SAMPLES.column("sampled_on")
OPTIONAL_DATE = SAMPLES.column("received_on")
RESIDENTS = POPULATION.column("residents")
NUMERATOR = RETURNS.column("numerator")
SAMPLERS = SAMPLES.column("samplers")
TAGS = ENTERPRISES.column("tags")


def read(column: Column, cell: object, *, guarded: bool = True) -> Value | str:
    """The value, or the code of the refusal with an exclamation mark."""
    value = CellReader(column, guarded=guarded, limits=DEFAULT_LIMITS)(cell)
    return f"!{value.code}" if isinstance(value, Refusal) else value


@pytest.mark.parametrize(
    "cell",
    [
        "2023-01-05",
        "2023-1-5",
        "2023/01/05",
        "2023/1/5",
        "2023.1.5",
        "2023.01.05",
        "20230105",
        "2023年1月5日",
        "2023年01月05日",
        " 2023-01-05\u3000",
        "２０２３－０１－０５",
        "２０２３年１月５日",
        "2023-01-05 08:30",
        "2023-01-05 08:30:00",
        "2023-1-5 8:30:00.000",
        "2023-01-05T08:30:00",
        "2023-01-05T08:30:00+08:00",
        "2023/1/5 上午 8:30",
        "2023年1月5日 8时30分",
        "20230105 08:30",
    ],
)
def test_every_way_of_writing_a_date_is_the_same_day(cell: str) -> None:
    assert read(REQUIRED_DATE, cell) == "2023-01-05"


@pytest.mark.parametrize(
    "cell",
    [
        "45000",
        "44931.5",
        "昨天",
        "2023-02-29",
        "2023-13-01",
        "2023-00-10",
        "2023-1/5",
        "2023年1月",
        "2023-01",
        "23-01-05",
        "05/01/2023",
        "2023-01-05x",
        "2023-01-05 上班时",
        "2023-01-0508:30",
        "202315",
        "/",
        "-",
        "无",
    ],
)
def test_what_is_no_date_is_refused_in_a_required_cell(cell: str) -> None:
    assert read(REQUIRED_DATE, cell) == "!bad-date"


@pytest.mark.parametrize("cell", ["", " ", "/", "-", "无", "\u3000/ "])
def test_optional_cells_have_four_ways_to_say_nothing(cell: str) -> None:
    assert read(OPTIONAL_DATE, cell) is None
    assert read(SAMPLES.column("batch_no"), cell) is None
    assert read(SAMPLES.column("producer_code"), cell) is None
    assert read(SAMPLES.column("verdict"), cell) is None
    assert read(CASES.column("filing_extension_workdays"), cell) is None
    assert read(TAGS, cell) is None


@pytest.mark.parametrize("column", [REQUIRED_DATE, RESIDENTS, SAMPLERS, SAMPLES.column("place")])
@pytest.mark.parametrize("cell", ["", "  ", "\u3000", "\ufeff"])
def test_an_empty_required_cell_is_required(column: Column, cell: str) -> None:
    assert read(column, cell) == "!required"


def test_a_required_text_may_be_a_slash() -> None:
    assert read(SAMPLES.column("place"), "/") == "/"


@given(st.dates(min_value=date(1, 1, 1)))
def test_a_date_reads_back_from_every_form(day: date) -> None:
    iso = day.isoformat()
    year, month, number = f"{day.year:04d}", day.month, day.day
    forms = [
        iso,
        iso.replace("-", "/"),
        iso.replace("-", ""),
        f"{year}.{month}.{number}",
        f"{year}年{month}月{number}日",
    ]
    assert {parse_date(form) for form in forms} == {iso}


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_none(text: str) -> None:
    found = parse_date(text)
    assert found is None or date.fromisoformat(found).isoformat() == found


@pytest.mark.parametrize(
    "cell, number",
    [
        ("12", 12),
        ("12.0", 12),
        ("12.000", 12),
        ("0", 0),
        ("-0", 0),
        ("007", 7),
        ("+5", 5),
        ("1,234", 1234),
        ("12,345,678", 12345678),
        ("１，２３４", 1234),
        (" 12 ", 12),
        ("9223372036854775807", 9223372036854775807),
    ],
)
def test_whole_numbers(cell: str, number: int) -> None:
    assert read(RESIDENTS, cell) == number


@pytest.mark.parametrize(
    "cell",
    [
        "12.5",
        "-1.5",
        "12%",
        "1e3",
        "1E3",
        "约六十万",
        "12,34",
        "1234,567",
        ",123",
        "12.",
        ".5",
        "1 2",
        "/",
        "-",
        "0x10",
        "9223372036854775808",
        "9" * 5000,
        "١٢",
        "一百",
        "12人",
        "1.2.3",
        "--1",
        "NaN",
        "inf",
    ],
)
def test_what_is_no_whole_number_is_refused(cell: str) -> None:
    assert read(RESIDENTS, cell) == "!bad-number"


@pytest.mark.parametrize("cell", ["-1", "-12.0", "－１", "-1,234", "'-5"])
def test_whole_numbers_below_zero_are_negative(cell: str) -> None:
    assert read(RESIDENTS, cell) == "!negative-number"


@pytest.mark.parametrize(
    "cell, text",
    [
        ("0.50", "0.5"),
        ("12.0", "12"),
        ("1,234.50", "1234.5"),
        ("-0.0", "0"),
        ("00.10", "0.1"),
        ("1" * 20, "1" * 20),
        ("0." + "1" * 12, "0." + "1" * 12),
        ("0.10000000000000000000", "0.1"),
    ],
)
def test_decimals_are_kept_exactly_without_trailing_zeros(cell: str, text: str) -> None:
    assert read(NUMERATOR, cell) == text


@pytest.mark.parametrize("cell", ["1" * 21, "0." + "1" * 13, "5%", "1e5", "一百", "/", "1,23.4"])
def test_what_is_no_decimal_of_our_width_is_refused(cell: str) -> None:
    assert read(NUMERATOR, cell) == "!bad-number"


def test_a_decimal_below_zero_is_negative() -> None:
    assert read(NUMERATOR, "-0.5") == "!negative-number"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15))
def test_a_decimal_keeps_its_value(number: Decimal) -> None:
    text = parse_decimal(f"{number:f}")
    assert text is not None
    assert Decimal(text) == number
    assert parse_decimal(text) == text


@given(st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1))
def test_a_grouped_integer_keeps_its_value(number: int) -> None:
    assert parse_whole(f"{number:,}") == parse_whole(str(number)) == number


@pytest.mark.parametrize(
    "cell, ok", [("1900", True), ("2100", True), ("2023.0", True), ("1899", False), ("2101", False)]
)
def test_a_year_lies_between_1900_and_2100(cell: str, ok: bool) -> None:
    assert read(POPULATION.column("year"), cell) == (int(float(cell)) if ok else "!bad-number")


@pytest.mark.parametrize("cell, value", [("1", 1), ("12", 12), ("0", "!bad-number"), ("-1", "!bad-number")])
def test_a_version_is_at_least_one(cell: str, value: Value) -> None:
    assert read(RETURNS.column("version"), cell) == value


@pytest.mark.parametrize("cell", ["2023Q1", "2023q1", "２０２３Ｑ１", " 2023Q1 "])
def test_a_quarter_is_read_half_width_and_upper_case(cell: str) -> None:
    assert read(RETURNS.column("quarter"), cell) == "2023Q1"


@pytest.mark.parametrize("cell", ["2023Q5", "2023Q0", "2023-Q1", "2023年1季度", "Q1", "23Q1", "2023"])
def test_a_malformed_quarter_is_a_bad_choice(cell: str) -> None:
    assert read(RETURNS.column("quarter"), cell) == "!bad-choice"


def test_choices_are_the_listed_words_only() -> None:
    assert read(SAMPLES.column("task_kind"), " 监督抽检 ") == "监督抽检"
    assert read(SAMPLES.column("task_kind"), "监督") == "!bad-choice"
    assert read(ENTERPRISES.column("risk_grade"), "E") == "!bad-choice"
    assert read(CASES.column("should_file"), "是") is True
    assert read(CASES.column("should_file"), "否") is False
    assert read(CASES.column("should_file"), "也许") == "!bad-choice"


def test_codes_are_half_width_and_upper_case() -> None:
    code = SAMPLES.column("sheet_no")
    assert read(code, " ｘｂｊ００１ ") == "XBJ001"
    assert read(code, "xbj001a") == "XBJ001A"


def test_a_credit_code_needs_its_check_character() -> None:
    code = ENTERPRISES.column("credit_code")
    assert read(code, MAKER.lower()) == MAKER
    wrong = MAKER[:-1] + ("1" if MAKER[-1] != "1" else "2")
    assert read(code, wrong) == "!bad-credit-code"
    assert read(code, MAKER[:-1]) == "!bad-credit-code"
    assert read(code, "/") == "!bad-credit-code"


@pytest.mark.parametrize(
    "cell", ["甲一、乙二", "甲一，乙二", "甲一,乙二", "甲一;乙二", "甲一； 乙二、", "甲一、乙二、甲一"]
)
def test_people_are_distinct_names_however_separated(cell: str) -> None:
    assert read(SAMPLERS, cell) == "甲一、乙二"


@pytest.mark.parametrize("cell", ["甲一", "甲一、甲一", "甲一、", "、", "/", "甲一、/"])
def test_fewer_than_two_names_are_too_few(cell: str) -> None:
    assert read(INSPECTIONS.column("inspectors"), cell) == "!too-few-samplers"


def test_tags_are_a_set_in_one_order() -> None:
    assert read(TAGS, "酒类；乳制品、乳制品") == read(TAGS, "乳制品;酒类") == "乳制品;酒类"
    assert read(TAGS, "乳制品;冷饮") == "!bad-choice"


def test_text_keeps_its_inner_line_breaks_and_width() -> None:
    assert read(SAMPLES.column("sample_name"), " 糕点\r\n（Ａ级） ") == "糕点\n（Ａ级）"


@pytest.mark.parametrize("text", ["=1+1", "+a", "-5", "@x", "'=1", "''-", "普通", "'引", ""])
def test_the_apostrophe_of_an_export_comes_off_exactly_once(text: str) -> None:
    assert unguarded(guarded(text)) == text
    if text:
        assert read(SAMPLES.column("place"), guarded(text)) == text


def test_in_a_workbook_an_apostrophe_is_part_of_the_text() -> None:
    assert read(SAMPLES.column("place"), "'=1", guarded=False) == "'=1"


@given(st.text())
def test_guarding_is_undone_for_any_text(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(
    st.text(max_size=40),
    st.sampled_from([*SAMPLES.known_columns, *ENTERPRISES.known_columns, *RETURNS.columns]),
)
def test_reading_what_was_read_changes_nothing(cell: str, column: Column) -> None:
    value = read(column, cell)
    if isinstance(value, str) and not value.startswith("!"):
        assert read(column, guarded(value)) == value


@given(st.dictionaries(st.text(), st.text(), min_size=1))
def test_words_of_another_system_keep_their_meaning_in_their_one_form(words: dict[str, str]) -> None:
    value = read(SAMPLES.column("source_words"), json.dumps(words))
    assert isinstance(value, str)
    assert json.loads(value) == words
    assert read(SAMPLES.column("source_words"), guarded(value)) == value


def test_a_cell_longer_than_a_spreadsheet_cell_stops_the_import() -> None:
    with pytest.raises(LimitExceeded):
        read(SAMPLES.column("place"), "长" * (DEFAULT_LIMITS.cell_chars + 1))
    assert read(SAMPLES.column("place"), "长" * DEFAULT_LIMITS.cell_chars) == "长" * DEFAULT_LIMITS.cell_chars
