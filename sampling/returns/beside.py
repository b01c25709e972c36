"""What a return's figures are held against: the quarter before, kindred measures, the districts' sum, the register."""

from decimal import Decimal

from sqlalchemy import Connection

from domain.catalogue.measures import Catalogue, Measure
from domain.returns.checks import Beside, before
from domain.returns.content import Figures, Return
from sampling.store import returns as store

ACCEPTED, SUBMITTED = "已审核", "已提交"
DISTRICT = "县区"


def beside_of(connection: Connection, catalogue: Catalogue, one: Return) -> Beside:
    """Everything that is known beside the figures of a return."""
    measure = catalogue.measure(one.measure)
    levels = store.area_levels(connection)
    districts = [area for area, level in levels.items() if level == DISTRICT]
    siblings = {
        code: figures
        for code in catalogue.kindred(one.measure)
        if (figures := _newest(connection, code, one.area_code, one.quarter)) is not None
    }
    return Beside(
        earlier=_earlier(connection, one),
        siblings=siblings,
        districts=_sum_of_districts(connection, measure, one, districts, levels),
        register=len(districts) if measure.register_counts == "districts" else None,
    )


def _sum_of_districts(
    connection: Connection, measure: Measure, one: Return, districts: list[str], levels: dict[str, str]
) -> Figures | None:
    """The sum of what districts filed, where the city files beside them; None for everybody else."""
    if levels.get(one.area_code) != "市" or "district" not in measure.filed_by:
        return None
    filed = [_newest(connection, one.measure, area, one.quarter) for area in districts]
    known = [figures for figures in filed if figures is not None]
    if not known:
        return None
    return Figures(
        numerator=sum((figures.numerator for figures in known), Decimal(0)),
        denominator=sum((figures.denominator for figures in known), Decimal(0)),
    )


def _earlier(connection: Connection, one: Return) -> Figures | None:
    """What was accepted for the quarter before, else what is submitted: quarters may be filed together."""
    key = (one.measure, one.area_code, before(one.quarter))
    return _newest(connection, *key, state=ACCEPTED) or _newest(connection, *key, state=SUBMITTED)


def _newest(
    connection: Connection, measure: str, area: str, quarter: str, *, state: str | None = None
) -> Figures | None:
    """The newest version's figures, or the newest in this state; None where there are none."""
    for row in store.versions_of(connection, measure, area, quarter):
        if state in (None, row["state"]):
            return Figures(
                numerator=Decimal(str(row["numerator"])), denominator=Decimal(str(row["denominator"]))
            )
    return None
