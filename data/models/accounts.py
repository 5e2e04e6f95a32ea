"""Organizations, people and everything by which they are recognized. Secrets are stored as hashes only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.columns import utc_now
from data.models.base import Base, TenantRow, tenant_reference


class Organization(Base):
    """A tenant. `data_version` grows with every change of its numbers and keys all caches."""

    __tablename__ = "organizations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    is_example: Mapped[bool] = mapped_column(default=False)
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    data_version: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class DirectoryEntry(Base):
    """The one table that is read before the organization is known: a hash of a name or token, and whose it is.

    It holds nothing else, so that every other table can stand behind row-level security.
    """

    __tablename__ = "directory"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    organization_id: Mapped[UUID] = mapped_column(index=True)
    object_id: Mapped[UUID]
    expires_at: Mapped[datetime | None]


class SignInFailure(Base):
    """Failed sign-ins by hashed address or network address; belongs to no organization."""

    __tablename__ = "sign_in_failures"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    failures: Mapped[int]
    first_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]


class User(TenantRow, Base):
    """A member of one organization. The address is unique over all of them through the directory."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("organization_id", "email"),)

    email: Mapped[str] = mapped_column(String(320))
    full_name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(300))
    is_active: Mapped[bool] = mapped_column(default=True)
    token_version: Mapped[int] = mapped_column(default=0)
    preferences: Mapped[dict[str, Any]] = mapped_column(default=dict)
    last_seen_at: Mapped[datetime | None]


class Invitation(TenantRow, Base):
    """An address that may join with a role, once, until it expires."""

    __tablename__ = "invitations"
    __table_args__ = (tenant_reference("invited_by_id", "users"),)

    email: Mapped[str] = mapped_column(String(320))
    role: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    invited_by_id: Mapped[UUID]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class LoginSession(TenantRow, Base):
    """One place where a person is signed in; ending it ends the cookie at once."""

    __tablename__ = "sessions"
    __table_args__ = (
        tenant_reference("user_id", "users"),
        Index("ix_sessions_user", "organization_id", "user_id"),
    )

    user_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    last_seen_at: Mapped[datetime] = mapped_column(default=utc_now)
    authenticated_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ip: Mapped[str] = mapped_column(String(64), default="")
    user_agent: Mapped[str] = mapped_column(String(400), default="")


class RefreshToken(TenantRow, Base):
    """One link in a chain of rotating refresh tokens; reuse of a used one ends the family."""

    __tablename__ = "refresh_tokens"
    __table_args__ = (
        tenant_reference("user_id", "users"),
        Index("ix_refresh_tokens_family", "organization_id", "family_id"),
    )

    user_id: Mapped[UUID]
    family_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class PasswordReset(TenantRow, Base):
    """A reset link: one use, one hour."""

    __tablename__ = "password_resets"
    __table_args__ = (tenant_reference("user_id", "users"),)

    user_id: Mapped[UUID]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiKey(TenantRow, Base):
    """A key for programs. Its rights never exceed its creator's present role."""

    __tablename__ = "api_keys"
    __table_args__ = (tenant_reference("created_by_id", "users"),)

    name: Mapped[str] = mapped_column(String(200))
    prefix: Mapped[str] = mapped_column(String(24))
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    scopes: Mapped[list[str]]
    created_by_id: Mapped[UUID]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AuditRow(TenantRow, Base):
    """Who did what, append-only: triggers refuse updates and deletes of single rows."""

    __tablename__ = "audit_log"
    __table_args__ = (Index("ix_audit_log_time", "organization_id", "created_at"),)

    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(String(320))
    action: Mapped[str] = mapped_column(String(80))
    object_type: Mapped[str] = mapped_column(String(60), default="")
    object_id: Mapped[str] = mapped_column(String(80), default="")
    outcome: Mapped[str] = mapped_column(String(20), default="done")
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    ip: Mapped[str] = mapped_column(String(64), default="")
    user_agent: Mapped[str] = mapped_column(Text, default="")
    request_id: Mapped[str] = mapped_column(String(64), default="")
