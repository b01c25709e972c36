"""`shian package` and `shian verify`."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from api.cli import options


@click.command()
@click.option(
    "--year",
    type=click.IntRange(1900, 2100),
    metavar="年份",
    help="指标年度，如 2023；由快照生成时不填。",
)
@click.option(
    "--as-of", type=options.DayType(), metavar="日期", help="截止日，如 2024-03-31；由快照生成时不填。"
)
@click.option(
    "--snapshot", metavar="编号", help="由已审定的快照生成正式材料包；省略则按当前记录生成未冻结草稿。"
)
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
def package(
    year: int | None,
    as_of: date | None,
    snapshot: str | None,
    city: str | None,
    area: str | None,
    output: Path,
    actor: str,
) -> None:
    """生成自评材料包（ZIP）。

    包内有自评报告、指标一览、指标数据、每个数值背后的记录、清单与校验值。记录和参数（或快照）相同，得到的文件逐字节相同。
    未指定快照的，每页注明“未冻结草稿”。进度写到标准错误；按 Ctrl-C 取消，不留下半个文件。
    """
    from api.anchoring import seal_of
    from api.clock import now
    from api.database import open_database
    from api.packaging import make_package
    from api.seals import seal_package
    from sampling.packages import record_handed_out

    if snapshot is None and (year is None or as_of is None):
        raise click.UsageError("须给出 --year 和 --as-of，或用 --snapshot 指定快照")
    if snapshot is not None and (year is not None or as_of is not None or city is not None):
        raise click.UsageError("快照已固定年度、截止日和城市，不能再给 --year、--as-of、--city")
    if not output.resolve().parent.is_dir():
        raise click.UsageError(f"文件夹 {output.resolve().parent} 不存在，请先建立")
    engine = open_database()
    digest = make_package(
        engine,
        year=year,
        as_of=as_of,
        area=area,
        city=city,
        snapshot=snapshot,
        output=output,
        progress=show_progress,
    )
    at = now()
    record_handed_out(
        engine, year=year, as_of=as_of, area=area, snapshot=snapshot, sha256=digest, actor=actor, at=at
    )
    signed = seal_package(engine, output, digest, snapshot=snapshot, at=at)
    click.echo(f"材料包：{output.resolve()}")
    click.echo(f"SHA-256：{digest}")
    click.echo(f"封签（含审计链的根）：{seal_of(output.resolve())}")
    if signed is not None:
        click.echo(f"已签名的自评报告：{signed.resolve()}")


def show_progress(done: int, of: int, step: str) -> None:
    """One line on the terminal that moves on; plain lines at every tenth of the way elsewhere."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K生成中 {done}/{of} {step}", nl=done == of - 1, err=True)
    elif done * 10 // of != (done - 1) * 10 // of:
        click.echo(f"生成中 {done}/{of} {step}", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="文件")
@click.option("--database", is_flag=True, help="并用当前数据库重新计算，核对每个数值。")
@click.option("--expect", metavar="SHA256", help="整个文件应有的 SHA-256。")
@click.option(
    "--trust",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="证书",
    help="签名应追溯到的证书（PEM）；省略则只核对签名与内容相符，不核实签名人身份。",
)
def verify(file: Path, database: bool, expect: str | None, trust: Path | None) -> None:
    """核验自评材料包。

    逐字节核对；旁边有封签（文件名加 .seal.json）和已签名的自评报告的一并核对，--database 时还核对封签中的根在审计链中。
    由快照生成的，--database 核对库中的快照和佐证材料，之后记录的变更另列于 since，不影响结论；未冻结草稿则用当前记录重新计算。
    结果以 JSON 给出。退出码：0 与封装时完全一致，1 不一致，2 文件无法核验。
    """
    from api.anchoring import seal_of
    from api.sealing import check_seal
    from reports.verify import verify_package

    verification = verify_package(file, expect_sha256=expect)
    result: dict[str, Any] = {
        "ok": verification.ok,
        "sha256": verification.sha256,
        "problems": [
            {"member": problem.member, "code": problem.code, "message": problem.message}
            for problem in verification.problems
        ],
    }
    if database and verification.ok:
        from api.reckoning import reckon

        result["database"] = reckon(file)
        result["ok"] = result["database"]["ok"]
    if seal_of(file).exists():
        sealed = check_seal(file, verification.sha256, database=database, trust=trust)
        result["seal"] = sealed
        result["ok"] = bool(result["ok"]) and bool(sealed["ok"])
    sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    sys.exit(0 if result["ok"] else 1)
