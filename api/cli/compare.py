"""`shian compare`: two packages side by side, from the files alone."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from domain.indicators.values import STATUS_WORDS, Status
from reports.comparison import Comparison, Figure, Row, Side, compare_packages
from reports.row_differences import Cells, Rows
from reports.wording import MET, NOT_APPLICABLE, NOTHING, UNKNOWN, UNMET

_WIDE_SPACE = "\u3000"
_VERDICTS = {True: MET, False: UNMET, None: UNKNOWN}


@click.command()
@click.argument("old", type=click.Path(path_type=Path), metavar="原材料包")
@click.argument("new", type=click.Path(path_type=Path), metavar="新材料包")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="输出格式，默认 text；json 列出全部记录。",
)
@click.option(
    "--rows",
    type=click.IntRange(0, 100_000),
    default=10,
    show_default=True,
    metavar="行数",
    help="text 格式中每个指标至多列出多少条有变化的记录。",
)
def compare(old: Path, new: Path, form: str, rows: int) -> None:
    """比较两个自评材料包：依据、数值、数值背后的记录和佐证材料各有什么变化。

    只看文件，不需要数据库，收到材料包的单位也可以使用。先逐字节核验两个文件，有一个与封装时不一致的不予比较。
    退出码：0 两个文件完全相同，1 有差异，2 无法比较。
    """
    found = compare_packages(old, new)
    if form == "json":
        sys.stdout.write(json.dumps(_as_json(found), ensure_ascii=False, indent=1) + "\n")
    else:
        for line in _told(found, old.name, new.name, rows):
            click.echo(_printable(line))
    sys.exit(0 if found.same else 1)


def _as_json(found: Comparison) -> dict[str, Any]:
    return {
        "same": found.same,
        "old": _side_json(found.old),
        "new": _side_json(found.new),
        "ground": [{"name": name, "old": was, "new": now} for name, (was, now) in found.ground.items()],
        "values": [
            {"measure": figure[0], "area": figure[1], "before": before, "after": after}
            for figure, before, after in found.values
        ],
        "records": {measure: _rows_json(rows) for measure, rows in found.rows.items()},
        "evidence": _rows_json(found.evidence),
        "members": found.members,
    }


def _side_json(side: Side) -> dict[str, Any]:
    one = side.manifest
    told = {"year": one["year"], "as_of": one["as_of"], "area": one["area"]}
    return {
        "sha256": side.verification.sha256,
        **told,
        "snapshot": one["snapshot"],
        "catalogue": one["catalogue"],
    }


def _rows_json(rows: Rows) -> dict[str, Any]:
    def told(cells: Cells) -> dict[str, str]:
        return dict(zip(rows.headers, cells, strict=False))

    return {
        "added": [told(cells) for cells in rows.added],
        "removed": [told(cells) for cells in rows.removed],
        "changed": [{"before": told(before), "after": told(after)} for before, after in rows.changed],
    }


def _told(found: Comparison, old: str, new: str, most: int) -> list[str]:
    lines = [f"原：{old}　SHA-256 {found.old.verification.sha256}"]
    lines += [f"新：{new}　SHA-256 {found.new.verification.sha256}"]
    if found.old.manifest["synthetic"] or found.new.manifest["synthetic"]:
        lines.append("【合成数据】")
    if found.same:
        return [*lines, "两个文件完全相同。"]
    lines += ["", "依据" if found.ground else "依据：相同"]
    lines += [f"  {name}：{was} → {now}" for name, (was, now) in found.ground.items()]
    of = len({*found.old.values, *found.new.values})
    lines += ["", f"数值：{of} 个中 {len(found.values)} 个有变化"]
    lines += [_value_line(found, *one) for one in found.values]
    lines += ["", f"数值背后的记录：{len(found.rows)} 个指标有变化" if found.rows else "数值背后的记录：相同"]
    for measure, rows in found.rows.items():
        lines += _rows_lines(f"指标 {measure}", rows, most)
    lines += ["", "佐证材料" if found.evidence else "佐证材料：相同"]
    if found.evidence:
        lines += _rows_lines("佐证材料目录", found.evidence, most)
    changed = "、".join(f"{name}（{what}）" for name, what in found.members.items())
    return [*lines, "", f"包内文件：{changed}"]


def _value_line(found: Comparison, figure: Figure, before: Row | None, after: Row | None) -> str:
    named = found.new.named.get(figure) or found.old.named.get(figure) or {}
    measure, area = (
        f"{code} {named.get(key)}" if named.get(key) else code
        for code, key in zip(figure, ("name", "area_name"), strict=True)
    )
    was, now = _figure(found.old, figure, before), _figure(found.new, figure, after)
    return f"  {measure}　{area}：{was} → {now}"


def _figure(side: Side, figure: Figure, row: Row | None) -> str:
    """`97.99（1234/1260，未达标）`; a status other than the usual is named."""
    if row is None:
        return "无此项"
    counts = f"{row['numerator'] or NOTHING}/{row['denominator'] or NOTHING}"
    status = str(row["status"])
    verdict = NOT_APPLICABLE if status == Status.NOT_APPLICABLE else _VERDICTS.get(row["met"], UNKNOWN)
    words = STATUS_WORDS[Status(status)] if status in set(Status) else status
    beside = "" if status in (Status.OK, Status.NOT_APPLICABLE) else f"，{words}"
    return f"{side.shown(figure) or NOTHING}（{counts}，{verdict}{beside}）"


def _rows_lines(title: str, rows: Rows, most: int) -> list[str]:
    counts = (("新增", len(rows.added)), ("减少", len(rows.removed)), ("改变", len(rows.changed)))
    lines = [f"  {title}：" + "，".join(f"{word} {count} 条" for word, count in counts if count)]
    told = [f"    + {_cells(cells)}" for cells in rows.added]
    told += [f"    - {_cells(cells)}" for cells in rows.removed]
    told += [f"    * {_change(rows.headers, before, after)}" for before, after in rows.changed]
    rest = len(told) - most
    return [*lines, *told[:most], *([f"    ……另有 {rest} 条，用 --format json 查看"] if rest > 0 else [])]


def _cells(cells: Cells) -> str:
    return "　".join(cell for cell in cells if cell)


def _change(headers: Cells, before: Cells, after: Cells) -> str:
    """The row by its first cells, and then only what is no longer the same."""
    parts = [
        f"{header} {was or NOTHING} → {now or NOTHING}"
        for header, was, now in zip(headers, before, after, strict=False)
        if was != now
    ]
    return f"{_cells(after[:3])}：{'，'.join(parts)}"


def _printable(text: str) -> str:
    """A forged package must not drive a terminal."""
    return "".join(one if one.isprintable() or one == _WIDE_SPACE else "\ufffd" for one in text)
