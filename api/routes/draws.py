"""Draws as work: one resource per step, and the exported draw as the file that anybody can replay."""

from litestar import Response, Router, get
from litestar.di import NamedDependency

from api.routes.parameters import refusals
from api.routes.work_routes import listing, opening, showing, stepping
from api.routes.work_shapes import RecordNo
from api.workbench import Workbench
from domain.draw.content import HandingOut, NewDraw, PublicValue
from domain.draw.kind import DRAW
from domain.work.fields import Form
from sampling import draws

PATH = "/work/draws"


@get(
    f"{PATH}/{{record_no:str}}/file",
    summary="抽取结果文件",
    description="抽取之后才有。任何人都可用 shian draw verify 重放并逐字节核对。",
    media_type="application/json",
    responses=refusals(404, 409),
    sync_to_thread=True,
    opt={"record": (DRAW, "record_no"), "export": "抽取结果"},
)
def download_draw(bench: NamedDependency[Workbench], record_no: RecordNo) -> Response[bytes]:
    """The exported draw, byte for byte."""
    with bench.view() as view:
        content = draws.exported_draw(view, record_no)
    headers = {"Content-Disposition": 'attachment; filename="draw-result.json"'}
    return Response(content, media_type="application/json", headers=headers)


router = Router(
    path="/",
    route_handlers=[
        opening(PATH, DRAW, draws.commit_draw, NewDraw),
        listing(PATH, DRAW, "list_draws"),
        showing(PATH, DRAW, "get_draw"),
        stepping(PATH, DRAW, "record-value", draws.record_value, PublicValue),
        stepping(PATH, DRAW, "correct-value", draws.correct_value, PublicValue),
        stepping(PATH, DRAW, "run", draws.run_draw, Form),
        stepping(PATH, DRAW, "hand-out", draws.hand_out_tasks, HandingOut),
        stepping(PATH, DRAW, "abandon", draws.abandon_draw, Form),
        download_draw,
    ],
    opt={"action": "draw.read"},
    tags=["双随机"],
)
