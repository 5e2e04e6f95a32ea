"""Engines and units of work: one short transaction, one organization, committed at its end or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, create_engine, event, text

from data.guard import install_statement_guard
from data.models import Base
from data.tenancy import TenantSession, tell_connection

# Set on the connections of units that write.
_WRITING = "advision_writing"

_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=30000", "foreign_keys=ON", "cache_size=-32000")

# Flask-SQLAlchemy carries the metadata for Flask-Migrate; all reads and writes go through the units below.
db = SQLAlchemy(model_class=Base)


def make_engine(url: str) -> Engine:
    """An engine with the statement guard and, on SQLite, WAL and immediate write transactions."""
    if url.startswith("sqlite"):
        arguments = {"timeout": 30, "check_same_thread": False}
        engine = create_engine(url, connect_args=arguments, pool_size=10, max_overflow=20)
        _prepare_sqlite(engine)
    else:
        engine = create_engine(url, pool_size=5, max_overflow=10, pool_pre_ping=True, pool_recycle=1800)
    install_statement_guard(engine)
    return engine


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, record: Any) -> None:
        # The driver must not open transactions by itself: "begin" below decides which kind.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        # A transaction that reads first and writes later would fail at once under WAL, so writers lock at the start.
        is_writing = connection.get_execution_options().get(_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")


class Database:
    """The way to the tables: `reading` and `writing` give a session for one organization."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing_engine = engine.execution_options(**{_WRITING: True})

    @contextmanager
    def reading(self, organization_id: UUID | None) -> Iterator[TenantSession]:
        """A session whose work is rolled back at the end. None sees no tenant row."""
        session = TenantSession(organization_id, bind=self.engine, expire_on_commit=False, autoflush=False)
        try:
            yield session
        finally:
            # Rows that were read stay readable: a roll-back would expire them, so they leave the session first.
            session.expunge_all()
            session.close()

    @contextmanager
    def writing(self, organization_id: UUID | None, connection: Connection | None = None) -> Iterator[TenantSession]:
        """A session that commits at the end, or leaves nothing where anything was raised.

        On a given connection it finds the temporary tables that were prepared there.
        """
        if connection is not None:
            connection.execution_options(**{_WRITING: True})
        session = TenantSession(organization_id, bind=connection or self._writing_engine, expire_on_commit=False)
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.close()

    @contextmanager
    def connection(self, organization_id: UUID) -> Iterator[Connection]:
        """A connection whose first transaction reads as the organization.

        For preparing temporary tables before a `writing` on it; commit in between.
        """
        with self.engine.connect() as connection:
            tell_connection(connection, organization_id)
            yield connection

    def check(self) -> None:
        """Raise where the database cannot be reached or this role may bypass row-level security."""
        with self.engine.connect() as connection:
            connection.execute(text("select 1"))


def find_bypass(engine: Engine) -> str | None:
    """Why this PostgreSQL role could see every organization's rows, or None. Production refuses to start on it."""
    if engine.dialect.name != "postgresql":
        return None
    # A right of a role that this one may become counts as its own.
    with engine.connect() as connection:
        row = connection.execute(
            text(
                "select bool_or(rolsuper) as super, bool_or(rolbypassrls) as bypass"
                " from pg_roles where pg_has_role(current_user, oid, 'MEMBER')"
            )
        ).one()
        owned = connection.execute(
            text(
                "select count(*) from pg_tables where schemaname = current_schema()"
                " and pg_has_role(current_user, tableowner, 'MEMBER')"
            )
        ).scalar_one()
    # Every role counts as a member for a superuser, so this is asked first.
    if row.super:
        return "the database role is a superuser"
    if row.bypass:
        return "the database role has BYPASSRLS"
    return "the database role owns the tables" if owned else None
