"""Makes the `Report` of a package from its input: which sections there are and what stands in them.

Words for single figures are in `reports.wording`; the method statement is `reports.notes`, the sections of single
indicators are `reports.indicator_sections`, plans and unqualified samples `reports.ledgers`, all other chapters
`reports.chapters`.
Nothing is drawn or rounded here.
"""

from domain.indicators.values import indicator_met
from reports import wording
from reports.chapters.annexes import cases_section, coverage_section, quality_section
from reports.chapters.basics import basics_section
from reports.chapters.evidence import evidence_section
from reports.chapters.parts import parts_section
from reports.chapters.records import record_anchor, records_section
from reports.chapters.remedies import remedies_section
from reports.chapters.reviews import reviews_section
from reports.chapters.signing import DRAFT, signing_section
from reports.chapters.terms import terms_section
from reports.indicator_sections import Lookup, indicator_section
from reports.ledgers import plan_section, unqualified_section
from reports.model import (
    Align,
    Column,
    Fact,
    Figure,
    Figures,
    Grid,
    PackageInput,
    Report,
    Section,
    Tone,
)
from reports.model import (
    Title as DocumentTitle,
)
from reports.notes import reading_section

SYNTHETIC = "合成数据"
TITLE = "食品安全量化指标自评报告"


def build_report(given: PackageInput, faces: str = "") -> Report:
    """The document of this edition; `faces` tells its readers which typefaces it is set in."""
    assessment = given.assessment
    values: Lookup = {(value.measure.code, value.area): value for value in given.values}
    frozen = given.papers.standing is not None
    sections = (*_chapters(given, values), *_annexes(given, values, faces))
    labels = (*((SYNTHETIC,) if given.synthetic else ()), *(() if frozen else (DRAFT,)))
    return Report(
        title=TITLE,
        place=given.area.name,
        period=f"{assessment.year}年度",
        as_of=assessment.as_of,
        facts=(
            Fact("评价范围", _scope(given)),
            Fact("数据截止", wording.long_date(assessment.as_of)),
            Fact("指标依据", assessment.catalogue.title),
            Fact("指标目录", f"{assessment.catalogue.edition}版，{_size(given)}"),
            Fact("数据状态", _standing(given)),
            *_signed(given),
            *((Fact("数据性质", "合成数据，仅供演示和测试，不反映任何真实情况"),) if given.synthetic else ()),
        ),
        labels=labels,
        creator=f"shian {given.software_version}",
        author=given.area.name,
        keywords="食品安全、量化指标、自评报告",
        sections=(*sections, terms_section(sections)),
    )


def _chapters(given: PackageInput, values: Lookup) -> list[Section]:
    assessment = given.assessment
    title = DocumentTitle(
        (f"{given.area.name}{assessment.year}年度", TITLE),
        f"（数据截止{wording.long_date(assessment.as_of)}）",
    )
    remedies = remedies_section(given, values, "四")
    return [
        signing_section(given),
        basics_section(given, "一", title),
        parts_section(given, values, "二"),
        _overview(given, values),
        *(
            indicator_section(given, values, number, measures)
            for number, measures in assessment.catalogue.indicators()
        ),
        remedies,
        reviews_section(given, "五", remedies.landscape),
    ]


def _annexes(given: PackageInput, values: Lookup, faces: str) -> list[Section]:
    return [
        plan_section(given),
        unqualified_section(given),
        cases_section(given, values),
        coverage_section(given),
        quality_section(given),
        reading_section(given, faces),
        evidence_section(given),
        records_section(given),
    ]


def _standing(given: PackageInput) -> str:
    standing = given.papers.standing
    if standing is None:
        return "未冻结草稿，不得作为正式材料报送"
    return f"快照 {standing.snapshot}，{wording.long_date(standing.frozen_on)}审定"


def _signed(given: PackageInput) -> list[Fact]:
    """Who made and who approved the figures, and the place for the seal; nothing of a draft."""
    standing = given.papers.standing
    if standing is None:
        return []
    facts = []
    for role in ("编制", "审定"):
        signed = [one for one in standing.signatures if one.role == role]
        told = "；".join(
            "　".join(filter(None, (one.organisation, one.name, wording.long_date(one.on)))) for one in signed
        )
        facts.append(Fact(role, told or "未登记"))
    return [*facts, Fact("盖章处", "\n\n\n")]


def _scope(given: PackageInput) -> str:
    others = len(given.areas) - 1
    return f"{given.area.name}（{given.area.code}）" + (f"及所辖{others}个县（市、区）" if others else "")


def _size(given: PackageInput) -> str:
    catalogue = given.assessment.catalogue
    return f"{len(catalogue.indicators())}项指标、{len(catalogue.measures)}个量化数值"


def _overview(given: PackageInput, values: Lookup) -> Section:
    """All indicators: names lead to their sections, figures to the rows behind them."""
    rows: list[tuple[str, ...]] = []
    tones: dict[tuple[int, int], Tone] = {}
    links: dict[tuple[int, int], str] = {}
    words: list[str] = []
    for number, measures in given.assessment.catalogue.indicators():
        own = [values[measure.code, given.area.code] for measure in measures]
        words.append(wording.indicator_word(own))
        for position, value in enumerate(own):
            measure = value.measure
            first = position == 0
            tones[len(rows), 6] = Tone.of(indicator_met(own))
            links |= {(len(rows), column): f"indicator-{number}" for column in (0, 1, 2, 6)}
            links |= {(len(rows), column): record_anchor(measure.code) for column in (3, 4)}
            rows.append(
                (
                    str(number) if first else "",
                    measure.name,
                    wording.with_unit(measure.target.text, measure),
                    wording.figure(value),
                    wording.gap(value),
                    wording.status_word(value),
                    words[-1] if first else "",
                )
            )
    columns = (
        Column("序号", 32, Align.CENTRE),
        Column("指标", 142),
        Column("目标", 78, Align.RIGHT),
        Column("数值", 54, Align.DECIMAL),
        Column("差距", 52, Align.DECIMAL),
        Column("数据", 55, Align.CENTRE),
        Column("结论", 55, Align.CENTRE),
    )
    grid = Grid(columns, tuple(rows), tones=tones, spans=frozenset((0, 6)), links=links)
    return Section("overview", "三、量化指标完成情况", (_tally(words), grid), flows=True)


def _tally(words: list[str]) -> Figures:
    figures = [
        Figure("指标", str(len(words)), "项"),
        Figure(wording.MET, str(words.count(wording.MET)), "项", Tone.MET),
        Figure(wording.UNMET, str(words.count(wording.UNMET)), "项", Tone.UNMET),
        Figure(wording.UNKNOWN, str(words.count(wording.UNKNOWN)), "项", Tone.UNKNOWN),
    ]
    if wording.NOT_APPLICABLE in words:
        figures.append(
            Figure(wording.NOT_APPLICABLE, str(words.count(wording.NOT_APPLICABLE)), "项", Tone.UNKNOWN)
        )
    return Figures(tuple(figures))
