"""Supervision: inspections, self-reports, problems with their correction, cases, department returns."""

from sqlalchemy import Index, Table

from domain.exchange import tables as exchange
from sampling.store.schema.base import exchange_checks, exchange_columns, metadata

inspections = Table(
    "inspections",
    metadata,
    *exchange_columns(exchange.INSPECTIONS, exchange.INSPECTIONS.columns, key=("inspection_no",)),
    *exchange_checks(exchange.INSPECTIONS, exchange.INSPECTIONS.columns),
    Index("ix_inspections_credit_code", "credit_code"),
    Index("ix_inspections_inspected_on", "inspected_on"),
)

self_reports = Table(
    "self_reports",
    metadata,
    *exchange_columns(exchange.SELF_REPORTS, exchange.SELF_REPORTS.columns, key=("report_no",)),
    *exchange_checks(exchange.SELF_REPORTS, exchange.SELF_REPORTS.columns),
    Index("ix_self_reports_credit_code", "credit_code"),
    Index("ix_self_reports_reported_on", "reported_on"),
)

problems = Table(
    "problems",
    metadata,
    # `source_no` names an inspection or a self-report, so the database cannot hold it as one foreign key.
    *exchange_columns(exchange.PROBLEMS, exchange.PROBLEMS.columns, key=("problem_no",)),
    *exchange_checks(exchange.PROBLEMS, exchange.PROBLEMS.columns),
    Index("ix_problems_credit_code", "credit_code"),
    Index("ix_problems_source_no", "source_no"),
)

cases = Table(
    "cases",
    metadata,
    *exchange_columns(exchange.CASES, exchange.CASES.columns, key=("clue_no",)),
    *exchange_checks(exchange.CASES, exchange.CASES.columns),
    Index("ix_cases_area_code", "area_code"),
    Index("ix_cases_found_on", "found_on"),
)

returns = Table(
    "returns",
    metadata,
    *exchange_columns(exchange.RETURNS, exchange.RETURNS.columns, key=exchange.RETURNS.keys),
    *exchange_checks(exchange.RETURNS, exchange.RETURNS.columns),
    Index("ix_returns_area_code_quarter", "area_code", "quarter"),
    sqlite_with_rowid=False,
)
