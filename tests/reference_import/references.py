"""References: to absent files, to unknown rows, to refused rows; and the circle of areas."""

from collections.abc import Iterator

from tests.reference_import.files import Row
from tests.reference_import.findings import Findings
from tests.reference_import.records import Record, World
from tests.reference_import.spec import SOURCES, TABLES, UNKNOWN, Column


def judge_references(world: World, measures: set[str], findings: Findings) -> None:
    """Every filled reference of every record."""
    for row, column, target, code in references(world):
        if target == "measure":
            if code not in measures:
                findings.refuse(row.table, row.number, column.header, UNKNOWN["measure"])
        elif not world.exists(target):
            findings.refuse(target, None, None, "missing-file")
        elif not world.is_known(target, (code,)):
            findings.refuse(row.table, row.number, column.header, UNKNOWN[column.refers or ""])


def references(world: World) -> Iterator[tuple[Row, Column, str, str]]:
    """The filled references: row, column, the table referred to, the code referred to."""
    for table, records in world.records.items():
        for record in records:
            for column in TABLES[table]:
                code = record.head.get(column.header)
                if column.refers and code is not None:
                    target = _target(record, column)
                    if target:
                        yield record.head, column, target, code


def _target(record: Record, column: Column) -> str | None:
    """A problem's 来源 says where its 来源编号 leads; a bad 来源 leads nowhere."""
    if column.refers == "source":
        return SOURCES.get(record.head.get("来源"))
    return column.refers


def judge_cycles(world: World, findings: Findings, *, without_refused: bool = False) -> None:
    """Each area of the import whose 上级代码 leads back to itself, through the database too.

    Without the refused rows the database keeps what it has in their place.
    """
    for record in world.records.get("areas", []):
        if record.key is None or "上级代码" not in record.head.texts:
            continue
        if without_refused and is_refused(record, world, findings):
            continue
        seen = set()
        at = record.head.get("上级代码")
        while at is not None and at not in seen and at != record.key[0]:
            seen.add(at)
            at = _parent(at, world, findings, without_refused)
        if at == record.key[0]:
            findings.refuse("areas", record.head.number, "上级代码", "area-cycle")


def _parent(area: str, world: World, findings: Findings, without_refused: bool) -> str | None:
    imported = world.first("areas", (area,))
    if without_refused and imported is not None and is_refused(imported, world, findings):
        parent: str | None = world.stored.get("areas", {}).get((area,), {}).get("上级代码")
    else:
        parent = world.value("areas", (area,), "上级代码")
    return parent


def refuse_children(world: World, findings: Findings) -> None:
    """What refers to a refused row is refused, and what refers to that, and so on."""
    while True:
        before = len(findings)
        _refuse_what_refers(world, findings)
        judge_cycles(world, findings, without_refused=True)
        if len(findings) == before:
            return


def _refuse_what_refers(world: World, findings: Findings) -> None:
    """All of it, before cycles are looked for in what is left: a row that refers to a refused one is not left."""
    before = -1
    while len(findings) != before:
        before = len(findings)
        refused = {table: _refused_keys(world, table, findings) for table in world.records}
        for row, column, target, code in references(world):
            if (code,) in refused.get(target, set()) or not _is_keyed(target, world):
                findings.refuse(row.table, row.number, column.header, "refused-parent")


def _is_keyed(target: str, world: World) -> bool:
    return target not in world.files or world.files[target].keyed


def _refused_keys(world: World, table: str, findings: Findings) -> set[tuple[object, ...]]:
    """Keys that stand in the import, but in no row that was accepted."""
    refused = {record.key for record in world.records[table] if is_refused(record, world, findings)}
    accepted = {record.key for record in world.records[table] if not is_refused(record, world, findings)}
    return {key for key in refused - accepted if key is not None}


def is_refused(record: Record, world: World, findings: Findings) -> bool:
    """One bad row refuses its whole sheet; a bad header line or an absent file that is referred to, the row."""
    if world.files[record.table].broken:
        return True
    if any(findings.is_refused(row.table, row.number) for row in record.rows):
        return True
    return any(
        not world.exists(target)
        for column in TABLES[record.table]
        if column.refers and record.head.get(column.header) is not None
        for target in [_target(record, column)]
        if target and target != "measure"
    )
