"""`shian draw`: commit to a draw, draw once the public value is known, replay what was drawn."""

import json
import secrets
import sys
from datetime import date, timedelta, timezone
from pathlib import Path

import click

from api.cli.draw_files import load_parameters, read_bytes, refuse_existing, write_new
from api.clock import now
from api.database import open_database
from domain.draw.canonical import file_bytes
from domain.draw.drawing import prepare
from domain.draw.errors import DrawCommitmentMismatch
from domain.draw.record import export
from domain.draw.record import verify as replay
from domain.draw.seal import (
    NONCE_BYTES,
    Secret,
    announcement,
    check_announcement,
    check_public,
    check_still_unknown,
    read_secret,
    secret_document,
    settled_value,
)
from domain.errors import DigestMalformed
from sampling.draws import exported_draw
from sampling.store.engine import reading

SECRET_FILE = "draw-secret.json"  # a file's name, not a secret
COMMITMENT_FILE = "draw-commitment.json"
RESULT_FILE = "draw-result.json"
CHINA = timezone(timedelta(hours=8))
FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def draw() -> None:
    """双随机抽取：事先承诺，事后任何人可以重放。

    先用 commit 封存名单、参数和秘密随机数并公开承诺；约定的公开值（如开奖号码）公布后用 run 抽取；任何人都能用 verify
    重放并核对结果。
    """


@draw.command()
@click.argument("params", type=FILE, metavar="参数文件")
@click.option(
    "--secret", type=FILE, default=SECRET_FILE, show_default=True, metavar="文件", help="秘密随机数写到哪里。"
)
@click.option(
    "--commitment",
    type=FILE,
    default=COMMITMENT_FILE,
    show_default=True,
    metavar="文件",
    help="供公开的承诺写到哪里。",
)
def commit(params: Path, secret: Path, commitment: Path) -> None:
    """封存名单和参数，生成承诺。

    参数文件（JSON）的写法见使用指南。约束不能满足的在此拒绝。承诺须在公开值公布之前公开，密钥文件在抽取之前须妥善保管、
    不得公开。
    """
    refuse_existing(secret, commitment)
    parameters = load_parameters(params)
    check_still_unknown(parameters, _today())
    plan = prepare(parameters)
    kept = Secret(parameters, secrets.token_bytes(NONCE_BYTES))
    published = announcement(plan, kept.nonce)
    write_new(secret, file_bytes(secret_document(kept)), private=True)
    try:
        write_new(commitment, file_bytes(published))
    except BaseException:
        secret.unlink()
        raise
    click.echo(published["commitment"])
    click.echo(f"承诺已写入 {commitment}，请在 {parameters.value_date} 公开值公布之前公开。", err=True)
    click.echo(
        f"秘密随机数已写入 {secret}（仅本人可读），请妥善保管并另行备份：抽取之前不得公开，丢失后无法抽取。",
        err=True,
    )
    if published["staffing"] == "open":
        click.echo("提示：回避关系过多，未能事先证明任何抽取结果都能配齐检查人员。", err=True)


@draw.command()
@click.option(
    "--public-value", "value", required=True, metavar="公开值", help="已公布的公开值；空格和标点不影响结果。"
)
@click.option(
    "--secret", type=FILE, default=SECRET_FILE, show_default=True, metavar="文件", help="密钥文件。"
)
@click.option(
    "--commitment", type=FILE, default=COMMITMENT_FILE, show_default=True, metavar="文件", help="承诺文件。"
)
@click.option("--params", type=FILE, metavar="文件", help="并核对参数文件和名单自承诺以来没有变化。")
@click.option(
    "--output", type=FILE, default=RESULT_FILE, show_default=True, metavar="文件", help="抽取结果写到哪里。"
)
def run(value: str, secret: Path, commitment: Path, params: Path | None, output: Path) -> None:
    """用公布的公开值抽取企业和检查人员。

    名单和参数以承诺时封存的为准；密钥、承诺和名单有任何改动即拒绝抽取。
    """
    refuse_existing(output)
    settled_value(value)
    kept = read_secret(read_bytes(secret), secret.name)
    plan = prepare(kept.parameters)
    check_announcement(read_bytes(commitment), commitment.name, announcement(plan, kept.nonce))
    if params is not None and load_parameters(params) != kept.parameters:
        raise DrawCommitmentMismatch(f"参数文件 {params.name} 或其名单自承诺以来有变化")
    check_public(kept.parameters, _today())
    record = export(plan, kept.nonce, value)
    write_new(output, file_bytes(record))
    for number, chosen in enumerate(record["result"]["drawn"], start=1):
        people = "、".join(person["name"] for person in chosen["inspectors"])
        click.echo(f"{number}\t{chosen['credit_code']}\t{chosen['name']}\t{people}")
    click.echo(
        f"公开值计为 {record['public_value']}；抽取结果已写入 {output}，请公开以供核验（shian draw verify）。",
        err=True,
    )


@draw.command("export")
@click.argument("draw_no", metavar="编号")
@click.option(
    "--output", type=FILE, default=RESULT_FILE, show_default=True, metavar="文件", help="抽取结果写到哪里。"
)
def export_stored(draw_no: str, output: Path) -> None:
    """导出在系统中办理的双随机抽取，供任何人核验。"""
    refuse_existing(output)
    with reading(open_database()) as view:
        content = exported_draw(view, draw_no)
    write_new(output, content)
    click.echo(f"抽取结果已写入 {output}，请公开以供核验（shian draw verify）。", err=True)


@draw.command()
@click.argument("file", type=FILE, metavar="文件")
@click.option("--expect", metavar="SHA256", help="抽取之前公开的承诺（64 位十六进制数）。")
def verify(file: Path, expect: str | None) -> None:
    """重放抽取结果，逐字节核对。

    结果以 JSON 给出。请用 --expect 核对事先公开的承诺，并自行核对公开值与其来源公布的一致。退出码：0 一致，1 不一致，
    2 文件无法核验。
    """
    wanted = None if expect is None else expect.strip().lower()
    if wanted is not None and not (len(wanted) == 64 and set(wanted) <= set("0123456789abcdef")):
        raise DigestMalformed(wanted)
    verification = replay(read_bytes(file), file.name)
    committed = wanted in (None, verification.commitment)
    result = {
        "ok": verification.ok and committed,
        "commitment": verification.commitment,
        "commitment_expected": wanted,
        "public_value": verification.value,
        "public_value_source": verification.value_source,
        "public_value_date": verification.value_date,
        "differences": [
            {"path": difference.path, "found": difference.found, "expected": difference.expected}
            for difference in verification.differences
        ],
    }
    click.echo(json.dumps(result, ensure_ascii=False, indent=1))
    sys.exit(0 if result["ok"] else 1)


def _today() -> date:
    """The day in China, where public values are published."""
    return now().astimezone(CHINA).date()
