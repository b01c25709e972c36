"""What is withdrawn when a verdict is overturned: open tasks and letters. What was completed stays completed."""

from datetime import date

from domain.disposals.content import Disposal
from domain.disposals.kind import DISPOSAL, LETTER
from domain.disposals.machine import LETTERS, MACHINE
from domain.work.record import Record
from sampling.disposals.opening import SYSTEM
from sampling.store import disposals as store
from sampling.work.operation import Operation

OPEN = "办理中"


def withdraw_disposals(op: Operation, sheet_no: str, *, on: date, reason: str) -> list[Record[Disposal]]:
    """Withdraw every open task and letter of a sheet."""
    withdrawn: list[Record[Disposal]] = []
    step = op.step(on, reason, actor=SYSTEM)
    for task_no, _, state in store.tasks_of_sheet(op.connection, sheet_no):
        if state == OPEN:
            task = op.load(DISPOSAL, task_no)
            withdrawn.append(op.save(DISPOSAL, MACHINE.advance(task, "withdraw", step)))
    for letter_no in store.records_of_sheet(op.connection, LETTER.code, sheet_no, "drafted", "sent"):
        letter = op.load(LETTER, letter_no)
        op.save(LETTER, LETTERS.advance(letter, "withdraw", step))
    return withdrawn
