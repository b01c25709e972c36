"""`shian plans progress` and `shian plans completion`."""

import json
import sys
from datetime import date
from typing import Any

import click
import msgspec

from api.cli import options
from api.cli.listings import FORMAT, print_list
from api.database import open_database
from api.desk import current_desk, desk_of
from api.plan_figures import completion, plan_figures
from api.routes.plan_progress import completion_of, report_of
from sampling.store.engine import reading
from sampling.store.view import view_of

_AREA = click.option("--area", metavar="代码", help="辖区区划代码（含其下级辖区），默认为全市。")
NUMBERS = {
    "planned": "计划",
    "sampled": "已抽样",
    "reported": "已报告",
    "completed": "完成",
    "qualified": "合格",
    "unqualified": "不合格",
    "due": "应完成",
    "behind": "落后",
    "remaining": "未完成",
    "weekly_need": "每周需",
}
HEADS = {
    "rows": {
        "plan_no": "计划编号",
        "kind": "类别",
        "level": "级别",
        "area_code": "区划",
        "category": "食品大类",
        "stage": "环节",
    },
    "areas": {"area_code": "区划", "area_name": "辖区"},
    "months": {"month": "月份"},
}


@click.group()
def plans() -> None:
    """抽检计划的进度和完成率。"""


@plans.command()
@options.period
@options.city
@_AREA
@click.option(
    "--by",
    type=click.Choice(["rows", "areas", "months"]),
    default="areas",
    help="按计划行（rows）、辖区（areas，默认）或月份（months）列出；json 总是全部列出。",
)
@FORMAT
def progress(year: int, as_of: date, city: str | None, area: str | None, by: str, form: str) -> None:
    """计划进度：抽样、报告、合格批次，落后多少，年底前完成每周需要多少批次。"""
    assessor = current_desk().assessor(year, as_of, city=city)
    report = report_of(year, as_of, plan_figures(assessor, area))
    if form == "json":
        _print_json(report)
        return
    heads = HEADS[by] | {
        name: word
        for name, word in NUMBERS.items()
        if by != "months" or name in ("sampled", "reported", "qualified", "unqualified")
    }
    rows = [[getattr(row, name) for name in heads] for row in getattr(report, by)]
    _print(form, list(heads.values()), rows, f"{year}年抽检计划进度，截至{as_of}")
    if form == "table":
        together = report.together
        need = "已无时间" if together.weekly_need is None else f"每周需 {together.weekly_need} 批次"
        click.echo(
            f"合计：计划 {together.planned}，完成 {together.completed}，应完成 {together.due}，"
            f"落后 {together.behind}，未完成 {together.remaining}，{need}"
        )


@plans.command("completion")
@options.period
@options.city
@_AREA
@FORMAT
def plan_completion(year: int, as_of: date, city: str | None, area: str | None, form: str) -> None:
    """计划完成率（指标 06）：按现行计划与按最初批准的计划对照。"""
    with reading(open_database()) as connection:
        found = completion(desk_of(view_of(connection)), connection, year, as_of, city=city, area=area)
    shown = [completion_of(one) for one in found]
    if form == "json":
        _print_json(shown)
        return
    heads = ["指标", "区划", "现行完成", "现行计划", "现行完成率", "最初完成", "最初计划", "最初完成率"]
    rows = [[one.measure, one.area, *_figures(one.current), *_figures(one.original)] for one in shown]
    _print(form, heads, rows, f"{year}年计划完成率，截至{as_of}")


def _figures(figure: Any) -> list[Any]:
    return [figure.numerator, figure.denominator, figure.value]


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=1) + "\n")


def _print(form: str, heads: list[str], rows: list[list[Any]], title: str) -> None:
    cells = [["" if value is None else str(value) for value in row] for row in rows]
    numeric = [head for head in heads if head in NUMBERS.values() or head[:2] in ("现行", "最初")]
    print_list(form, title, heads, cells, numeric=numeric)
