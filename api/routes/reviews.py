"""The work on re-inspections and objections: one resource per step."""

from litestar import Router

from api.routes.work_routes import listing, opening, showing, stepping
from domain.reviews.content import (
    Conclusion,
    MoreWorkdays,
    ObjectionApplication,
    Refusal,
    ReinspectionApplication,
)
from domain.reviews.kind import OBJECTION, REINSPECTION
from domain.work.fields import Form
from sampling.reviews import objections, reinspections

REINSPECTIONS, OBJECTIONS = "/work/reinspections", "/work/objections"

router = Router(
    path="/",
    route_handlers=[
        opening(REINSPECTIONS, REINSPECTION, reinspections.apply_for_reinspection, ReinspectionApplication),
        listing(REINSPECTIONS, REINSPECTION, "list_reinspections"),
        showing(REINSPECTIONS, REINSPECTION, "get_reinspection"),
        stepping(REINSPECTIONS, REINSPECTION, "accept", reinspections.accept_reinspection, Form),
        stepping(REINSPECTIONS, REINSPECTION, "refuse", reinspections.refuse_reinspection, Refusal),
        stepping(
            REINSPECTIONS, REINSPECTION, "draw-laboratory", reinspections.draw_reinspection_laboratory, Form
        ),
        stepping(
            REINSPECTIONS, REINSPECTION, "extend-laboratory", reinspections.extend_laboratory, MoreWorkdays
        ),
        stepping(REINSPECTIONS, REINSPECTION, "extend-transfer", reinspections.extend_transfer, MoreWorkdays),
        stepping(REINSPECTIONS, REINSPECTION, "hand-over", reinspections.hand_over_sample, Form),
        stepping(REINSPECTIONS, REINSPECTION, "conclude", reinspections.conclude_reinspection, Conclusion),
        stepping(REINSPECTIONS, REINSPECTION, "notify", reinspections.notify_applicant, Form),
        opening(OBJECTIONS, OBJECTION, objections.raise_objection, ObjectionApplication),
        listing(OBJECTIONS, OBJECTION, "list_objections"),
        showing(OBJECTIONS, OBJECTION, "get_objection"),
        stepping(OBJECTIONS, OBJECTION, "accept", objections.accept_objection, Form, title="受理异议"),
        stepping(OBJECTIONS, OBJECTION, "refuse", objections.refuse_objection, Refusal),
        stepping(OBJECTIONS, OBJECTION, "conclude", objections.conclude_objection, Conclusion),
    ],
    tags=["复检和异议"],
)
