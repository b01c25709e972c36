"""附件9 术语: the words of the report that have a meaning of their own, from the one glossary."""

from collections.abc import Sequence

from domain.glossary import load_glossary
from reports.model import Column, Grid, Paragraph, Section

# Words of the system itself, which no report uses.
_OF_THE_SYSTEM = frozenset(("权限",))
# Words that mean something else in a report than in the system (附件1 is no attached file), or are parts of others.
_OTHERWISE = frozenset(("附件", "承诺", "根", "备份", "标签"))


def terms_section(sections: Sequence[Section]) -> Section:
    """Terms that these sections use, or that explain one that they use, in the order of the glossary."""
    terms = [
        term
        for group in load_glossary().groups
        if group.title not in _OF_THE_SYSTEM
        for term in group.terms
        if term.term not in _OTHERWISE
    ]
    words = repr(sections)  # with every text in it
    used = {term.term for term in terms if term.term in words}
    explained = " ".join(term.definition for term in terms if term.term in used)
    used |= {term.term for term in terms if term.term in explained}
    rows = tuple((term.term, term.definition) for term in terms if term.term in used)
    columns = (Column("术语", 110), Column("含义", 332))
    return Section(
        "terms",
        "附件9　术语",
        (
            Paragraph("本报告用语与食品安全抽样检验有关规定一致，下列术语在本系统中另有确定的含义。"),
            Grid(columns, rows),
        ),
    )
