"""The third tenancy net: a look at every SQL statement before it runs.

A statement that touches a tenant table must tie it to an organization, in each SELECT, UPDATE, DELETE
and INSERT it holds, and in a session to that session's own. The one way out is the execution option
`unscoped="reason"`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, event

from data.statements import judge, tenant_columns

# Set on a session's connection: the organization that its statements may name. Absent outside sessions.
SESSION_OPTION = "organization"
_ANY = object()
# What an INSERT holds that is more than rows of values.
_MORE = re.compile(r"\b(select|conflict|replace)\b", re.IGNORECASE)


class UnscopedStatementError(RuntimeError):
    """A statement would have touched tenant rows without naming the organization."""


def install_statement_guard(engine: Engine) -> None:
    """Refuse unscoped statements on this engine with UnscopedStatementError."""

    @event.listens_for(engine, "before_cursor_execute")
    def _check(
        connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
    ) -> None:
        options = context.execution_options if context is not None else connection.get_execution_options()
        if options.get("unscoped"):
            return
        own = connection.get_execution_options().get(SESSION_OPTION, _ANY)
        if not _is_checked_insert(context, statement, own):
            _check_statement(statement, engine.dialect.name, parameters if executemany else [parameters], own)


def find_unscoped_table(statement: str, dialect: str) -> str | None:
    """The first tenant table that the statement touches without binding its organization, or None."""
    return judge(statement, dialect).unscoped


def _check_statement(statement: str, dialect: str, rows: Any, own: object) -> None:
    verdict = judge(statement, dialect)
    if verdict.unscoped is not None:
        raise UnscopedStatementError(
            f"the statement is not tied to an organization ({verdict.unscoped}): {statement[:300]}"
        )
    if own is _ANY or not verdict.owners:
        return
    for row in rows:
        if any(_as_uuid(_value(row, name)) != own for name in verdict.owners):
            raise UnscopedStatementError(f"the statement names another organization: {statement[:300]}")


def _is_checked_insert(context: Any, statement: str, own: object) -> bool:
    """Check a compiled INSERT ... VALUES by its parameters alone: its text may hold thousands of rows."""
    compiled = getattr(context, "compiled", None)
    if compiled is None or not context.isinsert or _MORE.search(statement):
        return False
    table = compiled.statement.table.name
    column = tenant_columns().get(table)
    if column is None:
        return True
    # A long list runs in several batches with one context: its parameters need one look.
    if not getattr(context, "advision_checked", False):
        for row in context.compiled_parameters:
            owners = list(_owners_in(row, column))
            if not owners or (own is not _ANY and any(owner != own for owner in owners)):
                raise UnscopedStatementError(f"the statement writes {table} without its own organization")
        context.advision_checked = True
    return True


def _owners_in(row: Mapping[str, Any], column: str) -> Iterator[UUID | None]:
    """The values for the column; a statement with several rows of values numbers them."""
    for name, value in row.items():
        if name == column or re.fullmatch(rf"{column}_m\d+", name):
            yield _as_uuid(value)


def _value(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, Mapping) else row[int(name[1:])]


def _as_uuid(value: object) -> UUID | None:
    if isinstance(value, bytes | memoryview) and len(value) == 16:
        return UUID(bytes=bytes(value))
    try:
        return value if isinstance(value, UUID) else UUID(str(value))
    except ValueError:
        return None
