"""References between tables: to rows of this import or of the database; and area cycles over both.

A reference to a row of this import counts as known even where that row is refused; what that means for
`--skip-bad-rows` is the work of `refusing`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from domain.exchange.tables import AREAS, TABLE_BY_NAME, Column
from sampling.cells.reading import Value
from sampling.exchange.findings import Findings
from sampling.exchange.rows import TableRows

Tables = Mapping[str, TableRows]

_UNKNOWN = {
    "areas": "unknown-area",
    "enterprises": "unknown-enterprise",
    "plans": "unknown-plan",
    "samples": "unknown-sheet",
    "inspections": "unknown-source",
    "self_reports": "unknown-source",
}
_SOURCES = {"检查": "inspections", "自查": "self_reports"}


@dataclass(frozen=True, slots=True)
class Reference:
    """One filled reference: the record and cell that refer, and what they refer to."""

    record: int
    column: Column
    target: str
    key: Value


@dataclass(slots=True)
class Stored:
    """What the judge asks the database; the answers come from `sampling.store.imports`."""

    has_rows: Callable[[str], bool]
    known_keys: Callable[[str, Collection[str]], set[str]]
    areas: dict[str, tuple[str, str | None]]


@dataclass(slots=True)
class Unfounded:
    """Records whose reference cannot be followed because the whole target is missing, by table."""

    records: dict[str, set[int]] = field(default_factory=dict)


def references(rows: TableRows) -> Iterator[Reference]:
    """Every filled and readable reference of a table. A 来源编号 without readable 来源 refers to nothing yet."""
    for at, column in enumerate(rows.table.columns):
        if column.refers is None or column.name not in rows.present:
            continue
        source_at = rows.position("source") if "|" in column.refers else None
        for record, values in enumerate(rows.values):
            key = values[at]
            if key is None:
                continue
            if source_at is None:
                yield Reference(record, column, column.refers, key)
            elif (source := values[source_at]) is not None:
                yield Reference(record, column, _SOURCES[str(source)], key)


def judge_references(tables: Tables, stored: Stored, findings: Findings) -> Unfounded:
    """Refuse references to rows that are nowhere; name each table that is missing altogether once."""
    unfounded = Unfounded()
    asked: dict[str, set[str]] = {}
    for rows in tables.values():
        for reference in references(rows):
            target = tables.get(reference.target)
            if target is None or (target.keyed and reference.key not in target.first):
                asked.setdefault(reference.target, set()).add(str(reference.key))
    missing = {name for name in asked if name not in tables and not stored.has_rows(name)}
    for absent in sorted(missing):
        findings.error(absent, None, None, "missing-file")
    nowhere = {
        name: keys - stored.known_keys(name, keys) for name, keys in asked.items() if name not in missing
    }
    for rows in tables.values():
        for reference in references(rows):
            if reference.target in missing:
                unfounded.records.setdefault(rows.table.name, set()).add(reference.record)
            elif reference.key in nowhere.get(reference.target, ()):
                rows.refuse_cell(
                    reference.record, reference.column, _UNKNOWN[reference.target], reference.key
                )
    return unfounded


def area_levels(tables: Tables, stored: Stored) -> dict[str, str | None]:
    """Level of every area of the database and the import; None where the import's is not readable."""
    levels: dict[str, str | None] = {code: level for code, (level, _) in stored.areas.items()}
    rows = tables.get(AREAS.name)
    if rows is not None:
        level_at = rows.position("level")
        for code, record in rows.first.items():
            level = rows.values[record][level_at]
            if level is not None or str(code) not in levels:
                levels[str(code)] = None if level is None else str(level)
    return levels


def judge_cycles(tables: Tables, stored: Stored, *, accepted_only: bool = False) -> bool:
    """Refuse every imported area on a cycle of 上级代码; True when one was found.

    With `accepted_only` the rows refused so far are left out, as the database will be without them.
    """
    rows = tables.get(AREAS.name)
    if rows is None:
        return False
    column = TABLE_BY_NAME[AREAS.name].column("parent_code")
    parent_at = rows.position("parent_code")
    parents: dict[str, str | None] = {code: parent for code, (_, parent) in stored.areas.items()}
    mine: dict[str, int] = {}
    for key, record in rows.first.items():
        if column.name in rows.present and not (accepted_only and record in rows.refused):
            parent = rows.values[record][parent_at]
            parents[str(key)] = None if parent is None else str(parent)
            mine[str(key)] = record
    found = False
    for code in _on_cycles(parents):
        if code in mine:
            rows.refuse_cell(mine[code], column, "area-cycle", code)
            found = True
    if not accepted_only:
        _judge_repeated(rows, column, parents)
    return found


def _judge_repeated(rows: TableRows, column: Column, parents: Mapping[str, str | None]) -> None:
    """Rows that repeat an area's code are on a cycle where their own 上级代码 leads back to it."""
    parent_at = rows.position(column.name)
    for record, code in enumerate(rows.keys):
        if code is None or rows.first[code] == record:
            continue
        at, seen = rows.values[record][parent_at], set()
        while at is not None and at not in seen and at != code:
            seen.add(at)
            at = parents.get(str(at))
        if at == code:
            rows.refuse_cell(record, column, "area-cycle", code)


def _on_cycles(parents: Mapping[str, str | None]) -> set[str]:
    """The codes that their own chain of parents leads back to."""
    on_cycle: set[str] = set()
    done: set[str] = set()
    for start in parents:
        path: dict[str, int] = {}
        code: str | None = start
        while code is not None and code not in done and code not in path:
            path[code] = len(path)
            code = parents.get(code)
        if code is not None and code in path:
            on_cycle.update(step for step, at in path.items() if at >= path[code])
        done.update(path)
    return on_cycle
