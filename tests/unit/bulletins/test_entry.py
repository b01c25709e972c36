from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bulletins.columns import HEADERS
from domain.bulletins.entry import CellRefused, Entry, entry_digest, read_entry
from tests.factories.bulletins import a_failing_row, a_row


def test_two_copies_that_differ_in_blanks_are_one_entry() -> None:
    tidy = a_row(producer="合成食品有限公司", product="合成粉丝（淀粉制品）")
    torn = a_row(producer="合成食品有 限公\n司\u3000 ", product="合成粉丝\n（淀粉 制品）")
    assert entry_digest(tidy) == entry_digest(torn)


def test_entry_on_another_day_is_another_entry() -> None:
    assert entry_digest(a_row()) != entry_digest(a_row(published="2023-03-02"))


def test_text_that_moves_to_the_next_cell_makes_another_entry() -> None:
    assert entry_digest(a_row(producer="甲", supplier="")) != entry_digest(a_row(producer="", supplier="甲"))


def test_every_cell_is_kept_as_written() -> None:
    row = a_failing_row(producer="合成食品有限公\n司 ", remark="/")
    entry = read_entry(row)
    assert entry.written == tuple(row)
    assert (entry.producer, entry.remark) == ("合成食品有限公司", None)


def test_production_date_on_the_day_of_publication_is_unknown() -> None:
    entry = read_entry(a_row(produced="2023-03-01", published="2023-03-01"))
    assert (entry.produced_on, entry.produced_doubtful) == (None, True)


def test_production_date_before_publication_is_believed() -> None:
    entry = read_entry(a_row(produced="2023-02-01", published="2023-03-01"))
    assert (entry.produced_on, entry.produced_doubtful) == (date(2023, 2, 1), False)


def test_production_date_that_cannot_be_read_is_doubtful_but_does_not_refuse_the_row() -> None:
    entry = read_entry(a_row(produced="见包装"))
    assert (entry.produced_on, entry.produced_doubtful) == (None, True)


def test_missing_production_date_is_unknown_but_not_doubtful() -> None:
    entry = read_entry(a_row(produced="/"))
    assert (entry.produced_on, entry.produced_doubtful) == (None, False)


def test_unread_result_is_told_from_a_missing_one() -> None:
    unread, missing = read_entry(a_failing_row(result="1.3×10")), read_entry(a_failing_row(result=" "))
    assert (unread.result, unread.result_unread) == (None, True)
    assert (missing.result, missing.result_unread) == (None, False)


@pytest.mark.parametrize(
    "name, cell, header",
    [
        ("verdict", "基本合格", "判定"),
        ("published", "昨天", "发布日期"),
        ("published", "", "发布日期"),
        ("classification", "", "产品分类"),
        ("publisher", "/", "发布单位"),
    ],
)
def test_cell_that_a_count_depends_on_must_be_readable(name: str, cell: str, header: str) -> None:
    with pytest.raises(CellRefused) as refused:
        read_entry(a_row(**{name: cell}))
    assert (refused.value.column, refused.value.written) == (header, cell)


@given(st.lists(st.text(max_size=20), min_size=len(HEADERS), max_size=len(HEADERS)))
def test_any_row_is_an_entry_or_refused_by_column(row: list[str]) -> None:
    entry: Entry | None = None
    column = HEADERS[0]
    try:
        entry = read_entry(row)
    except CellRefused as refused:
        column = refused.column
    assert column in HEADERS
    assert entry is None or entry.written == tuple(row)


@given(
    st.fixed_dictionaries(
        {name: st.text(max_size=20) for name in ("result", "limit", "unit", "produced", "item")}
    )
)
def test_cells_that_no_count_depends_on_never_refuse_a_row(figures: dict[str, str]) -> None:
    assert read_entry(a_failing_row(**figures)).verdict == "不合格"
