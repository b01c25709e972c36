"""Alembic's entry: where the database is and what its tables should be."""

from alembic import context
from sqlalchemy import Engine

from api.settings import database_url
from sampling.store.engine import make_engine
from sampling.store.schema import metadata


def _engine() -> Engine:
    return make_engine(context.config.attributes.get("url") or database_url())


def run_online() -> None:
    """Run migrations in one transaction on a real connection."""
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _run(connection)
        return
    engine = _engine()
    with engine.connect() as made, made.begin():
        _run(made)
    engine.dispose()


def _run(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("shian 不支持离线生成迁移脚本，请连接数据库运行 shian migrate")
run_online()
