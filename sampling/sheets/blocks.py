"""Reserving blocks of numbers, giving them back, and the register in which every serial is accounted for."""

from collections import Counter
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from domain.errors import AreaNotFound
from domain.sheets.blocks import BLOCK, MACHINE, OPEN, UNUSED
from domain.sheets.content import Block, BlockReservation, Sheet
from domain.sheets.kind import SHEET
from domain.sheets.machine import MACHINE as SHEETS
from domain.sheets.numbers import number_of, series_of
from domain.work.fields import Form
from domain.work.record import Record
from sampling.organisations import open_organisation
from sampling.store import sheets as sheet_store
from sampling.store import work as store
from sampling.store.listing import area_exists
from sampling.work.operation import Operation
from sampling.work.reading import list_records


def reserve_block(op: Operation, form: BlockReservation) -> Record[Block]:
    """Take consecutive serials of a series out of its count for one holder."""
    if not area_exists(op.connection, form.area_code):
        raise AreaNotFound(form.area_code)
    open_organisation(op.connection, form.organisation, op.today)
    series = series_of(form.level, form.year, form.area_code, form.organisation)
    first = store.take_serial(op.connection, series, form.count)
    block = Block(
        organisation=form.organisation,
        area_code=form.area_code,
        level=form.level,
        holder=form.holder,
        series=series,
        first=first,
        last=first + form.count - 1,
    )
    number = f"HD-{number_of(series, first)}"
    return op.save(BLOCK, MACHINE.open("reserve", number, op.step(None, form.reason), block))


def return_block(op: Operation, block_no: str, form: Form) -> Record[Block]:
    """Give a block back: every number in it that is no sheet becomes a voided one, with the reason 未使用."""
    record = op.load(BLOCK, block_no)
    block = record.content
    returned = MACHINE.advance(record, "return", op.step(None, form.reason))
    known = sheet_store.states_of_series(op.connection, block.series)
    unused = [
        number
        for serial in range(block.first, block.last + 1)
        if (number := number_of(block.series, serial)) not in known
    ]
    empty = Sheet(area_code=block.area_code, organisation=block.organisation, level=block.level)
    for number in unused:
        op.save(SHEET, SHEETS.open("void-unused", number, op.step(None, UNUSED), empty))
    content = msgspec.structs.replace(block, voided=tuple(unused))
    return op.save(BLOCK, msgspec.structs.replace(returned, content=content))


@dataclass(frozen=True, slots=True)
class SeriesRegister:
    """Every serial of a series that was handed out: how many are what, and those that are nothing (gaps)."""

    series: str
    handed_out: int
    by_state: dict[str, int]
    reserved: int
    missing: list[str]


def register_of_series(connection: Connection, series: str) -> SeriesRegister:
    """Account for every serial of a series. A gap would mean that a number was lost; there is none to be found."""
    handed_out = sheet_store.next_serial(connection, series) - 1
    states = sheet_store.states_of_series(connection, series)
    blocks, _ = list_records(connection, BLOCK, {"state": OPEN}, after=None, limit=100_000)
    reserved = {
        serial
        for block in blocks
        if block.content.series == series
        for serial in range(block.content.first, block.content.last + 1)
    }
    numbers = {serial: number_of(series, serial) for serial in range(1, handed_out + 1)}
    unused = {serial for serial in reserved if numbers[serial] not in states}
    missing = [
        number for serial, number in numbers.items() if number not in states and serial not in reserved
    ]
    counted = Counter(states[number] for number in numbers.values() if number in states)
    return SeriesRegister(series, handed_out, dict(counted), len(unused), missing)
