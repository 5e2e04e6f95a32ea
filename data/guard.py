"""The third tenancy net: a look at every SQL statement before it runs.

A statement that touches a tenant table must bind that table's organization, in each SELECT, UPDATE,
DELETE and INSERT ... SELECT it holds. The one way out is the execution option `unscoped="reason"`.
"""

import re
from functools import lru_cache
from typing import Any

import sqlglot
from sqlalchemy import Connection, Engine, event
from sqlglot import exp
from sqlglot.optimizer.scope import Scope, traverse_scope

_CHECKED = re.compile(r"^\s*(select|update|delete|with|insert|replace)\b", re.IGNORECASE)
_PLAIN_INSERT = re.compile(r"^\s*insert\s+into\s+\"?(\w+)\"?\s*\(([^)]*)\)\s*values\b", re.IGNORECASE)
_TABLE_WORDS = re.compile(r"\w+")


class UnscopedStatementError(RuntimeError):
    """A statement would have touched tenant rows without naming the organization."""


def tenant_columns() -> dict[str, str]:
    """Every tenant table and the column that holds its organization."""
    from data.models import Base

    columns = {name: "organization_id" for name, table in Base.metadata.tables.items() if "organization_id" in table.primary_key}
    columns["organizations"] = "id"
    return columns


@lru_cache(maxsize=1)
def _tenant_columns() -> dict[str, str]:
    return tenant_columns()


def install_statement_guard(engine: Engine) -> None:
    """Refuse unscoped statements on this engine with UnscopedStatementError."""

    @event.listens_for(engine, "before_cursor_execute")
    def _check(
        connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        if not _CHECKED.match(statement):
            return
        options = context.execution_options if context is not None else connection.get_execution_options()
        if options.get("unscoped"):
            return
        table = find_unscoped_table(statement, engine.dialect.name)
        if table is not None:
            raise UnscopedStatementError(f"the statement touches {table} without its organization: {statement[:300]}")


def find_unscoped_table(statement: str, dialect: str) -> str | None:
    """The first tenant table that the statement touches without binding its organization, or None."""
    plain = _PLAIN_INSERT.match(statement)
    if plain:
        table, columns = plain.group(1).lower(), plain.group(2)
        needed = _tenant_columns().get(table)
        return table if needed and needed not in _TABLE_WORDS.findall(columns) else None
    return _find_unscoped_in_text(statement, dialect)


@lru_cache(maxsize=4096)
def _find_unscoped_in_text(statement: str, dialect: str) -> str | None:
    words = {word.lower() for word in _TABLE_WORDS.findall(statement)}
    if not words & _tenant_columns().keys():
        return None
    text = re.sub(r"%\((\w+)\)s(::\w+)?", r":\1", statement) if dialect == "postgresql" else statement
    try:
        tree = sqlglot.parse_one(text, read="postgres" if dialect == "postgresql" else "sqlite")
    except sqlglot.errors.ParseError:
        return "an unreadable statement"
    return _unscoped_target(tree) or _unscoped_source(tree)


def _unscoped_target(tree: exp.Expression) -> str | None:
    """An UPDATE or DELETE must bind its own target; an INSERT must write the organization."""
    if isinstance(tree, exp.Insert):
        schema = tree.this
        table = schema.find(exp.Table) if isinstance(schema, exp.Expression) else None
        columns = {column.name for column in schema.expressions} if isinstance(schema, exp.Schema) else set()
        needed = _tenant_columns().get(table.name) if table is not None else None
        return table.name if table is not None and needed and needed not in columns else None
    if isinstance(tree, exp.Update | exp.Delete):
        table = tree.find(exp.Table)
        where = tree.args.get("where")
        if table is not None and table.name in _tenant_columns() and not _binds(where, table, alone=True):
            return table.name
    return None


def _unscoped_source(tree: exp.Expression) -> str | None:
    for select in tree.find_all(exp.Select):
        for scope in traverse_scope(select):
            missing = _unscoped_in_scope(scope)
            if missing:
                return missing
    return None


def _unscoped_in_scope(scope: Scope) -> str | None:
    select = scope.expression
    if not isinstance(select, exp.Select):
        return None
    ctes = set(scope.cte_sources)
    tables = [table for table in scope.tables if table.name in _tenant_columns() and table.name not in ctes]
    conditions = [select.args.get("where"), *(join.args.get("on") for join in select.args.get("joins") or [])]
    here = {table.alias_or_name for table in tables}
    alone = len(scope.tables) == 1
    bound: set[str] = set()
    # A table may be tied to another one that is bound: repeat until nothing more is found.
    for _ in tables:
        for table in tables:
            if any(_binds(condition, table, alone, here - bound) for condition in conditions):
                bound.add(table.alias_or_name)
    return next((table.name for table in tables if table.alias_or_name not in bound), None)


def _binds(
    condition: exp.Expression | None, table: exp.Table, alone: bool, unbound: set[str] | frozenset[str] = frozenset()
) -> bool:
    """Whether an AND-ed comparison ties the table's organization to a value, or to a table not in `unbound`."""
    if condition is None:
        return False
    root = (condition.this if isinstance(condition, exp.Where) else condition).unnest()
    parts = root.flatten() if isinstance(root, exp.And) else [root]
    return any(_ties(part.unnest(), table, alone, unbound) for part in parts)


def _ties(part: exp.Expression, table: exp.Table, alone: bool, unbound: set[str] | frozenset[str]) -> bool:
    if isinstance(part, exp.In) or (isinstance(part, exp.Is) and isinstance(part.expression, exp.Null)):
        return _is_owner(part.this, table, alone)
    if not isinstance(part, exp.EQ):
        return False
    for side, other in ((part.left, part.right), (part.right, part.left)):
        if not _is_owner(side, table, alone):
            continue
        if not isinstance(other, exp.Column):
            return True
        if other.table and other.table not in unbound | {table.alias_or_name}:
            return True
    return False


def _is_owner(column: exp.Expression, table: exp.Table, alone: bool) -> bool:
    """Whether the expression is the table's own organization column."""
    if not isinstance(column, exp.Column) or column.name != _tenant_columns()[table.name]:
        return False
    return column.table == table.alias_or_name or (alone and not column.table)
