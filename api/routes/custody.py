"""The way of sealed samples: one resource per event."""

from litestar import Router

from api.routes.work_routes import listing, opening, showing, stepping
from domain.custody.content import CustodyForm, Disposing, HandingOver, Sealing, Taking
from domain.custody.kind import CUSTODY
from sampling.custody import steps

PATH = "/work/custody"

router = Router(
    path="/",
    route_handlers=[
        opening(PATH, CUSTODY, steps.seal_sample, Sealing),
        listing(PATH, CUSTODY, "list_custody"),
        showing(PATH, CUSTODY, "get_custody"),
        stepping(PATH, CUSTODY, "hand-over", steps.give_sample, HandingOver),
        stepping(PATH, CUSTODY, "receive", steps.take_sample, Taking),
        stepping(PATH, CUSTODY, "move", steps.move_sample, CustodyForm),
        stepping(PATH, CUSTODY, "open", steps.open_sample, CustodyForm),
        stepping(PATH, CUSTODY, "destroy", steps.dispose_of_sample, Disposing),
    ],
    tags=["样品流转"],
)
