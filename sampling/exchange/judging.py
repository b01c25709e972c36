"""What needs a second table or the database: one pass over everything that was read, before anything is written."""

from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection

from domain.catalogue.clocks import Clock
from domain.catalogue.measures import Catalogue
from domain.exchange.tables import PLANS
from sampling.exchange.doubts import (
    PlanFacts,
    warn_early_production,
    warn_long_extensions,
    warn_missing_population,
    warn_plan_mismatch,
)
from sampling.exchange.filings import judge_filings, judge_locked
from sampling.exchange.findings import Findings
from sampling.exchange.references import (
    Stored,
    Tables,
    Unfounded,
    area_levels,
    judge_cycles,
    judge_references,
)
from sampling.exchange.rows import TableRows, judge_chain
from sampling.exchange.sheets import settle_conflicts
from sampling.exchange.worked import judge_worked
from sampling.store import imports as store


def stored_facts(connection: Connection) -> Stored:
    """The database as the judge asks it."""
    return Stored(
        has_rows=partial(store.has_rows, connection),
        known_keys=partial(store.known_keys, connection),
        areas=store.stored_areas(connection),
    )


def judge(
    connection: Connection,
    tables: Tables,
    stored: Stored,
    findings: Findings,
    catalogue: Catalogue,
    clocks: Mapping[str, Clock],
) -> Unfounded:
    """Judge references, cycles, returns and conflicts on database plus import, and add the warnings.

    Returns the records that refer to a table that is missing as a whole: they are not reported one by one.
    """
    unfounded = judge_references(tables, stored, findings)
    judge_cycles(tables, stored)
    levels = area_levels(tables, stored)
    for rows in tables.values():
        _judge_dates_with_stored(connection, rows)
    if (returns := tables.get("returns")) is not None:
        judge_filings(returns, catalogue, levels)
        judge_locked(returns, partial(store.stored_records, connection, returns.table))
    if (sheets := tables.get("samples")) is not None:
        settle_conflicts(sheets)
    for rows in tables.values():
        judge_worked(connection, rows)
    _warn(connection, tables, levels, findings, clocks)
    return unfounded


def _judge_dates_with_stored(connection: Connection, rows: TableRows) -> None:
    """Where a file leaves out a date column, the stored dates stay: new ones must not come before them."""
    absent = {at for at, column in enumerate(rows.table.columns) if column.name not in rows.present}
    chains = [
        [(rows.position(name), rows.table.column(name)) for name in chain] for chain in rows.table.date_chains
    ]
    chains = [chain for chain in chains if any(at in absent for at, _ in chain)]
    if not chains or not rows.keyed or len(rows.table.keys) > 1:
        return
    key_at = rows.position(rows.table.keys[0])
    for stored in store.stored_records(connection, rows.table, rows.first):
        record = rows.first[stored[key_at]]
        merged = tuple(
            old if at in absent else new
            for at, (old, new) in enumerate(zip(stored, rows.values[record], strict=True))
        )
        for chain in chains:
            judge_chain(rows, record, merged, chain)


def _warn(
    connection: Connection,
    tables: Tables,
    levels: Mapping[str, str | None],
    findings: Findings,
    clocks: Mapping[str, Clock],
) -> None:
    for rows in tables.values():
        warn_long_extensions(rows, clocks)
    if (sheets := tables.get("samples")) is not None:
        warn_early_production(sheets)
        warn_plan_mismatch(sheets, _plan_facts(connection, tables, sheets))
    if "areas" in tables or "population" in tables:
        known = store.populated_areas(connection)
        if (population := tables.get("population")) is not None:
            known |= {str(area) for area in population.column_values("area_code") if area is not None}
        warn_missing_population(findings, levels, known)


def _plan_facts(connection: Connection, tables: Tables, sheets: TableRows) -> PlanFacts:
    named = {str(plan) for plan in sheets.column_values("plan_no") if plan is not None}
    facts: dict[str, tuple[str | None, str | None]] = {**store.stored_plans(connection, named)}
    plans = tables.get(PLANS.name)
    if plans is None:
        return facts
    category_at, stage_at = plans.position("category"), plans.position("stage")
    for key, record in plans.first.items():
        category, stage = plans.values[record][category_at], plans.values[record][stage_at]
        stored_category, stored_stage = facts.get(str(key), (None, None))
        if "stage" not in plans.present or plans.findings.has_error(
            PLANS.name, plans.lines[record], PLANS.column("stage").header
        ):
            stage = stored_stage
        facts[str(key)] = (
            stored_category if category is None else str(category),
            None if stage is None else str(stage),
        )
    return facts
