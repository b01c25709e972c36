"""How a trail is forged: rows of entries and changes taken out, altered, and put back past the dropped triggers."""

from collections.abc import Callable
from random import Random
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from domain.audit.chain import BEFORE_THE_FIRST, ChangeRow, Entry, digest_of, hash_of
from sampling.store.schema import metadata

ENTRIES, CHANGES, HEAD = (metadata.tables[f"audit_{name}"] for name in ("entries", "changes", "head"))
Row = dict[str, Any]


class Trail:
    """All rows of a trail, to be changed in memory and written back whole."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.entries = _rows(connection, select(ENTRIES).order_by(ENTRIES.c.id))
        self.changes = _rows(connection, select(CHANGES).order_by(CHANGES.c.entry_id, CHANGES.c.seq))
        self.head = _rows(connection, select(HEAD))[0]

    def of(self, entry: int) -> list[Row]:
        """The change rows of an entry, in the order of their numbers."""
        rows = [row for row in self.changes if row["entry_id"] == entry]
        return sorted(rows, key=lambda row: int(row["seq"]))

    def recompute(self, first: int) -> None:
        """Compute numbers, digests and hashes again from the entry at this place on, and move the head."""
        previous = self.entries[first - 1]["hash"] if first else BEFORE_THE_FIRST
        for entry in self.entries[first:]:
            rows = [
                ChangeRow(**{name: row[name] for name in ChangeRow.__dataclass_fields__})
                for row in self.of(entry["id"])
            ]
            entry |= {"previous": previous, "change_count": len(rows), "changes_digest": digest_of(rows)}
            previous = entry["hash"] = hash_of(
                Entry(**{name: entry[name] for name in Entry.__dataclass_fields__})
            )
        self.head |= {"sequence": self.entries[-1]["id"], "hash": previous}

    def shift(self, first: int, by: int) -> None:
        """Renumber the entries from this place on, with their changes."""
        moved = {entry["id"] for entry in self.entries[first:]}
        for entry in self.entries[first:]:
            entry["id"] += by
        for row in self.changes:
            if row["entry_id"] in moved:
                row["entry_id"] += by

    def write(self) -> None:
        """Put everything back, the triggers gone."""
        _drop_triggers(self._connection)
        self._connection.execute(delete(CHANGES))
        self._connection.execute(delete(ENTRIES))
        self._connection.execute(insert(ENTRIES), self.entries)
        if self.changes:
            self._connection.execute(insert(CHANGES), self.changes)
        self._connection.execute(update(HEAD).values(self.head))


def _rows(connection: Connection, wanted: Any) -> list[Row]:
    return [dict(row) for row in connection.execute(wanted).mappings()]


def _drop_triggers(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        for (name,) in connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ).all():
            connection.execute(text(f'DROP TRIGGER "{name}"'))
    else:
        for table in (ENTRIES, CHANGES, HEAD):
            connection.execute(text(f"ALTER TABLE {table.name} DISABLE TRIGGER USER"))


def _other(dice: Random, value: Any) -> Any:
    """A value that differs, often by as little as it can."""
    if value is None:
        return dice.choice(["", "{}"])
    if isinstance(value, int):
        return value + dice.choice([-1, 1, 10])
    if not value:
        return "x"
    at = dice.randrange(len(value))
    other = dice.choice([sign for sign in "0a1 市" if sign != value[at]])
    return dice.choice([value[:at] + other + value[at + 1 :], value + " ", value[:at] + value[at + 1 :]])


def _edit_entry(trail: Trail, dice: Random) -> int:
    at = dice.randrange(len(trail.entries))
    column = dice.choice(["at", "actor", "command", "summary", "details", "digest"])
    trail.entries[at][column] = _other(dice, trail.entries[at][column])
    return at


def _edit_change(trail: Trail, dice: Random) -> int:
    row = dice.choice(trail.changes)
    column = dice.choice(["record_table", "record_key", "action", "before", "after"])
    if column == "action":
        row[column] = dice.choice([one for one in ("created", "updated", "deleted") if one != row[column]])
    elif row[column] is not None and dice.random() < 0.2 and column in ("before", "after"):
        row[column] = None
    else:
        row[column] = _other(dice, row[column])
    return _place(trail, row["entry_id"])


def _delete_entry(trail: Trail, dice: Random) -> int:
    at = dice.randrange(len(trail.entries) - 1)
    gone = trail.entries.pop(at)["id"]
    trail.changes = [row for row in trail.changes if row["entry_id"] != gone]
    if dice.random() < 0.7:
        trail.shift(at, -1)
    return at


def _delete_tail(trail: Trail, dice: Random) -> int:
    at = dice.randrange(1, len(trail.entries))
    gone = {entry["id"] for entry in trail.entries[at:]}
    del trail.entries[at:]
    trail.changes = [row for row in trail.changes if row["entry_id"] not in gone]
    return at


def _delete_change(trail: Trail, dice: Random) -> int:
    row = trail.changes.pop(dice.randrange(len(trail.changes)))
    return _place(trail, row["entry_id"])


def _insert_entry(trail: Trail, dice: Random) -> int:
    at = dice.randrange(len(trail.entries))
    copy = dict(dice.choice(trail.entries)) | {"summary": "合成数据"}
    number = trail.entries[at]["id"]
    trail.shift(at, 1)
    trail.entries.insert(at, copy | {"id": number})
    return at


def _insert_change(trail: Trail, dice: Random) -> int:
    row = dict(dice.choice(trail.changes))
    row["seq"] = max(other["seq"] for other in trail.of(row["entry_id"])) + 1
    trail.changes.append(row)
    return _place(trail, row["entry_id"])


def _reorder_entries(trail: Trail, dice: Random) -> int:
    # Entries that say the same may change places without anything being different.
    one = dice.randrange(len(trail.entries))
    said = trail.entries[one]["summary"]
    other = dice.choice([at for at, entry in enumerate(trail.entries) if entry["summary"] != said])
    one, other = sorted((one, other))
    first, second = trail.entries[one], trail.entries[other]
    trail.entries[one], trail.entries[other] = second, first
    for row in trail.changes:
        if row["entry_id"] in (first["id"], second["id"]):
            row["entry_id"] = first["id"] + second["id"] - row["entry_id"]
    first["id"], second["id"] = second["id"], first["id"]
    return one


def _reorder_changes(trail: Trail, dice: Random) -> int:
    """Change rows of two entries change places."""
    one, other = dice.sample(sorted({row["entry_id"] for row in trail.changes}), 2)
    for row in trail.changes:
        if row["entry_id"] in (one, other):
            row["entry_id"] = one + other - row["entry_id"]
    return min(_place(trail, one), _place(trail, other))


def _hand_over_change(trail: Trail, dice: Random) -> int:
    """A change row is given to another entry."""
    row = dice.choice(trail.changes)
    giver = row["entry_id"]
    taker = dice.choice([entry["id"] for entry in trail.entries if entry["id"] != giver])
    row |= {"entry_id": taker, "seq": max((other["seq"] for other in trail.of(taker)), default=0) + 1}
    return min(_place(trail, giver), _place(trail, taker))


def _relink(trail: Trail, dice: Random) -> int:
    """What the chain itself keeps: counts, digests, hashes, or the head."""
    at = dice.randrange(len(trail.entries))
    column = dice.choice(["change_count", "changes_digest", "previous", "hash", "head"])
    if column == "head":
        trail.head["hash"] = _other(dice, trail.head["hash"])
    else:
        trail.entries[at][column] = _other(dice, trail.entries[at][column])
    return at


def _place(trail: Trail, number: int) -> int:
    return next(at for at, entry in enumerate(trail.entries) if entry["id"] == number)


FORGERIES: tuple[tuple[str, Callable[[Trail, Random], int]], ...] = (
    ("edit entry", _edit_entry),
    ("edit change", _edit_change),
    ("delete entry", _delete_entry),
    ("delete tail", _delete_tail),
    ("delete change", _delete_change),
    ("insert entry", _insert_entry),
    ("insert change", _insert_change),
    ("reorder entries", _reorder_entries),
    ("reorder changes", _reorder_changes),
    ("hand over change", _hand_over_change),
    ("relink", _relink),
)


def forged(trail: Trail, dice: Random) -> tuple[str, bool]:
    """Forge the trail; what was done, and whether the chain was computed again so that it agrees with itself."""
    name, forge = dice.choice(FORGERIES)
    at = forge(trail, dice)
    recomputed = name != "relink" and dice.random() < 0.4
    if recomputed:
        if name == "delete entry" and trail.entries[at]["id"] != at + 1:
            trail.shift(at, -1)
        trail.recompute(at)
    trail.write()
    return name, recomputed
