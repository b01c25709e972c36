"""SQL of the laboratory: findings by revision, and which sheet a report number belongs to."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from sampling.store.schema.laboratory import findings, report_numbers
from sampling.store.schema.samples import sheets

Row = dict[str, Any]

# As many bound values as any SQLite takes in one statement.
_CHUNK = 500
_FINDING = insert(findings)


def finding_rows(connection: Connection, sheet_nos: Sequence[str]) -> Iterator[Row]:
    """Every revision of every finding of these sheets: oldest entry first, in the order of the items."""
    columns = findings.c
    for start in range(0, len(sheet_nos), _CHUNK):
        wanted = (
            select(findings)
            .where(columns.sheet_no.in_(sheet_nos[start : start + _CHUNK]))
            .order_by(columns.sheet_no, columns.revision, columns.position)
        )
        for row in connection.execute(wanted).mappings():
            yield {str(name): value for name, value in row.items()}


def insert_findings(connection: Connection, rows: Sequence[Row]) -> None:
    """Add revisions of findings."""
    if rows:
        connection.execute(_FINDING, list(rows))


def take_report_number(connection: Connection, report_no: str, sheet_no: str) -> str:
    """Give a number to a sheet's report unless another sheet has it; returns whose it is then.

    Numbers of reports that were imported are taken too. Of two that ask at once one waits for the other.
    """
    imported = select(sheets.c.sheet_no).where(sheets.c.report_no == report_no)
    taken = connection.execute(imported.where(sheets.c.sheet_no != sheet_no)).scalar()
    if taken is not None:
        return str(taken)
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    values = {"report_no": report_no, "sheet_no": sheet_no}
    connection.execute(dialect.insert(report_numbers).values(values).on_conflict_do_nothing())
    owner = select(report_numbers.c.sheet_no).where(report_numbers.c.report_no == report_no)
    return str(connection.execute(owner).scalar_one())
