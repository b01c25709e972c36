"""The work on follow-ups of 问题项: one resource per step."""

from litestar import Router

from api.routes.work_routes import listing, showing, stepping
from domain.follow_ups.content import Noting, Reporting
from domain.follow_ups.kind import FOLLOW_UP
from domain.work.fields import Form
from sampling.follow_ups import steps

PATH = "/work/follow-ups"

router = Router(
    path="/",
    route_handlers=[
        listing(PATH, FOLLOW_UP, "list_follow_ups"),
        showing(PATH, FOLLOW_UP, "get_follow_up"),
        stepping(PATH, FOLLOW_UP, "record", steps.note_follow_up, Noting),
        stepping(PATH, FOLLOW_UP, "report", steps.report_follow_up, Reporting),
        stepping(PATH, FOLLOW_UP, "return", steps.return_follow_up, Form),
        stepping(PATH, FOLLOW_UP, "close", steps.close_follow_up, Form),
    ],
    tags=["问题项跟踪"],
)
