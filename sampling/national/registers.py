"""What the translation looks up: areas, plans, enterprises by name, item classes. Read once per import."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection

from domain.errors import AreaNotFound, CityNotClear
from domain.national.areas import AreaNames, grouped
from domain.national.items import ItemClasses, shipped_item_classes
from domain.national.plans import PlanNames, PlanRow
from domain.national.text import folded
from sampling.store import national as store


@dataclass(frozen=True, slots=True)
class Registers:
    """The registers by the names that the national system uses."""

    areas: AreaNames
    area_names: dict[str, str]
    plans: PlanNames
    items: ItemClasses
    enterprises: frozenset[str]
    producers: dict[
        str, str
    ]  # credit code by name in its compared form, where only one enterprise has the name


def load_registers(connection: Connection, city: str | None) -> Registers:
    """Everything as it is stored now. Raises `CityNotClear` or `AreaNotFound` where the city is not clear."""
    areas = store.stored_area_names(connection)
    aliases = grouped(store.own_rows(connection, "area_aliases"))
    plans = [PlanRow(*row) for row in store.stored_plan_rows(connection)]
    parents = {code: parent for code, _, _, parent in areas}
    enterprises = store.enterprise_names(connection)
    return Registers(
        areas=AreaNames(_city(areas, city), areas, aliases),
        area_names={code: name for code, name, _, _ in areas},
        plans=PlanNames(plans, store.own_rows(connection, "plan_aliases"), parents),
        items=shipped_item_classes().with_own(store.own_rows(connection, "own_item_classes")),
        enterprises=frozenset(code for code, _, _ in enterprises),
        producers=_by_name(enterprises),
    )


def _city(areas: list[tuple[str, str, str, str | None]], named: str | None) -> str:
    if named is not None:
        if all(code != named for code, _, _, _ in areas):
            raise AreaNotFound(named)
        return named
    roots = [code for code, _, level, parent in areas if level == "市" and parent is None]
    if len(roots) != 1:
        raise CityNotClear(roots)
    return roots[0]


def _by_name(enterprises: list[tuple[str, str, bool]]) -> dict[str, str]:
    """Stubs are left out: what one export brought must not change what the next import of it says."""
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for code, name, confirmed in enterprises:
        if confirmed:
            codes[folded(name)].append(code)
    return {name: found[0] for name, found in codes.items() if len(found) == 1}
