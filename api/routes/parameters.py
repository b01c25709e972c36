"""Parameters that several lists share, and the refusals that every resource can give.

Descriptions say what a value must be: they are shown in the interface description and in refusals alike.
"""

from datetime import date
from typing import Annotated

from litestar.datastructures import ResponseHeader
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import Example
from litestar.params import QueryParameter

from api.problems import PROBLEM_MEDIA_TYPE, TITLES, Problem

EXAMPLE_YEAR = [Example(value=2023)]
EXAMPLE_DAY = [Example(value="2024-03-31")]
EXAMPLE_AREA = [Example(summary="武进区", value="320412")]

Year = Annotated[
    int, QueryParameter(ge=1900, le=2100, description="年度，1900 至 2100 的整数", examples=EXAMPLE_YEAR)
]
AsOf = Annotated[date, QueryParameter(description="截止日，写作 2024-03-31", examples=EXAMPLE_DAY)]
Area = Annotated[
    str,
    QueryParameter(
        min_length=1, max_length=200, description="辖区区划代码，200 字以内", examples=EXAMPLE_AREA
    ),
]
YearFilter = Annotated[int | None, QueryParameter(ge=1900, le=2100, description="年度，1900 至 2100 的整数")]
AreaFilter = Annotated[
    str | None,
    QueryParameter(
        min_length=1,
        max_length=200,
        description="辖区区划代码（含其下级辖区），200 字以内",
        examples=EXAMPLE_AREA,
    ),
]
CityChoice = Annotated[
    str | None,
    QueryParameter(
        min_length=1, max_length=200, description="本市区划代码；库中只有一个无上级的“市”时可省略"
    ),
]
Cursor = Annotated[
    str | None,
    QueryParameter(max_length=1000, description="上一页的 next_cursor，原样填写；第一页不填"),
]
Limit = Annotated[int, QueryParameter(ge=1, le=500, description="每页条数，1 至 500 的整数，默认 50")]

# The version of a record that is shown; a change of it names the version in If-Match.
TAG = ResponseHeader(name="ETag", description="记录的版本", value="", documentation_only=True)

_WHEN = {
    400: "参数缺少、不认识、重复或不符合要求",
    401: "没有登录，或登录、令牌已失效",
    403: "角色或授权范围不允许，或登录尚未完成",
    404: "没有这个编号的记录、这个区划代码的辖区，或没有启用这项功能",
    405: "方法不受支持",
    406: "请求头 Accept 不接受本接口的格式",
    409: "与当前状态冲突",
    412: "If-Match 不是记录现在的版本；details.current 为其现在的内容",
    413: "请求体过大",
    415: "请求体不是 JSON",
    421: "请求不是发往本机地址",
    422: "请求内容不可用，如截止日早于该年",
    428: "变更已有的记录而未给出 If-Match",
    429: "请求过于频繁，请在 Retry-After 所示秒数后重试",
    500: "程序内部错误",
    503: "数据库不可用或结构与程序不一致",
}
ALWAYS = (400, 401, 403, 406, 421, 429, 500, 503)


def refusals(*statuses: int) -> dict[int, ResponseSpec]:
    """The documented refusals of a resource: those that any can give, and these."""
    return {
        status: ResponseSpec(
            Problem,
            generate_examples=False,
            description=f"{TITLES[status]}：{_WHEN[status]}",
            media_type=PROBLEM_MEDIA_TYPE,
        )
        for status in sorted({*ALWAYS, *statuses})
    }


def text(description: str) -> QueryParameter:
    """A text filter of bounded length."""
    return QueryParameter(min_length=1, max_length=200, description=f"{description}，200 字以内")


def choice(description: str, words: tuple[str, ...], *, name: str | None = None) -> QueryParameter:
    """A filter that is one of these words; `name` where the framework keeps the argument's own name for itself."""
    return QueryParameter(description=f"{description}：{'、'.join(words)} 之一", name=name)


def day(description: str) -> QueryParameter:
    """A filter by a day."""
    return QueryParameter(description=f"{description}，写作 2024-03-31")
