"""No sentence claims what its number does not: boundary values, unknown figures, zero denominators, missing papers."""

import io
import re
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import polars as pl
import pypdfium2
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.catalogue.measures import Measure, load_catalogue
from domain.indicators.course import Forecast, Point
from domain.indicators.surroundings import DataQuality, Surroundings
from domain.indicators.values import MeasureValue, Status
from reports import wording
from reports.chapters.annexes import quality_section
from reports.chapters.basics import basics_section
from reports.chapters.course import course_of
from reports.fonts import FontFiles, find_fonts
from reports.model import Around, Grid, Paragraph, Report, Title
from reports.pdf.document import draw_report
from reports.report import build_report
from reports.standing import Papers, Remedy
from tests.reports.factories import CITY, DISTRICTS, a_package_input, with_papers

CATALOGUE = load_catalogue()
QUALIFIED = CATALOGUE.measure("17")  # target ≥98%
AS_OF = date(2024, 3, 31)


def told(measure: Measure, numerator: str | None, denominator: str | None, status: Status = Status.OK) -> str:
    numbers = (None if number is None else Decimal(number) for number in (numerator, denominator))
    return wording.statement(MeasureValue(measure, "990100", *numbers, status), "示例市", AS_OF)


@pytest.mark.parametrize(
    "numerator, denominator, words",
    [
        ("24499", "25000", "数值为97.996%，未达到≥98%的目标，低0.004个百分点"),
        ("98", "100", "数值为98.00%，恰好达到≥98%的目标"),
        ("97999999", "100000000", "数值为97.999999%，未达到≥98%的目标，低0.000001个百分点"),
        ("98000001", "100000000", "数值为98.000001%，达到≥98%的目标，高0.000001个百分点"),
        ("0", "7", "数值为0.00%，未达到≥98%的目标，低98.00个百分点"),
        ("7", "7", "数值为100.00%，达到≥98%的目标，高2.00个百分点"),
    ],
)
def test_a_figure_beside_its_target_is_never_rounded_onto_the_other_side(
    numerator: str, denominator: str, words: str
) -> None:
    assert words in told(QUALIFIED, numerator, denominator)


@pytest.mark.parametrize("numerator", ["0", "5"])
def test_a_zero_denominator_has_no_ratio_and_no_verdict(numerator: str) -> None:
    words = told(QUALIFIED, numerator, "0", Status.NOT_APPLICABLE)
    assert "没有比值，不作达标判断" in words
    assert "达到" not in words


def test_an_unknown_figure_is_not_told_as_zero() -> None:
    words = told(QUALIFIED, None, None, Status.MISSING)
    assert "数值未知，不作达标判断" in words
    assert not re.search(r"分子|达到|为0", words)


def test_an_incomplete_figure_is_shown_and_not_judged() -> None:
    words = told(CATALOGUE.measure("01"), "10", "10", Status.INCOMPLETE)
    assert "数值为100.00%" in words
    assert "达到" not in words


@drawn(
    st.sampled_from(CATALOGUE.measures),
    st.fractions(min_value=0, max_value=200, max_denominator=10**9),
)
def test_the_sentence_says_reached_exactly_where_the_exact_figure_reaches(
    measure: Measure, ratio: Fraction
) -> None:
    numbers = (Decimal(ratio.numerator), Decimal(ratio.denominator))
    value = MeasureValue(measure, "990100", *numbers, Status.OK)
    words = wording.statement(value, "示例市", AS_OF)
    assert ("未达到" in words) is (value.met is False)
    shown = Fraction(re.search(r"数值为([0-9.]+)", words)[1])  # type: ignore[index]
    assert measure.target.met_by(shown) is value.met


@drawn(st.sampled_from(CATALOGUE.measures), st.fractions(0, 200, max_denominator=10**9))
def test_a_forecast_is_printed_on_its_own_side_of_the_target(measure: Measure, ratio: Fraction) -> None:
    ahead = Forecast(ratio, Fraction(1), ratio, measure.target)
    assert measure.target.met_by(Fraction(ahead.shown)) is ahead.met


def section_words(report: Report, anchor: str) -> str:
    section = next(section for section in report.sections if section.anchor == anchor)
    return " ".join(
        content.text if isinstance(content, Paragraph) else str(content) for content in section.content
    )


def test_without_a_recorded_remedy_every_cell_says_so_and_no_department_is_made_up() -> None:
    given = with_papers(a_package_input(), frozen=False)
    section = next(one for one in build_report(given).sections if one.anchor == "remedies")
    grid = next(content for content in section.content if isinstance(content, Grid))
    bare = [row for row in grid.rows if row[0] and not row[0].startswith("17")]
    assert bare
    assert {row[1:] for row in bare} == {("未登记",) * 5}
    recorded = [row for row in grid.rows if row[1] == "个别品种不合格"]
    assert recorded[0][2:] == ("加强检查和抽检", "市市场监管局", "2024-06-30", "整改中")
    unmet = sum(value.met is False for value in given.values if value.area == CITY.code)
    words = section_words(build_report(given), "remedies")
    assert f"有{unmet}个数值未达标" in words
    assert f"其中{unmet - 1}个尚未登记整改" in words


def test_no_recorded_remedy_is_left_out_and_a_districts_says_whose_it_is() -> None:
    given = with_papers(a_package_input(), frozen=False)
    met = next(one.measure.code for one in given.values if one.area == CITY.code and one.met)
    more = tuple(
        Remedy(measure, "原因不一", "约谈", "某局", date(2024, 5, 1), "整改中", area)
        for measure, area in ((met, CITY.code), ("17", DISTRICTS[1].code))
    )
    papers = replace(given.papers, remedies=given.papers.remedies + more)
    words = section_words(build_report(replace(given, papers=papers)), "remedies")
    assert words.count("原因不一") == 2
    assert f"（{DISTRICTS[1].name}）原因不一" in words
    assert "其他登记的整改事项" in words


def test_a_finding_about_a_figure_names_the_area_and_not_its_code() -> None:
    given = with_papers(a_package_input(), frozen=False)
    district = DISTRICTS[1]
    one = replace(given.papers.findings[0], subject=f"指标 17（{district.code}）", area=district.code)
    words = section_words(
        build_report(replace(given, papers=replace(given.papers, findings=(one,)))), "reviews"
    )
    assert f"指标 17（{district.name}）" in words
    assert district.code not in words


def test_who_noted_a_paper_signature_is_not_printed_as_who_signed() -> None:
    section = build_report(with_papers(a_package_input(), frozen=True)).sections[0]
    grid = next(content for content in section.content if isinstance(content, Grid))
    names = {row[2]: row[:2] for row in grid.rows}
    assert names["市发改委"] == ("部门会签\n（纸质）", "合成数据戊\n（登记人）")
    assert names["市教育局"] == ("部门会签", "合成数据丙")


@pytest.mark.parametrize(
    ("as_of", "day"), [(date(2023, 6, 30), "2023年6月30日"), (date(2024, 3, 31), "2023年12月31日")]
)
def test_enterprises_are_counted_as_of_a_day_that_the_figures_know(as_of: date, day: str) -> None:
    given = a_package_input()
    active = pl.DataFrame({"stage": ["流通"], "risk_grade": ["A"], "active": [7]})
    none = pl.DataFrame()
    quality = DataQuality(0, 0, 0, 0, 0, 0, 0, None, None, 0)
    around = Around({}, Surroundings(3, active, none, none, none, quality))
    half = replace(given, around=around, assessment=replace(given.assessment, as_of=as_of))
    words = " ".join(
        content.text
        for content in basics_section(half, "一", Title(("合成数据",))).content
        if isinstance(content, Paragraph)
    )
    assert f"截至{day}，在营的食品生产经营主体共7户" in words


def test_the_terms_of_a_report_are_those_that_it_uses() -> None:
    report = build_report(with_papers(a_package_input(), frozen=True))
    (grid,) = [one for one in report.sections[-1].content if isinstance(one, Grid)]
    terms = {row[0] for row in grid.rows}
    assert {"计入批次", "截止日", "快照", "佐证材料", "评审意见", "填报不全"} <= terms
    # Words of the interface and of other work say nothing to a reader of figures; 附件1 is no attached file.
    assert not terms & {"请求标识", "所见版本", "公开值", "入选概率", "附件", "承诺", "权限矩阵"}


def test_an_edition_without_papers_says_that_there_are_none() -> None:
    report = build_report(replace(a_package_input(), papers=Papers()))
    assert "没有登记佐证材料" in section_words(report, "evidence")
    assert "没有登记佐证材料" in section_words(report, "indicator-17")
    assert "没有登记的评审意见" in section_words(report, "reviews")
    assert "没有报送过的版本" in section_words(report, "reviews")


def test_what_came_late_is_counted_and_what_nobody_knows_is_called_so() -> None:
    quality = quality_section(with_papers(a_package_input(), frozen=False))
    (grid,) = (one for one in quality.content if isinstance(one, Grid) and len(one.columns) == 8)
    assert [column.header for column in grid.columns][3:] == ["按时", "逾期", "逾期未报", "待报", "日期不详"]
    assert [[cell for cell in row if cell.isdecimal()] for row in grid.rows] == [
        ["01", "8", "3", "1", "0", "0", "4"],
        ["25", "4", "0", "0", "4", "0", "0"],
    ]
    unknown = section_words(build_report(replace(a_package_input(), papers=Papers())), "quality")
    assert "没有记录，不详" in unknown
    assert "逾期提交" not in unknown


def test_pages_of_evidence_are_those_that_somebody_named() -> None:
    words = section_words(build_report(with_papers(a_package_input(), frozen=False)), "indicator-17")
    assert "第1页" in words
    assert "未注明（共" in words
    assert "全文" not in words


def test_a_survey_tells_its_margin_for_every_district_and_nothing_else_does() -> None:
    given = a_package_input()
    sections = {one.anchor: one.content for one in build_report(given).sections}

    def margins(anchor: str) -> list[Grid]:
        grids = [one for one in sections[anchor] if isinstance(one, Grid)]
        return [one for one in grids if any("置信区间" in column.header for column in one.columns)]

    (grid,) = margins("indicator-31")
    known = {area.name for area in given.areas}
    assert {row[0] for row in grid.rows} == known
    assert all("—" in row[2] for row in grid.rows)
    assert {row[3] for row in grid.rows} <= {
        "整个区间达标",
        "整个区间未达标",
        "误差之内不能断定",
        "不作判断",
    }
    assert margins("indicator-1") == []


def test_a_districts_edition_prints_the_papers_that_concern_it_and_no_others() -> None:
    fifth = build_report(with_papers(a_package_input(DISTRICTS[4]), frozen=False))
    assert "机构调整" in section_words(fifth, "indicator-1")
    assert "集中督导" not in section_words(fifth, "indicator-1") + section_words(fifth, "quality")
    assert "97.998" not in section_words(fifth, "reviews")
    assert "100.00" in section_words(fifth, "reviews")
    sixth = build_report(with_papers(a_package_input(DISTRICTS[5]), frozen=False))
    assert "没有登记变化" in section_words(sixth, "reviews")


def named_like(tmp_path: Path, names: list[str]) -> FontFiles:
    """An office's folder with faces of these names (the shipped ones stand in for what may not be given away)."""
    shipped = find_fonts().hei
    for name in names:
        shutil.copy(shipped, tmp_path / name)
    return find_fonts(office_folder=tmp_path)


@pytest.mark.parametrize(
    "role, name",
    [
        ("title", "方正小标宋简体.ttf"),
        ("title", "FZXBSJW--GB1-0.TTF"),
        ("body", "仿宋_GB2312.ttf"),
        ("body", "simfang.ttf"),
        ("note", "楷体_GB2312.TTF"),
        ("heading", "黑体.ttf"),
        ("heading", "SimHei.ttf"),
    ],
)
def test_an_offices_own_faces_are_known_by_their_names(tmp_path: Path, role: str, name: str) -> None:
    files = named_like(tmp_path, [name, "其他.ttf", "readme.txt"])
    assert getattr(files, role) == tmp_path / name
    assert name in files.statement()
    others = {"title", "body", "note", "heading"} - {role}
    assert all(getattr(files, other) is None for other in others)
    assert files.statement().count("代替") == 3


def test_the_method_statement_says_which_faces_the_document_is_set_in() -> None:
    words = section_words(build_report(a_package_input(), find_fonts().statement()), "reading")
    assert "仿宋未配置，以思源宋体代替" in words
    assert "GB/T 9704-2012" in words


def test_rare_characters_can_be_copied_out_of_the_document() -> None:
    given = a_package_input()
    name = "㐂𠮷䶮𬬭市"
    renamed = replace(given, area=replace(given.area, name=name))
    pdf, missing = draw_report(build_report(renamed), find_fonts())
    assert missing == frozenset()
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(pdf)))
    assert name in text


def test_a_district_is_told_that_the_records_read_are_not_its_own_alone() -> None:
    own, city = (
        section_words(build_report(a_package_input(area)), "reading") for area in (DISTRICTS[4], CITY)
    )
    assert f"其中有其他辖区的，不计入{DISTRICTS[4].name}的数值" in own
    assert "计算时读入登记的全部记录，条数如下。" in city


def test_verdicts_of_a_part_are_counted_in_one_order() -> None:
    words = section_words(build_report(a_package_input(DISTRICTS[4])), "parts")
    assert not re.search("未达标[0-9]+项，达标|无法判定[0-9]+项，(未)?达标|不适用[0-9]+项，", words)


def test_a_zero_denominator_is_the_reason_for_no_forecast() -> None:
    """Nine whole months are there; what is lacking is something to divide by."""
    given, days = a_package_input(), [date(2023, month, 28) for month in range(1, 10)]
    none = MeasureValue(QUALIFIED, CITY.code, Decimal(0), Decimal(0), Status.NOT_APPLICABLE)
    quality = DataQuality(0, 0, 0, 0, 0, 0, 0, None, None, 0)
    empty = pl.DataFrame()
    around = Around(
        {"17": tuple(Point(day, none) for day in days)}, Surroundings(0, empty, empty, empty, empty, quality)
    )
    values = tuple(none if (one.measure, one.area) == (QUALIFIED, CITY.code) else one for one in given.values)
    year = replace(given.assessment, as_of=date(2023, 9, 30), values=values)
    told = course_of(replace(given, around=around, assessment=year), QUALIFIED)
    words = " ".join(one.text for one in told if isinstance(one, Paragraph))
    assert "截止日分母为0，没有比值，不作预测" in words
    assert "不足四个整月" not in words
