"""The application for tests, built once per process, and a fresh database for each test on both kinds.

Ask for `core` and call services: the test runs on SQLite and on PostgreSQL. `sqlite_only` keeps it to SQLite.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from app import create_app
from config import Settings
from data.columns import utc_now
from data.models import Base
from data.session import Database, make_engine
from services.container import Container
from tests.dash_client import DashClient
from tests.factories import Tenant, make_tenant
from tests.fakes import Clock, RecordedBells, RecordedMails

SQLITE, POSTGRESQL = "sqlite", "postgresql"
sqlite_only = pytest.mark.parametrize("database_kind", [SQLITE])
postgresql_only = pytest.mark.parametrize("database_kind", [pytest.param(POSTGRESQL, marks=pytest.mark.postgres)])
# High enough that no test meets a limit that it does not set itself.
LIMIT = "100000 per minute"


def settings_for(home: Path, **changes: Any) -> Settings:
    """Settings that read neither the environment's file nor limits of production."""
    limits = dict.fromkeys(("auth_limit", "request_limit", "page_limit", "upload_limit"), LIMIT)
    return Settings(_env_file=None, ADVISION_HOME=home, ADVISION_ENV="test", **{**limits, **changes})


def migrate(app: Flask, settings: Settings) -> None:
    """Bring the settings' database to the newest migration, as its owner."""
    container: Container = app.extensions["advision"]
    app.extensions["advision"] = replace(container, settings=settings)
    try:
        with app.app_context():
            flask_migrate.upgrade()
    finally:
        app.extensions["advision"] = container


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The one application of this process: Dash's callbacks go to the first that serves."""
    patch = pytest.MonkeyPatch()
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "S3_BUCKET", "SMTP_URL", "PUBLIC_URL"):
        patch.delenv(name, raising=False)
    settings = settings_for(tmp_path_factory.mktemp("home"))
    built = create_app(settings)
    migrate(built, settings)
    yield built
    built.extensions["advision"].database.engine.dispose()
    patch.undo()


class SqliteDatabases:
    """One engine whose file is replaced by a copy of the migrated one, so that compiled statements stay."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self._file = folder / "advision.sqlite3"
        self._template = folder / "template.sqlite3"
        self.settings = settings_for(folder)
        migrate(app, self.settings)
        self._file.replace(self._template)
        self.engine = make_engine(self.settings.sqlalchemy_url)
        # Beside all nets, for looking at what is really stored.
        self.all_seeing = create_engine(self.settings.sqlalchemy_url, poolclass=NullPool)

    def renew(self) -> Engine:
        """An empty database."""
        self.engine.dispose()
        for ending in ("-wal", "-shm"):
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
        draft = self._file.with_suffix(".new")
        shutil.copyfile(self._template, draft)
        draft.replace(self._file)
        return self.engine


class PostgresqlDatabases:
    """One database of the test's server, reached as the application's role; emptied by its owner."""

    def __init__(self, app: Flask, folder: Path, server: Any) -> None:
        found = server.database()
        self.settings = settings_for(folder, database_url=found.url, database_owner_url=found.owner_url)
        migrate(app, self.settings)
        self.engine = make_engine(self.settings.sqlalchemy_url)
        self.owner = create_engine(self.settings.migration_url)
        # The superuser passes row-level security by, and a replica's session runs no triggers and checks no keys:
        # deleting so takes a tenth of TRUNCATE's time.
        self.admin_url = server.url(found.name, "postgres")
        self.all_seeing = create_engine(self.admin_url)
        deletes = (f'DELETE FROM "{name}"' for name in Base.metadata.tables)
        self._empty = "; ".join(["SET session_replication_role = replica", "SET lock_timeout = '10s'", *deletes])
        self._used = False

    def renew(self) -> Engine:
        """An empty database."""
        self.engine.dispose()
        if self._used:
            with self.all_seeing.begin() as connection:
                connection.exec_driver_sql(self._empty)
        self._used = True
        return self.engine

    def close(self) -> None:
        """Leave no connection behind."""
        for engine in (self.engine, self.owner, self.all_seeing):
            engine.dispose()


@pytest.fixture(scope="session")
def sqlite_databases(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqliteDatabases]:
    databases = SqliteDatabases(app, tmp_path_factory.mktemp("sqlite"))
    yield databases
    databases.engine.dispose()


@pytest.fixture(scope="session")
def postgresql_databases(
    app: Flask, tmp_path_factory: pytest.TempPathFactory, postgres: Any
) -> Iterator[PostgresqlDatabases]:
    databases = PostgresqlDatabases(app, tmp_path_factory.mktemp("postgresql"), postgres)
    yield databases
    databases.close()


@pytest.fixture(params=[SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.postgres)])
def database_kind(request: pytest.FixtureRequest) -> str:
    """On which database the test runs: on both, each in turn."""
    return str(request.param)


@pytest.fixture
def databases(database_kind: str, request: pytest.FixtureRequest) -> SqliteDatabases | PostgresqlDatabases:
    """Where this test's database comes from; `renew()` empties it."""
    found: SqliteDatabases | PostgresqlDatabases = request.getfixturevalue(f"{database_kind}_databases")
    return found


@pytest.fixture
def core(app: Flask, databases: SqliteDatabases | PostgresqlDatabases) -> Iterator[Container]:
    """The container on an empty database, inside an application context: what services need."""
    before: Container = app.extensions["advision"]
    swapped = replace(
        before,
        settings=databases.settings,
        database=Database(databases.renew()),
        mailer=RecordedMails(),
        ring=RecordedBells(),
        results={},
    )
    swapped.cache.clear()
    app.extensions["advision"] = swapped
    try:
        with app.app_context():
            yield swapped
    finally:
        app.extensions["advision"] = before


@pytest.fixture
def mails(core: Container) -> RecordedMails:
    """Every mail that was sent."""
    assert isinstance(core.mailer, RecordedMails)
    return core.mailer


@pytest.fixture
def bells(core: Container) -> RecordedBells:
    """Every bell that was rung for a worker."""
    assert isinstance(core.ring, RecordedBells)
    return core.ring


@pytest.fixture
def tenant(core: Container) -> Tenant:
    """An organization with a viewer, an analyst and an admin."""
    return make_tenant("Acme")


@pytest.fixture
def other(core: Container) -> Tenant:
    """A second organization of the same shape."""
    return make_tenant("Globex")


@pytest.fixture
def dash_client(app: Flask, core: Container) -> DashClient:
    """A browser without its screen; `sign_in(actor)` first."""
    return DashClient(app)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still until `advance` moves it."""
    frozen = Clock(utc_now())
    monkeypatch.setattr("data.columns.datetime", frozen)
    return frozen


def pytest_report_header() -> str:
    return f"advision: application built in process {os.getpid()}"
