"""A package input made up for tests: a city with seven districts, every status, and text that is hard to print.

Figures follow from small formulas, so that a test can tell what must come out; the rows behind a value add up to it.
"""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from domain.catalogue.measures import Catalogue, Measure, load_catalogue
from domain.indicators.assessment import AreaInfo, Assessment, Beside, PopulationBasis
from domain.indicators.values import MeasureValue, Status
from reports.model import PackageInput
from reports.standing import (
    ChangedFigure,
    EvidenceDocument,
    Explained,
    Filing,
    MissingEvidence,
    Papers,
    Remedy,
    ReviewFinding,
    Signature,
    Standing,
)

CITY = AreaInfo("990100", "示例市", "市")
DISTRICTS = tuple(
    AreaInfo(f"9901{number:02}", name, "县区")
    for number, name in enumerate(("甲区", "乙区", "丙区", "丁区", "戊县", "己县", "庚市"), start=2)
)
AREAS = (CITY, *DISTRICTS)
AS_OF = date(2024, 3, 31)
LONG = "这一单位的名称很长，" * 30
HARD_NAMES = (
    "=1+1",
    "+86",
    "-无名",
    "@甲",
    '引号"与，逗号,',
    "换行\n的名称",
    "㙟口镇𫖯记",
    "<b>&amp;</b>",
    LONG,
)
RECORDS = {
    "kind": pl.String,
    "key": pl.String,
    "area": pl.String,
    "name": pl.String,
    "date": pl.Date,
    "due": pl.Date,
    "provisional": pl.Boolean,
    "done": pl.Date,
    "state": pl.String,
    "in_numerator": pl.Decimal(38, 12),
    "in_denominator": pl.Decimal(38, 12),
}


def a_value(measure: Measure, area: AreaInfo, numerator: str | None, denominator: str | None) -> MeasureValue:
    """A value with the status that its numbers imply."""
    if numerator is None or denominator is None:
        return MeasureValue(measure, area.code, None, None, Status.MISSING)
    status = Status.OK if Decimal(denominator) else Status.NOT_APPLICABLE
    return MeasureValue(measure, area.code, Decimal(numerator), Decimal(denominator), status)


def figures(measure: Measure, position: int, area: int) -> tuple[str | None, str | None]:
    """Numerator and denominator of a district; 17 has 97.998 beside its target of 98."""
    if measure.code == "25" or (measure.code == "01" and area == 2):
        return None, None
    if measure.code == "03-1" and area == 3:
        return "0", "0"
    if measure.code == "17":
        return "48999", "50000"
    base = 40 + 7 * position + area
    if measure.unit == "%":
        return (str(base), str(base)) if (position + area) % 3 else (str(base - 1), str(base))
    if measure.scale == 1:
        return f"{base * 41}.{area + 1}", str(base)
    return str(base * 6), str(base * 1000)


def values(catalogue: Catalogue) -> tuple[MeasureValue, ...]:
    """City first; the city's numbers are the sums of its districts'."""
    rows: dict[tuple[str, str], MeasureValue] = {}
    for position, measure in enumerate(catalogue.measures):
        numbers = [figures(measure, position, index) for index in range(len(DISTRICTS))]
        for area, (numerator, denominator) in zip(DISTRICTS, numbers, strict=True):
            rows[measure.code, area.code] = a_value(measure, area, numerator, denominator)
        known = [(Decimal(n), Decimal(d)) for n, d in numbers if n is not None and d is not None]
        if not known:
            rows[measure.code, CITY.code] = a_value(measure, CITY, None, None)
            continue
        numerator, denominator = (sum(column, Decimal(0)) for column in zip(*known, strict=True))
        status = Status.INCOMPLETE if len(known) < len(numbers) else Status.OK
        rows[measure.code, CITY.code] = MeasureValue(measure, CITY.code, numerator, denominator, status)
    return tuple(rows[measure.code, area.code] for area in AREAS for measure in catalogue.measures)


def records(measure: Measure, all_values: tuple[MeasureValue, ...]) -> pl.DataFrame:
    """One row per district that has numbers."""
    rows = [
        {
            "kind": "填报" if not measure.from_records else "记录",
            "key": f"{measure.code}·{value.area}",
            "area": value.area,
            "name": HARD_NAMES[number % len(HARD_NAMES)],
            "date": date(2023, 1, 5) + timedelta(days=number),
            "due": date(2027, 1, 4) if measure.code == "07" else None,
            "provisional": measure.code == "07",
            "done": None,
            "state": "已审核",
            "in_numerator": value.numerator,
            "in_denominator": value.denominator,
        }
        for number, value in enumerate(all_values)
        if value.measure is measure and value.area != CITY.code and value.numerator is not None
    ]
    return pl.DataFrame(rows, schema=RECORDS)


def plans(rows: int = 40) -> pl.DataFrame:
    """Plan rows, some exceeded."""
    return pl.DataFrame(
        [
            {
                "plan_no": f"JH{number:05}",
                "year": 2023,
                "kind": ("监督抽检", "评价性抽检")[number % 2],
                "level": "县抽",
                "area": DISTRICTS[number % 7].code,
                "category": "食用油、油脂及其制品",
                "stage": None if number % 5 == 0 else "流通",
                "planned": 10 + number % 3,
                "counted": 9 + number % 4,
                "completed": min(10 + number % 3, 9 + number % 4),
            }
            for number in range(rows)
        ],
        schema_overrides={"stage": pl.String},
    )


def unqualified(rows: int = 45) -> pl.DataFrame:
    """Unqualified samples with names of every difficult kind."""
    return pl.DataFrame(
        [
            {
                "sheet_no": f"XBJ23990100{number:010}",
                "sample_name": HARD_NAMES[number % len(HARD_NAMES)],
                "category": "食用农产品",
                "unit_name": HARD_NAMES[(number + 3) % len(HARD_NAMES)],
                "producer_name": None if number % 4 else "某食品有限公司",
                "area": DISTRICTS[number % 7].code,
                "sampled_on": date(2023, 2, 1) + timedelta(days=number),
                "reported_on": date(2023, 3, 1) + timedelta(days=number),
                "failing_items": "大肠菌群、山梨酸及其钾盐（以山梨酸计）",
                "disposal_state": ("已完成", "逾期未完成")[number % 2],
                "due": date(2023, 6, 1) if number % 2 else None,
                "done": None if number % 2 else date(2023, 5, 1),
            }
            for number in range(rows)
        ],
        schema_overrides={"producer_name": pl.String, "due": pl.Date, "done": pl.Date},
    )


def an_assessment() -> Assessment:
    """Every value of the catalogue for the city and its districts."""
    catalogue = load_catalogue()
    clocks = Beside(on_time=20, done=31, overdue=143, pending=9)
    batches = Beside(problem=2, undecided=5)
    beside = {(code, area.code): clocks for code in ("07", "10-1", "10-2", "03-2", "20-2") for area in AREAS}
    beside |= {(code, area.code): batches for code in ("17", "21") for area in AREAS}
    beside["07", DISTRICTS[0].code] = Beside(on_time=None, done=3, overdue=0, pending=0)
    return Assessment(
        catalogue=catalogue,
        year=2023,
        as_of=AS_OF,
        city=CITY,
        areas=AREAS,
        values=values(catalogue),
        beside=beside,
        population={area.code: PopulationBasis(2022, 100_000, "统计公报") for area in AREAS[:-1]}
        | {"990108": None},
        missing_returns={
            ("25", CITY.code): tuple(f"{area.name} 2023Q4" for area in DISTRICTS),
            ("01", CITY.code): ("丙区 2023Q1", "丙区 2023Q2"),
        },
        records_read={"areas": 8, "samples": 2300, "items": 12000, "returns": 472},
        calendar_source="国务院办公厅放假安排，2004—2026年",
    )


def a_package_input(area: AreaInfo = CITY, synthetic: bool = True) -> PackageInput:
    """The input of the city's edition, or of one district's."""
    assessment = an_assessment()
    return PackageInput(
        assessment=assessment,
        area=area,
        area_names={info.code: info.name for info in AREAS},
        records={
            measure.code: records(measure, assessment.values) for measure in assessment.catalogue.measures
        },
        plans=plans(),
        unqualified=unqualified(),
        software_version="0.1.0",
        catalogue_sha256="0" * 64,
        synthetic=synthetic,
    )


def shuffled(given: PackageInput) -> PackageInput:
    """The same input with its rows in another order."""
    return replace(
        given,
        records={code: frame.reverse() for code, frame in given.records.items()},
        plans=given.plans.sample(fraction=1, shuffle=True, seed=5),
        unqualified=given.unqualified.reverse(),
    )


def a_standing() -> Standing:
    """An approved snapshot, signed by who made it, who approved it and three departments."""
    signatures = (
        Signature("编制", "合成数据甲", "", date(2024, 4, 1)),
        Signature("审定", "合成数据乙", "", date(2024, 4, 3)),
        Signature("部门会签", "合成数据丙", "市教育局", date(2024, 4, 2), ("04", "05")),
        Signature(
            "部门会签", "合成数据丁", "市农业农村局", date(2024, 4, 2), ("21", "22", "23", "24", "25", "26")
        ),
        Signature("部门会签", "合成数据戊", "市发改委", date(2024, 4, 2), ("02-1", "02-2"), on_paper=True),
    )
    return Standing(
        "DJ20239901000001",
        date(2024, 4, 3),
        signatures,
        "1" * 64,
        "2" * 64,
        "补充第四季度填报",
        "DJ20239901000000",
    )


def with_papers(given: PackageInput, frozen: bool) -> PackageInput:
    """The same edition with evidence, findings, remedies, explanations and changes; texts hard to print among them."""
    evidence = tuple(
        EvidenceDocument(
            f"ZJ2023990100{number:04}",
            ("食品安全党政同责工作制度", "抽检计划及其批复", LONG)[number % 3],
            f"示政办发〔2023〕{number}号" if number % 2 else "",
            "示例市人民政府办公室",
            date(2023, 4, 1) + timedelta(days=number) if number % 4 else None,
            12 + number if number % 3 else None,
            "公开",
            f"佐证{number}.pdf",
            f"{number:064x}",
            (("01", "06-1"), ("17",), ("07", "10-1", "10-2"))[number % 3],
            (("01", "第3—5页"), ("17", "第1页")) if number % 2 else (),
        )
        for number in range(9)
    )
    findings = (
        ReviewFinding(
            "SH2023000001",
            date(2024, 2, 1),
            "省食安办评审组",
            "评价性抽检合格率",
            "17",
            "抽检量偏少，请说明抽样方案。" * 4,
            date(2024, 3, 1),
            "已答复",
            "已按人口比例增加抽样，见佐证材料。" * 3,
            date(2024, 2, 20),
        ),
        ReviewFinding(
            "SH2023000002",
            date(2024, 2, 1),
            "省食安办评审组",
            "佐证材料",
            None,
            "编号有误",
            date(2024, 3, 1),
            "待答复",
        ),
    )
    remedies = (
        Remedy("17", "个别品种不合格", "加强检查和抽检", "市市场监管局", date(2024, 6, 30), "整改中"),
        Remedy("17", LONG[:60], "约谈生产者", "甲区市场监管局", date(2024, 5, 31), "已完成"),
    )
    papers = Papers(
        standing=a_standing() if frozen else None,
        evidence=evidence,
        missing=(MissingEvidence("01", "包保督导任务台账"), MissingEvidence("25", "绿色防控面积统计表")),
        findings=findings,
        remedies=remedies,
        explanations=(
            Explained("01", DISTRICTS[0].code, "2023Q4", "与上季度相差过大", "第四季度集中督导"),
            Explained("01", DISTRICTS[4].code, "2023Q2", "与上季度相差过大", "机构调整"),
        ),
        filings=(
            Filing("01", DISTRICTS[0].code, "按时提交", 3),
            Filing("01", DISTRICTS[0].code, "逾期提交", 1),
            Filing("01", DISTRICTS[4].code, "已报（提交日不详）", 4),
            Filing("25", DISTRICTS[4].code, "逾期未报", 4),
        ),
        submitted="DJ20239901000000",
        changes=(
            ChangedFigure("17", CITY.code, "98.12", "97.998", "补录第四季度批次"),
            ChangedFigure("01", DISTRICTS[4].code, "—", "100.00"),
        ),
    )
    return replace(given, papers=papers)
