"""Which department answers for which measures: the catalogue's 责任部门, several joined by 、."""

from domain.catalogue.measures import Catalogue
from domain.departments import departments_in


def departments_of(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Every department in the order of the catalogue, with the codes of the measures that it signs for."""
    found: dict[str, list[str]] = {}
    for measure in catalogue.measures:
        for department in departments_in(measure.department):
            found.setdefault(department, []).append(measure.code)
    return {department: tuple(codes) for department, codes in found.items()}
