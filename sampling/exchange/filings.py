"""Rules of department returns: which measures are filed, by whom, and what an audited return forbids."""

from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from domain.catalogue.measures import Catalogue
from domain.exchange.tables import RETURNS
from sampling.exchange.rows import Row, TableRows

_FILER_OF_LEVEL = {"市": "city", "县区": "district"}
_AUDITED = "已审核"


def judge_filings(rows: TableRows, catalogue: Catalogue, levels: Mapping[str, str | None]) -> None:
    """Refuse returns for unknown measures, by the wrong unit, and shares above one."""
    measures = {measure.code: measure for measure in catalogue.measures}
    at = {column.name: rows.position(column.name) for column in RETURNS.columns}
    for record, values in enumerate(rows.values):
        code = values[at["measure"]]
        if code is None:
            continue
        measure = measures.get(str(code))
        if measure is None:
            rows.refuse_cell(record, RETURNS.column("measure"), "unknown-measure", code)
            continue
        area = values[at["area_code"]]
        level = levels.get(str(area)) if area is not None else None
        misfiled = level is not None and _FILER_OF_LEVEL.get(level) not in measure.filed_by
        if area is not None and (measure.from_records or misfiled):
            rows.refuse_cell(record, RETURNS.column("area_code"), "wrong-filer", area)
        numerator, denominator = values[at["numerator"]], values[at["denominator"]]
        if (
            measure.numerator_is_part
            and numerator is not None
            and denominator is not None
            and Decimal(str(numerator)) > Decimal(str(denominator))
        ):
            rows.refuse_cell(record, RETURNS.column("numerator"), "numerator-exceeds-denominator", numerator)


def judge_locked(rows: TableRows, stored_records: Callable[[Collection[Any]], Iterable[Row]]) -> None:
    """Refuse to overwrite an audited return with other content; the same content again is welcome."""
    key_at = [rows.position(name) for name in RETURNS.keys]
    state_at, version_at = rows.position("state"), rows.position("version")
    measures = {key[0] for key in rows.first if isinstance(key, tuple)}
    locked = {
        tuple(stored[at] for at in key_at): stored
        for stored in stored_records(measures)
        if stored[state_at] == _AUDITED
    }
    for record, key in enumerate(rows.keys):
        stored = locked.get(key) if isinstance(key, tuple) else None
        if stored is not None and _says_otherwise(rows.values[record], stored):
            rows.refuse_cell(record, RETURNS.column("version"), "locked-return", stored[version_at])


def _says_otherwise(values: Row, stored: Row) -> bool:
    """Whether any cell that could be read differs; what could not be read is refused by itself."""
    return any(new is not None and new != old for new, old in zip(values, stored, strict=True))
