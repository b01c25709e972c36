"""`shian national`: the tables that an office fills for the national system's exports, and stubs to be checked."""

import csv
import sys
from pathlib import Path

import click

from api.cli import options
from api.clock import now
from api.database import open_database
from domain.exchange.guard import guarded
from sampling.national.own_tables import AREAS, ITEMS, PLANS, OwnTable, import_own_table, own_table_rows
from sampling.national.stubs import confirm_stubs, list_stubs

_STUB_COLUMNS = {
    "统一社会信用代码": "credit_code",
    "名称": "name",
    "区划代码": "area_code",
    "辖区": "area_name",
    "环节": "stage",
    "业态": "trade",
    "成立日期（暂以首次抽样日期代）": "founded_on",
}


@click.group()
def national() -> None:
    """国家抽检系统导出文件的对照表（辖区别名、任务与计划、检验项目类别）和待核主体。"""


def _group(table: OwnTable, name: str, short: str, first: str) -> click.Group:
    """A group of `import` and `list` for one of the tables."""

    @click.group(name, help=short)
    def group() -> None: ...

    @group.command(
        "import",
        help=f"用文件内容更新{table.title}：CSV，两列“{'，'.join(table.headers)}”。{first}"
        "文件即全表：文件中没有的行会从库中删除。",
    )
    @click.argument("file", type=click.Path(path_type=Path), metavar="文件")
    @options.actor
    def import_table(file: Path, actor: str) -> None:
        done = import_own_table(open_database(), table, file, actor=actor, at=now())
        click.echo(f"{table.title}共 {done.rows} 条：新增 {done.added}，删除 {done.removed}。", err=True)

    @group.command("list", help=f"以 CSV 列出{table.title}，可改后再导入。")
    def list_table() -> None:
        _print_csv(table.headers, own_table_rows(open_database(), table))

    return group


def _print_csv(headers: tuple[str, ...], rows: list[tuple[str, ...]] | list[tuple[str, str]]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows([guarded(cell) for cell in row] for row in rows)


national.add_command(
    _group(
        AREAS, "areas", "辖区别名：导出文件中的县（市、区）名称对应哪个区划代码。", "一个别名对应一个代码。"
    )
)
national.add_command(
    _group(
        PLANS,
        "plans",
        "任务与计划：报送分类-2 的名称对应哪些计划编号。",
        "一个名称可对应多个计划，按抽样单的年份、级别、食品大类、环节和辖区选定。",
    )
)
national.add_command(_group(ITEMS, "items", "检验项目类别：字典之外的项目归哪一类。", "本表优先于自带字典。"))


@national.command()
def stubs() -> None:
    """以 CSV 列出待核主体：导入抽检数据时新建、尚未核实的被抽样单位。"""
    found = list_stubs(open_database())
    rows = [tuple(str(stub[name]) for name in _STUB_COLUMNS.values()) for stub in found]
    _print_csv(tuple(_STUB_COLUMNS), rows)
    click.echo(f"待核主体 {len(found)} 家。", err=True)


@national.command()
@click.argument("credit_codes", nargs=-1, required=True, metavar="统一社会信用代码...")
@options.actor
def confirm(credit_codes: tuple[str, ...], actor: str) -> None:
    """核实待核主体，此后计入各项分母。

    核实即认可其名称、辖区、环节、业态和成立日期；信息有误或要补全的，请改用 enterprises 表导入，导入后即为已核实。
    """
    confirmed = confirm_stubs(open_database(), [code.upper() for code in credit_codes], actor=actor, at=now())
    click.echo(
        f"已核实 {len(confirmed)} 家，其余 {len(set(credit_codes)) - len(confirmed)} 家原已核实。", err=True
    )
