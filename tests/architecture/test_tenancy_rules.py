"""Rules about source text that keep the tenancy nets whole: what only data/ may do, and who may step outside."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "api",
    "auth",
    "callbacks",
    "cli",
    "components",
    "data",
    "domain",
    "integrations",
    "ml",
    "pages",
    "services",
    "tasks",
)
SOURCES = [
    *sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")),
    ROOT / "app.py",
    ROOT / "config.py",
]
# Every use of the one way past the statement guard, with its reason. A new one needs a review and a line here.
# The bulk insert of facts sets the organization of every row itself, and the guard would read them all.
UNSCOPED_USES: dict[str, int] = {"data.queries.facts": 1}
# Keyed by the organization itself, and holding nothing but its id in the form of a condition.
CACHED_BY_ORGANIZATION = {"data.tenancy._criteria"}
# SQL beside the models outside data/: the readiness probe asks which migration the database has.
RAW_SQL = {"services.health"}
_TENANT_WORDS = ("organization", "actor", "session", "tenant", "user", "database", "connection")


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in SOURCES:
        if "migrations" not in path.parts:
            yield path, ast.parse(path.read_text())


def name_of(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_A1_sql_beside_the_models_is_written_in_data_only():
    found = set()
    for path, tree in trees():
        if path.relative_to(ROOT).parts[0] == "data":
            continue
        imported = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
            for alias in node.names
        }
        for node in ast.walk(tree):
            call = name_of(node.func) if isinstance(node, ast.Call) else ""
            raw = call in ("text", "table", "literal_column") and call in imported
            bulk = call.startswith("bulk_") and isinstance(node.func, ast.Attribute) and node.func.attr in (
                "bulk_insert_mappings", "bulk_update_mappings", "bulk_save_objects"
            )  # fmt: skip
            driver = call in ("exec_driver_sql", "read_sql", "read_sql_query", "read_sql_table", "raw_connection")
            core = isinstance(node, ast.Attribute) and node.attr == "__table__"
            if raw or bulk or driver or core:
                found.add(module_of(path))
    assert found == RAW_SQL


def test_A1_bulk_writes_beside_the_unit_of_work_are_nowhere():
    names = {"bulk_insert_mappings", "bulk_update_mappings", "bulk_save_objects"}
    found = [
        f"{module_of(path)}:{node.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in names
    ]
    assert found == []


def test_A1_uses_of_unscoped_are_the_known_ones():
    found: dict[str, int] = {}
    for path, tree in trees():
        uses = [
            node
            for node in ast.walk(tree)
            if (isinstance(node, ast.keyword) and node.arg == "unscoped")
            or (
                isinstance(node, ast.Dict)
                and any(isinstance(key, ast.Constant) and key.value == "unscoped" for key in node.keys)
            )
        ]
        if uses:
            found[module_of(path)] = len(uses)
    assert found == UNSCOPED_USES


def test_A1_caches_by_arguments_hold_no_tenant_data():
    cached = set()
    for path, tree in trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            marks = {name_of(mark.func if isinstance(mark, ast.Call) else mark) for mark in node.decorator_list}
            if not marks & {"lru_cache", "cache"} or f"{module_of(path)}.{node.name}" in CACHED_BY_ORGANIZATION:
                continue
            names = [argument.arg for argument in [*node.args.args, *node.args.kwonlyargs]]
            assert not any(word in name for name in names for word in _TENANT_WORDS), f"{module_of(path)}.{node.name}"
            reads = {name_of(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
            assert not reads & {"reading", "writing", "container", "page_actor"}, f"{module_of(path)}.{node.name}"
            cached.add(f"{module_of(path)}.{node.name}")
    assert {"services.passwords._decoy", "data.statements.judge"} <= cached, "the lint must see caches"


def test_A1_sessions_are_made_by_the_database_only():
    """One made elsewhere would be a unit of work without an organization, or with one of its own choosing."""
    found = {
        module_of(path)
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name_of(node.func) in {"TenantSession", "sessionmaker", "scoped_session"}
    }
    assert found <= {"data.session"}


def test_A1_the_organization_is_never_read_from_what_a_client_sent():
    """No request argument, form field, header, JSON body or callback input is named like the organization."""
    found = []
    for path, tree in trees():
        if path.relative_to(ROOT).parts[0] not in ("api", "auth", "callbacks", "pages"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript | ast.Call):
                source = node.value if isinstance(node, ast.Subscript) else node.func
                text = ast.unparse(source)
                if text.startswith("request.") and "organization" in ast.unparse(node):
                    found.append(f"{module_of(path)}:{node.lineno}")
    assert found == []


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_module_opens_with_a_docstring_and_stays_within_its_size(path):
    text = path.read_text()
    if "migrations" in path.parts:
        return
    docstring = ast.get_docstring(ast.parse(text))
    assert docstring, "a module opens by saying what it is for"
    assert len(text.splitlines()) <= 400, "a file this long holds two things"
