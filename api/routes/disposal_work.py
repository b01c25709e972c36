"""The work on disposal tasks and transfer letters: one resource per step."""

from litestar import Router

from api.routes.work_routes import listing, showing, stepping
from domain.disposals.content import Answering, Extending, Recording, Sending, Serving
from domain.disposals.kind import DISPOSAL, LETTER
from domain.work.fields import Form
from sampling.disposals import letters, steps

PATH, LETTERS = "/work/disposals", "/work/transfer-letters"

router = Router(
    path="/",
    route_handlers=[
        listing(PATH, DISPOSAL, "list_disposal_work"),
        showing(PATH, DISPOSAL, "get_disposal_work"),
        stepping(PATH, DISPOSAL, "serve", steps.serve_notice, Serving),
        stepping(PATH, DISPOSAL, "start", steps.start_disposal, Form),
        stepping(PATH, DISPOSAL, "record", steps.record_sections, Recording),
        stepping(PATH, DISPOSAL, "submit", steps.submit_disposal, Form),
        stepping(PATH, DISPOSAL, "return", steps.return_disposal, Form),
        stepping(PATH, DISPOSAL, "approve", steps.approve_disposal, Form),
        stepping(PATH, DISPOSAL, "supervise", steps.supervise_disposal, Form),
        stepping(PATH, DISPOSAL, "extend", steps.extend_disposal, Extending),
        stepping(PATH, DISPOSAL, "correct", steps.correct_disposal, Recording),
        listing(LETTERS, LETTER, "list_transfer_letters"),
        showing(LETTERS, LETTER, "get_transfer_letter"),
        stepping(LETTERS, LETTER, "send", letters.send_letter, Sending),
        stepping(LETTERS, LETTER, "answer", letters.note_answer, Answering),
    ],
    tags=["核查处置"],
)
