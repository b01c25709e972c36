"""`shian synthesize`."""

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from domain.exchange.tables import TABLES
from sampling.synthesis.city import read_city
from sampling.synthesis.generate import synthesize


class ScaleType(click.ParamType[Decimal]):
    """A scale written 0.25, 1 or 4."""

    name = "规模"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Parse a decimal exactly; the range is the generator's to judge."""
        try:
            return Decimal(str(value))
        except InvalidOperation:
            self.fail(f"{value!r} 不是数，应写作 0.25、1、4", param, ctx)


@click.command("synthesize")
@click.argument("out", type=click.Path(path_type=Path), metavar="输出文件夹")
@click.option("--year", type=int, default=2023, show_default=True, metavar="年份", help="合成哪一年的记录。")
@click.option(
    "--scale",
    type=ScaleType(),
    default=Decimal(1),
    show_default=True,
    metavar="规模",
    help="1 为一个真实年度（每千人约6批次），其他规模按比例增减人口、批次、主体和案件。",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, metavar="种子", help="同一种子总得到同样的文件。"
)
@click.option(
    "--city",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="城市的 areas.csv（区划代码,名称,级别,上级代码），同一文件夹的 population.csv 一并读取；默认常州市。",
)
def synthesize_command(out: Path, year: int, scale: Decimal, seed: int, city: Path | None) -> None:
    """生成一个年度的合成数据（交换格式文件夹），用于演示、测试和性能评估。

    主体和检验机构名称、人口来源均标明“合成”，不得作为真实数据使用。输出文件夹必须为空或不存在。
    """
    counts = synthesize(out, year=year, scale=scale, seed=seed, city=read_city(city))
    for table in TABLES:
        click.echo(f"{table.title}（{table.name}）：{counts[table.name]} 条", err=True)
    click.echo(f"检验项目：{counts['items']} 行", err=True)
    click.echo(f"合成数据已写入 {out}")
