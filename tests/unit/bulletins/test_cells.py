from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bulletins import cells
from domain.findings import words


@pytest.mark.parametrize("cell", ["", " ", "/", "/ ", "／", "无 ", "-", "——", "\u3000\n"])
def test_nothing_written_is_unknown(cell: str) -> None:
    assert words.text(cell) is None


@pytest.mark.parametrize(
    "cell, party",
    [
        ("合成食品有限公司 ", "合成食品有限公司"),
        ("合成食品有限公\n司", "合成食品有限公司"),
        ("合成食品有限公 司\u3000\u3000", "合成食品有限公司"),
        ("Dow  Chemical company", "Dow Chemical company"),
        ("生产者：甲厂；\n经销商：乙店", "生产者：甲厂；经销商：乙店"),
    ],
)
def test_party_loses_the_blanks_of_the_page_only(cell: str, party: str) -> None:
    assert words.text(cell) == party


@pytest.mark.parametrize(
    "cell",
    [
        "2021-01-15",
        " 2021-1-15",
        "2021/01/15",
        "2021.1.15",
        "20210115",
        "2021年1月15日",
        "2021-01-15 08:30",
        "２０２１-01-15",
    ],
)
def test_date_is_read_in_every_notation(cell: str) -> None:
    assert cells.day(cell) == date(2021, 1, 15)


@pytest.mark.parametrize(
    "cell", ["44211", "2021-13-01", "2021-02-30", "15.01.2021", "去年", "1021-01-15", "2021-01"]
)
def test_what_is_no_date_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"日期|这一天|年份"):
        cells.day(cell)


@pytest.mark.parametrize("cell", ["合格项", "问题", "", "不 确定"])
def test_unknown_verdict_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="合格"):
        cells.verdict(cell)


def test_verdict_is_read_across_blanks() -> None:
    assert cells.verdict(" 不合\n格 ") == "不合格"


def test_classification_has_two_levels() -> None:
    assert cells.classification("食品相关产品-->洗涤剂/消毒剂") == ("食品相关产品", "洗涤剂/消毒剂")
    assert cells.classification("豆及豆制品") == ("豆及豆制品", None)
    with pytest.raises(ValueError, match="大类"):
        cells.classification("-->豆类")


def test_publisher_is_the_text_in_the_brackets() -> None:
    assert cells.publisher("国内监督抽查(合成市场监管局)") == "合成市场监管局"
    assert cells.publisher("国内监督抽查（合成市场监管局） ") == "合成市场监管局"
    assert cells.publisher("合成市场监管局") == "合成市场监管局"


def test_one_item_in_two_spellings_is_one_item() -> None:
    assert cells.item("菌落总数﹙CFU/g﹚") == cells.item("菌落 总数")
    assert cells.item("铝的残留量（干样品，以Al计）") == cells.item("铝的残留量(干样品，以Al计)")
    assert cells.item("砷(As)") == "砷(As)"


@given(st.text(max_size=40))
def test_reading_words_never_fails(cell: str) -> None:
    text = words.text(cell)
    assert text is None or words.text(text) == text
    assert "\n" not in (text or "")
    cells.item(cell)
