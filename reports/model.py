"""What goes into a package, and what its report consists of: plain data, no drawing and no files.

`PackageInput` is all that a package rests on; whoever calls hands in values and rows, nothing here looks them up.
`Report` is the document as a list of sections made of a few kinds of content. `reports.report` turns the one into
the other and chooses the words; `reports.pdf` draws a `Report` and knows nothing of indicators.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

import polars as pl

from domain.indicators.assessment import AreaInfo, Assessment, Beside
from domain.indicators.course import Course
from domain.indicators.surroundings import Surroundings
from domain.indicators.values import MeasureValue
from reports.standing import Papers


@dataclass(frozen=True)
class Around:
    """What the report tells beside single values: courses of the year by measure code, and the surroundings.

    `original` are the values of plan completion by the plans as they were first approved, by measure code.
    """

    courses: Mapping[str, Course]
    surroundings: Surroundings
    original: Mapping[str, MeasureValue] = field(default_factory=dict)


@dataclass(frozen=True)
class PackageInput:
    """One edition of a package: the city with its districts, or one area by itself.

    `records` holds one frame per measure code with the columns of `reports.columns.RECORD_COLUMNS`; `plans` and
    `unqualified` those of `PLAN_COLUMNS` and `UNQUALIFIED_COLUMNS`. `area_names` maps every area code that occurs
    in the frames to its name; a code without a name is printed as it is. `catalogue_sha256` is the digest of the
    catalogue file that the assessment was made with. `synthetic` labels every page and every sheet 合成数据.
    `papers` are the snapshot, evidence, findings and remedies beside the values, as far as there are any.
    """

    assessment: Assessment
    area: AreaInfo
    area_names: Mapping[str, str]
    records: Mapping[str, pl.DataFrame]
    plans: pl.DataFrame
    unqualified: pl.DataFrame
    software_version: str
    catalogue_sha256: str
    synthetic: bool
    papers: Papers = field(default_factory=Papers)
    around: Around | None = None

    @property
    def areas(self) -> tuple[AreaInfo, ...]:
        """The areas that this edition reports on, its own first."""
        if self.area.code == self.assessment.city.code:
            return self.assessment.areas
        return (self.area,)

    @property
    def values(self) -> tuple[MeasureValue, ...]:
        """The values of this edition, in the order of the assessment."""
        wanted = {area.code for area in self.areas}
        return tuple(value for value in self.assessment.values if value.area in wanted)

    def name_of(self, code: str) -> str:
        """The name of an area, or its code where no name is known."""
        return self.area_names.get(code, code)

    def beside(self, measure: str, area: str) -> Beside:
        """What is shown beside a value; all None where nothing is."""
        return self.assessment.beside.get((measure, area), Beside())


class Tone(StrEnum):
    """How a verdict is coloured; the words say the same without colour."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"
    PLAIN = "plain"

    @classmethod
    def of(cls, met: bool | None) -> "Tone":
        """The tone of a verdict."""
        if met is None:
            return cls.UNKNOWN
        return cls.MET if met else cls.UNMET


class Align(StrEnum):
    """How the cells of a column stand. `DECIMAL` puts decimal points under each other."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section; it never stands alone at the foot of a page."""

    text: str
    room: float = 0.0  # the share of the page that must be free for it to stand there


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. `note` sets it smaller and without indent."""

    text: str
    note: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One large figure with its label; `link` is the anchor that it leads to."""

    label: str
    text: str
    unit: str = ""
    tone: Tone = Tone.PLAIN
    link: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """A strip of large figures, side by side."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its text, and a figure that stands at the end of the line; `link` is the anchor that it leads to."""

    label: str
    text: str
    figure: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts under each other."""

    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid. `share` is its part of the width, relative to the other columns."""

    header: str
    share: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Long cells wrap, header rows repeat on every page, rows never split, short tables stay on one page.

    `strong` are the positions of rows set in bold, `tones` colours cells by (row, column). In columns of `spans`
    an empty cell belongs to the filled one above it and no rule is drawn between them; a page that begins between them
    tells the filled one again. `links` are the anchors that cells lead to, by (row, column); `anchors` are those of
    rows themselves.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    strong: frozenset[int] = frozenset()
    tones: Mapping[tuple[int, int], Tone] = field(default_factory=dict)
    spans: frozenset[int] = frozenset()
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    anchors: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `length` None draws none; `figure` is printed beside it, `remark` after it in small type."""

    label: str
    length: Fraction | None
    figure: str
    tone: Tone
    remark: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars with a target line. Bars start at 0, so that their lengths compare as the figures do."""

    bars: tuple[Bar, ...]
    target: Fraction
    target_text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of a course. `height` None draws none; `figure` is printed above it. A forecast is drawn hollow."""

    label: str
    height: Fraction | None
    figure: str
    forecast: bool = False


@dataclass(frozen=True, slots=True)
class CourseChart:
    """Points joined by a line, from left to right in time, with a target line. The scale begins at 0."""

    marks: tuple[Mark, ...]
    target: Fraction
    target_text: str


@dataclass(frozen=True, slots=True)
class Title:
    """The document's title at the head of its first page of text."""

    lines: tuple[str, ...]
    sub: str = ""


@dataclass(frozen=True, slots=True)
class Seals:
    """Places for the seals of offices (盖章处), each with who seals."""

    names: tuple[str, ...]


Content = Heading | Paragraph | Figures | Facts | Grid | Chart | CourseChart | Title | Seals


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter or a section. It begins on a new page, is listed in the contents and has a bookmark.

    One that `flows` goes on below what stands before it, provided that `room` (a share of the page) is free there.
    """

    anchor: str
    title: str
    content: tuple[Content, ...]
    number: str = ""
    tone: Tone = Tone.PLAIN
    verdict: str = ""
    level: int = 0  # 0 a chapter, 1 a section inside the chapter before it
    landscape: bool = False
    flows: bool = False
    room: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """The whole document."""

    title: str
    place: str
    period: str
    as_of: date
    facts: tuple[Fact, ...]
    labels: tuple[str, ...]  # what every page says of the whole: 合成数据, 未冻结草稿
    creator: str
    author: str
    keywords: str
    sections: tuple[Section, ...]
