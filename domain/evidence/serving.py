"""Which measures a document serves, as people write it: `01/1:第3—5页;02-1`, and page references in one form.

An entry is a measure's code, after a stroke the number of the required document that it is, after a colon the pages
that matter. Full-width signs are as good as half-width ones.
"""

import re

from domain.evidence.content import Served
from domain.evidence.errors import EvidencePagesWrong, EvidenceServesUnreadable

_ENTRY = re.compile(r"([0-9A-Za-z][0-9A-Za-z-]{0,19})(?:/([0-9]{1,2}))?(?::(.{1,60}))?")
_RANGE = re.compile(r"([1-9][0-9]{0,4})(?:[-—–－~～至]+([1-9][0-9]{0,4}))?")
_SIGNS = str.maketrans({"；": ";", "：": ":", "／": "/", "，": "、", ",": "、"})


def read_serves(text: str) -> tuple[Served, ...]:
    """The entries of a text, at least one. Raises `EvidenceServesUnreadable`."""
    parts = [part.strip() for part in text.translate(_SIGNS).split(";")]
    found = tuple(_entry(part) for part in parts if part)
    if not found:
        raise EvidenceServesUnreadable(text[:60])
    return found


def written_serves(serves: tuple[Served, ...]) -> str:
    """The text that `read_serves` reads as these entries."""
    return ";".join(
        one.measure
        + (f"/{one.requirement}" if one.requirement else "")
        + (f":{one.pages}" if one.pages else "")
        for one in serves
    )


def _entry(part: str) -> Served:
    found = _ENTRY.fullmatch(part)
    if found is None:
        raise EvidenceServesUnreadable(part[:60])
    measure, requirement, pages = found.groups()
    return Served(measure=measure, requirement=requirement, pages=pages.strip() if pages else None)


def page_reference(text: str, pages: int | None) -> str:
    """The reference as 第3—5、8页, within a document of so many pages (None: not a paged one), in rising order.

    Raises `EvidencePagesWrong`.
    """
    bare = text.translate(_SIGNS).replace(" ", "").removeprefix("第").removesuffix("页")
    found = [_RANGE.fullmatch(part) for part in bare.split("、")]
    last, told = 0, []
    for one in found:
        if one is None:
            raise EvidencePagesWrong(text, pages)
        first, end = int(one[1]), int(one[2] or one[1])
        if first <= last or end < first or pages is None or end > pages:
            raise EvidencePagesWrong(text, pages)
        told.append(f"{first}—{end}" if end > first else str(first))
        last = end
    return f"第{'、'.join(told)}页"
