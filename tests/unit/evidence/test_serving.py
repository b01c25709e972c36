"""Which measures a document serves: as people write it, as it is printed, and what does not fit the document."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evidence.content import Served
from domain.evidence.errors import EvidencePagesWrong, EvidenceServesUnreadable
from domain.evidence.serving import page_reference, read_serves, written_serves


def test_full_width_signs_are_as_good_as_half_width_ones() -> None:
    expected = (
        Served(measure="01", requirement="1", pages="第3—5页"),
        Served(measure="02-1", requirement=None, pages=None),
    )
    assert read_serves("01/1:第3—5页;02-1") == expected
    assert read_serves(" 01／1：第3—5页； 02-1 ；") == expected


@pytest.mark.parametrize("text", ["", " ; ", "01/x", "01/1/2", "指标01", "01:", "/1", "01/123"])
def test_what_names_no_measure_is_refused(text: str) -> None:
    with pytest.raises(EvidenceServesUnreadable):
        read_serves(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("3", "第3页"),
        ("第3页", "第3页"),
        ("3-5", "第3—5页"),
        ("第3－5页", "第3—5页"),
        ("3至5", "第3—5页"),
        ("1、3-5,8", "第1、3—5、8页"),
        ("4-4", "第4页"),
    ],
)
def test_pages_are_told_in_one_form(text: str, told: str) -> None:
    assert page_reference(text, 8) == told
    assert page_reference(told, 8) == told


@pytest.mark.parametrize("text", ["0", "9", "5-3", "3-9", "3、3", "4,2", "三", "", "第页", "1-", "99999999"])
def test_pages_that_the_document_does_not_have_are_refused(text: str) -> None:
    with pytest.raises(EvidencePagesWrong):
        page_reference(text, 8)


def test_a_picture_has_no_pages_to_refer_to() -> None:
    with pytest.raises(EvidencePagesWrong, match="不分页"):
        page_reference("1", None)


CODES = st.from_regex(r"[0-9]{2}(-[12])?", fullmatch=True)
ENTRIES = st.builds(
    Served,
    measure=CODES,
    requirement=st.none() | st.integers(1, 99).map(str),
    pages=st.none() | st.integers(1, 9).map(lambda page: f"第{page}—{page + 1}页"),
)


@given(st.lists(ENTRIES, min_size=1, max_size=5).map(tuple))
def test_what_is_written_is_read_back(serves: tuple[Served, ...]) -> None:
    assert read_serves(written_serves(serves)) == serves


@given(st.text(max_size=40), st.none() | st.integers(0, 50))
def test_any_text_is_read_or_refused(text: str, pages: int | None) -> None:
    for use in (lambda: read_serves(text), lambda: page_reference(text, pages)):
        with suppress(EvidenceServesUnreadable, EvidencePagesWrong):
            use()
