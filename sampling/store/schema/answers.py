"""Answers that were given to commands which named an idempotency key, kept to be given again."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, Table, Text

from sampling.store.schema.base import metadata

answers = Table(
    "answers",
    metadata,
    Column("key", Text, primary_key=True),
    # SHA-256 over method, path, query, actor and body: what the key stands for.
    Column("fingerprint", Text, nullable=False),
    # UTC, ISO 8601 with microseconds.
    Column("at", Text, nullable=False),
    Column("status", BigInteger, nullable=False),
    # JSON object of the headers that belong to the answer.
    Column("headers", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    CheckConstraint("status BETWEEN 200 AND 499", name="status_range"),
    Index("ix_answers_at", "at"),
)
