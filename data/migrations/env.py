"""Runs migrations one process at a time, as the owner role where one is set."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, create_engine, text

from data.models import Base

MIGRATION_LOCK = 727_003_001


def _render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    if kind == "type" and type(item).__module__ == "data.columns":
        return f"data.columns.{type(item).__name__}()"
    return False


def _run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_item=_render_item,
        render_as_batch=False,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


settings = current_app.extensions["advision"].settings
engine = create_engine(settings.migration_url)
if engine.dialect.name == "sqlite":
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
with engine.connect() as connection:
    if engine.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        connection.exec_driver_sql("PRAGMA busy_timeout=30000")
        connection.commit()
    with connection.begin():
        _run(connection)
engine.dispose()
