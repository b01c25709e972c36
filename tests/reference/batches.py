"""Sheets: their verdict, whether they count, and the contributions of the measures that count them.

Belongs here: measures 06, 08, 09, 15, 16, 17 and 21. Not here: disposal (07), see `supervision`.
"""

from fractions import Fraction

from tests.reference.catalogue import MEASURES
from tests.reference.contribution import Contribution
from tests.reference.period import Period, active, is_food_producer
from tests.reference.world import Row, World

PRODUCTION_PLACES = {
    *("原辅料库", "生产线", "半成品库", "成品库", "其他"),
    *("成品库（待检区）", "成品库（已检区）", "成品库(待检区)", "成品库(已检区)"),
}


def verdict(world: World, sheet: Row, period: Period) -> str:
    """合格, 不合格, 问题 or 未判定, as it stands on the as-of date."""
    judged = {item["结果判定"] for item in world.items_of.get(sheet["抽样编号"], [])}
    result = "未判定"
    for word in ("合格", "问题", "不合格"):
        if f"{word}项" in judged:
            result = word
    reviews = [
        review
        for review in world.reviews
        if review["抽样编号"] == sheet["抽样编号"]
        and review["受理情况"] == "受理"
        and review["结论"] is not None
        and period.knows(review["结论日期"])
    ]
    reviews.sort(key=lambda review: (review["结论日期"], review["类型"] == "异议", review["申请日期"]))
    for review in reviews:
        if review["结论"] != "维持":
            result = review["结论"].removeprefix("改判")
        if review["类型"] == "复检":
            break
    return result


def counts(sheet: Row, period: Period) -> bool:
    """Whether the sheet is a counted batch."""
    return (
        sheet["抽样单状态"] == "有效"
        and sheet["任务类别"] != "快速检测"
        and period.knows(sheet["报告日期"])
        and period.holds(sheet["抽样日期"])
    )


def plan_completion(world: World, areas: set[str], period: Period, kind: str) -> list[Contribution]:
    rows = []
    for plan in world.plans:
        if plan["年份"] != period.year or plan["类别"] != kind or plan["区划代码"] not in areas:
            continue
        filled = 0
        for sheet in world.sheets:
            named = sheet["计划编号"] == plan["计划编号"]
            same_stage = plan["环节"] is None or plan["环节"] == sheet["抽样环节"]
            if counts(sheet, period) and named and sheet["食品大类"] == plan["食品大类"] and same_stage:
                filled += 1
        planned = plan["计划批次"]
        rows.append(Contribution(plan["计划编号"], Fraction(min(filled, planned)), Fraction(planned)))
    return rows


def stage_and_trade_coverage(world: World, areas: set[str], period: Period) -> list[Contribution]:
    present = {
        (enterprise["环节"], enterprise["业态"])
        for enterprise in world.enterprises
        if enterprise["区划代码"] in areas and active(enterprise, period.last)
    }
    sampled = {
        (sheet["抽样环节"], _trade_of_place(world, sheet))
        for sheet in world.sheets
        if sheet["抽样地区划代码"] in areas and sheet["任务类别"] == "监督抽检" and counts(sheet, period)
    }
    return [
        Contribution(f"{stage}|{trade}", Fraction((stage, trade) in sampled), Fraction(1))
        for stage, trade in sorted(present)
    ]


def _trade_of_place(world: World, sheet: Row) -> str:
    place: str = sheet["抽样场所"]
    if sheet["抽样环节"] != "生产" or place not in PRODUCTION_PLACES:
        return place
    for enterprise in world.enterprises:
        if enterprise["统一社会信用代码"] == sheet["被抽样单位信用代码"]:
            return str(enterprise["业态"])
    return "食品生产企业"


def producers_sampled(world: World, areas: set[str], period: Period) -> list[Contribution]:
    named = {
        sheet["标称生产企业信用代码"]
        for sheet in world.sheets
        if sheet["任务类别"] == "监督抽检" and counts(sheet, period)
    }
    return [
        Contribution(
            enterprise["统一社会信用代码"], Fraction(enterprise["统一社会信用代码"] in named), Fraction(1)
        )
        for enterprise in world.enterprises
        if enterprise["区划代码"] in areas
        and is_food_producer(enterprise)
        and active(enterprise, period.last)
    ]


def batches_of_the_area(world: World, areas: set[str], period: Period, measure: str) -> list[Contribution]:
    """15: every counted batch of the measure's task levels, as a numerator."""
    levels = MEASURES[measure].get("levels", ["国抽", "省抽", "市抽", "县抽"])
    return [
        Contribution(sheet["抽样编号"], Fraction(1), Fraction(0))
        for sheet in world.sheets
        if sheet["抽样地区划代码"] in areas and sheet["任务级别"] in levels and counts(sheet, period)
    ]


def residue_batches(world: World, areas: set[str], period: Period, measure: str) -> list[Contribution]:
    """16: those of `batches_of_the_area` that were tested for a pesticide or veterinary drug."""
    tested = {
        item["抽样编号"]
        for item in world.items
        if item["项目类别"] in ("农药残留", "兽药残留") and item["结果判定"] != "未检验"
    }
    return [row for row in batches_of_the_area(world, areas, period, measure) if row.key in tested]


def pass_rate(world: World, areas: set[str], period: Period, kind: str) -> list[Contribution]:
    rows = []
    for sheet in world.sheets:
        if sheet["抽样地区划代码"] in areas and sheet["任务类别"] == kind and counts(sheet, period):
            result = verdict(world, sheet, period)
            if result in ("合格", "不合格"):
                rows.append(Contribution(sheet["抽样编号"], Fraction(result == "合格"), Fraction(1)))
    return rows
