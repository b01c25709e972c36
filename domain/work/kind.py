"""What the work needs to know of a kind of record beside its machine: how it meets the exchange format.

Exchange rows are the records that rates are computed from. A record writes its part of them at every step
(`project`), and a row that came from a file is a record too, as far as its columns tell (`adopt`).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from domain.work.appointments import Appointment
from domain.work.machine import Machine
from domain.work.record import AnyRecord, Record

T = TypeVar("T")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Projection:
    """Values of an exchange row by column name, partial where several kinds share a table; keys always present.

    Dates are dates, 是/否 booleans, people and tags texts as the format writes them. `items` replaces the test items
    of a sheet where it is not None.
    """

    table: str
    values: Row
    items: tuple[Row, ...] | None = None


@dataclass(frozen=True, slots=True)
class Bearings:
    """Where a record belongs: for lists, for clocks and for who may see it.

    `departments` are those whose reporters read it, and take the steps that the policy gives to departments.
    """

    area: str | None = None
    organisation: str | None = None
    person: str | None = None
    sheet_no: str | None = None
    credit_code: str | None = None
    departments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kind(Generic[T]):
    """A kind of record. Its code is its machine's.

    `table` is the exchange table whose rows can be adopted; `key_of` turns a record number into the row's key
    (column name to value), None where the number is not of this form; `adopt` makes the record that a row tells.
    `told_fields` are the fields of the content that an exchange row tells: an import changes those and no others.
    `merge` does that instead where a row is only a part of the record; None where the row is no part of it.
    `personal` are fields of the content that hold personal data: encrypted where they are stored, masked where shown.
    `appointed` is the day that the record itself sets, where it sets one.
    `clock_bearings` says who answers for one clock where that differs from the record's own bearings.
    """

    machine: Machine
    content: type[T]
    bearings: Callable[[Record[T]], Bearings]
    project: Callable[[Record[T]], list[Projection]] = field(default=lambda _record: [])
    table: str | None = None
    key_of: Callable[[str], Row | None] | None = None
    adopt: Callable[[Row, tuple[Row, ...]], Record[T] | None] | None = None
    told_fields: tuple[str, ...] = ()
    merge: Callable[[T, T], T | None] | None = None
    clock_bearings: Callable[[Record[T], str], Bearings] | None = None
    personal: tuple[str, ...] = ()
    appointed: Callable[[Record[T]], Appointment | None] | None = None

    @property
    def code(self) -> str:
        """The machine's code."""
        return self.machine.code

    def answers_for(self, record: AnyRecord, clock: str) -> Bearings:
        """Who answers for a clock of the record."""
        return self.clock_bearings(record, clock) if self.clock_bearings else self.bearings(record)
