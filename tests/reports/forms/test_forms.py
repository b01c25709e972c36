"""Forms: one page of A4 each, everything on it, nothing outside of its cell."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from domain.sheets.content import Sheet
from reports.fonts import find_fonts
from reports.forms.drawing import LEFT, WIDTH, FormOverflow, draw_form
from reports.forms.model import FormPage
from reports.forms.papers import Seal, notice_page, seal_page, transfer_page
from reports.forms.sheet import SheetFacts, sheet_page

FONTS = find_fonts()
SHEET = Sheet(
    area_code="320412",
    organisation="A12",
    level="县抽",
    stage="流通",
    sampled_on=date(2023, 3, 6),
    samplers=("张三", "李四"),
    place="超市",
    unit_name="合成数据超市",
    unit_phone="0519-88888888",
    sample_name="合成数据蛋糕",
    category="糕点",
    price=Decimal("12.50"),
    sample_quantity=Decimal("2.5"),
    quantity_unit="kg",
    storage="常温",
)
FACTS = SheetFacts("XC23320412A1200001", SHEET, 3, organisation="合成数据武进区市场监督管理局")
SEALS = (Seal("检验样品", "FT1"), Seal("备份样品", "FT2"))


def drawn(page: FormPage) -> bytes:
    return draw_form([page], FONTS, creator="shian")[0]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return str(document[0].get_textpage().get_text_bounded()).replace("\r\n", "").replace("\n", "")


def pages() -> dict[str, FormPage]:
    return {
        "sheet": sheet_page(FACTS),
        "blank": sheet_page(SheetFacts("XC23320412A1200002", None)),
        "notice": notice_page(FACTS, apply_within="七日内", methods=["食品安全法"]),
        "seals": seal_page(FACTS, SEALS),
        "transfer": transfer_page(FACTS, SEALS, ()),
    }


@pytest.mark.parametrize("name", ["sheet", "blank", "notice", "seals", "transfer"])
def test_a_form_is_one_page_of_a4_with_embedded_faces_and_always_the_same_bytes(name: str) -> None:
    pdf = drawn(pages()[name])
    assert pdf == drawn(pages()[name])
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages) == 1
    box = reader.pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    resources: Any = reader.pages[0]["/Resources"]
    for face in resources["/Font"].values():
        kind = face.get_object()
        descriptor = (
            kind.get("/FontDescriptor") or kind["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        )
        assert "/FontFile2" in descriptor.get_object()


def test_everything_that_was_filled_in_stands_on_the_sheet() -> None:
    text = text_of(drawn(sheet_page(FACTS)))
    for words in (
        "XC23320412A1200001",
        "合成数据超市",
        "0519-88888888",
        "12.5",
        "2.5kg",
        "■流通",
        "■常温",
        "张三、李四",
    ):
        assert words in text
    assert "2023年3月6日" in text
    assert "第 3 版" in text


def test_a_draft_and_a_void_sheet_say_so_across_the_page() -> None:
    assert "草稿" in text_of(drawn(sheet_page(SheetFacts("XC1", SHEET, draft=True))))
    assert "作废" in text_of(drawn(sheet_page(SheetFacts("XC1", SHEET, void_reason="重复"))))
    assert "草稿" not in text_of(drawn(sheet_page(FACTS)))


def test_synthetic_data_is_labelled_on_every_form_and_on_both_seals() -> None:
    for name in ("sheet", "notice", "transfer"):
        assert "合成数据" in text_of(drawn(pages()[name]))
    plain = msgspec.structs.replace(SHEET, unit_name="某超市", sample_name="蛋糕")
    assert sheet_page(SheetFacts("XC1", plain)).label == ""
    assert [block.above[0] for block in pages()["seals"].blocks] == ["合成数据", "合成数据"]


def test_a_character_that_no_face_has_is_named_on_the_page() -> None:
    rare = msgspec.structs.replace(SHEET, unit_name="合成数据𰀀店")
    assert "U+30000" in text_of(drawn(sheet_page(SheetFacts("XC1", rare))))


def test_what_cannot_fit_is_refused_and_never_cut() -> None:
    endless = msgspec.structs.replace(SHEET, remarks="长" * 60_000)
    with pytest.raises(FormOverflow):
        drawn(sheet_page(SheetFacts("XC1", endless)))


LONG = st.text(st.sampled_from("合成数据超市ABC0123（）、㐂䶮𰀀 -"), min_size=1, max_size=200).filter(
    str.strip
)


@settings(max_examples=15, deadline=None)
@given(unit=LONG, address=LONG, product=LONG, remarks=LONG)
def test_no_text_leaves_the_frame_however_long_it_is(
    unit: str, address: str, product: str, remarks: str
) -> None:
    sheet = msgspec.structs.replace(
        SHEET, unit_name=unit, unit_address=address, sample_name=product, remarks=remarks * 5
    )
    document = pypdfium2.PdfDocument(drawn(sheet_page(SheetFacts("XC1", sheet, organisation="合成数据局"))))
    text = document[0].get_textpage()
    for index in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(index)
        assert left >= LEFT - 1
        assert right <= LEFT + WIDTH + 1
        assert bottom > 10
        assert top < 842 - 20
