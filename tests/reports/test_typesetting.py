"""Lines, faces, scales and pages, each by itself."""

import re
from dataclasses import replace
from fractions import Fraction

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.fonts import find_fonts
from reports.model import Column, Grid, Paragraph, Section
from reports.pdf.charts import nice_end
from reports.pdf.document import draw_report
from reports.pdf.flow import Break, Space, paginate
from reports.pdf.frame import Page
from reports.pdf.linebreak import wrap
from reports.pdf.rare import block_of, opened
from reports.pdf.tables import Row, lay_grid
from reports.pdf.typeface import GETA, Style, Typesetter
from reports.report import build_report
from tests.reports.factories import a_package_input


def by_count(text: str) -> float:
    return float(len(text))


def test_a_line_never_begins_with_a_closing_mark() -> None:
    assert wrap("食品安全，人人有责。", 4, by_count) == ["食品安", "全，人人", "有责。"]


def test_a_line_never_ends_with_an_opening_mark() -> None:
    assert wrap("见附件（一）所列", 4, by_count) == ["见附件", "（一）所", "列"]


def test_figures_and_words_stay_whole() -> None:
    assert wrap("合格率98.15%以上", 7, by_count) == ["合格率", "98.15%以", "上"]


@given(st.text("食品安全，。（）《》abc12.% ", max_size=80), st.integers(4, 20))
def test_wrapping_loses_nothing_but_blanks_and_keeps_the_width(text: str, width: int) -> None:
    lines = wrap(text, width, by_count)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line.rstrip()) <= width for line in lines)


def test_a_character_of_no_face_is_drawn_as_a_visible_mark_and_remembered() -> None:
    setter = Typesetter(find_fonts())
    pieces = list(setter.runs("甲\U0010fffd乙", "hei"))
    assert "".join(piece for _, piece in pieces) == f"甲{GETA}乙"
    assert setter.missing == {"\U0010fffd"}


def test_blanks_and_control_characters_are_no_missing_glyphs() -> None:
    setter = Typesetter(find_fonts())
    assert "".join(piece for _, piece in setter.runs("甲\t乙\u200b丙\x07", "song")) == "甲 乙丙"
    assert setter.missing == set()


@pytest.mark.parametrize(
    "longest, end",
    [("100", 100), ("99.99", 100), ("7.3", 8), ("42", 50), ("101", 120), ("0.3", Fraction(3, 10)), ("0", 1)],
)
def test_scales_end_at_round_figures(longest: str, end: Fraction | int) -> None:
    assert nice_end(Fraction(longest)) == end


def a_grid(rows: int, text: str = "甲") -> Grid:
    return Grid((Column("列", 1),), tuple((f"{text}{number}",) for number in range(rows)))


def test_headers_repeat_on_every_page_and_no_row_is_lost() -> None:
    rows = lay_grid(a_grid(150), 400, Typesetter(find_fonts()))
    sheets = paginate(rows, Page(), "a")
    assert len(sheets) > 2
    assert all(sheet.placed[0][0] is rows[0].lead for sheet in sheets)
    placed = [block for sheet in sheets for block, _ in sheet.placed if isinstance(block, Row)]
    assert placed == rows
    assert all(sheet.used <= sheet.page.height + 0.01 for sheet in sheets)


def test_a_cell_longer_than_a_page_goes_on_in_further_rows() -> None:
    rows = lay_grid(a_grid(1, "很长的文字" * 2000), 400, Typesetter(find_fonts()))
    assert all(row.height < Page().height / 2 for row in rows)
    text = "".join(line.text for row in rows for line in row.lines)  # type: ignore[attr-defined]
    assert text == "很长的文字" * 2000 + "0"


def test_a_short_table_moves_to_the_next_page_whole() -> None:
    rows = lay_grid(a_grid(8), 400, Typesetter(find_fonts()))
    sheets = paginate([Space(0), Row(Page().height - 60, [], [], 400), *rows], Page(), "a")
    assert [len(sheet.placed) for sheet in sheets] == [1, 9]


def test_trailing_space_and_breaks_make_no_empty_page() -> None:
    full = Row(Page().height, [], [], 400)
    assert len(paginate([full, Space(8)], Page(), "a")) == 1
    assert len(paginate([Break(1), full], Page(), "a")) == 1
    assert len(paginate([full, Break(1), full], Page(), "a")) == 2


def test_space_before_a_table_never_takes_the_table_with_it() -> None:
    rows = lay_grid(a_grid(8), 400, Typesetter(find_fonts()))
    group = [Space(4, keeps=True), *rows]
    for before in (0.0, Page().height - 60, Page().height):
        sheets = paginate([Row(before, [], [], 400), *group], Page(), "a")
        placed = [block for sheet in sheets for block, _ in sheet.placed if block in rows]
        assert placed == rows


def test_a_section_that_flows_goes_on_below_what_is_there() -> None:
    first = paginate([Row(100, [], [], 400)], Page(), "a")
    more = paginate([Row(100, [], [], 400), Row(Page().height, [], [], 400)], Page(), "b", first[-1])
    assert (first[0].anchors, len(first[0].placed), len(more)) == (["a", "b"], 2, 1)


def test_a_break_leaves_a_page_that_has_room_enough() -> None:
    row = Row(100, [], [], 400)
    free = Page().height - 100
    assert len(paginate([row, Break(free), row], Page(), "a")) == 1
    assert len(paginate([row, Break(free + 1), row], Page(), "a")) == 2


def test_an_indicators_heading_stands_on_the_page_of_its_sentence(
    drawn: tuple[bytes, frozenset[str]],
) -> None:
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(drawn[0])]
    openings = {
        int(found[1]): (number, found.end())
        for number, text in enumerate(pages)
        for found in re.finditer(r"^指标 (\d+)\s+\S", text, re.MULTILINE)
    }
    assert sorted(openings) == list(range(1, 32))
    for indicator, (number, end) in openings.items():
        assert "截至2024年3月31日" in pages[number][end:], indicator


@pytest.mark.parametrize(("room", "pages"), [(0.3, 3), (0.99, 4)])
def test_a_section_goes_on_below_another_where_the_room_it_asks_for_is_free(room: float, pages: int) -> None:
    short = Section("first", "短", (Paragraph("合成数据。"),))
    next_one = Section("second", "后", (Paragraph("合成数据。"),), flows=True, room=room)
    report = replace(build_report(a_package_input()), sections=(short, next_one))
    assert len(pypdfium2.PdfDocument(draw_report(report, find_fonts())[0])) == pages


@pytest.mark.parametrize("character", ["㐂", "𠮷", "䶮", "𠀀", "𪛖", "𪜀", "𫝀", "𫠠", "𬬭", "𭀀", "𮯠"])
def test_rare_characters_of_names_have_a_face(character: str) -> None:
    setter = Typesetter(find_fonts())
    assert [piece for _, piece in setter.runs(f"甲{character}乙", "hei")] != [f"甲{GETA}乙"]
    assert setter.missing == set()
    assert setter.width(character, Style("hei", 10, 12)) == pytest.approx(10, abs=1)


def test_the_face_of_a_rare_character_is_the_same_bytes_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    folder, block = find_fonts().rare, block_of("𠮷")
    assert folder is not None
    assert block is not None
    taken = []
    for second in ("1700000000", "1800000000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", second)
        face = opened(folder, block)
        assert face is not None
        taken.append(face.getvalue())
    assert taken[0] == taken[1]
