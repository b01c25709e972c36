"""Every bad field of the parameters is told, with its place and what to do."""

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.draw.canonical import parse
from domain.draw.errors import DrawFileUnusable, DrawParametersInvalid
from domain.draw.parameters import document
from domain.draw.reading import ENTERPRISE_FIELDS, INSPECTOR_FIELDS
from tests.factories.draws import a_draw, an_enterprise, an_inspector, code, parameters, three_strata


def faults_of(value: Any) -> list[tuple[str, str]]:
    with pytest.raises(DrawParametersInvalid) as refused:
        parameters(value)
    return [(field["path"], field["reason"]) for field in refused.value.details["fields"]]


@pytest.mark.parametrize(
    "fields, path, words",
    [
        ({"title": ""}, "title", "1 至 200 个字"),
        ({"title": None}, "title", "缺少"),
        ({"title": 5}, "title", "应为文字"),
        ({"title": "甲\n乙"}, "title", "换行"),
        ({"title": "\ud800"}, "title", "残缺"),
        ({"title": "长" * 201}, "title", "1 至 200 个字"),
        ({"colour": "red"}, "colour", "没有这个字段"),
        ({"reference_date": "2026-02-30"}, "reference_date", "日期"),
        ({"reference_date": 20260701}, "reference_date", "日期"),
        ({"public_value": None}, "public_value.source", "缺少"),
        ({"public_value": "开奖"}, "public_value", "JSON 对象"),
        ({"public_value": {"source": "某彩票"}}, "public_value.date", "缺少"),
        ({"stratify_by": ["colour"]}, "stratify_by", "risk_grade（风险等级）"),
        ({"stratify_by": ["stage", "stage"]}, "stratify_by", "列了两次"),
        ({"stratify_by": "stage"}, "stratify_by", "列表"),
        ({"strata": []}, "strata", "1 至 1000 项"),
        ({"strata": [{"values": {"stage": "餐饮"}, "quota": 0}]}, "strata[1].quota", "1 至 5000"),
        ({"strata": [{"values": {"stage": "餐饮"}, "quota": -1}]}, "strata[1].quota", "1 至 5000"),
        ({"strata": [{"values": {"stage": "餐饮"}, "quota": True}]}, "strata[1].quota", "整数"),
        ({"strata": [{"values": {"stage": "餐饮"}, "quota": "2"}]}, "strata[1].quota", "不带引号"),
        ({"strata": [{"values": {"stage": "餐饮"}, "weight": 2}]}, "strata[1].weight", "没有这个字段"),
        (
            {"strata": [{"values": {"stage": "餐厅"}, "quota": 2}]},
            "strata[1].values.stage",
            "生产、流通、餐饮",
        ),
        ({"strata": [{"values": {}, "quota": 2}]}, "strata[1].values.stage", "缺少"),
        ({"strata": [{"values": {"stage": "餐饮"}, "quota": 1}] * 2}, "strata[2].values", "相同"),
        ({"total": 0}, "total", "1 至 5000"),
        ({"exclusion_days": -1}, "exclusion_days", "0 至 3660"),
        ({"exclusion_days": None}, "exclusion_days", "缺少"),
        ({"max_tasks": 0}, "max_tasks", "1 至 1000"),
        ({"simulation_runs": 10}, "simulation_runs", "100 至 20000"),
        ({"enterprises": []}, "enterprises", "1 至 100000 项"),
        ({"enterprises": [an_enterprise(1)] * 2}, "enterprises[2].credit_code", "重复"),
        (
            {"enterprises": [an_enterprise(1, credit_code="1")]},
            "enterprises[1].credit_code",
            "统一社会信用代码",
        ),
        ({"enterprises": [an_enterprise(1, risk_grade="E")]}, "enterprises[1].risk_grade", "A、B、C、D"),
        ({"enterprises": [an_enterprise(1, size=3)]}, "enterprises[1].size", "没有这个字段"),
        ({"enterprises": [7]}, "enterprises[1]", "JSON 对象"),
        ({"enterprises": [an_enterprise(1, last_sampled_on="2026-07-02")]}, f"企业 {code(1)}", "晚于基准日"),
        ({"inspectors": [an_inspector(1)]}, "inspectors", "2 至 2000 项"),
        ({"inspectors": [an_inspector(1), an_inspector(1)]}, "inspectors[2].id", "重复"),
        ({"inspectors": [an_inspector(1, 3, 3), an_inspector(2)]}, "inspectors[1].recused", "两次"),
        (
            {"inspectors": [{"id": "1", "name": "甲", "recused": ["", 5]}, an_inspector(2)]},
            "inspectors[1].recused",
            "统一社会信用代码",
        ),
        ({"inspectors": [{"id": "1", "recused": []}, an_inspector(2)]}, "inspectors[1].name", "缺少"),
    ],
)
def test_a_bad_field_is_named_with_what_it_should_be(fields: dict[str, Any], path: str, words: str) -> None:
    found = faults_of(a_draw(**fields))
    assert any(at == path and words in reason for at, reason in found), found


def test_all_bad_fields_are_told_at_once() -> None:
    found = faults_of(a_draw(title="", max_tasks=0, exclusion_days="九十"))
    assert [path for path, _ in found] == ["title", "exclusion_days", "max_tasks"]


@pytest.mark.parametrize("value", [None, [], "参数", 3])
def test_what_is_no_object_is_refused_in_one_line(value: Any) -> None:
    assert len(faults_of(value)) == 1


def test_more_than_can_be_replayed_is_refused() -> None:
    strata = [{"values": {"stage": "餐饮"}, "quota": 5_000}]
    assert faults_of(a_draw(strata=strata, simulation_runs=401)) == [
        ("simulation_runs", "抽取 5000 家时最多模拟 400 次")
    ]
    assert (
        "超过上限"
        in faults_of(
            a_draw(
                strata=[
                    {"values": {"stage": "餐饮"}, "quota": 3_000},
                    {"values": {"stage": "流通"}, "quota": 3_000},
                ]
            )
        )[0][1]
    )


def test_rosters_have_one_order_whatever_the_files_had() -> None:
    value = three_strata()
    turned = deepcopy(value)
    turned["enterprises"].reverse()
    turned["inspectors"].reverse()
    for inspector in turned["inspectors"]:
        inspector["recused"].reverse()
    assert parameters(turned) == parameters(value)


def test_what_was_read_is_read_again_from_its_own_document() -> None:
    read = parameters(three_strata())
    assert parameters(document(read)) == read


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.decimals(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
PLACES = (
    *((name,) for name in a_draw()),
    ("public_value", "source"),
    ("public_value", "date"),
    ("strata", 0),
    ("strata", 0, "values"),
    ("strata", 0, "values", "stage"),
    ("enterprises", 0),
    *(("enterprises", 0, name) for name in ENTERPRISE_FIELDS),
    ("inspectors", 0),
    *(("inspectors", 0, name) for name in INSPECTOR_FIELDS),
)


@settings(max_examples=500, deadline=None)
@given(st.sampled_from(PLACES), JSON)
def test_whatever_stands_in_a_field_is_read_or_refused_in_words(place: tuple[Any, ...], written: Any) -> None:
    value: Any = a_draw()
    holder = value
    for name in place[:-1]:
        holder = holder[name]
    holder[place[-1]] = written
    try:
        read = parameters(value)
    except DrawParametersInvalid:
        return
    assert parameters(document(read)) == read


@pytest.mark.parametrize(
    "content, words",
    [
        (b"", "JSON"),
        (b"{", "第 1 行"),
        ("{'标题': 1}".encode("gb18030"), "UTF-8"),
        (b'{"a": 1, "a": 2}', "两次"),
        (b'{"a": NaN}', "NaN"),
        (b"[" * 100_000, "过深"),
        (b"1" * 5_000, "过长"),
    ],
)
def test_json_that_two_readers_could_read_differently_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(DrawFileUnusable, match=words):
        parse(content, "参数.json")


def test_a_number_with_a_point_is_no_whole_number() -> None:
    value = parse(b'{"max_tasks": 2.0}', "x")
    assert any(path == "max_tasks" and "整数" in reason for path, reason in faults_of(a_draw(**value)))


def test_the_guides_example_is_read() -> None:
    guide = (Path(__file__).parents[3] / "docs" / "使用指南.md").read_text(encoding="utf-8")
    (example,) = (
        text for text in re.findall(r"```json\n(.*?)```", guide, re.DOTALL) if "stratify_by" in text
    )
    value = json.loads(example)
    assert (value.pop("enterprises_file"), value.pop("inspectors_file")) == ("企业.csv", "人员.csv")
    rosters = {name: a_draw()[name] for name in ("enterprises", "inspectors")}
    read = parameters({**value, **rosters})
    assert [(stratum.key, stratum.amount) for stratum in read.strata] == [
        (("餐饮", "A"), 2),
        (("餐饮", None), 1),
    ]
    assert read.simulation_runs == 1_000
