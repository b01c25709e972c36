"""Clues and cases: one resource per step."""

from litestar import Router

from api.routes.work_routes import listing, opening, showing, stepping
from domain.cases.content import Correction, Deciding, ExtensionGrant, Filing, NewClue
from domain.cases.kind import CASE
from domain.work.fields import Form
from sampling import cases

PATH = "/work/cases"

router = Router(
    path="/",
    route_handlers=[
        opening(PATH, CASE, cases.record_clue, NewClue),
        listing(PATH, CASE, "list_cases"),
        showing(PATH, CASE, "get_case"),
        stepping(PATH, CASE, "correct", cases.correct_clue, Correction),
        stepping(PATH, CASE, "extend-filing", cases.extend_filing, ExtensionGrant),
        stepping(PATH, CASE, "file", cases.file_case, Filing),
        stepping(PATH, CASE, "decline", cases.decline_clue, Form),
        stepping(PATH, CASE, "extend-decision", cases.extend_decision, ExtensionGrant),
        stepping(PATH, CASE, "decide", cases.decide_case, Deciding),
    ],
    tags=["线索与案件"],
)
