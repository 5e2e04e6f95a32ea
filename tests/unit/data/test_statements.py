"""The statement guard's reading of SQL: what passes, what is refused, on both dialects."""
# ruff: noqa: E501 - a statement reads best on one line; names carry the property's id

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.statements import judge, tenant_columns

DIALECTS = ("sqlite", "postgresql")

PASSES = {
    "own rows": "SELECT * FROM users WHERE users.organization_id = ?",
    "unqualified alone": "SELECT * FROM users WHERE organization_id = ? AND id = ?",
    "quoted": 'SELECT "users".id FROM "users" WHERE "users"."organization_id" = ?',
    "schema": "SELECT * FROM public.users WHERE users.organization_id = ?",
    "reversed": "SELECT * FROM users u WHERE ? = u.organization_id",
    "constant": "SELECT * FROM users WHERE organization_id = '00000000000000000000000000000001'",
    "cast": "SELECT * FROM users WHERE organization_id = CAST(? AS UUID)",
    "in list": "SELECT * FROM users WHERE organization_id IN (?, ?)",
    "nobody": "SELECT * FROM users WHERE organization_id IS NULL",
    "by its id": "SELECT * FROM organizations WHERE organizations.id = ?",
    "nested and": "SELECT * FROM users WHERE (id = ? AND (name = ? AND organization_id = ?))",
    "or beside": "SELECT * FROM users WHERE organization_id = ? AND (id = ? OR id = ?)",
    "global table": "SELECT organization_id FROM directory WHERE kind = ?",
    "no table": "SELECT 1",
    "word in a text": "SELECT 'users and jobs'",
    "join both": "SELECT * FROM users u JOIN jobs j ON j.id = u.id WHERE u.organization_id = ? AND j.organization_id = ?",
    "join tied": "SELECT * FROM users u JOIN jobs j ON j.organization_id = u.organization_id WHERE u.organization_id = ?",
    "join chain": (
        "SELECT * FROM users u JOIN jobs j ON j.organization_id = u.organization_id"
        " JOIN comments c ON c.organization_id = j.organization_id WHERE c.organization_id = ?"
    ),
    "join on value": "SELECT * FROM users u JOIN jobs j ON j.organization_id = ? AND u.organization_id = ?",
    "comma join": "SELECT * FROM users u, jobs j WHERE u.organization_id = ? AND j.organization_id = u.organization_id",
    "left join": "SELECT * FROM users u LEFT JOIN jobs j ON j.organization_id = ? WHERE u.organization_id = ?",
    "left join tied": (
        "SELECT * FROM users u LEFT OUTER JOIN jobs j ON j.organization_id = u.organization_id AND j.id = u.id"
        " WHERE u.organization_id = ?"
    ),
    "left join of a join": (
        "SELECT * FROM users u LEFT JOIN (jobs j JOIN comments c ON c.organization_id = j.organization_id)"
        " ON j.organization_id = u.organization_id WHERE u.organization_id = ?"
    ),
    "right join": "SELECT * FROM users u RIGHT JOIN jobs j ON u.organization_id = ? WHERE j.organization_id = ?",
    "exists": (
        "SELECT * FROM users u WHERE u.organization_id = ? AND EXISTS"
        " (SELECT 1 FROM jobs j WHERE j.organization_id = u.organization_id)"
    ),
    "exists by value": ("SELECT 1 FROM directory d WHERE EXISTS (SELECT 1 FROM jobs WHERE jobs.organization_id = ?)"),
    "twice correlated": (
        "SELECT * FROM users u WHERE u.organization_id = ? AND EXISTS (SELECT 1 FROM jobs j"
        " WHERE j.organization_id = u.organization_id AND EXISTS"
        " (SELECT 1 FROM comments c WHERE c.organization_id = u.organization_id))"
    ),
    "scalar subquery": (
        "SELECT (SELECT count(*) FROM jobs WHERE jobs.organization_id = ?) FROM users WHERE users.organization_id = ?"
    ),
    "in subquery": (
        "SELECT * FROM users WHERE organization_id = ? AND id IN (SELECT id FROM jobs WHERE organization_id = ?)"
    ),
    "derived": "SELECT count(*) FROM (SELECT id FROM users WHERE organization_id = ?) AS anon_1",
    "tied to derived": (
        "SELECT * FROM users u JOIN (SELECT organization_id AS o FROM jobs WHERE organization_id = ?) s"
        " ON u.organization_id = s.o"
    ),
    "cte": "WITH recent AS (SELECT id FROM jobs WHERE organization_id = ?) SELECT * FROM recent",
    "cte with a table's name": "WITH jobs AS (SELECT 1 AS id) SELECT * FROM jobs",
    "tied to cte": (
        "WITH own AS (SELECT j.organization_id FROM jobs j WHERE j.organization_id = ?)"
        " SELECT * FROM users u JOIN own ON own.organization_id = u.organization_id"
    ),
    "union": "SELECT id FROM users WHERE organization_id = ? UNION ALL SELECT id FROM jobs WHERE organization_id = ?",
    "ordered": "SELECT * FROM users WHERE organization_id = ? ORDER BY name LIMIT ? OFFSET ?",
    "grouped": "SELECT kind, count(*) FROM jobs WHERE organization_id = ? GROUP BY kind HAVING count(*) > ?",
    "window": "SELECT row_number() OVER (PARTITION BY kind ORDER BY id) FROM jobs WHERE jobs.organization_id = ?",
    "insert": "INSERT INTO users (organization_id, id, email) VALUES (?, ?, ?)",
    "insert rows": "INSERT INTO users (organization_id, id) VALUES (?, ?), (?, ?) RETURNING id",
    "insert global": "INSERT INTO directory (kind, organization_id) VALUES (?, ?)",
    "insert from own": "INSERT INTO users (organization_id, id) SELECT organization_id, id FROM jobs WHERE organization_id = ?",
    "insert from values": "INSERT INTO users (organization_id, id) SELECT ?, id FROM jobs WHERE organization_id = ?",
    "upsert": (
        "INSERT INTO users (organization_id, id) VALUES (?, ?)"
        " ON CONFLICT (organization_id, id) DO UPDATE SET email = excluded.email"
    ),
    "insert or nothing": "INSERT INTO users (organization_id, id) VALUES (?, ?) ON CONFLICT DO NOTHING",
    "update": "UPDATE users SET email = ? WHERE users.organization_id = ? AND users.id = ?",
    "update alias": "UPDATE users AS u SET email = ? WHERE u.organization_id = ?",
    "update from": (
        "UPDATE users SET email = ? FROM jobs"
        " WHERE users.organization_id = ? AND jobs.organization_id = users.organization_id"
    ),
    "update by subquery": (
        "UPDATE users SET email = (SELECT kind FROM jobs WHERE jobs.organization_id = users.organization_id)"
        " WHERE users.organization_id = ?"
    ),
    "delete": "DELETE FROM users WHERE organization_id = ? AND id = ?",
    "delete returning": "DELETE FROM jobs WHERE jobs.organization_id = ? RETURNING id",
    "temporary": "CREATE TEMPORARY TABLE prepared AS SELECT id FROM jobs WHERE organization_id = ?",
}

REFUSED = {
    "everything": "SELECT * FROM users",
    "by id": "SELECT * FROM users WHERE id = ?",
    "upper case": "SELECT * FROM USERS",
    "quoted": 'SELECT * FROM "users"',
    "schema": "SELECT * FROM public.users",
    "count": "SELECT count(*) FROM users",
    "comment first": "/* report */ SELECT * FROM users",
    "line comment": "-- report\nSELECT * FROM users",
    "parentheses": "(SELECT * FROM users)",
    "two statements": "SELECT 1; SELECT * FROM users",
    "two bound ones": "SELECT * FROM users WHERE organization_id = ?; SELECT * FROM users",
    "explain": "EXPLAIN SELECT * FROM users",
    "not equal": "SELECT * FROM users WHERE organization_id <> ?",
    "not": "SELECT * FROM users WHERE NOT organization_id = ?",
    "not in": "SELECT * FROM users WHERE organization_id NOT IN (?)",
    "not null": "SELECT * FROM users WHERE organization_id IS NOT NULL",
    "larger": "SELECT * FROM users WHERE organization_id >= ?",
    "or": "SELECT * FROM users WHERE organization_id = ? OR id = ?",
    "or in and": "SELECT * FROM users WHERE id = ? AND (organization_id = ? OR 1 = 1)",
    "itself": "SELECT * FROM users WHERE organization_id = organization_id",
    "itself by alias": "SELECT * FROM users u WHERE u.organization_id = u.organization_id",
    "itself in a function": "SELECT * FROM users WHERE organization_id = coalesce(organization_id, ?)",
    "itself in a list": "SELECT * FROM users WHERE organization_id IN (organization_id)",
    "from the directory": "SELECT * FROM users WHERE organization_id IN (SELECT organization_id FROM directory)",
    "equal to the directory": "SELECT * FROM users WHERE organization_id = (SELECT organization_id FROM directory LIMIT 1)",
    "joined to the directory": "SELECT * FROM users u JOIN directory d ON d.organization_id = u.organization_id",
    "correlated to the directory": (
        "SELECT (SELECT count(*) FROM users u WHERE u.organization_id = d.organization_id) FROM directory d"
    ),
    "other column": "SELECT * FROM users u JOIN jobs j ON u.organization_id = j.id WHERE j.organization_id = ?",
    "another's column": "SELECT * FROM users u JOIN jobs j ON j.id = u.id WHERE j.organization_id = ?",
    "two unbound": "SELECT * FROM users u JOIN jobs j ON j.organization_id = u.organization_id",
    "one of two": "SELECT * FROM users u, jobs j WHERE u.organization_id = ?",
    "ambiguous": "SELECT * FROM users, jobs WHERE organization_id = ?",
    "left join keeps left": "SELECT * FROM users u LEFT JOIN jobs j ON u.organization_id = ? AND j.organization_id = ?",
    "right join keeps right": "SELECT * FROM users u RIGHT JOIN jobs j ON u.organization_id = ? AND j.organization_id = ?",
    "full join keeps both": "SELECT * FROM users u FULL JOIN jobs j ON u.organization_id = ? AND j.organization_id = ?",
    "left join of an unbound": "SELECT * FROM users u LEFT JOIN jobs j ON j.id = u.id WHERE u.organization_id = ?",
    "inside of a left join": (
        "SELECT * FROM users u LEFT JOIN (jobs j JOIN comments c ON c.id = j.id)"
        " ON j.organization_id = u.organization_id WHERE u.organization_id = ?"
    ),
    "subquery": "SELECT * FROM users WHERE organization_id = ? AND id IN (SELECT id FROM jobs)",
    "exists": "SELECT * FROM users WHERE organization_id = ? AND EXISTS (SELECT 1 FROM jobs)",
    "scalar": "SELECT (SELECT count(*) FROM jobs) FROM users WHERE users.organization_id = ?",
    "scalar alone": "SELECT (SELECT count(*) FROM jobs)",
    "derived": "SELECT * FROM (SELECT * FROM users) AS s",
    "derived bound outside": "SELECT * FROM (SELECT * FROM users) AS s WHERE s.organization_id = ?",
    "tied to derived directory": (
        "SELECT * FROM users u JOIN (SELECT organization_id FROM directory) s ON u.organization_id = s.organization_id"
    ),
    "tied to derived other": (
        "SELECT * FROM users u JOIN (SELECT id AS organization_id FROM jobs WHERE organization_id = ?) s"
        " ON u.organization_id = s.organization_id"
    ),
    "cte": "WITH recent AS (SELECT id FROM jobs) SELECT * FROM recent",
    "cte around the table": "WITH jobs AS (SELECT * FROM jobs) SELECT * FROM jobs",
    "cte unused": "WITH own AS (SELECT 1) SELECT * FROM users",
    "cte of another name": "WITH other AS (SELECT 1) SELECT * FROM jobs",
    "cte beside the schema": "WITH jobs AS (SELECT 1 AS id) SELECT * FROM public.jobs",
    "cte later": "WITH a AS (SELECT * FROM jobs), jobs AS (SELECT 1 AS id) SELECT * FROM a",
    "cte elsewhere": "SELECT * FROM (WITH jobs AS (SELECT 1 AS id) SELECT * FROM jobs) s, jobs",
    "union": "SELECT id FROM users WHERE organization_id = ? UNION SELECT id FROM jobs",
    "insert without": "INSERT INTO users (id, email) VALUES (?, ?)",
    "insert no columns": "INSERT INTO users VALUES (?, ?)",
    "insert a subquery": "INSERT INTO users (organization_id, email) VALUES (?, (SELECT email FROM users LIMIT 1))",
    "insert owner by subquery": "INSERT INTO users (organization_id) VALUES ((SELECT organization_id FROM directory LIMIT 1))",
    "insert from all": "INSERT INTO users (organization_id, id) SELECT organization_id, id FROM jobs",
    "insert from directory": "INSERT INTO users (organization_id, id) SELECT organization_id, object_id FROM directory",
    "insert other column": "INSERT INTO users (organization_id, id) SELECT id, id FROM jobs WHERE organization_id = ?",
    "insert global from all": "INSERT INTO directory (key_hash) SELECT token_hash FROM sessions",
    "upsert by another key": (
        "INSERT INTO organizations (id, slug) VALUES (?, ?) ON CONFLICT (slug) DO UPDATE SET name = excluded.name"
    ),
    "upsert moves": (
        "INSERT INTO users (organization_id, id) VALUES (?, ?)"
        " ON CONFLICT (organization_id, id) DO UPDATE SET organization_id = excluded.id"
    ),
    "update all": "UPDATE users SET email = ?",
    "update by id": "UPDATE users SET email = ? WHERE id = ?",
    "update moves": "UPDATE users SET organization_id = ? WHERE organization_id = ?",
    "update moves id": "UPDATE organizations SET id = ? WHERE id = ?",
    "update by directory": "UPDATE users SET email = ? FROM directory d WHERE users.organization_id = d.organization_id",
    "update from unbound": "UPDATE users SET email = jobs.kind FROM jobs WHERE users.organization_id = ?",
    "update global from": "UPDATE directory SET kind = u.email FROM users u WHERE directory.object_id = u.id",
    "update set subquery": "UPDATE users SET email = (SELECT kind FROM jobs LIMIT 1) WHERE users.organization_id = ?",
    "delete all": "DELETE FROM jobs",
    "delete by id": "DELETE FROM jobs WHERE jobs.id = ?",
    "delete or": "DELETE FROM jobs WHERE organization_id = ? OR id = ?",
    "delete by subquery": "DELETE FROM jobs WHERE organization_id = ? AND id IN (SELECT id FROM users)",
    "create as": "CREATE TABLE mine AS SELECT id FROM jobs WHERE organization_id = ?",
    "temporary": "CREATE TEMPORARY TABLE prepared AS SELECT id FROM jobs",
    "drop": "DROP TABLE users",
    "alter": "ALTER TABLE users ADD COLUMN x int",
    "unreadable": "SELECT FROM WHERE users ((",
}
ONLY_POSTGRESQL = {
    "table": "TABLE users",
    "copy": "COPY users TO STDOUT",
    "truncate": "TRUNCATE users",
    "merge": "MERGE INTO users u USING jobs j ON u.id = j.id WHEN MATCHED THEN DELETE",
    "delete in a cte": "WITH gone AS (DELETE FROM users RETURNING *) SELECT * FROM gone",
    "update in a cte": "WITH gone AS (UPDATE users SET email = ? RETURNING *) SELECT * FROM gone",
    "insert in a cte": "WITH made AS (INSERT INTO users (id) VALUES (?) RETURNING *) SELECT * FROM made",
    "delete using": "DELETE FROM users USING jobs WHERE users.organization_id = ?",
    "delete global using": "DELETE FROM directory USING users WHERE users.id = directory.object_id",
    "lateral": "SELECT * FROM directory d, LATERAL (SELECT * FROM users u WHERE u.organization_id = d.organization_id) s",
    "on constraint": "INSERT INTO users (organization_id) VALUES (?) ON CONFLICT ON CONSTRAINT pk DO UPDATE SET email = ?",
    "policy": "DROP POLICY tenant ON users",
    "lock": "LOCK TABLE users",
}
ONLY_SQLITE = {
    "replace": "REPLACE INTO organizations (id, slug) VALUES (?, ?)",
    "insert or replace": "INSERT OR REPLACE INTO organizations (id, slug) VALUES (?, ?)",
}


def as_sent(statement: str, dialect: str) -> str:
    """The statement with the driver's parameter marks."""
    if dialect == "sqlite":
        return statement
    parts = statement.split("?")
    marked = "".join(f"{part}%(p{number})s::UUID" for number, part in enumerate(parts[:-1]))
    return marked + parts[-1]


def unscoped(statement: str, dialect: str) -> str | None:
    return judge(as_sent(statement, dialect), dialect).unscoped


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", PASSES)
def test_A1_guard_passes_bound_statement(name, dialect):
    assert unscoped(PASSES[name], dialect) is None


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", REFUSED)
def test_A1_guard_refuses_unbound_statement(name, dialect):
    assert unscoped(REFUSED[name], dialect) is not None


@pytest.mark.parametrize("name", ONLY_POSTGRESQL)
def test_A1_guard_refuses_unbound_postgresql_statement(name):
    assert unscoped(ONLY_POSTGRESQL[name], "postgresql") is not None


@pytest.mark.parametrize("name", ONLY_SQLITE)
def test_A1_guard_refuses_unbound_sqlite_statement(name):
    assert unscoped(ONLY_SQLITE[name], "sqlite") is not None


@pytest.mark.parametrize("table", sorted(tenant_columns()))
@pytest.mark.parametrize("dialect", DIALECTS)
def test_A1_guard_knows_every_tenant_table(table, dialect):
    column = tenant_columns()[table]
    assert unscoped(f'SELECT * FROM "{table}" WHERE "{table}"."{column}" = ?', dialect) is None
    for statement in (f"SELECT * FROM {table}", f"DELETE FROM {table}", f"UPDATE {table} SET x = ?"):
        assert unscoped(statement, dialect) is not None


@pytest.mark.parametrize(
    "cast",
    [
        "TIMESTAMP WITH TIME ZONE",
        "DOUBLE PRECISION",
        "VARCHAR",
        "UUID[]",
        "TIME WITHOUT TIME ZONE",
        "NUMERIC(10, 2)",
        "JSON",
    ],
)
def test_A1_guard_reads_the_drivers_casts(cast):
    statement = (
        f"SELECT 1 FROM jobs WHERE jobs.organization_id = %(o)s::UUID AND jobs.x < %(now_1)s::{cast} AND a LIKE '%%b'"
    )
    assert judge(statement, "postgresql").unscoped is None


def test_A1_guard_names_the_parameters_that_are_organizations():
    assert judge("SELECT '?' FROM users WHERE id = ? AND organization_id = ?", "sqlite").owners == {"p1"}
    found = judge("UPDATE jobs SET kind = %(k)s WHERE jobs.organization_id IN (%(a)s::UUID, %(b)s::UUID)", "postgresql")
    assert found.owners == {"a", "b"}
    pairs = "SELECT 1 FROM jobs WHERE (organization_id, id) IN (VALUES (?, ?)) AND id IN (?) AND organization_id = ?"
    assert judge(pairs, "sqlite").owners == {"p3"}
    two_rows = judge("INSERT INTO users (id, organization_id) VALUES (?, ?), (?, ?)", "sqlite")
    assert two_rows.owners == {"p1", "p3"}


def bound(alias: str) -> st.SearchStrategy[str]:
    return st.sampled_from(
        [f"{alias}.organization_id = ?", f"? = {alias}.organization_id", f"({alias}.organization_id IN (?))"]
    )


def loose(alias: str) -> st.SearchStrategy[str]:
    """Conditions that tie nothing, however much they look like it."""
    one = f"{alias}.organization_id"
    wrong = [
        f"{one} <> ?",
        f"NOT ({one} = ?)",
        f"({one} = ? OR {alias}.id = ?)",
        f"{one} = {one}",
        f"{alias}.id = ?",
        f"{one} > ?",
    ]
    return st.sampled_from(
        [*wrong, f"{one} IN (SELECT organization_id FROM directory)", f"coalesce({one}, ?) = ?", "1 = 1"]
    )


TABLES = st.sampled_from(sorted(set(tenant_columns()) - {"organizations"}))


@st.composite
def selects(draw: st.DrawFn, *, leaky: bool) -> str:
    """A SELECT over one to four tenant tables; a leaky one leaves at least one of them untied."""
    aliases = [f"t{number}" for number in range(draw(st.integers(1, 4)))]
    # A table after the first may be tied to one before it; an untied one makes all that hang on it untied too.
    untied = set(draw(st.lists(st.sampled_from(aliases), min_size=1, unique=True))) if leaky else set()
    text, where = f"SELECT {aliases[0]}.id FROM {draw(TABLES)} {aliases[0]}", []
    for place, alias in enumerate(aliases):
        tied = loose(alias) if alias in untied else bound(alias)
        if place and alias not in untied and draw(st.booleans()):
            tied = st.sampled_from([f"{alias}.organization_id = {other}.organization_id" for other in aliases[:place]])
        condition = draw(tied)
        if place == 0:
            where.append(condition)
            continue
        kind = draw(st.sampled_from(["JOIN", "LEFT JOIN", "INNER JOIN"]))
        text += f" {kind} {draw(TABLES)} {alias} ON {condition} AND {alias}.id = {aliases[0]}.id"
    where += draw(
        st.lists(st.sampled_from(["t0.id = ?", "(t0.id = ? OR t0.id IS NULL)", "t0.created_at < ?"]), max_size=3)
    )
    return f"{text} WHERE {' AND '.join(draw(st.permutations(where)))}"


@st.composite
def wrapped(draw: st.DrawFn, *, leaky: bool) -> str:
    inner = draw(selects(leaky=leaky))
    return draw(
        st.sampled_from(
            [
                inner,
                f"SELECT count(*) FROM ({inner}) AS s",
                f"WITH c AS ({inner}) SELECT * FROM c",
                f"SELECT id FROM users WHERE organization_id = ? UNION {inner}",
                f"SELECT kind FROM directory WHERE object_id IN ({inner})",
                f"SELECT 1 FROM jobs j WHERE j.organization_id = ? AND EXISTS ({inner})",
                f"INSERT INTO uploads (organization_id, id) SELECT ?, s.id FROM ({inner}) s",
                f"DELETE FROM jobs WHERE organization_id = ? AND id IN ({inner})",
                f"UPDATE users SET full_name = ({inner}) WHERE users.organization_id = ?",
            ]
        )
    )


@settings(max_examples=200, deadline=None)
@given(statement=wrapped(leaky=True), dialect=st.sampled_from(DIALECTS))
def test_A1_guard_refuses_any_statement_with_an_untied_table(statement, dialect):
    assert unscoped(statement, dialect) is not None


@settings(max_examples=200, deadline=None)
@given(statement=wrapped(leaky=False), dialect=st.sampled_from(DIALECTS))
def test_A1_guard_passes_any_statement_whose_tables_are_all_tied(statement, dialect):
    assert unscoped(statement, dialect) is None
