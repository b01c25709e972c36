"""`--skip-bad-rows`: which records go because a record that they refer to was refused.

Refusal spreads from tables to those that refer to them; areas refer to areas, and what the database keeps in the
place of a refused area can close a cycle, so both are repeated until nothing more is refused.
"""

from collections import Counter

from domain.exchange.tables import TABLES
from sampling.exchange.references import Reference, Stored, Tables, Unfounded, judge_cycles, references
from sampling.exchange.rows import Key, TableRows


def refuse_dependents(tables: Tables, stored: Stored, unfounded: Unfounded) -> None:
    """Refuse every reference to a refused record, and what that refuses in turn."""
    for rows in tables.values():
        rows.refused |= unfounded.records.get(rows.table.name, set())
        if rows.whole_refused:
            rows.refused.update(range(len(rows.lines)))
    while True:
        _spread(tables)
        if not judge_cycles(tables, stored, accepted_only=True):
            return


def _spread(tables: Tables) -> None:
    refused_keys: dict[str, set[Key]] = {}
    for table in TABLES:
        rows = tables.get(table.name)
        if rows is None:
            continue
        within: list[Reference] = []
        for reference in references(rows):
            target = tables.get(reference.target)
            if target is rows:
                within.append(reference)
            elif target is not None and (
                not target.keyed or reference.key in refused_keys.get(reference.target, ())
            ):
                _refuse(rows, reference)
        _spread_within(rows, within)
        refused_keys[table.name] = _refused_keys(rows)


def _spread_within(rows: TableRows, within: list[Reference]) -> None:
    """Follow references inside one table from refused records down to all below them."""
    if not within:
        return
    below: dict[Key, list[Reference]] = {}
    for reference in within:
        below.setdefault(reference.key, []).append(reference)
    accepted = Counter(key for record, key in enumerate(rows.keys) if record not in rows.refused)
    waiting = list(below) if not rows.keyed else list(_refused_keys(rows))
    while waiting:
        for reference in below.pop(waiting.pop(), ()):
            key = rows.keys[reference.record]
            if reference.record not in rows.refused:
                accepted[key] -= 1
                if not accepted[key]:
                    waiting.append(key)
            _refuse(rows, reference)


def _refuse(rows: TableRows, reference: Reference) -> None:
    rows.refuse_cell(reference.record, reference.column, "refused-parent", reference.key)


def _refused_keys(rows: TableRows) -> set[Key]:
    """Keys whose record was refused; a key is not, where only its duplicate was."""
    accepted = {key for record, key in enumerate(rows.keys) if record not in rows.refused}
    return {rows.keys[record] for record in rows.refused} - accepted
