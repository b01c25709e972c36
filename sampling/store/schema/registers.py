"""Registers: areas, population, enterprises, sampling plans."""

from sqlalchemy import Boolean, Column, Index, Table, true

from domain.exchange import tables as exchange
from sampling.store.schema.base import exchange_checks, exchange_columns, metadata

areas = Table(
    "areas",
    metadata,
    *exchange_columns(exchange.AREAS, exchange.AREAS.columns, key=("code",)),
    *exchange_checks(exchange.AREAS, exchange.AREAS.columns),
    Index("ix_areas_parent_code", "parent_code"),
)

population = Table(
    "population",
    metadata,
    *exchange_columns(exchange.POPULATION, exchange.POPULATION.columns, key=("area_code", "year")),
    *exchange_checks(exchange.POPULATION, exchange.POPULATION.columns),
    sqlite_with_rowid=False,
)

enterprises = Table(
    "enterprises",
    metadata,
    *exchange_columns(exchange.ENTERPRISES, exchange.ENTERPRISES.columns, key=("credit_code",)),
    # False for a stub that an import from the national system added (待核): it counts in no denominator.
    Column("confirmed", Boolean, nullable=False, server_default=true()),
    *exchange_checks(exchange.ENTERPRISES, exchange.ENTERPRISES.columns),
    Index("ix_enterprises_area_code", "area_code"),
    Index("ix_enterprises_name", "name"),
)

plans = Table(
    "plans",
    metadata,
    *exchange_columns(exchange.PLANS, exchange.PLANS.columns, key=("plan_no",)),
    *exchange_checks(exchange.PLANS, exchange.PLANS.columns),
    Index("ix_plans_year_kind", "year", "kind"),
    Index("ix_plans_area_code", "area_code"),
)
