"""Fixtures over the servers; loaded as a plugin by tests/conftest.py. A missing server fails, it never skips."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import prebuild_assets
from tests.services.nginx import Nginx
from tests.services.postgres import Database, Postgres, postgres_server
from tests.services.processes import Application, embedded, migrated_template, production
from tests.services.redis_server import redis_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server for the whole run."""
    with postgres_server() as server:
        yield server


@pytest.fixture
def empty_postgres_database(postgres: Postgres) -> Iterator[Database]:
    """A new database that holds nothing but the rights of the two roles."""
    database = postgres.database()
    yield database
    postgres.drop(database)


@pytest.fixture
def postgres_database(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A new database with the schema, cloned from a template that was migrated once."""
    database = postgres.database(migrated_template(postgres, tmp_path_factory.getbasetemp()))
    yield database
    postgres.drop(database)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis server for the whole run."""
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What nginx serves from disk, as an image holds it."""
    folder = tmp_path_factory.mktemp("static") / "static"
    prebuild_assets.main(folder, quality=5)
    return folder


@pytest.fixture(scope="session")
def embedded_application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """The application as `make run` starts it, with the example organization."""
    with embedded(tmp_path_factory.mktemp("embedded")) as application:
        yield application


@pytest.fixture(scope="session")
def production_application(
    postgres: Postgres, redis_url: str, static_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Application, Nginx]]:
    """The application as deploy/ runs it, with the example organization, and the nginx before it."""
    database = postgres.database()
    with production(tmp_path_factory.mktemp("production"), database, redis_url, static_files) as pair:
        yield pair
    postgres.drop(database)
