"""The declarative base, the tenant mixin and the composite keys that every tenant table has."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, ForeignKeyConstraint, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from data.columns import Guid, UtcDateTime, utc_now

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every model derives from. The registry gives UUIDs, moments and JSON one column type each."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={UUID: Guid, datetime: UtcDateTime, dict[str, Any]: JSON, list[str]: JSON},
    )


class Scoped:
    """A table whose rows belong to one organization, whatever else its key holds."""

    organization_id: Mapped[UUID] = mapped_column(
        ForeignKey("organizations.id", ondelete="CASCADE"), primary_key=True, sort_order=-20
    )


class TenantRow(Scoped):
    """The usual tenant table: primary key (organization_id, id)."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-19)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


def tenant_reference(column: str, table: str, ondelete: str | None = "CASCADE") -> ForeignKeyConstraint:
    """A composite foreign key, so that a row can only point at rows of its own organization."""
    return ForeignKeyConstraint(
        ["organization_id", column], [f"{table}.organization_id", f"{table}.id"], ondelete=ondelete
    )
