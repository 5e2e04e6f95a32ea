"""Campaigns, what they are on each platform, and the notes and views around them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.columns import utc_now
from data.models.base import Base, TenantRow, tenant_reference


class Campaign(TenantRow, Base):
    """What a marketer plans and names. Its budget is the sum of its platform campaigns' budgets."""

    __tablename__ = "campaigns"
    __table_args__ = (Index("ix_campaigns_name", "organization_id", "name"),)

    name: Mapped[str] = mapped_column(String(300))
    objective: Mapped[str] = mapped_column(String(120), default="")
    product_category: Mapped[str] = mapped_column(String(120), default="")
    country: Mapped[str] = mapped_column(String(2), default="")
    status: Mapped[str] = mapped_column(String(20))
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    currency: Mapped[str] = mapped_column(String(3))
    is_example: Mapped[bool] = mapped_column(default=False)
    is_pending: Mapped[bool] = mapped_column(default=False)
    """Made by an import that is still running: shown nowhere until it is done."""
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)


class PlatformCampaign(TenantRow, Base):
    """The campaign as one platform knows it. `match_key` is how imports find it again."""

    __tablename__ = "platform_campaigns"
    __table_args__ = (
        tenant_reference("campaign_id", "campaigns"),
        UniqueConstraint("organization_id", "platform", "match_key"),
        Index("ix_platform_campaigns_campaign", "organization_id", "campaign_id"),
    )

    campaign_id: Mapped[UUID]
    platform: Mapped[str] = mapped_column(String(20))
    match_key: Mapped[str] = mapped_column(String(400))
    external_id: Mapped[str] = mapped_column(String(100), default="")
    account: Mapped[str] = mapped_column(String(200), default="")
    budget_micros: Mapped[int | None] = mapped_column(BigInteger)
    import_id: Mapped[UUID | None]


class Annotation(TenantRow, Base):
    """A note pinned to a day, on the overview or on one campaign."""

    __tablename__ = "annotations"
    __table_args__ = (Index("ix_annotations_day", "organization_id", "day"),)

    day: Mapped[date]
    text: Mapped[str] = mapped_column(Text)
    campaign_id: Mapped[UUID | None]
    author_id: Mapped[UUID | None]
    author_name: Mapped[str] = mapped_column(String(200), default="")
    is_example: Mapped[bool] = mapped_column(default=False)


class SavedView(TenantRow, Base):
    """A named set of filters for one page, as its URL query."""

    __tablename__ = "saved_views"
    __table_args__ = (
        UniqueConstraint("organization_id", "user_id", "page", "name"),
        tenant_reference("user_id", "users"),
    )

    user_id: Mapped[UUID]
    page: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    query: Mapped[str] = mapped_column(Text)
    is_shared: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
