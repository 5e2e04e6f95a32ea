"""The first two tenancy nets and row-level security's setting, all fed by the session's own organization.

A session is made for one organization (or none, which sees nothing) and never changes it.
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, event, literal, text
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from data.columns import Guid
from data.guard import SESSION_OPTION
from data.models import Organization, Scoped

SETTING = "app.current_org"


class CrossTenantWriteError(RuntimeError):
    """A session tried to write a row of another organization."""


class TenantSession(Session):
    """A database session bound to one organization for its whole life."""

    def __init__(self, organization_id: UUID | None, **options: Any) -> None:
        super().__init__(**options)
        self.info["organization_id"] = organization_id

    @property
    def organization_id(self) -> UUID | None:
        """The organization whose rows this session may see."""
        found: UUID | None = self.info["organization_id"]
        return found


@event.listens_for(TenantSession, "do_orm_execute")
def _filter_reads(state: ORMExecuteState) -> None:
    if state.execution_options.get("unscoped"):
        return
    state.statement = state.statement.options(*_criteria(state.session.info["organization_id"]))


@lru_cache(maxsize=1024)
def _criteria(organization_id: UUID | None) -> tuple[ExecutableOption, ...]:
    """What keeps a statement within one organization; made once for each, since making it costs more than its use."""
    if organization_id is None:
        # The key column is never NULL, so no row is seen.
        return (
            with_loader_criteria(Scoped, lambda model: model.organization_id.is_(None), include_aliases=True),
            with_loader_criteria(Organization, Organization.id.is_(None), include_aliases=True),
        )
    # The value needs its column type here: inside the lambda SQLAlchemy would guess one from the Python class.
    owner = literal(organization_id, Guid())
    return (
        with_loader_criteria(Scoped, lambda model: model.organization_id == owner, include_aliases=True),
        with_loader_criteria(Organization, Organization.id == organization_id, include_aliases=True),
    )


@event.listens_for(TenantSession, "before_flush")
def _check_writes(session: Session, flush_context: UOWTransaction, instances: Any) -> None:
    organization_id = session.info["organization_id"]
    for row in session.new:
        if isinstance(row, Scoped) and _owner_of(row) is None:
            row.organization_id = organization_id
    for row in [*session.new, *session.dirty, *session.deleted]:
        owner = _owner_of(row)
        if owner is not None and owner != organization_id:
            raise CrossTenantWriteError(f"{type(row).__name__} belongs to another organization")


def _owner_of(row: object) -> UUID | None:
    if isinstance(row, Scoped):
        return row.organization_id
    return row.id if isinstance(row, Organization) else None


@event.listens_for(TenantSession, "after_begin")
def _tell_own_connection(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    tell_connection(connection, session.info["organization_id"])


def tell_connection(connection: Connection, organization_id: UUID | None) -> None:
    """Name the organization to the statement guard and, for the running transaction, to PostgreSQL's policies."""
    connection.execution_options(**{SESSION_OPTION: organization_id})
    if connection.dialect.name == "postgresql":
        # Transaction-local: it dies at the commit, so a pooled connection carries nothing on.
        connection.execute(
            text(f"select set_config('{SETTING}', :organization, true)"),
            {"organization": str(organization_id or "")},
        )
