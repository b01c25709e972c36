"""Which filers' returns an actor may meet where only rows tell of them: a row names an area and no organisation."""

from collections.abc import Callable

from sqlalchemy import Connection

from domain.access.policy import Reach, lineage
from sampling.store.reach import area_parents, organisation_areas


def filers_within(connection: Connection, reach: Reach) -> Callable[[str], bool]:
    """Whether an area is within reach; a department is met through the area that it is in."""
    parents, homes = area_parents(connection), organisation_areas(connection)
    tops = reach.areas | {homes[code] for code in reach.organisations if code in homes}
    return lambda area: reach.everything or bool(tops & lineage(area, parents))
