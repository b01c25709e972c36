"""`shian package` and `shian verify`."""

import json
import sys
from datetime import date
from pathlib import Path

import click

from api.cli import options


@click.command()
@options.period
@options.city
@click.option("--area", metavar="代码", help="辖区区划代码；省略为本市。")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="文件",
    help="写到哪个 ZIP 文件。",
)
@options.actor
def package(year: int, as_of: date, city: str | None, area: str | None, output: Path, actor: str) -> None:
    """生成自评材料包（ZIP）。

    包内有自评报告、指标一览、指标数据、每个数值背后的记录、清单与校验值。记录和参数相同，得到的文件逐字节相同。
    """
    from api.anchoring import seal_of, write_seal
    from api.clock import now
    from api.database import open_database
    from api.desk import load_desk
    from api.packaging import make_package
    from sampling.audit import root_of
    from sampling.packages import record_handed_out
    from sampling.store.engine import reading

    if not output.resolve().parent.is_dir():
        raise click.UsageError(f"文件夹 {output.resolve().parent} 不存在，请先建立")
    engine = open_database()
    digest = make_package(load_desk(engine), year=year, as_of=as_of, area=area, city=city, output=output)
    at = now()
    record_handed_out(engine, year=year, as_of=as_of, area=area, sha256=digest, actor=actor, at=at)
    with reading(engine) as view:
        root = root_of(view)
    write_seal(output, digest, root, at)
    click.echo(f"材料包：{output.resolve()}")
    click.echo(f"SHA-256：{digest}")
    click.echo(f"封签（含审计链的根）：{seal_of(output.resolve())}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option("--database", is_flag=True, help="并用当前数据库重新计算，核对每个数值。")
@click.option("--expect", metavar="SHA256", help="整个文件应有的 SHA-256。")
def verify(file: Path, database: bool, expect: str | None) -> None:
    """核验自评材料包。

    逐字节核对；旁边有封签（文件名加 .seal.json）的一并核对，--database 时还核对封签中的根在审计链中。
    结果以 JSON 给出。退出码：0 与封装时完全一致，1 不一致，2 文件无法核验。
    """
    from api.anchoring import seal_of
    from api.sealing import check_seal
    from reports.verify import read_values, verify_package

    verification = verify_package(file, expect_sha256=expect)
    result: dict[str, object] = {
        "ok": verification.ok,
        "sha256": verification.sha256,
        "problems": [
            {"member": problem.member, "code": problem.code, "message": problem.message}
            for problem in verification.problems
        ],
    }
    if database and verification.ok:
        from api.desk import current_desk
        from api.packaging import differences

        changed = differences(current_desk(), read_values(file))
        result["database"] = {"ok": not changed, "differences": changed}
        result["ok"] = not changed
    if seal_of(file).exists():
        sealed = check_seal(file, verification.sha256, database=database)
        result["seal"] = sealed
        result["ok"] = bool(result["ok"]) and bool(sealed["ok"])
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    sys.exit(0 if result["ok"] else 1)
