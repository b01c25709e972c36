"""The result of an assessment: every value of one year as of one day, with what is shown beside the values.

Plain data. `compute.assess` makes it; `reports`, the command line and the API print it.
"""

from dataclasses import dataclass, field
from datetime import date

from domain.catalogue.measures import Catalogue
from domain.indicators.values import MeasureValue


@dataclass(frozen=True, slots=True)
class AreaInfo:
    """An area as it is printed."""

    code: str
    name: str
    level: str  # 市 | 县区 | 镇街


@dataclass(frozen=True, slots=True)
class PopulationBasis:
    """The population that an area's per-thousand rates use."""

    year: int
    residents: int
    source: str | None


@dataclass(frozen=True, slots=True)
class Beside:
    """What is shown beside a value, never inside it. None = does not apply to the measure."""

    on_time: int | None = None  # of `done`, how many within the deadline
    done: int | None = None  # finished ones, on time or late
    overdue: int | None = None  # open and past the deadline
    pending: int | None = None  # open, deadline not yet past: in neither number
    problem: int | None = None  # batches judged 问题: in neither number
    undecided: int | None = None  # batches 未判定: in neither number


@dataclass(frozen=True, slots=True)
class Assessment:
    """All values of `year` as of `as_of`: the city first, then its districts by code, measures in catalogue order."""

    catalogue: Catalogue
    year: int
    as_of: date
    city: AreaInfo
    areas: tuple[AreaInfo, ...]  # the areas whose values are here, in order
    values: tuple[MeasureValue, ...]
    beside: dict[tuple[str, str], Beside] = field(default_factory=dict)  # (measure code, area code)
    population: dict[str, PopulationBasis | None] = field(default_factory=dict)  # by area code
    missing_returns: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(measure code, area code) → what is lacking, e.g. `武进区 2023Q3`, in order."""
    records_read: dict[str, int] = field(default_factory=dict)  # rows per table that the figures rest on
    calendar_source: str = ""

    def value(self, measure: str, area: str) -> MeasureValue:
        """The value of a measure for an area; KeyError when it is not part of this assessment."""
        for value in self.values:
            if value.measure.code == measure and value.area == area:
                return value
        raise KeyError((measure, area))
