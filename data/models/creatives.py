"""Creatives and what audiences said about them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data.columns import utc_now
from data.models.base import Base, TenantRow, tenant_reference


class Creative(TenantRow, Base):
    """A picture with its words. `ad_ref` is the ad id or name under which imports know it."""

    __tablename__ = "creatives"
    __table_args__ = (
        tenant_reference("campaign_id", "campaigns", ondelete=None),
        Index("ix_creatives_campaign", "organization_id", "campaign_id"),
        Index("ix_creatives_time", "organization_id", "created_at"),
    )

    name: Mapped[str] = mapped_column(String(300))
    campaign_id: Mapped[UUID | None]
    ad_ref: Mapped[str] = mapped_column(String(300), default="")
    ad_text: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[list[str]]
    creative_type: Mapped[str] = mapped_column(String(20), default="image")
    format: Mapped[str] = mapped_column(String(10))
    content_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    file_key: Mapped[str] = mapped_column(String(300))
    served_key: Mapped[str] = mapped_column(String(300))
    """A copy without metadata, or the file itself where it has none."""
    thumbnail_key: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(20), default="active")
    delete_attempts: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[UUID | None]
    is_example: Mapped[bool] = mapped_column(default=False)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
    quality_score: Mapped[float | None]
    """The latest stored answers, kept here so that the gallery sorts and filters without looking at predictions."""
    emotion: Mapped[str | None] = mapped_column(String(10))
    predicted_engagement: Mapped[float | None]
    scored_hash: Mapped[str | None] = mapped_column(String(64))
    """Hash of the content that was scored; another one than the content's now means that the score is out of date."""


class Comment(TenantRow, Base):
    """What someone wrote under a creative; `weight` is its likes plus one, or what the file says.

    `emotion`, `sentiment` and `confidence` are what the model of `model_version` says, `label` what a person says.
    """

    __tablename__ = "comments"
    __table_args__ = (
        tenant_reference("creative_id", "creatives"),
        Index("ix_comments_creative", "organization_id", "creative_id"),
    )

    creative_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)
    weight: Mapped[int] = mapped_column(default=1)
    written_at: Mapped[datetime]
    is_example: Mapped[bool] = mapped_column(default=False)
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    """Hash of creative, moment, author and text: the same file twice changes nothing."""
    emotion: Mapped[str | None] = mapped_column(String(10))
    sentiment: Mapped[str | None] = mapped_column(String(10))
    confidence: Mapped[float | None]
    is_uncertain: Mapped[bool] = mapped_column(default=False)
    model_version: Mapped[str | None] = mapped_column(String(60))
    label: Mapped[str | None] = mapped_column(String(10))
    labelled_by_id: Mapped[UUID | None]
