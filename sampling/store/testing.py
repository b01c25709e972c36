"""SQL of reports: which sheet a report number belongs to."""

from sqlalchemy import Connection, select

from sampling.store.schema.samples import sheets


def sheet_of_report(connection: Connection, report_no: str) -> str | None:
    """The sheet whose report has this number."""
    found = connection.execute(select(sheets.c.sheet_no).where(sheets.c.report_no == report_no)).first()
    return None if found is None else str(found[0])
