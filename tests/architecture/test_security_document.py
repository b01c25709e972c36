"""The page on security names what there is, and counts what it lists."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.architecture.sources import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
STATES = ("met", "n.a.", "open")
# OWASP ASVS 5.0.0 has 70 requirements of level 1 and 183 of level 2.
LEVEL_2 = 253

_ROW = re.compile(r"\| (\d+\.\d+\.\d+(?:\.\d+ [a-z])?) \| (.+?) \| (.+?) \| (.+) \|")
_COUNTS = re.compile(r"\| (.+?) \| (\d+) \| (\d+) \| (\d+) \|")
_QUOTED = re.compile(r"`([^`]+)`")
_FILE = re.compile(r"[\w.-]+(?:/[\w.-]+)+|[\w-]+\.(?:toml|lock|json|md)")


class Row(NamedTuple):
    """A requirement with its state and what is said for it."""

    chapter: str
    number: str
    state: str
    reason: str


def test_every_requirement_stands_once_and_has_a_state() -> None:
    found = list(rows())
    twice = [number for number, times in Counter(row.number for row in found).items() if times > 1]
    assert twice == []
    assert {row.state for row in found} <= set(STATES)
    assert sum(row.number.count(".") == 2 for row in found) == LEVEL_2
    assert [row.number for row in found if row.number.count(".") == 2] == sorted(
        (row.number for row in found if row.number.count(".") == 2),
        key=lambda number: tuple(map(int, number.split("."))),
    )


def test_the_counts_at_the_top_are_those_of_the_rows() -> None:
    counted: dict[str, Counter[str]] = {}
    for row in rows():
        counted.setdefault(row.chapter, Counter())[row.state] += 1
    told = [(name, tuple(map(int, numbers))) for name, *numbers in _COUNTS.findall(PAGE)]
    assert {name: numbers for name, numbers in told if name != "all"} == {
        name: tuple(of[state] for state in STATES) for name, of in counted.items()
    }
    standards = (
        [of for name, of in counted.items() if re.match(r"V\d", name)],
        [of for name, of in counted.items() if not re.match(r"V\d", name)],
    )
    assert [numbers for name, numbers in told if name == "all"] == [
        tuple(sum(of[state] for of in chapters) for state in STATES) for chapters in standards
    ]


def test_every_test_and_file_that_is_named_is_there() -> None:
    missing = [name for name in _QUOTED.findall(PAGE) if is_named(name) and not is_there(name)]
    assert missing == []


def test_what_is_met_names_what_shows_it() -> None:
    headings = set(re.findall(r"^### (.+)$", PAGE, re.MULTILINE))
    for row in rows():
        if row.state != "met":
            continue
        sections = re.findall(r'"([^"]+)" below', row.reason)
        assert set(sections) <= headings, row
        assert sections or any(map(is_named, _QUOTED.findall(row.reason))), row


def rows() -> Iterator[Row]:
    """The requirements of the page in their order, each with the heading above it."""
    chapter = ""
    for line in PAGE.splitlines():
        if line.startswith("### "):
            chapter = line.removeprefix("### ")
        match = _ROW.fullmatch(line)
        if match:
            yield Row(chapter, match[1], match[3], match[4])


def is_named(quoted: str) -> bool:
    """Whether the quoted words are those of a file or of a test in one."""
    return _FILE.fullmatch(quoted.partition("::")[0]) is not None


def is_there(name: str) -> bool:
    """Whether the file exists, and the test in it."""
    path, _, test = name.partition("::")
    file: Path = ROOT / path
    return file.is_file() and (
        not test or re.search(rf"^def {test}\(", file.read_text(encoding="utf-8"), re.MULTILINE) is not None
    )
