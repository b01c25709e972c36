"""One command: who gives it and when, the records it loads and saves, its transaction and its audit entry.

`operation` opens the transaction; everything inside happens or nothing does. Each saved step is a version, each
version's exchange rows follow in the same transaction, and one audit entry tells all of it.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from domain.access.actor import Actor
from domain.catalogue.measures import Catalogue, load_catalogue
from domain.errors import RecordNotFound
from domain.sheets.duplicates import DuplicateRule, load_rules
from domain.work.errors import RecordChanged, RecordExists
from domain.work.kind import Kind
from domain.work.record import AnyRecord, Record, Step
from domain.work.running import runs_of
from sampling.audit import Change, canonical_json, write_entry
from sampling.store.audit import join_the_writers
from sampling.store.engine import transaction
from sampling.work.changing import change_of_record, plain
from sampling.work.permitting import check_opening, check_step
from sampling.work.projecting import project
from sampling.work.reading import adopted, read_stored, read_stored_many
from sampling.work.writing import write_quiet_steps, write_record

T = TypeVar("T")


class Operation:
    """A command under way. Made by `operation` alone."""

    def __init__(
        self,
        connection: Connection,
        *,
        command: str,
        actor: Actor,
        at: datetime,
        today: date,
        nonce: str,
        duplicate_rules: tuple[DuplicateRule, ...] | None = None,
        catalogue: Callable[[], Catalogue] = load_catalogue,
        request: str | None = None,
    ) -> None:
        self.connection = connection
        self.command = command
        self.who = actor
        # What events and the audit entry keep of it.
        self.actor = actor.name
        self.at = at
        self.today = today
        # 32 random bytes in hexadecimal from the edge, for what a command leaves to chance.
        self.nonce = nonce
        # The office's own rules on duplicate sampling, else those that are shipped.
        self.duplicate_rules = duplicate_rules or load_rules()
        # Read when a command asks for it: most do not, and must go on where another edition cannot be read.
        self._catalogue = catalogue
        # The number of the request that gave the command, which lines of the server name too.
        self._request = {} if request is None else {"request": request}
        self._seen: dict[tuple[str, str], AnyRecord | None] = {}
        self._stored: dict[tuple[str, str], int] = {}
        self._held: set[tuple[str, str]] = set()
        self._changes: list[Change] = []
        self._told: list[str] = []
        self._digest = hashlib.sha256()
        # The kind of record that the command is about, where it is a step of one.
        self._kind, _, self._step = command.partition(".") if "." in command else ("", "", "")

    @property
    def catalogue(self) -> Catalogue:
        """The indicators in force (default: those shipped). Raises `CatalogueInvalid`."""
        return self._catalogue()

    def step(
        self,
        on: date | None = None,
        reason: str | None = None,
        *,
        moment: datetime | None = None,
        extends: tuple[str, int] | None = None,
        actor: str | None = None,
    ) -> Step:
        """A step of this command; on the day of `moment`, on `on`, or today. `actor` only where the system acts."""
        day = on or (moment.date() if moment else self.today)
        return Step(
            on=day,
            at=self.at,
            today=self.today,
            actor=actor or self.actor,
            reason=reason,
            moment=moment,
            extends=extends,
        )

    def hold(self, kind: Kind[T], no: str) -> Record[T] | None:
        """`find` for who looks before the use case does: that one will not read it a second time."""
        found = self.find(kind, no)
        self._held.add((kind.code, no))
        return found

    def find(self, kind: Kind[T], no: str) -> Record[T] | None:
        """The record, or the one that an imported row tells; None where there is neither. Locks it for writing."""
        if (kind.code, no) in self._held:
            self._held.remove((kind.code, no))
            return self._seen[kind.code, no]
        found = read_stored(self.connection, kind, no, lock=True)
        self._stored[kind.code, no] = found.version if found else 0
        if found is None:
            found = adopted(self.connection, kind, no)
        self._permit(kind, found)
        self._seen[kind.code, no] = found
        return found

    def _permit(self, kind: Kind[Any], found: AnyRecord | None) -> None:
        """Ask the policy about the records that the command is about; what follows from them needs no role."""
        if found is not None and kind.code == self._kind:
            check_step(self.connection, self.who, kind, self._step, found)

    def is_stored(self, kind: Kind[Any], no: str) -> bool:
        """Whether a record that was found or loaded was worked on before, and not only told by a file."""
        return self._stored.get((kind.code, no), 0) > 0

    def load(self, kind: Kind[T], no: str) -> Record[T]:
        """`find`, insisting: raises `RecordNotFound`."""
        found = self.find(kind, no)
        if found is None:
            raise RecordNotFound(kind.machine.record, no)
        return found

    def load_many(self, kind: Kind[T], nos: Sequence[str]) -> dict[str, Record[T]]:
        """`load` for many at once, by number."""
        found = read_stored_many(self.connection, kind, nos, lock=True)
        for no, record in found.items():
            self._permit(kind, record)
            self._seen[kind.code, no], self._stored[kind.code, no] = record, record.version
        return {no: found[no] if no in found else self.load(kind, no) for no in nos}

    def save(self, kind: Kind[T], after: Record[T]) -> Record[T]:
        """Write the record's new versions, its clocks and its exchange rows.

        Raises `RecordExists` for a new record whose number is taken, `RecordChanged` where somebody was faster,
        `PlaceOutOfReach` for a new one that belongs where the actor may not open any.
        """
        key = (kind.code, after.no)
        if key not in self._stored and self.find(kind, after.no) is not None:
            raise RecordExists(kind.machine.record, after.no)
        before, stored = self._seen[key], self._stored[key]
        if before is None and kind.code == self._kind:
            check_opening(self.connection, self.who, kind, self._step, after)
        digest = write_record(self.connection, kind, after, stored_version=stored)
        if digest is None:
            raise RecordChanged(kind.machine.record, after.no)
        self._note(kind, before, after, digest)
        self._changes += project(self.connection, kind.project(after))
        return after

    def save_many(self, kind: Kind[T], records: Sequence[Record[T]]) -> list[Record[T]]:
        """`save` for many that were loaded; those whose step changes neither clocks nor exchange rows go together."""
        quiet = [after for after in records if self._is_quiet(kind, after)]
        versions = [(after, self._stored[kind.code, after.no]) for after in quiet]
        written = write_quiet_steps(self.connection, kind, versions)
        if written is None:
            raise RecordChanged(kind.machine.record, quiet[0].no)
        for after in records:
            if after.no in written:
                self._note(kind, self._seen[kind.code, after.no], after, written[after.no])
            else:
                self.save(kind, after)
        return list(records)

    def _is_quiet(self, kind: Kind[T], after: Record[T]) -> bool:
        before = self._seen.get((kind.code, after.no))
        if before is None or not self._stored[kind.code, after.no]:
            return False
        same_clocks = runs_of(kind.machine, before) == runs_of(kind.machine, after)
        return same_clocks and kind.project(before) == kind.project(after)

    def _note(self, kind: Kind[T], before: AnyRecord | None, after: Record[T], digest: str) -> None:
        """Keep for the audit entry what was written, and that it is what is stored now."""
        stored = self._stored[kind.code, after.no]
        self._changes.append(change_of_record(kind, before, after, stored=stored, digest=digest))
        self._digest.update(
            canonical_json([kind.code, after.no, after.version, plain(after.content)]).encode()
        )
        last = after.events[-1]
        self.tell(f"{kind.machine.record} {after.no} {kind.machine.named(last.command)}")
        self._seen[kind.code, after.no], self._stored[kind.code, after.no] = after, after.version

    def change(self, change: Change) -> None:
        """Note a change of something that is no record of a kind (a register, a serial block)."""
        self._changes.append(change)
        self._digest.update(canonical_json([change.table, change.key, change.action, change.after]).encode())

    def tell(self, words: str) -> None:
        """Add a Chinese line to the summary of the audit entry."""
        self._told.append(words)

    def close(self) -> int | None:
        """Write the audit entry; None when nothing was changed."""
        if not self._changes:
            return None
        shown = "；".join(self._told[:3]) + (f" 等 {len(self._told)} 步" if len(self._told) > 3 else "")
        return write_entry(
            self.connection,
            at=self.at,
            actor=self.actor,
            command=self.command,
            summary=shown or self.command,
            details={"steps": len(self._told), **self._request},
            digest=self._digest.hexdigest(),
            changes=self._changes,
        )


@contextmanager
def operation(
    engine: Engine,
    *,
    command: str,
    actor: Actor,
    at: datetime,
    today: date,
    nonce: str,
    duplicate_rules: tuple[DuplicateRule, ...] | None = None,
    catalogue: Callable[[], Catalogue] = load_catalogue,
    request: str | None = None,
) -> Iterator[Operation]:
    """The transaction of one command, with its audit entry; anything raised inside undoes it all.

    `command` is the record's kind and the step, such as `disposal.complete`; `at` is aware, `today` the local day.
    """
    with transaction(engine) as connection:
        join_the_writers(connection)
        op = Operation(
            connection,
            command=command,
            actor=actor,
            at=at,
            today=today,
            nonce=nonce,
            duplicate_rules=duplicate_rules,
            catalogue=catalogue,
            request=request,
        )
        yield op
        op.close()
