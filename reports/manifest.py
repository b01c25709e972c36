"""What a package says of itself: `manifest.json`, `SHA256SUMS` and the words on how to check it."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from reports.archive import Member
from reports.columns import RECORD_COLUMNS
from reports.model import PackageInput
from reports.wording import long_date

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
GUIDE = "核验说明.txt"
FORMAT = "shian-package/1"


def digest(content: bytes | memoryview) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def manifest_json(given: PackageInput, members: Sequence[Member]) -> bytes:
    """What the figures rest on, and size and SHA-256 of every member but this file and `SHA256SUMS`."""
    assessment = given.assessment
    stated: dict[str, Any] = {
        "format": FORMAT,
        "year": assessment.year,
        "as_of": assessment.as_of.isoformat(),
        "area": {"code": given.area.code, "name": given.area.name, "level": given.area.level},
        "city": {"code": assessment.city.code, "name": assessment.city.name},
        "synthetic": given.synthetic,
        "snapshot": _snapshot(given),
        "catalogue": {
            "edition": assessment.catalogue.edition,
            "title": assessment.catalogue.title,
            "sha256": given.catalogue_sha256,
        },
        "population": [_population(given, area.code, area.name) for area in given.areas],
        "calendar_source": assessment.calendar_source,
        "software": {"name": "shian", "version": given.software_version},
        "records_read": dict(sorted(assessment.records_read.items())),
        "members": [
            {"name": member.name, "size": len(member.content), "sha256": digest(member.content)}
            for member in members
        ],
    }
    return (json.dumps(stated, ensure_ascii=False, indent=2) + "\n").encode()


def _snapshot(given: PackageInput) -> dict[str, str | None] | None:
    """What the edition is made from; None: from records that nobody has frozen."""
    standing = given.papers.standing
    if standing is None:
        return None
    return {
        "no": standing.snapshot,
        "frozen_on": standing.frozen_on.isoformat(),
        "digest": standing.rows_sha256,
        "values_sha256": standing.values_sha256,
        "before": standing.before,
    }


def _population(given: PackageInput, code: str, name: str) -> dict[str, str | int | None]:
    basis = given.assessment.population.get(code)
    return {
        "area": code,
        "name": name,
        "year": basis.year if basis else None,
        "residents": basis.residents if basis else None,
        "source": basis.source if basis else None,
    }


def sums(members: Sequence[Member]) -> bytes:
    """Lines as `sha256sum` writes and checks them."""
    return "".join(f"{digest(member.content)}  {member.name}\n" for member in members).encode()


def guide(given: PackageInput) -> bytes:
    """核验说明.txt: how to check the package with nothing but standard tools."""
    headers = "、".join(f"{header}（{name}）" for name, header in RECORD_COLUMNS.items())
    label = "本材料包由合成数据生成，仅供演示和测试，不反映任何真实情况。\n\n" if given.synthetic else ""
    standing = given.papers.standing
    stands = (
        "本材料包按当前记录生成，没有冻结、会签和审定，是未冻结草稿，不得作为正式材料报送。"
        if standing is None
        else f"本材料包由快照 {standing.snapshot} 生成，{long_date(standing.frozen_on)}审定。"
    )
    return f"""核验说明
========

{given.area.name} {given.assessment.year}年度食品安全量化指标自评材料包，数据截止{long_date(given.assessment.as_of)}。

{stands}

{label}一、包内文件
自评报告.pdf          可以打印、移交的报告
指标一览.xlsx         同一批数值的工作簿
indicators.json       同一批数值，供程序读取
values.parquet        同一批数值，供程序读取（Parquet）
证据目录.csv          佐证材料目录，含每份文件的 SHA-256 摘要
records/<代码>.csv    每个数值背后的记录，供查阅（UTF-8）
records/<代码>.parquet  同样的记录，供程序读取
manifest.json         生成依据，以及各文件的大小和 SHA-256 摘要
SHA256SUMS            除自身以外全部文件的 SHA-256 摘要

二、核对文件是否完整（不需要安装任何专用软件）
Linux：  unzip 材料包.zip -d 材料包 && cd 材料包 && sha256sum -c SHA256SUMS
macOS：  解压后在文件夹内运行  shasum -a 256 -c SHA256SUMS
Windows：解压后对每个文件运行  certutil -hashfile 文件名 SHA256  ，与 SHA256SUMS 中的一行比较
每一行都应显示“OK”或“成功”，文件数应与 SHA256SUMS 的行数加一相同，既不多也不少。

三、核对材料包本身是否被整体替换
上述摘要写在包内，整体重做的材料包也能自圆其说。请向出具单位另行索取整个 ZIP 文件的 SHA-256 摘要，
运行 sha256sum 材料包.zip 与之比较；装有 shian 的，可运行 shian verify 材料包.zip --expect 摘要。
材料包不含生成时间：同样的记录、同样的参数、同样的软件，任何时候、任何机器生成的材料包逐字节相同。

四、核对数值
records 文件夹中每个文件对应一个指标代码，列为：{headers}。
括号内是 Parquet 文件的列名。“计入分子”一列相加即报告中的分子，“计入分母”一列相加即分母；
数值 = 分子 ÷ 分母 × 倍数（见报告各节），四舍五入保留两位小数；是否达标按未经舍入的准确数判断。
CSV 中以等号、加号、减号、@ 开头的文字前加了一个单引号，以防表格软件当作公式执行。
""".encode()
