"""Forms made from their own declarations: every field by its type, its bounds and, where it refers, by its name."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect as shape

Strategies = Mapping[str, st.SearchStrategy[Any]]
# What an optional field is left out with: more often than not, so that long forms stay small.
WORDS = st.sampled_from(
    ("合成数据", "合成数据甲", "无", "-", " 合成 数据 ", "=1+1", "𠮷野㐂", "a;b", "'引号")
)
DAYS = st.dates(date(2023, 1, 1), date(2023, 12, 31))
AMOUNTS = st.decimals(Decimal(0), Decimal(500), places=2)


def forms_of(form: type[Any], named: Strategies) -> st.SearchStrategy[Any]:
    """Values of a struct; `named` gives the strategies of fields that refer to something or need sense, by name.

    A key `Struct.field` goes before `field`.
    """
    return _of(shape.type_info(form), named)


def _of(node: shape.Type, named: Strategies) -> st.SearchStrategy[Any]:
    if isinstance(node, shape.Metadata):
        return _of(node.type, named)
    if isinstance(node, shape.StructType):
        return st.deferred(lambda: _struct(node, named))
    if isinstance(node, shape.UnionType):
        filled = [_of(kind, named) for kind in node.types if not isinstance(kind, shape.NoneType)]
        return st.none() | st.one_of(filled) if node.includes_none else st.one_of(filled)
    if isinstance(node, shape.StrType):
        return WORDS.filter(lambda text: node.max_length is None or len(text) <= node.max_length)
    if isinstance(node, shape.IntType):
        least = node.ge if node.ge is not None else 0
        return st.integers(least, min(node.le if node.le is not None else least + 40, least + 40))
    if isinstance(node, shape.VarTupleType | shape.ListType):
        made = st.lists(_of(node.item_type, named), min_size=node.min_length or 0, max_size=3)
        return made.map(tuple) if isinstance(node, shape.VarTupleType) else made
    if isinstance(node, shape.LiteralType | shape.EnumType):
        values = node.values if isinstance(node, shape.LiteralType) else tuple(node.cls)
        return st.sampled_from(values)
    return _plain(node, named)


def _plain(node: shape.Type, named: Strategies) -> st.SearchStrategy[Any]:
    if isinstance(node, shape.DictType):
        return st.dictionaries(_of(node.key_type, named), _of(node.value_type, named), max_size=2)
    if isinstance(node, shape.TupleType):
        return st.tuples(*(_of(kind, named) for kind in node.item_types))
    simple: dict[type[shape.Type], st.SearchStrategy[Any]] = {
        shape.BoolType: st.booleans(),
        shape.DateType: DAYS,
        shape.DecimalType: AMOUNTS,
        shape.DateTimeType: st.datetimes(
            datetime.fromisoformat("2023-01-01"), datetime.fromisoformat("2023-12-31")
        ),
        shape.NoneType: st.none(),
    }
    return simple[type(node)]


def _struct(node: shape.StructType, named: Strategies) -> st.SearchStrategy[Any]:
    fields: dict[str, st.SearchStrategy[Any]] = {}
    for field in node.fields:
        own = named.get(f"{node.cls.__name__}.{field.name}", named.get(field.name))
        made = own if own is not None else _of(field.type, named)
        if not field.required and own is None:
            default = field.default if field.default is not msgspec.NODEFAULT else field.default_factory()
            made = st.just(default) | made
        fields[field.name] = made
    return st.builds(node.cls, **fields)
