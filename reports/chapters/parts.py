"""二、创建工作开展情况: how the five parts of the plan stand, as their indicators tell."""

from collections import Counter

from domain.catalogue.plan_parts import PlanPart, plan_parts
from domain.indicators.values import MeasureValue
from reports import wording
from reports.model import Align, Column, Content, Grid, PackageInput, Paragraph, Section, Tone

Lookup = dict[tuple[str, str], MeasureValue]
_ORDER = (wording.MET, wording.UNMET, wording.UNKNOWN, wording.NOT_APPLICABLE)
_TONES = {wording.MET: Tone.MET, wording.UNMET: Tone.UNMET}


def parts_section(given: PackageInput, values: Lookup, number: str) -> Section:
    """A paragraph for each part and one table of all."""
    by_indicator = dict(given.assessment.catalogue.indicators())
    content: list[Content] = [
        Paragraph(
            "实施方案的主要目标分为基础工作、能力建设、主体责任、食品安全状况和示范引领五个方面。下列情况只依据各方面所含"
            "量化指标的数值，不涉及没有量化的工作。"
        )
    ]
    rows: list[tuple[str, ...]] = []
    tones: dict[tuple[int, int], Tone] = {}
    for position, part in enumerate(plan_parts(), start=1):
        words = {
            one: wording.indicator_word([values[m.code, given.area.code] for m in by_indicator[one]])
            for one in part.indicators
            if one in by_indicator
        }
        if not words:
            continue
        content.append(Paragraph(_sentence(position, part, words)))
        for first, (one, word) in enumerate(words.items()):
            tones[len(rows), 3] = _TONES.get(word, Tone.UNKNOWN)
            name = "；".join(m.name for m in by_indicator[one])
            mark = "" if one in part.named else "＊"
            rows.append((part.name if first == 0 else "", f"{one}{mark}", name, word))
    columns = (
        Column("方面", 80, Align.CENTRE),
        Column("序号", 44, Align.CENTRE),
        Column("指标", 250),
        Column("结论", 68, Align.CENTRE),
    )
    content += [
        Grid(columns, tuple(rows), tones=tones, spans=frozenset((0,))),
        Paragraph("序号带“＊”的指标，实施方案的主要目标没有点名，按指标内容归入该方面。", note=True),
    ]
    return Section("parts", f"{number}、创建工作开展情况", tuple(content), flows=True)


def _sentence(position: int, part: PlanPart, words: dict[int, str]) -> str:
    counts = Counter(words.values())
    told = "，".join(f"{word}{counts[word]}项" for word in _ORDER if counts[word])
    unmet = [str(one) for one, word in words.items() if word == wording.UNMET]
    ending = f"；未达标的是指标{'、'.join(unmet)}" if unmet else ""
    return f"（{'一二三四五六七八九十'[position - 1]}）{part.name}（{part.aim}）。所含{len(words)}项指标中，{told}{ending}。"
