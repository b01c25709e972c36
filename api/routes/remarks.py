"""Reviewers' remarks and remedies: one resource per step."""

from litestar import Router

from api.routes.work_routes import listing, opening, showing, stepping
from domain.remarks.content import Answering, Assignment, NewRemark
from domain.remarks.kind import REMARK
from domain.remedies.content import NewRemedy, RemedyChange, RemedyNote
from domain.remedies.kind import REMEDY
from domain.work.fields import Form
from sampling.remarks import steps as remarks
from sampling.remedies import steps as remedies

PATH, REMEDIES = "/work/remarks", "/work/remedies"

router = Router(
    path="/",
    route_handlers=[
        opening(PATH, REMARK, remarks.raise_remark, NewRemark),
        listing(PATH, REMARK, "list_remarks"),
        showing(PATH, REMARK, "get_remark"),
        stepping(PATH, REMARK, "assign", remarks.assign_remark, Assignment),
        stepping(PATH, REMARK, "answer", remarks.answer_remark, Answering),
        stepping(PATH, REMARK, "return", remarks.return_remark, Form),
        stepping(PATH, REMARK, "accept", remarks.accept_remark, Form),
        stepping(PATH, REMARK, "withdraw", remarks.withdraw_remark, Form),
        stepping(PATH, REMARK, "note-returned", remarks.note_returned_remark, Form),
        stepping(PATH, REMARK, "note-accepted", remarks.note_accepted_remark, Form),
        stepping(PATH, REMARK, "note-withdrawn", remarks.note_withdrawn_remark, Form),
        opening(REMEDIES, REMEDY, remedies.record_remedy, NewRemedy),
        listing(REMEDIES, REMEDY, "list_remedies"),
        showing(REMEDIES, REMEDY, "get_remedy"),
        stepping(REMEDIES, REMEDY, "note", remedies.note_remedy, RemedyNote),
        stepping(REMEDIES, REMEDY, "change", remedies.change_remedy, RemedyChange),
        stepping(REMEDIES, REMEDY, "report", remedies.report_remedy, Form),
        stepping(REMEDIES, REMEDY, "reopen", remedies.reopen_remedy, Form),
        stepping(REMEDIES, REMEDY, "confirm", remedies.confirm_remedy, Form),
        stepping(REMEDIES, REMEDY, "drop", remedies.drop_remedy, Form),
    ],
    tags=["评审意见与整改清单"],
)
