"""Sheets made for one rule each: verdicts in dispute, unqualified sheets nobody took up, samples from inside a plant.

Chance alone seldom brings together all that such a rule needs, so these sheets count unless the draw says otherwise.
Each strategy adds its rows to the world that it is given.
"""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.reference import Row, World
from tests.worlds.areas import Places
from tests.worlds.days import Days, not_before
from tests.worlds.sampling import CATEGORIES, PLACES, item_row, sheet_row
from tests.worlds.shapes import lists_of

VERDICT_WORDS = [None, "合格项", "不合格项", "不合格项", "问题项"]


@st.composite
def disputes(draw: st.DrawFn, world: World, places: Places, days: Days, as_of: date) -> None:
    """Sheets with up to four reviews that crowd on few days, most of them accepted and concluded by the as-of date."""
    review = st.tuples(
        st.sampled_from(["复检", "异议", "异议"]),
        st.integers(0, 3),
        st.sampled_from(["受理", "受理", "受理", "受理", "不予受理", None]),
        st.sampled_from([-9, -9, -9, -8, -1, 0, 0, 1, None]),
        st.sampled_from(["维持", "改判合格", "改判不合格", "改判合格", "改判不合格", None]),
    )
    opinions = st.sampled_from(["维持", "改判合格", "改判不合格"])
    clash = st.tuples(
        st.sampled_from(["复检", "异议"]), st.integers(0, 3), st.just("受理"), st.just(-9), opinions
    )
    sheet = st.tuples(
        st.sampled_from(["评价性抽检", "评价性抽检", "农产品监测", "监督抽检"]),
        st.sampled_from([*places.towns, places.city]),
        st.sampled_from(VERDICT_WORDS),
        st.one_of(st.lists(review, min_size=1, max_size=5), st.lists(clash, min_size=2, max_size=3)),
    )
    for kind, area, verdict, reviews in draw(lists_of(sheet, 6)):
        number = _add_sheet(
            world, verdict, 任务类别=kind, 抽样地区划代码=area, 抽样日期=days.last, 报告日期=days.last
        )
        known: set[tuple[str, date]] = set()
        for of_kind, waited, acceptance, concluded, conclusion in reviews:
            concluded_on = None if concluded is None else as_of + timedelta(days=concluded)
            applied_on = (concluded_on or as_of) - timedelta(days=waited)
            if (of_kind, applied_on) not in known:
                known.add((of_kind, applied_on))
                row = {"抽样编号": number, "类型": of_kind, "申请日期": applied_on, "受理情况": acceptance}
                world.reviews.append({**row, "结论日期": concluded_on, "结论": conclusion})


@st.composite
def neglected(draw: st.DrawFn, world: World, places: Places, days: Days, as_of: date) -> None:
    """Unqualified sheets without a task, or with one that is withdrawn, late to come, or of another year."""
    year_before = days.first - timedelta(days=1)
    sheet = st.tuples(
        st.sampled_from(["监督抽检", "监督抽检", "监督抽检", "快速检测"]),
        st.sampled_from(["有效", "有效", "有效", "作废"]),
        st.sampled_from(places.anywhere),
        days.natural_clocks,
        st.sampled_from([None, days.first, year_before]),
        st.sampled_from([None, None, "撤销", "办理中", "完成"]),
        st.one_of(st.sampled_from([year_before, as_of + timedelta(days=1)]), days.near),
        st.sampled_from(places.anywhere),
    )
    for kind, state, area, (reported, _), sampled, task, received, task_area in draw(lists_of(sheet, 4)):
        number = _add_sheet(
            world,
            "不合格项",
            任务类别=kind,
            抽样单状态=state,
            抽样地区划代码=area,
            抽样日期=min(sampled or reported, reported),
            报告日期=reported,
        )
        if task is not None:
            world.disposals.append(_task(f"HCX{number}", number, task_area, received, task))


@st.composite
def factory_samples(draw: st.DrawFn, world: World, places: Places, days: Days) -> None:
    """Counted 监督抽检 batches of the stage 生产, at known and unknown places, of known and unknown units."""
    codes = [row["统一社会信用代码"] for row in world.enterprises]
    sheet = st.tuples(
        st.sampled_from(PLACES),
        st.sampled_from([*places.towns, places.city]),
        st.sampled_from([None, *codes]),
        st.sampled_from([None, *codes]),
        days.near,
    )
    for place, area, unit, producer, sampled in draw(lists_of(sheet, 4)):
        _add_sheet(
            world,
            "合格项",
            抽样场所=place,
            抽样地区划代码=area,
            被抽样单位信用代码=unit,
            标称生产企业信用代码=producer,
            抽样日期=sampled,
            报告日期=not_before(sampled, days.last),
        )


def _add_sheet(world: World, verdict: str | None, **cells: Any) -> str:
    number = f"CT{len(world.sheets):04d}"
    usual = {
        "任务类别": "监督抽检",
        "任务级别": "市抽",
        "抽样单状态": "有效",
        "抽样环节": "生产",
        "抽样场所": "食品生产企业",
        "食品大类": CATEGORIES[0],
    }
    world.sheets.append(sheet_row(number, **{**usual, **cells}))
    if verdict is not None:
        world.items.append(item_row(number, "项目0", "兽药残留", verdict))
    return number


def _task(number: str, sheet: str, area: str, received: date, state: str) -> Row:
    return {
        "处置编号": number,
        "抽样编号": sheet,
        "处置环节": "生产",
        "区划代码": area,
        "收到日期": received,
        "启动日期": None,
        "完成日期": None,
        "批准延期天数": None,
        "状态": state,
    }
