"""Jobs and idempotency keys: the truth about work that must happen once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, Scoped, TenantRow


class Job(TenantRow, Base):
    """One piece of long work. A worker holds it by `lease_until`; a lease that runs out frees it."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_status", "organization_id", "status"),
        Index("ix_jobs_time", "organization_id", "created_at"),
    )

    kind: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(20), default="queued")
    payload: Mapped[dict[str, Any]] = mapped_column(default=dict)
    progress: Mapped[float] = mapped_column(default=0.0)
    message: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[dict[str, Any] | None]
    error: Mapped[dict[str, Any] | None]
    attempts: Mapped[int] = mapped_column(default=0)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    lease_token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    run_after: Mapped[datetime | None]
    created_by_id: Mapped[UUID | None]
    created_by_name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[str] = mapped_column(String(20))
    request_id: Mapped[str] = mapped_column(String(64), default="")
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class IdempotencyKey(Scoped, Base):
    """The first answer to a POST with an Idempotency-Key, kept for a day."""

    __tablename__ = "idempotency_keys"

    principal_id: Mapped[UUID] = mapped_column(primary_key=True)
    endpoint: Mapped[str] = mapped_column(String(120), primary_key=True)
    key: Mapped[str] = mapped_column(String(255), primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[str] = mapped_column(String(20))
    status: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(Text)
    locked_until: Mapped[datetime]
    created_at: Mapped[datetime]
