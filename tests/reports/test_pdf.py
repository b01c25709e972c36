"""The report as a document: type, frame, navigation. Looking at the pages is still a person's work."""

import io
import re
from collections import Counter
from typing import Any

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from domain.indicators.values import indicator_met
from reports.model import PackageInput
from reports.pdf.frame import Page
from reports.report import build_report
from tests.reports.factories import LONG

Drawn = tuple[bytes, frozenset[str]]


@pytest.fixture(scope="module")
def reader(drawn: Drawn) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(drawn[0]))


@pytest.fixture(scope="module")
def texts(drawn: Drawn) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(drawn[0])]


def test_no_character_is_missing(drawn: Drawn, texts: list[str]) -> None:
    assert drawn[1] == frozenset()
    assert not any("〓" in text for text in texts)


def test_every_font_is_embedded(reader: pypdf.PdfReader) -> None:
    seen = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            assert "/FontFile2" in font["/FontDescriptor"], font["/BaseFont"]
            seen.add(str(font["/BaseFont"]).partition("+")[2])
    assert seen >= {"NotoSerifSC-Regular", "NotoSerifSC-Bold", "NotoSansSC-Regular", "NotoSansSC-Bold"}


def test_nothing_is_drawn_outside_the_type_area(drawn: Drawn) -> None:
    """Every glyph lies within the type area, in the line above it, or in the page number below it."""
    for number, page in enumerate(pypdfium2.PdfDocument(drawn[0])):
        width, height = page.get_size()
        area = Page(landscape=width > height)
        text = page.get_textpage()
        for index in range(text.count_chars()):
            if pdfium.FPDFText_IsGenerated(text, index) == 1:
                continue
            left, bottom, right, top = text.get_charbox(index)
            if left == right:
                continue
            where = (number + 1, text.get_text_range(max(0, index - 10), 20))
            in_number = left < area.left - 10 if area.landscape else top < area.foot - 10
            if number and in_number:
                assert text.get_text_range(index, 1) in "— 0123456789", where
                continue
            assert left >= area.left - 1, where
            assert right <= area.left + area.width + 1, where
            in_frame = number == 0 or bottom > area.top + 5
            assert in_frame or (bottom >= area.foot - 1 and top <= area.top + 1), where


def test_long_text_is_wrapped_and_complete(texts: list[str]) -> None:
    whole = re.sub(r"\s", "", "".join(texts))
    assert LONG[:8] in whole
    assert whole.count("这一单位的名称很长") >= 30


def test_every_page_but_the_cover_says_where_it_stands(texts: list[str]) -> None:
    for number, text in enumerate(texts[1:], start=2):
        assert f"— {number} —" in text
        assert "示例市2023年度食品安全量化指标自评报告" in text


def test_every_page_is_labelled_while_data_are_synthetic(texts: list[str]) -> None:
    assert all("合成数据" in text for text in texts)


def test_contents_and_bookmarks_lead_to_the_pages_they_name(
    reader: pypdf.PdfReader, texts: list[str]
) -> None:
    titles: dict[str, int] = {}

    def walk(entries: list[object]) -> None:
        for entry in entries:
            if isinstance(entry, list):
                walk(entry)
            else:
                titles[entry.title] = reader.get_destination_page_number(entry)  # type: ignore[attr-defined]

    walk(reader.outline)
    assert sum(title.startswith("指标 ") for title in titles) == 31
    contents = "\n".join(text for text in texts[1:4] if "目　录" in text or "目录" in text)
    for title, page in titles.items():
        shown = re.sub(r"\s", "", texts[page])
        assert title in ("封面", "目录") or re.sub(r"\s", "", title) in shown
        if title.startswith("指标 "):
            number = title.split()[1]
            assert re.search(rf"^{number}\s[\s\S]*?\s{page + 1}\s*$", contents, re.MULTILINE), title


def test_every_link_leads_somewhere_and_every_figure_to_the_row_of_its_records(
    reader: pypdf.PdfReader, given: PackageInput
) -> None:
    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    targets = Counter(tuple(map(str, link["/Dest"])) for link in links)
    pages = {str(page.indirect_reference) for page in reader.pages}
    assert {target[0] for target in targets} <= pages
    annex = next(entry for entry in _flat(reader.outline) if entry.title.startswith("附件8"))
    first = reader.get_destination_page_number(annex)
    there = {str(reader.pages[number].indirect_reference) for number in (first, first + 1)}
    rows = [count for target, count in targets.items() if target[0] in there and target[1] != "/Fit"]
    # Of each measure: two counts and the value as facts, two large figures, two cells of the overview, and three
    # figures for each area.
    assert rows == [3 + 2 + 2 + 3 * len(given.areas)] * len(given.assessment.catalogue.measures)


def _flat(entries: list[Any]) -> list[Any]:
    return [one for entry in entries for one in (_flat(entry) if isinstance(entry, list) else [entry])]


def test_the_document_says_what_it_is(reader: pypdf.PdfReader) -> None:
    assert reader.metadata is not None
    assert reader.metadata.title == "示例市2023年度食品安全量化指标自评报告"
    assert reader.trailer["/Root"]["/Lang"] == "zh-CN"


def test_the_overview_counts_indicators_by_the_rule_for_several_measures(
    given: PackageInput, texts: list[str]
) -> None:
    values = {value.measure.code: value for value in given.values if value.area == given.area.code}
    verdicts = [
        indicator_met([values[measure.code] for measure in measures])
        for _, measures in given.assessment.catalogue.indicators()
    ]
    counts = [len(verdicts), verdicts.count(True), verdicts.count(False), verdicts.count(None)]
    overview = next(text for text in texts if "三、量化指标完成情况" in text and "序号" in text)
    words = ("指标", "达标", "未达标", "无法判定")
    told = "".join(f"{word}{count}项" for word, count in zip(words, counts, strict=True))
    assert told in re.sub(r"\s", "", overview)


def test_97_998_is_not_printed_as_98(texts: list[str]) -> None:
    section = next(text for text in texts if "指标 17" in text and "97.998" in text)
    assert "-0.002" in section
    assert "未达标" in section


def test_words_name_what_is_left_out(given: PackageInput) -> None:
    sections = {section.anchor: section for section in build_report(given).sections}
    disposal = " ".join(str(content) for content in sections["indicator-7"].content)
    assert "按期完成20个样品，按期率64.52%" in disposal
    assert "期限未过、尚未完成的9个样品，未计入分子和分母" in disposal
    quality = " ".join(str(content) for content in sections["indicator-17"].content)
    assert "结论为“问题”的2批次" in quality
    reading = " ".join(str(content) for content in sections["reading"].content)
    assert "丙区 2023Q1、2023Q2" in reading
    assert "没有登记，按人口计算的指标为缺数据" in reading
