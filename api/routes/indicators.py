"""Indicator values and the rows behind a value."""

from datetime import date
from typing import Annotated, Literal

import msgspec
import polars as pl
from litestar import Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from api.routes.cursor import Key, decode_cursor, encode_cursor, question_of
from api.routes.parameters import Area, AreaFilter, AsOf, CityChoice, Cursor, Limit, Year, refusals
from api.routes.shapes import Page, said
from api.session import Archive
from api.tables import assessment_json, record_json
from domain.indicators.compute import assess_on
from domain.indicators.records import records_on

Day = date  # `Record` has a field of that name

# What makes a row behind a value itself: a return's number is the quarter, shared by its filers.
RECORD_KEY = ("key", "area", "kind")


class Value(msgspec.Struct, kw_only=True):
    """The value of one measure for one area; what is unknown is null, never 0."""

    measure: Annotated[str, said("指标代码", "17")]
    area: Annotated[str, said("区划代码", "320400")]
    numerator: Annotated[str | None, said("分子，十进制，无多余的零", "228")]
    denominator: Annotated[str | None, said("分母，十进制，无多余的零", "231")]
    value: Annotated[str | None, said("数值，两位小数，四舍五入", "98.70")]
    met: Annotated[bool | None, said("是否达标，按未舍入的数判定；状态不是 ok 时为 null")]
    status: Annotated[
        Literal["ok", "incomplete", "missing", "not_applicable"],
        said("ok 正常；incomplete 填报不全；missing 缺数据；not_applicable 不适用"),
    ]


class Indicators(msgspec.Struct, kw_only=True):
    """The same answer as `shian indicators --format json`."""

    year: Annotated[int, said("年度", 2023)]
    as_of: Annotated[date, said("截止日")]
    city: Annotated[str, said("本市区划代码", "320400")]
    values: Annotated[list[Value], said("先本市，再按代码列各县区；各辖区内按目录顺序")]


class Record(msgspec.Struct, kw_only=True):
    """A row behind a value with what it adds; all rows together add up to the value's numbers."""

    kind: Annotated[str, said("类别", "批次")]
    key: Annotated[str, said("编号")]
    area: Annotated[str, said("区划代码", "320412")]
    name: Annotated[str | None, said("名称", "示例糕点（合成数据）")]
    date: Annotated[Day | None, said("归属年度所依据的日期")]
    due: Annotated[Day | None, said("期限")]
    provisional: Annotated[bool, said("期限为暂算：所跨年份的放假安排尚未公布")]
    done: Annotated[Day | None, said("完成日期")]
    state: Annotated[str | None, said("如何计入，文字说明")]
    in_numerator: Annotated[str, said("计入分子的量，十进制", "1")]
    in_denominator: Annotated[str, said("计入分母的量，十进制", "1")]


@get(
    "/indicators",
    summary="全部指标的数值",
    description="与命令 `shian indicators --format json` 的结果相同。给出 `area` 时只算一个辖区（市、县区或镇街）。",
    responses=refusals(404, 409, 422),
    sync_to_thread=True,
)
def get_indicators(
    archive: NamedDependency[Archive],
    year: Year,
    as_of: AsOf,
    area: AreaFilter = None,
    city: CityChoice = None,
) -> Indicators:
    """All values of the year as of the day."""
    with archive.view() as view:
        assessor = archive.assessor(view, year, as_of, city=city, area=area)
    return msgspec.convert(assessment_json(assess_on(assessor)), Indicators)


@get(
    "/records",
    summary="一个数值背后的记录",
    description="每行给出计入分子、计入分母的量；全部行的合计就是该指标在该辖区的分子、分母。数值缺失时没有记录。",
    responses=refusals(404, 409, 422),
    sync_to_thread=True,
    opt={"action": "indicators.records", "area": True},
)
def list_records(
    archive: NamedDependency[Archive],
    measure: Annotated[
        str,
        QueryParameter(max_length=20, description="指标代码，如 17 或 06-1"),
    ],
    area: Area,
    year: Year,
    as_of: AsOf,
    city: CityChoice = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[Record]:
    """The rows behind a value, by key."""
    asked = {"measure": measure, "area": area, "year": year, "as_of": as_of, "city": city}
    question = question_of("records", asked)
    after = decode_cursor(question, cursor, [str] * len(RECORD_KEY)) if cursor is not None else None
    with archive.view() as view:
        assessor = archive.assessor(view, year, as_of, city=city, area=area)
    found = records_on(assessor, assessor.ground.catalogue.measure(measure), area)
    rows = _after(found, after).head(limit + 1)
    page = rows.head(limit)
    following = None
    if rows.height > limit:
        following = encode_cursor(question, page.select(RECORD_KEY).row(-1))
    items = msgspec.convert([record_json(row) for row in page.iter_rows(named=True)], list[Record])
    return Page(items=items, next_cursor=following)


def _after(records: pl.DataFrame, key: list[Key] | None) -> pl.DataFrame:
    ordered = records.sort(RECORD_KEY)
    if key is None:
        return ordered
    later = pl.lit(False)
    for name, last in reversed(list(zip(RECORD_KEY, key, strict=True))):
        later = (pl.col(name) > last) | ((pl.col(name) == last) & later)
    return ordered.filter(later)


router = Router(
    path="/", route_handlers=[get_indicators, list_records], opt={"action": "indicators.read"}, tags=["指标"]
)
