"""`shian findings import` and `shian standards import`: what a laboratory scripts."""

from pathlib import Path

import click

from api.cli import options
from api.cli.commanding import commanding
from sampling.standard_files import import_standards
from sampling.testing.files import enter_file

_FILE = click.Path(path_type=Path)
_reason = click.option("--reason", metavar="理由", help="录入或变更的理由。")


@click.group()
def findings() -> None:
    """检验结果：从文件批量录入。"""


@findings.command("import")
@click.argument("file", type=_FILE, metavar="文件")
@_reason
@options.actor
def import_findings(file: Path, reason: str | None, actor: str) -> None:
    """从 CSV 或 XLSX 录入检验结果，全部写入或全部不写。

    列同国家抽检系统：抽样编号、检验项目、检验结果，可有 分类、结果单位、最小允许限、最大允许限及其单位、
    检出限、检验依据、判定依据、结果判定、判定理由。
    """
    with commanding("test.enter", actor) as op:
        records = enter_file(op, file, reason=reason)
    click.echo(f"已录入 {len(records)} 份抽样单的检验结果。", err=True)


@click.group()
def standards() -> None:
    """标准限量：登记各标准何时有效的限量。"""


@standards.command("import")
@click.argument("file", type=_FILE, metavar="文件")
@_reason
@options.actor
def import_limits(file: Path, reason: str | None, actor: str) -> None:
    """从 CSV 或 XLSX 登记标准限量，内容不同的登记为新版本。

    列：检验项目、标准号、实施日期，可有 食品大类、最后有效日期、最小允许限、最大允许限、限量单位、比较方法。
    """
    with commanding("standard.import", actor) as op:
        counts = import_standards(op, file, reason=reason)
    click.echo(
        f"标准限量：新登记 {counts['created']}，变更 {counts['updated']}，未变 {counts['unchanged']}。",
        err=True,
    )
