"""SQL of reviews: what stands about a sheet that a review asks about."""

from datetime import date

from sqlalchemy import Connection, select

from sampling.store.schema.samples import items, reviews


def verdicts_of_items(connection: Connection, sheet_no: str) -> list[tuple[str, str]]:
    """项目类别 and 结果判定 of every item of a sheet."""
    wanted = select(items.c.item_class, items.c.verdict).where(items.c.sheet_no == sheet_no)
    return [(str(item_class), str(verdict)) for item_class, verdict in connection.execute(wanted)]


def conclusions_of(connection: Connection, sheet_no: str) -> list[tuple[date, str, date, str]]:
    """Day, kind, day of application and conclusion of every accepted and concluded review of a sheet."""
    columns = reviews.c
    wanted = select(columns.concluded_on, columns.kind, columns.applied_on, columns.conclusion).where(
        columns.sheet_no == sheet_no,
        columns.acceptance == "受理",
        columns.conclusion.is_not(None),
        columns.concluded_on.is_not(None),
    )
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(wanted)]
