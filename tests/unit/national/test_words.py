"""What the national system's words mean."""

import pytest

from domain.national.headers import count_known, read_headers
from domain.national.text import folded, is_nothing
from domain.national.words import (
    TaskWords,
    concluded_verdict,
    item_verdict,
    limit,
    sampling_stage,
    sheet_state,
    task_kind,
    task_level,
)


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        ("纯抽检合格样品", "合格"),
        ("纯抽检不合格样品", "不合格"),
        ("一般不合格样品", "不合格"),
        ("一般问题样品", "问题"),
        ("问题样品", "问题"),
        ("经抽样检验，所检项目符合 GB 2762 要求", "合格"),
        ("经抽样检验，霉菌项目不符合 GB 7099 要求，检验结论为不合格", "不合格"),
        ("经检验，未发现不合格项目", "合格"),
        ("不判定", None),
        ("作废", None),
        ("——", None),
    ],
)
def test_a_conclusion_that_contains_both_words_is_unqualified(cell: str, verdict: str | None) -> None:
    assert concluded_verdict(cell) == verdict


@pytest.mark.parametrize(
    ("cell", "verdict"),
    [
        ("合格项", "合格项"), ("符 合", "合格项"), ("不合格", "不合格项"), ("不符合", "不合格项"), ("问题", "问题项"),
        ("不判定", "不判定项"), ("未检验", "未检验"), ("基本合格", None), ("", None),
    ],
)  # fmt: skip
def test_variants_of_an_items_verdict(cell: str, verdict: str | None) -> None:
    assert item_verdict(cell) == verdict


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (TaskWords(), "监督抽检"),
        (TaskWords(evaluative="是", purpose="风险监测"), "评价性抽检"),
        (TaskWords(class_1="风险监测（总局本级）"), "风险监测"),
        (TaskWords(purpose="风险监测", agencies="市农业农村局", category="食用农产品"), "风险监测"),
        (TaskWords(category="食用农产品", agencies="市农业农村局"), "农产品监测"),
        (TaskWords(category="食用农产品", agencies="市市场监督管理局"), "监督抽检"),
        (TaskWords(purpose="快速检测"), "快速检测"),
        (TaskWords(evaluative="否", class_1="快检任务"), "快速检测"),
    ],
)
def test_the_kind_of_a_task(words: TaskWords, kind: str) -> None:
    assert task_kind(words) == kind


@pytest.mark.parametrize(
    ("words", "level"),
    [
        (TaskWords(level="国抽", source_county="任务"), "国抽"),
        (TaskWords(level="/", source_county="任务", source_province="任务"), "县抽"),
        (TaskWords(source_city="任务", source_province="任务"), "市抽"),
        (TaskWords(source_county="——", source_province="任务"), "省抽"),
        (TaskWords(class_1="抽检监测（总局本级三司）"), "国抽"),
        (TaskWords(class_1="抽检监测(转移地方)"), "省抽"),
        (TaskWords(class_1="抽检监测（省级）"), "省抽"),
        (TaskWords(class_1="抽检监测（市级）"), "市抽"),
        (TaskWords(class_1="抽检监测（县级专项）"), "县抽"),
        (TaskWords(class_1="市级抽检监测"), None),
    ],
)
def test_the_level_of_a_task(words: TaskWords, level: str | None) -> None:
    assert task_level(words) == level


def test_a_void_sheet_is_void_whatever_else_is_said() -> None:
    assert sheet_state("样品拒收", "作废") == "作废"


def test_a_stage_is_known_with_and_without_its_suffix() -> None:
    assert [sampling_stage(cell) for cell in ("流通环节", "餐饮", "种植环节")] == ["流通", "餐饮", "种植环节"]


def test_dashes_and_slashes_say_nothing() -> None:
    assert all(is_nothing(cell) for cell in ("", " / ", "／", "-", "——", "－", "无", "\u200b"))
    assert not any(is_nothing(cell) for cell in ("0", "一", "未检出"))
    assert limit("——", "mg/kg", "mg/kg") == ""
    assert limit("0.2", "mg / kg", "mg/kg") == "0.2"


def test_names_are_compared_without_width_case_and_dashes() -> None:
    assert folded("Ａ（B₁） －−x") == folded("a(b1)--X")


def test_headers_are_known_in_every_years_wording() -> None:
    header = read_headers(
        ["单位名称", " 抽样编号* ", "县（市、区）", "标称生产企业名称*", "单位名称", "检验项目＊", "别的"]
    )
    assert header.positions["被抽样单位名称"] == (0,)
    assert header.positions["抽样单位名称"] == (4,)
    assert header.positions["标识生产企业名称"] == (3,)
    assert (header.title("县(市、区)"), header.title("标识生产企业名称")) == (
        "县（市、区）",
        "标称生产企业名称",
    )
    assert (header.unknown, header.twice) == (("别的",), ())
    assert "结果判定" in header.missing


def test_a_sampled_unit_that_stands_twice_is_not_an_error() -> None:
    header = read_headers(["被抽样单位名称", "被抽样单位名称", "抽样时间", "抽样时间*"])
    assert header.positions["被抽样单位名称"] == (0, 1)
    assert header.twice == ("抽样时间",)


def test_a_title_names_no_columns() -> None:
    assert count_known(["2023年食品安全抽样检验信息", "", ""]) == 0
