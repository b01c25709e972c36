"""附件9 术语: the words of the report that have a meaning of their own, from the one glossary."""

from domain.glossary import load_glossary
from reports.model import Column, Grid, Paragraph, Section

# Words of the system itself, which no report uses.
_OF_THE_SYSTEM = frozenset(("权限",))


def terms_section() -> Section:
    """Terms in the order of the glossary."""
    groups = (group for group in load_glossary().groups if group.title not in _OF_THE_SYSTEM)
    rows = tuple((one.term, one.definition) for group in groups for one in group.terms)
    columns = (Column("术语", 110), Column("含义", 332))
    return Section(
        "terms",
        "附件9　术语",
        (
            Paragraph("本报告用语与食品安全抽样检验有关规定一致，下列术语在本系统中另有确定的含义。"),
            Grid(columns, rows),
        ),
    )
