"""Models and what they said: the registry, an organization's own models, stored results, the brand, variants."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from data.columns import utc_now
from data.models.base import Base, Scoped, TenantRow, tenant_reference


class RegisteredModel(Base):
    """One version of a model that may serve every organization. At most one of a name is active (A33)."""

    __tablename__ = "model_registry"
    __table_args__ = (
        Index(
            "uq_model_registry_active",
            "name",
            unique=True,
            sqlite_where=text("is_active"),
            postgresql_where=text("is_active"),
        ),
    )

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[str] = mapped_column(String(60), primary_key=True)
    origin: Mapped[str] = mapped_column(String(20))
    path: Mapped[str] = mapped_column(String(300))
    """`shipped:<folder>` in the application itself, else the prefix of its files' keys in the storage."""
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    data: Mapped[str] = mapped_column(Text, default="")
    metrics: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_active: Mapped[bool] = mapped_column(default=False)
    activated_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class OwnModel(Scoped, Base):
    """One version that was learned from an organization's data, and serves nobody else."""

    __tablename__ = "own_models"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[str] = mapped_column(String(60), primary_key=True)
    path: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    data: Mapped[str] = mapped_column(Text, default="")
    metrics: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_by_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)


class ModelChoice(Scoped, Base):
    """The version of a model that an organization chose; without a row the installation's active one serves it."""

    __tablename__ = "model_choices"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    version: Mapped[str] = mapped_column(String(60))
    previous: Mapped[str | None] = mapped_column(String(60))
    """What served before, for the way back."""
    chosen_by_id: Mapped[UUID | None]
    chosen_at: Mapped[datetime] = mapped_column(default=utc_now)


class Prediction(TenantRow, Base):
    """What an analyzer said about a creative or a campaign, with model, version and the hash of what it saw."""

    __tablename__ = "predictions"
    __table_args__ = (
        Index("ix_predictions_subject", "organization_id", "subject_kind", "subject_id", "analyzer", "created_at"),
    )

    analyzer: Mapped[str] = mapped_column(String(20))
    subject_kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[UUID]
    model_name: Mapped[str] = mapped_column(String(60))
    model_version: Mapped[str] = mapped_column(String(60))
    input_hash: Mapped[str] = mapped_column(String(64))
    score: Mapped[float | None]
    label: Mapped[str] = mapped_column(String(40), default="")
    result: Mapped[dict[str, Any]]
    job_id: Mapped[UUID | None]
    created_by_id: Mapped[UUID | None]


class BusinessProfile(Scoped, Base):
    """The brand: voice, audience, products, allowed claims and banned words, as `domain.brand_profiles` has them."""

    __tablename__ = "business_profiles"

    profile: Mapped[dict[str, Any]]
    updated_by_id: Mapped[UUID | None]
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class GeneratedVariant(TenantRow, Base):
    """A variant that was generated, the pattern behind it, and what it brought where it ran."""

    __tablename__ = "generated_variants"
    __table_args__ = (
        tenant_reference("creative_id", "creatives", ondelete=None),
        Index("ix_generated_variants_time", "organization_id", "created_at"),
        Index("ix_generated_variants_frame", "organization_id", "placement", "frame"),
        Index("ix_generated_variants_creative", "organization_id", "creative_id"),
    )

    placement: Mapped[str] = mapped_column(String(30))
    frame: Mapped[str] = mapped_column(String(60))
    variant: Mapped[dict[str, Any]] = mapped_column(JSON)
    brief: Mapped[dict[str, Any]] = mapped_column(JSON)
    creative_id: Mapped[UUID | None]
    impressions: Mapped[int] = mapped_column(BigInteger, default=0)
    clicks: Mapped[int] = mapped_column(BigInteger, default=0)
    reported_at: Mapped[datetime | None]
    created_by_id: Mapped[UUID | None]
