"""The glossary is complete for what users meet, and what it says of the code is so."""

import re
from pathlib import Path

import pytest

from domain.errors import CatalogueInvalid
from domain.exchange import choices, tables
from domain.glossary import load_glossary
from tests.architecture.sources import modules

GLOSSARY = load_glossary()
VALID = """
[[group]]
title = "抽样"
[[group.term]]
term = "抽样单"
english = "sampling sheet"
definition = "一份样品的记录。"
"""


def test_the_shipped_glossary_has_the_terms_of_the_field() -> None:
    assert len(GLOSSARY) >= 60
    assert all(group.terms for group in GLOSSARY.groups)


@pytest.mark.parametrize("word", [*choices.PLAN_KINDS, "快速检测", *choices.ITEM_VERDICTS, "复检", "异议"])
def test_words_that_decide_a_count_are_explained(word: str) -> None:
    assert GLOSSARY.find(word) is not None


def test_every_identifier_named_is_found_in_code() -> None:
    words = {word for module in modules() for word in re.findall(r"[A-Za-z_]\w*", module.text)}
    lost = {f"{term.term}: {name}" for term in GLOSSARY for name in term.code if name not in words}
    assert lost == set()


def test_a_term_of_the_exchange_format_has_the_headers_own_column() -> None:
    """A term that is also a header names that header's column, so that the two vocabularies cannot drift."""
    columns: dict[str, set[str]] = {}
    for table in tables.TABLES:
        for column in table.all_columns:
            columns.setdefault(column.header, set()).add(column.name)
    wrong = {
        entry.term: entry.code
        for entry in GLOSSARY
        if entry.term in columns and not columns[entry.term] & set(entry.code)
    }
    assert wrong == {}


def test_a_term_that_is_not_there_is_not_found() -> None:
    assert GLOSSARY.find("没有这个词") is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "缺少 group"),
        ("[[group]]\ntitle = '抽样'\n", "缺少 term"),
        (
            VALID + "[[group.term]]\nterm = '抽样单'\nenglish = 'form'\ndefinition = '表。'\n",
            "术语重复：抽样单",
        ),
        (
            VALID + "[[group.term]]\nterm = '单子'\nenglish = 'Sampling Sheet'\ndefinition = '表。'\n",
            "英文术语重复",
        ),
        (VALID.replace("sampling sheet", "抽样单"), "应只含字母"),
        (VALID.replace("记录。", "记录"), "以句号结尾"),
        (VALID + "note = '无'\n", "无法识别的字段 note"),
        (VALID + "code = ['not an identifier']\n", "标识符列表"),
        ("[[group", "TOML"),
    ],
)
def test_a_glossary_that_contradicts_itself_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "glossary.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueInvalid, match=reason):
        load_glossary(file)
