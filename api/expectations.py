"""What the interface expects of a request, taken from the handlers' own declarations, and said in Chinese.

The description of a parameter in the interface description is also the reason given when a value does not fit it,
so that the two cannot differ.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec
from litestar import Request
from litestar.enums import MediaType
from litestar.exceptions import ValidationException
from litestar.handlers import BaseRouteHandler
from litestar.params import ParameterKwarg, QueryParameter
from litestar.types import HTTPScope, WebSocketScope
from litestar.typing import FieldDefinition

from api.refusals import AddressUnreadable, MediaTypeUnsupported, NotAcceptable, ParameterInvalid

LONGEST_VALUE = 1_000
LONGEST_ELSEWHERE = 4_000
UNFIT = "不符合要求"
_QUOTED = re.compile(r"`(?:\$\.)?(\w+)")
_AT = re.compile(r"at `\$\.([\w.\[\]]+)`")
_INDEX = re.compile(r"\[[^\]]*\]")


def check_request(request: Request[Any, Any, Any]) -> None:
    """Refuse an unreadable address, unknown, repeated, empty or missing parameters, and the wrong media types.

    Runs before the framework reads values, which would take the last of repeated parameters, drop unknown ones (a
    misspelt filter would list everything) and replace broken UTF-8.
    """
    if request.method == "OPTIONS":
        return
    given = read_address(request.scope)
    declared = declared_parameters(request.route_handler)
    longest = LONGEST_VALUE
    if request.route_handler.opt.get("written_elsewhere"):
        # Another program writes this address, and may add what it likes (RFC 6749, 4.1.2).
        given, longest = [pair for pair in given if pair[0] in declared], LONGEST_ELSEWHERE
    faults = _query_faults(given, declared, longest)
    if faults:
        raise ParameterInvalid(faults)
    media_type = request.route_handler.media_type
    offered = media_type.value if isinstance(media_type, MediaType) else str(media_type)
    accept = request.headers.get("accept")
    if accept and not request.accept.accepts(offered):
        raise NotAcceptable(offered)
    bodies = request.route_handler.opt.get("body", ("application/json",))
    if request.method == "POST" and request.content_type[0] not in bodies:
        raise MediaTypeUnsupported


def read_address(scope: HTTPScope | WebSocketScope) -> list[tuple[str, str]]:
    """The names and values of the query. Raises `AddressUnreadable` for control signs and what is no UTF-8.

    To be asked before anything looks a part of the address up: PostgreSQL takes no NUL.
    """
    path = _decoded(scope.get("raw_path") or b"")
    if any(_is_control(sign) for sign in str(scope["path"]) + path):
        raise AddressUnreadable
    return [_pair(part) for part in scope["query_string"].split(b"&") if part]


def declared_parameters(handler: BaseRouteHandler) -> dict[str, FieldDefinition]:
    """The query parameters that a handler declares, by name."""
    fields = handler.parsed_fn_signature.parameters
    return {_public_name(name, field): field for name, field in fields.items() if _is_query(field)}


def faults_of(raised: ValidationException, handler: BaseRouteHandler) -> dict[str, str]:
    """Each parameter or body field that the framework could not read, with what it should be."""
    faults: dict[str, str] = {}
    for error in raised.extra if isinstance(raised.extra, list) else []:
        key, message = str(error.get("key", "")), str(error.get("message", ""))
        named = _QUOTED.search(message) if error.get("source") == "body" or key in ("", "data") else None
        name = _whole_path(named[1], message) if named and "field" in message else key
        if name in handler.parsed_fn_signature.parameters:
            name = _public_name(name, handler.parsed_fn_signature.parameters[name])
        if "unknown field" in message:
            faults[name] = "不在接口说明之中，请删去"
        elif "missing required field" in message:
            faults[name] = f"不能缺少：{_expected(handler, name)}"
        else:
            faults[name] = f"{UNFIT}：{_expected(handler, name)}"
    whole_body = {"", "data"} & set(faults)
    return {"body": f"{UNFIT}：请求体须为 JSON 对象"} if whole_body or not faults else faults


def _query_faults(
    given: list[tuple[str, str]], declared: Mapping[str, FieldDefinition], longest: int
) -> dict[str, str]:
    faults: dict[str, str] = {}
    names = [name for name, _ in given]
    for name, value in given:
        if name not in declared:
            faults[name] = f"不在接口说明之中，可用的参数为 {'、'.join(declared) or '（无）'}"
        elif names.count(name) > 1:
            faults[name] = "重复出现，只能给一次"
        # The framework takes the word null for an absent value, which would lift the filter.
        elif not value.strip() or value.lower() == "null" or len(value) > longest:
            faults[name] = f"{UNFIT}：{_description(declared[name])}"
    for name, field in declared.items():
        if field.is_required and name not in names:
            faults[name] = f"不能缺少：{_description(field)}"
    return faults


def _expected(handler: BaseRouteHandler, name: str) -> str:
    fields = handler.parsed_fn_signature.parameters
    named = {_public_name(own, field): field for own, field in fields.items()}
    if name in named and name != "data":
        return _description(named[name])
    body = fields.get("data")
    if body is not None and body.is_subclass_of(msgspec.Struct):
        words = _field_words(msgspec.inspect.type_info(body.annotation), _INDEX.sub("", name).split("."))
        if words:
            return words
    return "请按接口说明填写"


def _whole_path(field: str, message: str) -> str:
    """The field with the path of the object it is in, where the message names one."""
    within = _AT.search(message)
    return f"{within[1]}.{field}" if within else field


def _field_words(node: msgspec.inspect.Type, path: Sequence[str]) -> str:
    """The description of the field at the path; empty where it has none."""
    words = ""
    while True:
        if isinstance(node, msgspec.inspect.Metadata):
            words = str((node.extra_json_schema or {}).get("description", "")) or words
            node = node.type
        elif isinstance(node, msgspec.inspect.UnionType):
            filled = [kind for kind in node.types if not isinstance(kind, msgspec.inspect.NoneType)]
            node = filled[0]
        elif isinstance(node, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
            node = node.item_type
        elif path and isinstance(node, msgspec.inspect.StructType):
            found = [field.type for field in node.fields if field.encode_name == path[0]]
            if not found:
                return ""
            node, path, words = found[0], path[1:], ""
        else:
            bounds = getattr(node, "extra_json_schema", None) or {}
            words = words or str(bounds.get("description", ""))
            return f"{words}，{_kind(node)}" if words and _kind(node) else words


def _kind(node: msgspec.inspect.Type) -> str:
    """What a value has to be, where its description alone does not say so."""
    if isinstance(node, msgspec.inspect.LiteralType):
        return f"{'、'.join(str(value) for value in node.values)} 之一"
    return "须为十进制数" if isinstance(node, msgspec.inspect.DecimalType) else ""


def _description(field: FieldDefinition) -> str:
    kwarg = field.kwarg_definition
    return (kwarg.description if isinstance(kwarg, ParameterKwarg) else None) or "请按接口说明填写"


def _public_name(name: str, field: FieldDefinition) -> str:
    kwarg = field.kwarg_definition
    return (kwarg.name if isinstance(kwarg, ParameterKwarg) else None) or name


def _is_query(field: FieldDefinition) -> bool:
    return isinstance(field.kwarg_definition, QueryParameter)


def _pair(part: bytes) -> tuple[str, str]:
    name, _, value = part.replace(b"+", b" ").partition(b"=")
    pair = _decoded(name), _decoded(value)
    if any(_is_control(sign) for sign in "".join(pair)):
        raise AddressUnreadable
    return pair


def _decoded(raw: bytes) -> str:
    try:
        return unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        raise AddressUnreadable from None


def _is_control(sign: str) -> bool:
    return sign < " " or sign == "\x7f"
