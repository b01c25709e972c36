"""All database tables. Importing this package registers every table with `metadata`.

Table and column names are the `name`s of `domain.exchange.tables`; what a cell may hold is also checked by the
database itself (keys, foreign keys, CHECK), so that a bug above cannot store what the format forbids.
"""

from sampling.store.schema import (
    access,
    answers,
    audit,
    bulletins,
    custody,
    draws,
    laboratory,
    messages,
    national,
    registers,
    samples,
    snapshots,
    supervision,
    system,
    work,
)
from sampling.store.schema.base import metadata

__all__ = [
    "access",
    "answers",
    "audit",
    "bulletins",
    "custody",
    "draws",
    "laboratory",
    "messages",
    "metadata",
    "national",
    "registers",
    "samples",
    "snapshots",
    "supervision",
    "system",
    "work",
]
