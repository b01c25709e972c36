"""SQL of disposal: the tasks of a sheet, worked on or imported, and where an enterprise is."""

from sqlalchemy import Connection, select

from sampling.store.schema.registers import enterprises
from sampling.store.schema.samples import disposals
from sampling.store.schema.work import work_records


def tasks_of_sheet(connection: Connection, sheet_no: str) -> list[tuple[str, str, str]]:
    """Number, end and state of every task of a sheet, by number."""
    columns = disposals.c
    wanted = select(columns.task_no, columns.side, columns.state).where(columns.sheet_no == sheet_no)
    rows = connection.execute(wanted.order_by(columns.task_no))
    return [(str(no), str(side), str(state)) for no, side, state in rows]


def area_of_enterprise(connection: Connection, credit_code: str) -> str | None:
    """Where an enterprise of the register is."""
    wanted = select(enterprises.c.area_code).where(enterprises.c.credit_code == credit_code)
    return connection.execute(wanted).scalar()


def records_of_sheet(connection: Connection, kind: str, sheet_no: str, *states: str) -> list[str]:
    """Numbers of the worked-on records of a kind that belong to a sheet, in these states (none: in any)."""
    columns = work_records.c
    wanted = select(columns.record_no).where(columns.kind == kind, columns.sheet_no == sheet_no)
    if states:
        wanted = wanted.where(columns.state.in_(states))
    return list(connection.scalars(wanted.order_by(columns.record_no)))
