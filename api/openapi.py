"""The interface description: its head and tags. What it says of a resource is declared beside the resource."""

import copy
import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import Server, Tag
from litestar.types import Method

from api.viewer import ViewerPlugin, viewer_router

DESCRIPTION = """食品安全抽检与示范城市创建量化指标的查询接口。

- 每个命令（POST）都可带请求头 `Idempotency-Key`：原样重发时返回第一次的结果，逐字节相同，不会重复办理；内容不同则以 409 拒绝。
- 单个记录的响应头 `ETag` 为其版本；变更已有的记录须以 `If-Match` 给出所见版本，未给出为 428，已过时为 412 并给出现在的内容。
- 列表以 `cursor` 翻页：把上一页的 `next_cursor` 原样填入，其余参数不变；翻页期间增删的记录不会使其他记录遗漏或重复。
- 未知的数值为 null，从不以 0 代替；小数以十进制字符串表示。
- 拒绝一律为 `application/problem+json`（RFC 9457），`code` 为稳定的错误代码，`detail` 为中文说明。
- 建立首个账户之前只能在本机访问，操作人以请求头 `X-Actor` 说明；之后须登录，或在请求头 `Authorization` 中提供接口令牌。
- 以 Cookie 登录的，办理事项（POST）须在请求头 `X-CSRF-Token` 中给出登录时返回的 `csrf`。
- 示例中标有“合成数据”的名称均为虚构。
"""

TAGS = [
    Tag("指标", "指标目录、数值及其背后的记录"),
    Tag("自评材料包", "申请、查询、下载"),
    Tag("辖区", "市、县区、镇街"),
    Tag("主体", "生产经营单位"),
    Tag("机构", "市场监管、检验机构等办理单位"),
    Tag("抽检计划", "年度计划及进度"),
    Tag("抽样检验", "抽样单、检验项目、复检和异议"),
    Tag("抽样单办理", "填写、完成、更正、作废，预留编号，未抽到样品"),
    Tag("检验", "收样、录入、审核、签发、更正、报送"),
    Tag("标准限量", "各标准何时有效的限量及其版本"),
    Tag("结果公布", "合格、不合格名单"),
    Tag("复检和异议", "申请、受理、确定机构、结论"),
    Tag("核查处置", "不合格样品的处置任务"),
    Tag("问题项跟踪", "检验发现的问题项的跟踪，直至确认办结；不公布"),
    Tag("监督检查", "检查、自查报告、问题整改"),
    Tag("期限", "将到期和已逾期的法定期限"),
    Tag("线索与案件", "违法线索、立案和处理决定"),
    Tag("登录", "登录、退出、本人的密码、动态验证码、会话和接口令牌"),
    Tag("账户", "账户、角色授予、密码规则"),
    Tag("部门填报", "各部门按季度填报的指标数据：填写、提交、退回、审核，填报进度"),
    Tag("抽检计划办理", "编制、批准、调整、结束，版本之间的变化"),
    Tag("监督检查计划", "编制、批准、调整、结束，进度"),
    Tag("双随机", "承诺、公开值、抽取、分派，可核验的抽取文件"),
    Tag("样品流转", "封样、移交、接收、启封、处置"),
    Tag("附件", "附于各项业务的照片、扫描件和文档"),
    Tag("打印表单", "抽样单、告知书、封条、移交单"),
    Tag("期限提醒", "将到期和已逾期的提醒"),
    Tag("佐证材料", "登记、审核、替换、撤下，齐备情况"),
    Tag("冻结快照", "编制、会签、审定，固定的数值及其差异"),
    Tag("评审意见与整改清单", "评审意见的提出、交办、答复、认可，整改事项的进展"),
    Tag("审计", "审计记录、变更前后的内容、审计链的根"),
    Tag("运行状态", "供监控使用"),
]


SUCCESS = {"200": "成功", "201": "已建立", "202": "已受理"}
FILE_HEADERS = {"content-length": "文件大小（字节）", "last-modified": "文件生成时间（HTTP 日期格式）"}
_GENERIC = re.compile(
    r"(?<![A-Za-z])(?:[a-z_]+\.)*(Page|WorkSummary|Work)_(?:[a-z_]+\.)*([A-Z]\w*?)(?:_(?![a-z])|$)"
)


LOCAL_TIME = r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$"


def openapi_config() -> OpenAPIConfig:
    """The description at `/schema/openapi.json`, the page that shows it at `/schema`."""
    return OpenAPIConfig(
        title="食安查询接口",
        version=version("shian"),
        description=DESCRIPTION,
        openapi_router=viewer_router(),
        servers=[Server(url="/", description="本机")],
        tags=TAGS,
        operation_id_creator=operation_id,
        render_plugins=[ViewerPlugin(), DescriptionPlugin()],
    )


class DescriptionPlugin(JsonRenderPlugin):
    """The description as JSON, after `tidied`."""

    def __init__(self) -> None:
        super().__init__(path="/openapi.json")

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The description that the framework made, made true and readable."""
        return self.render_json(request, tidied(openapi_schema))


def operation_id(handler: HTTPRouteHandler, method: Method, path: Sequence[object]) -> str:
    """The handler's name; health has a second address at the root, as monitors expect."""
    return handler.handler_name if "api" in path else f"root_{handler.handler_name}"


def tidied(description: dict[str, Any]) -> dict[str, Any]:
    """A copy in which filters are optional rather than null, pages have plain names and all speaks Chinese."""
    made: dict[str, Any] = _renamed(copy.deepcopy(description))
    _mend_items(made)
    _mend_local_times(made)
    for operation in (operation for path in made["paths"].values() for operation in path.values()):
        for parameter in operation.get("parameters", []):
            parameter["schema"] = _without_null(parameter["schema"])
        for status, words in SUCCESS.items():
            if status in operation["responses"]:
                response = operation["responses"][status]
                response["description"] = words
                response["headers"] = _true_headers(response.get("headers", {}))
    _close_bodies(made)
    return made


def _mend_items(node: Any) -> None:
    """Bounded lists: beside what an item is the framework says that it may be anything, which no item then satisfies."""
    if isinstance(node, list):
        for one in node:
            _mend_items(one)
    elif isinstance(node, dict):
        items = node.get("items")
        if isinstance(items, dict) and {} in items.get("oneOf", ()):
            (node["items"],) = [one for one in items["oneOf"] if one != {}]
        for one in node.values():
            _mend_items(one)


def _mend_local_times(node: Any) -> None:
    """Times of the place bear no zone, which the format `date-time` asks for; their descriptions say 当地时间."""
    if isinstance(node, list):
        for one in node:
            _mend_local_times(one)
    elif isinstance(node, dict):
        if "当地时间" in str(node.get("description")):
            for one in (node, *node.get("oneOf", ())):
                if one.get("format") == "date-time":
                    del one["format"]
                    one["pattern"] = LOCAL_TIME
        for one in node.values():
            _mend_local_times(one)


def _close_bodies(made: dict[str, Any]) -> None:
    """Say of request bodies, and of the objects in them, that fields of their own are refused: the framework does not."""
    schemas = made["components"]["schemas"]
    todo = {
        name
        for path in made["paths"].values()
        for operation in path.values()
        for name in _references(operation.get("requestBody", {}))
    }
    closed: set[str] = set()
    while todo - closed:
        name = (todo - closed).pop()
        closed.add(name)
        schemas[name]["additionalProperties"] = False
        todo |= _references(schemas[name])


def _references(node: Any) -> set[str]:
    """Names of the schemas that a part of the description refers to."""
    if isinstance(node, dict):
        own = {node["$ref"].rsplit("/", 1)[-1]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(_references(part) for part in node.values()))
    if isinstance(node, list):
        return set().union(*(_references(part) for part in node))
    return set()


def _true_headers(headers: dict[str, Any]) -> dict[str, Any]:
    """Headers of a file: its own ETag instead of the framework's, and dates as HTTP writes them."""
    kept = {name: header for name, header in headers.items() if not (name == "etag" and "ETag" in headers)}
    for name, words in FILE_HEADERS.items():
        if name in kept:
            kept[name] |= {"schema": {"type": "string"}, "description": words}
    return kept


def _renamed(node: Any) -> Any:
    if isinstance(node, dict):
        return {_plain_name(key): _renamed(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_renamed(part) for part in node]
    return _plain_name(node) if isinstance(node, str) else node


def _plain_name(text: str) -> str:
    """`Page[WorkSummary[Case]]` as `CaseWorkSummaryPage`, from the inside outwards."""
    while (plain := _GENERIC.sub(lambda found: f"{found[2]}{found[1]}", text)) != text:
        text = plain
    return text


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """An absent parameter is left out; there is no way to write null in a query."""
    kinds = schema.pop("oneOf", [])
    for kind in kinds:
        if kind.get("type") != "null":
            schema = kind | schema
    if isinstance(schema.get("type"), list):
        schema["type"] = next(kind for kind in schema["type"] if kind != "null")
    if "enum" in schema:
        schema["enum"] = [word for word in schema["enum"] if word is not None]
    return schema
