"""What all tables share: metadata, constraint names, and the checks that exchange columns imply.

Column types are derived from `domain.exchange.tables.Kind`, so that a table and the format cannot drift apart.
Decimals are stored as canonical decimal text: SQLite has no exact decimal type, and figures must stay exact.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    Text,
)
from sqlalchemy.types import TypeEngine

from domain.exchange.tables import Column as ExchangeColumn
from domain.exchange.tables import Kind, Table

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_TYPES: dict[Kind, type[TypeEngine[Any]]] = {
    Kind.DATE: Date,
    Kind.WHOLE: BigInteger,
    Kind.YEAR: BigInteger,
    Kind.VERSION: BigInteger,
    Kind.YES_NO: Boolean,
}

_TARGETS = {
    "areas": "areas.code",
    "plans": "plans.plan_no",
    "enterprises": "enterprises.credit_code",
    "samples": "sheets.sheet_no",
}


def one_of(name: str, choices: Iterable[str]) -> CheckConstraint:
    """CHECK that a column is NULL or one of the words."""
    words = ", ".join(f"'{choice}'" for choice in choices)
    return CheckConstraint(f"{name} IN ({words})", name=f"{name}_known")


def exchange_columns(
    table: Table, columns: tuple[ExchangeColumn, ...], *, key: tuple[str, ...]
) -> list[Column[object]]:
    """Database columns for the given exchange columns; `key` names the primary key."""
    made: list[Column[object]] = []
    for column in columns:
        target = _TARGETS.get(column.refers or "")
        arguments = [ForeignKey(target)] if target else []
        made.append(
            Column(
                column.name,
                _TYPES.get(column.kind, Text)(),
                *arguments,
                primary_key=column.name in key,
                nullable=not (column.required or column.name in key),
                autoincrement=False,
            )
        )
    return made


def exchange_checks(table: Table, columns: tuple[ExchangeColumn, ...]) -> list[CheckConstraint]:
    """CHECK constraints that the kinds, choices and date chains of the exchange columns imply."""
    checks: list[CheckConstraint] = []
    for column in columns:
        if column.kind is Kind.CHOICE:
            checks.append(one_of(column.name, column.choices))
        elif column.kind is Kind.WHOLE:
            checks.append(CheckConstraint(f"{column.name} >= 0", name=f"{column.name}_not_negative"))
        elif column.kind is Kind.YEAR:
            checks.append(
                CheckConstraint(f"{column.name} BETWEEN 1900 AND 2100", name=f"{column.name}_range")
            )
        elif column.kind is Kind.VERSION:
            checks.append(CheckConstraint(f"{column.name} >= 1", name=f"{column.name}_range"))
        if column.required and column.kind in (Kind.TEXT, Kind.CODE, Kind.CREDIT_CODE):
            checks.append(CheckConstraint(f"{column.name} <> ''", name=f"{column.name}_filled"))
    for chain in table.date_chains:
        for later_at, later in enumerate(chain):
            for earlier in chain[:later_at]:
                checks.append(CheckConstraint(f"{earlier} <= {later}", name=f"{earlier}_before_{later}"))
    return checks


def item_foreign_key() -> ForeignKeyConstraint:
    """Items belong to their sheet and go with it when the sheet's item set is replaced."""
    return ForeignKeyConstraint(["sheet_no"], ["sheets.sheet_no"])
