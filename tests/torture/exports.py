"""Hostile texts in records: no cell of any export starts a formula, the exchange CSV still comes back exactly.

Every case puts hostile texts into every free text of a small city, imports it, and looks at all that the program
writes from it: exports as folder, ZIP and workbook, records behind values, indicators, packages. File names and
members stay where they belong.
"""

import csv
import io
import os
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path, PurePosixPath
from random import Random

import openpyxl
from alembic import command
from sqlalchemy import Engine

from api.cli.main import main
from api.migrations import alembic_config
from domain.exchange.tables import TABLES
from sampling.store.engine import make_engine
from tests.databases.contents import records
from tests.factories.exchange import CITY, TOWN, World, a_world, write_folder
from tests.torture.trial import Result, Trial

# What a spreadsheet program takes for the beginning of a formula.
SIGNS = ("=", "+", "-", "@", "\t", "\r")
_STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r+",
    "'=",
    "''-",
    "'@",
    "＝",
    "＋",
    "－",
    "＠",
    "\n=",
    '"=',
    "|",
    "%",
    ";=",
    ",=",
)
_BODIES = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://127.0.0.1/?x="&A1,"点击")',
    "SUM(1,2)",
    'WEBSERVICE("http://127.0.0.1/")',
    "../../etc/passwd",
    "..\\..\\x",
    "{{7*7}}",
    "{% raw %}",
    "<script>alert(1)</script>",
    "&lt;b&gt;",
    "%s%n%x",
    "${jndi:ldap://127.0.0.1/a}",
    "x\nSet-Cookie: a=b",
    "x'; DROP TABLE areas; --",
    "]]>",
    "\u202e倒序",
    "𠮷野家",
    "合成数据",
)
# Free texts of the small city; texts that are codes, numbers, dates or choices refuse such values.
_FREE = {
    "areas": ("名称",),
    "population": ("来源",),
    "enterprises": ("名称", "业态"),
    "plans": ("食品大类",),
    "samples": (
        "抽样场所",
        "被抽样单位名称",
        "标称生产企业名称",
        "样品名称",
        "食品大类",
        "批号",
        "承检机构",
        "报告书编号",
        "检验项目",
        "检验结果",
        "结果单位",
        "最大允许限",
        "检验依据",
        "判定依据",
    ),
    "problems": ("问题描述",),
}


def hostile(dice: Random) -> str:
    """A text that begins like a formula, or hurts in some other way."""
    return dice.choice(_STARTS) + dice.choice(_BODIES) + str(dice.randrange(1_000))


def run(cases: Iterable[int], folder: Path) -> Iterator[Result]:
    """A city full of hostile texts for each case."""
    template = folder / "template.db"
    command.upgrade(alembic_config(f"sqlite:///{template}"), "head")
    for number in cases:
        place = folder / "case"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        yield _case(Random(f"exports/{number}"), place, template)


def _case(dice: Random, place: Path, template: Path) -> Result:
    result = Result("city", attempts=0)
    world = a_world()
    for table, headers in _FREE.items():
        for row in world[table]:
            for header in headers:
                if row.get(header):
                    row[header] = hostile(dice)
                    result.attempts += 1
    _agree_on_sheets(world)
    source = _database(place, template, "source")
    status = _shian(source, "import", write_folder(place / "in", world, encoding="utf-8"))
    if status != 0:
        result.faults.append(f"the hostile city was not taken ({status})")
        return result
    result.faults += _written_is_harmless(source, place)
    result.faults += _comes_back(source, place, template)
    return result


def _agree_on_sheets(world: World) -> None:
    """Rows of one sheet say the same of it."""
    first: dict[str, dict[str, str]] = {}
    items = {"检验项目", "检验结果", "结果单位", "最大允许限", "检验依据", "判定依据"}
    for row in world["samples"]:
        head = first.setdefault(row["抽样编号"], row)
        row |= {name: head[name] for name in _FREE["samples"] if name not in items and name in head}


def _written_is_harmless(source: Path, place: Path) -> list[str]:
    out = place / "out"
    out.mkdir()
    faults = []
    when = ("--year", "2023", "--as-of", "2024-03-31")
    commands: list[tuple[object, ...]] = [
        ("export", out / "folder"),
        ("export", out / "records.zip"),
        ("export", out / "records.xlsx"),
        ("package", *when, "--area", CITY, "--output", out / "package.zip"),
        ("indicators", *when, "--format", "csv"),
        *(
            ("records", *when, "--measure", measure, "--area", TOWN, "--format", "csv")
            for measure in ("17", "07-1", "06-1", "03-2", "10-1")
        ),
    ]
    for number, arguments in enumerate(commands):
        printed = io.StringIO(newline="")
        status = _shian(source, *arguments, printed=printed)
        if status != 0 and arguments[0] != "records":
            faults.append(f"{arguments[0]} ended with {status}")
        if printed.getvalue() and "csv" in arguments:
            (out / f"printed-{number}.csv").write_text(printed.getvalue(), encoding="utf-8", newline="")
    for file in sorted(out.rglob("*")):
        if file.is_file():
            faults += [
                f"{file.relative_to(out)}: {fault}" for fault in _looked_at(file.name, file.read_bytes())
            ]
    strays = [
        path.name
        for path in place.iterdir()
        if path.name not in ("in", "out", "source.db", "source.db-shm", "source.db-wal")
    ]
    return faults + [f"a file appeared outside: {name}" for name in strays]


def _looked_at(name: str, content: bytes) -> Iterator[str]:
    if name.endswith(".csv"):
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            yield from (
                f"a cell starts a formula: {cell[:40]!r}"
                for cell in row
                if cell.startswith(SIGNS) and not _is_number(cell)
            )
    elif name.endswith(".xlsx"):
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            for row in sheet.iter_rows():
                yield from (
                    f"a formula in {sheet.title}!{cell.coordinate}" for cell in row if cell.data_type == "f"
                )
    elif name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                path = PurePosixPath(member)
                if path.is_absolute() or ".." in path.parts or "\\" in member:
                    yield f"a member leaves the archive: {member!r}"
                yield from (f"{member}: {fault}" for fault in _looked_at(member, archive.read(member)))


def _is_number(cell: str) -> bool:
    """A number that the program counted itself, such as -1."""
    return cell[1:].replace(".", "", 1).isdecimal()


def _comes_back(source: Path, place: Path, template: Path) -> list[str]:
    faults = []
    for name in ("folder", "records.zip", "records.xlsx"):
        other = _database(place, template, f"other-{name}")
        status = _shian(other, "import", place / "out" / name)
        if status != 0 or _records(other) != _records(source):
            faults.append(f"{name} came back differently ({status})")
    return faults


def _records(database: Path) -> dict[str, list[tuple[object, ...]]]:
    engine: Engine = make_engine(f"sqlite:///{database}")
    try:
        return records(engine)
    finally:
        engine.dispose()


def _database(place: Path, template: Path, name: str) -> Path:
    return Path(shutil.copyfile(template, place / f"{name}.db"))


def _shian(database: Path, *arguments: object, printed: io.StringIO | None = None) -> int:
    os.environ["SHIAN_DATABASE_URL"] = f"sqlite:///{database}"
    with redirect_stdout(printed or io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 0
    return 0


assert set(_FREE) <= {table.name for table in TABLES}

TRIAL = Trial(
    "exports",
    "hostile texts: no formula in any export, no path outside, exchange files come back exactly",
    150,
    run,
)
