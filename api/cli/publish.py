"""`shian publish`: the publication lists of a period."""

from datetime import date
from pathlib import Path

import click

from api.cli import options
from api.clock import local_day, now
from api.database import open_database
from sampling.publishing import publication_lists, write_lists
from sampling.store.engine import reading

_DAY = options.DayType()


@click.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="输出")
@click.option("--from", "first", type=_DAY, required=True, metavar="日期", help="报告日期起，如 2024-01-01。")
@click.option("--to", "last", type=_DAY, required=True, metavar="日期", help="报告日期止，如 2024-03-31。")
@click.option("--area", metavar="代码", help="只列某个辖区（含其下级辖区）抽样的。")
@click.option("--as-of", type=_DAY, metavar="日期", help="复检、异议改判计至这一天，默认为今天。")
@click.option(
    "--publisher", required=True, metavar="名称", help="发布单位，如 国内监督抽查(某市市场监管局)。"
)
@click.option("--on", "published_on", type=_DAY, metavar="日期", help="发布日期，默认为今天。")
@click.option("--force", is_flag=True, help="覆盖已有的同名文件。")
def publish(
    out: Path,
    first: date,
    last: date,
    area: str | None,
    as_of: date | None,
    publisher: str,
    published_on: date | None,
    force: bool,
) -> None:
    """生成抽检结果公布名单（合格、不合格）。

    只列监督抽检中已签发的报告；风险监测和问题项不列入。输出以 .xlsx 结尾为工作簿，否则为含两个 CSV 的文件夹。
    """
    today = local_day(now())
    with reading(open_database()) as view:
        lists = publication_lists(
            view,
            first=first,
            last=last,
            area=area,
            as_of=as_of or today,
            publisher=publisher,
            published_on=published_on or today,
        )
    write_lists(lists, out, force=force)
    click.echo(
        f"已写出 {out}：合格 {len(lists.qualified)} 批次，"
        f"不合格 {lists.samples - len(lists.qualified)} 批次（{len(lists.unqualified)} 项）。",
        err=True,
    )
