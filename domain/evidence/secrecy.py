"""Secrecy marks: what may be in this system, and what must not.

State secrets (秘密, 机密, 绝密, written with ★ and a term on the document itself) are kept on other networks by law.
"""

import re

from domain.evidence.errors import EvidenceMarkUnknown, EvidenceSecret

MARKS = ("公开", "依申请公开", "内部")
_GRADE = re.compile(r"绝密|机密|秘密")
# As printed at the head of a document: 机密★10年; in a title or file name in brackets.
_ON_DOCUMENT = re.compile(r"(?:绝\s*密|机\s*密|秘\s*密)\s*[★☆*]|[（(【\[]\s*(?:绝密|机密|秘密)\s*[)）】\]]")


def check_mark(mark: str) -> None:
    """Raises `EvidenceSecret` for any grade of secrecy, `EvidenceMarkUnknown` for other words."""
    if _GRADE.search(mark):
        raise EvidenceSecret(mark)
    if mark not in MARKS:
        raise EvidenceMarkUnknown(mark, MARKS)


def check_words(*texts: str | None) -> None:
    """Raises `EvidenceSecret` where a title, number or file name, or a page's text, bears a mark."""
    for text in texts:
        found = _ON_DOCUMENT.search(text or "")
        if found is not None:
            raise EvidenceSecret(found[0].strip())
