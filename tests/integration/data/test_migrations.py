"""The migrations: up, down and up again, the same schema on both databases, and nothing that the models lack."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text, types

from data.columns import Guid
from data.models import Base
from data.tenant_tables import tables_with_policies
from tests.fixtures_app import POSTGRESQL, settings_for

# Tables that belong to no organization. A new one needs a reason, and a look-up that gives nothing away.
GLOBAL_TABLES = {"alembic_version", "directory", "model_registry", "sign_in_failures"}
FAMILIES = (
    (types.Boolean, "boolean"),
    (types.BigInteger, "big integer"),
    (types.Integer, "integer"),
    (types.Float, "number"),
    (types.DateTime, "moment"),
    (types.Date, "day"),
    (types.JSON, "json"),
    (types.LargeBinary, "bytes"),
    (types.String, "text"),
)


@contextmanager
def bare_database(app: Any, settings: Any) -> Iterator[Any]:
    """The application pointed at another database for its migrations."""
    before = app.extensions["advision"]
    app.extensions["advision"] = replace(before, settings=settings)
    engine = create_engine(settings.migration_url)
    try:
        with app.app_context():
            yield engine
    finally:
        engine.dispose()
        app.extensions["advision"] = before


@pytest.fixture
def empty(app, database_kind, tmp_path, request):
    """An engine of the owner on a database without tables; migrations run against it."""
    addresses = {}
    if database_kind == POSTGRESQL:
        found = request.getfixturevalue("empty_postgres_database")
        addresses = {"database_url": found.url, "database_owner_url": found.owner_url}
    with bare_database(app, settings_for(tmp_path, **addresses)) as engine:
        yield engine


def family(table: str, column: dict[str, Any]) -> str:
    kind = column["type"]
    # SQLite has no UUID: there it is the bytes of the columns that the models declare as one.
    is_guid = isinstance(Base.metadata.tables[table].c[column["name"]].type, Guid)
    if isinstance(kind, types.Uuid) or (is_guid and isinstance(kind, types.BLOB)):
        return "uuid"
    return next(name for family, name in FAMILIES if isinstance(kind, family))


def snapshot(connection: Connection) -> dict[str, Any]:
    """Tables with their columns, keys and indexes, in words that both databases share."""
    found = inspect(connection)
    tables = {}
    for table in sorted(set(found.get_table_names()) - {"alembic_version"}):
        tables[table] = {
            "columns": {row["name"]: (family(table, row), row["nullable"]) for row in found.get_columns(table)},
            "lengths": {
                row["name"]: row["type"].length
                for row in found.get_columns(table)
                if isinstance(row["type"], types.String)
            },
            "key": found.get_pk_constraint(table)["constrained_columns"],
            "references": sorted(
                (row["constrained_columns"], row["referred_table"], row["referred_columns"], row["options"])
                for row in found.get_foreign_keys(table)
            ),
            "unique": sorted(row["column_names"] for row in found.get_unique_constraints(table)),
            "indexes": sorted(
                (row["name"], row["column_names"], bool(row["unique"]))
                for row in found.get_indexes(table)
                if not row.get("duplicates_constraint")
            ),
        }
    return tables


def read(engine: Any) -> dict[str, Any]:
    with engine.connect() as connection:
        return snapshot(connection)


def test_migrations_up_down_up_give_the_same_schema(empty):
    flask_migrate.upgrade()
    first = read(empty)
    flask_migrate.downgrade(revision="base")
    assert read(empty) == {}
    if empty.dialect.name == POSTGRESQL:
        with empty.connect() as connection:
            own = "select count(*) from pg_proc where pronamespace = 'public'::regnamespace"
            assert connection.execute(text(own)).scalar_one() == 0
    flask_migrate.upgrade()
    assert read(empty) == first
    assert set(first) == set(Base.metadata.tables)


def test_migrations_each_step_goes_down_and_up_again(empty):
    from alembic.script import ScriptDirectory

    steps = [script.revision for script in ScriptDirectory("data/migrations").walk_revisions()]
    flask_migrate.upgrade()
    newest = read(empty)
    for _ in steps:
        flask_migrate.downgrade(revision="-1")
        flask_migrate.upgrade(revision="+1")
        flask_migrate.downgrade(revision="-1")
    flask_migrate.upgrade()
    assert read(empty) == newest


def test_migrations_leave_no_difference_to_the_models(empty):
    flask_migrate.upgrade()
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_both_databases_have_the_same_schema(sqlite_databases, postgresql_databases):
    on_sqlite, on_postgresql = read(sqlite_databases.renew()), read(postgresql_databases.owner)
    assert on_sqlite.keys() == on_postgresql.keys()
    for table, shape in on_sqlite.items():
        for part, value in shape.items():
            assert value == on_postgresql[table][part], f"{table}: {part}"


def test_every_table_is_a_tenants_or_a_known_global_one():
    tenants = {name for name, table in Base.metadata.tables.items() if "organization_id" in table.primary_key}
    assert set(Base.metadata.tables) - tenants - {"organizations"} == GLOBAL_TABLES - {"alembic_version"}
    assert tables_with_policies() == {**dict.fromkeys(tenants, "organization_id"), "organizations": "id"}


@pytest.mark.parametrize("table", sorted(set(tables_with_policies()) - {"organizations"}))
def test_tenant_table_keys_and_indexes_start_with_the_organization(table):
    found = Base.metadata.tables[table]
    assert next(iter(found.primary_key)).name == "organization_id"
    assert not found.c.organization_id.nullable
    for index in found.indexes:
        assert next(iter(index.columns)).name == "organization_id", index.name
    for constraint in found.constraints:
        if type(constraint).__name__ == "UniqueConstraint":
            assert "organization_id" in constraint.columns, "a unique rule over all tenants tells what others have"


@pytest.mark.parametrize("table", sorted(set(tables_with_policies()) - {"organizations"}))
def test_tenant_table_references_carry_the_organization(table):
    for reference in Base.metadata.tables[table].foreign_key_constraints:
        pairs = [(key.parent.name, key.column.table.name, key.column.name) for key in reference.elements]
        if reference.referred_table.name == "organizations":
            assert pairs == [("organization_id", "organizations", "id")]
        else:
            assert pairs[0][0] == pairs[0][2] == "organization_id", f"{table}: {pairs}"
            assert len(pairs) > 1


@pytest.mark.postgres
def test_every_tenant_table_stands_behind_a_forced_policy_that_checks_writes(postgresql_databases):
    with postgresql_databases.owner.connect() as connection:
        tables = connection.execute(
            text(
                "select c.relname, c.relrowsecurity, c.relforcerowsecurity,"
                " (select count(*) from pg_policy p where p.polrelid = c.oid and p.polwithcheck is not null"
                "  and p.polqual is not null and p.polcmd = '*') as policies,"
                " (select count(*) from pg_policy p where p.polrelid = c.oid) as all_policies"
                " from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')"
            )
        ).all()
        views = connection.execute(
            text("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')")
        ).all()
    behind = {row.relname for row in tables if row.relrowsecurity and row.relforcerowsecurity and row.policies == 1}
    assert behind == set(tables_with_policies())
    assert {row.relname for row in tables} - behind == GLOBAL_TABLES
    assert all(row.all_policies <= 1 for row in tables), "a second policy would widen the first"
    assert views == [], "a view runs with its owner's rights, and a materialized one keeps its builder's rows"


@pytest.mark.postgres
def test_the_applications_role_may_read_and_write_rows_and_nothing_else(postgresql_databases):
    refused = [
        "TRUNCATE users",
        "ALTER TABLE users DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON users",
        "DROP TRIGGER audit_log_guard ON audit_log",
        "CREATE TABLE mine (id int)",
        "SET session_replication_role = replica",
        "SET ROLE advision_owner",
    ]
    # Beside the statement guard, which refuses these itself.
    plain = create_engine(postgresql_databases.settings.sqlalchemy_url)
    for statement in refused:
        with plain.connect() as connection, pytest.raises(Exception, match=r"(?i)denied|owner"):
            connection.exec_driver_sql(statement)
    plain.dispose()


def test_migrations_twice_change_nothing(empty):
    """A second upgrade is no work and no error: every start of the application may run it."""
    flask_migrate.upgrade()
    before = read(empty)
    flask_migrate.upgrade()
    assert read(empty) == before
