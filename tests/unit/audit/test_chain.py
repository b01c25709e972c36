"""The canonical encoding: no two different rows have the same bytes, and a second implementation agrees."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.audit.anchors import Anchor, anchor_line, read_anchors
from domain.audit.chain import ChangeRow, Entry, Root, digest_of, encode_row, hash_of
from tests import reference_chain

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
FIELDS = st.one_of(st.none(), st.integers(-(2**63), 2**63), TEXTS, st.sampled_from(["", "0", "\x00", "\x01"]))
ROWS = st.lists(FIELDS, max_size=6).map(tuple)
CHANGES = st.lists(
    st.builds(ChangeRow, st.integers(1, 9), TEXTS, TEXTS, TEXTS, st.none() | TEXTS, st.none() | TEXTS),
    max_size=4,
)
ENTRY = Entry(
    1, "2024-01-01T00:00:00.000000+00:00", "甲", "import", "导入", "{}", "d", 0, digest_of([]), "0" * 64
)


@given(ROWS, ROWS)
def test_different_rows_have_different_bytes(
    one: tuple[str | int | None, ...], other: tuple[str | int | None, ...]
) -> None:
    same = [(type(value), value) for value in one] == [(type(value), value) for value in other]
    assert (encode_row(one) == encode_row(other)) == same


@given(ROWS)
def test_a_field_that_moves_over_a_border_is_noticed(row: tuple[str | int | None, ...]) -> None:
    assert encode_row((*row, "ab", "c")) != encode_row((*row, "a", "bc"))
    assert encode_row((*row, "")) != encode_row((*row, None))
    assert encode_row((*row, 1)) != encode_row((*row, "1"))


@given(ROWS, CHANGES)
def test_a_second_implementation_gives_the_same_bytes(
    row: tuple[str | int | None, ...], changes: list[ChangeRow]
) -> None:
    assert encode_row(row) == reference_chain.row(list(row))
    told = [[one.seq, one.record_table, one.record_key, one.action, one.before, one.after] for one in changes]
    assert digest_of(changes) == reference_chain.changes_digest(told)


@given(st.sampled_from(list(Entry.__dataclass_fields__)), TEXTS, st.integers(2, 99))
def test_every_column_of_an_entry_is_covered_by_its_hash(name: str, text: str, number: int) -> None:
    value = number if isinstance(getattr(ENTRY, name), int) else text
    changed = replace(ENTRY, **{name: value})
    assert (hash_of(changed) == hash_of(ENTRY)) == (changed == ENTRY)
    assert hash_of(changed) == reference_chain.entry_hash(
        [getattr(changed, one) for one in Entry.__dataclass_fields__]
    )


def test_the_encoding_never_changes() -> None:
    assert (
        encode_row((None, 7, "食")).hex() == "00000000000000030002000000000000000137010000000000000003e9a39f"
    )
    assert hash_of(ENTRY) == "e8ede288ad1edcc1e55ab148ea5419f45958248bf16207ce32ddc97d54ead3e3"


def test_a_line_that_was_cut_off_does_not_hide_the_roots_around_it() -> None:
    anchor = Anchor(Root(3, "a" * 64), "2024-01-01T00:00:00.000000+00:00")
    text = anchor_line(anchor) + anchor_line(anchor)[:40] + "\n" + anchor_line(anchor, package="合成.zip")
    found = list(read_anchors(text, "f"))
    assert [one if isinstance(one, int) else one.root.sequence for one in found] == [3, 2, 3]
