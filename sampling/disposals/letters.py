"""Transfer letters: sent, answered."""

import msgspec

from domain.disposals.content import Answering, Sending, TransferLetter
from domain.disposals.kind import LETTER
from domain.disposals.machine import LETTERS
from domain.work.record import Record
from sampling.work.operation import Operation


def send_letter(op: Operation, letter_no: str, form: Sending) -> Record[TransferLetter]:
    """Send the letter to where the producer is."""
    letter = op.load(LETTER, letter_no)
    content = msgspec.structs.replace(letter.content, addressee=form.addressee)
    return op.save(LETTER, LETTERS.advance(letter, "send", op.step(form.on, form.reason), content))


def note_answer(op: Operation, letter_no: str, form: Answering) -> Record[TransferLetter]:
    """Keep what came back."""
    letter = op.load(LETTER, letter_no)
    content = msgspec.structs.replace(letter.content, answer=form.answer)
    return op.save(LETTER, LETTERS.advance(letter, "answer", op.step(form.on, form.reason), content))
