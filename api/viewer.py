"""The page that shows the interface description, made of files of our own: an intranet reaches no CDN."""

from pathlib import Path
from typing import Annotated, Any

from litestar import Request, Response, Router, get
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.params import PathParameter

from api.refusals import RouteNotFound, ViewerMissing

PROJECT = Path(__file__).resolve().parents[1]
FOLDERS = (PROJECT / "assets" / "swagger-ui", PROJECT / "node_modules" / "swagger-ui-dist")
FILES = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
}
START = "start.js"

# The viewer shows icons as data: addresses; everything else comes from this server, nothing from within the page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>食安接口说明</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/schema/files/swagger-ui.css">
</head>
<body>
<div id="viewer"><noscript>查看接口说明需要启用 JavaScript；说明本身见 /schema/openapi.json。</noscript></div>
<script src="/schema/files/swagger-ui-bundle.js"></script>
<script src="/schema/files/start.js"></script>
</body>
</html>
"""
SCRIPT = """SwaggerUIBundle({
  url: "/schema/openapi.json",
  dom_id: "#viewer",
  deepLinking: true,
  validatorUrl: null,
  docExpansion: "list",
  defaultModelsExpandDepth: 0
});
"""


class ViewerPlugin(OpenAPIRenderPlugin):
    """Serves the page at the root of the description and its files below."""

    def __init__(self) -> None:
        super().__init__(path="/")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The page itself; it loads the description from beside it."""
        find_file("swagger-ui-bundle.js")
        return PAGE.encode()


@get("/files/{name:str}", include_in_schema=False, sync_to_thread=True)
def viewer_file(name: Annotated[str, PathParameter(description="文件名")]) -> Response[bytes]:
    """One of the viewer's files, and no other."""
    if name == START:
        return Response(SCRIPT.encode(), media_type=FILES["swagger-ui-bundle.js"])
    if name not in FILES:
        raise RouteNotFound(f"/schema/files/{name}")
    return Response(find_file(name).read_bytes(), media_type=FILES[name])


def only_known(request: Request[Any, Any, Any]) -> None:
    """The framework answers unknown addresses below the description with a page of its own; we refuse as anywhere."""
    path = request.scope["path"].rstrip("/")
    if path not in ("/schema", "/schema/openapi.json") and not path.startswith("/schema/files/"):
        raise RouteNotFound(path)


def viewer_router() -> Router:
    """Where the description, the page and its files are served."""
    return Router("/schema", route_handlers=[viewer_file], include_in_schema=False, before_request=only_known)


def find_file(name: str) -> Path:
    """Where the file is installed. Raises `ViewerMissing`."""
    for folder in FOLDERS:
        if (folder / name).is_file():
            return folder / name
    raise ViewerMissing(name)
