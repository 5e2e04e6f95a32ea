"""Figures of every campaign by period, and of every ad, read from the roll-ups only. Amounts are integer micros."""

import datetime as dt
from typing import Any

from sqlalchemy import Row, func, select

from data.models import Campaign, Creative, MetricRollup, PlatformCampaign
from data.tenancy import TenantSession
from domain.creatives import CreativeStatus

R = MetricRollup
_SUMS = (
    func.sum(R.impressions).label("impressions"),
    func.sum(R.clicks).label("clicks"),
    func.sum(R.conversions_micros).label("conversions"),
    func.sum(R.spend_micros).label("spend"),
    func.sum(R.revenue_micros).label("revenue"),
)


def find_last_day(session: TenantSession) -> dt.date | None:
    """The last day on which any period with figures starts."""
    last: dt.date | None = session.scalar(select(func.max(R.date)).where(R.kind == "total"))
    return last


def list_figures(session: TenantSession, since: dt.date) -> list[Row[Any]]:
    """Sums by campaign, currency and period that starts on a day or later, in order of time."""
    keys = (R.campaign_id, R.currency, R.date, R.period_end)
    query = select(*keys, *_SUMS).where(R.kind == "total", R.date >= since)
    return list(session.execute(query.group_by(*keys).order_by(R.date, R.period_end)))


def list_earlier(session: TenantSession, before: dt.date) -> list[Row[Any]]:
    """Sums by campaign and currency of all periods that start earlier, each as one period."""
    keys = (R.campaign_id, R.currency)
    ends = (func.min(R.date).label("date"), func.max(R.period_end).label("period_end"))
    return list(session.execute(select(*keys, *ends, *_SUMS).where(R.kind == "total", R.date < before).group_by(*keys)))


def list_campaigns(session: TenantSession) -> list[Row[Any]]:
    """Every campaign with its fields and each of its platform campaigns, the first one first."""
    query = (
        select(
            Campaign.id, Campaign.name, Campaign.objective, Campaign.product_category, Campaign.country,
            Campaign.currency, PlatformCampaign.platform, PlatformCampaign.budget_micros,
        )
        .join(
            PlatformCampaign,
            (PlatformCampaign.organization_id == Campaign.organization_id)
            & (PlatformCampaign.campaign_id == Campaign.id),
            isouter=True,
        )
        .where(Campaign.is_pending.is_(False))
        .order_by(Campaign.created_at, Campaign.id, PlatformCampaign.created_at, PlatformCampaign.id)
    )  # fmt: skip
    return list(session.execute(query))


def list_ad_outcomes(session: TenantSession) -> list[Row[Any]]:
    """Every creative that imports know by its ad, with the sums of that ad.

    The ad belongs to the creative's own campaign; a creative without one takes the figures of every campaign that
    names the ad, a row for each.
    """
    query = (
        select(
            Creative.id, Creative.ad_text, Creative.file_key, R.campaign_id,
            func.sum(R.impressions).label("impressions"), func.sum(R.clicks).label("clicks"),
        )
        .join(R, (R.organization_id == Creative.organization_id) & (R.ad == Creative.ad_ref))
        .where(
            R.kind == "ad", Creative.ad_ref != "", Creative.status == CreativeStatus.ACTIVE.value,
            (Creative.campaign_id == R.campaign_id) | Creative.campaign_id.is_(None),
        )
        .group_by(
            Creative.id, Creative.ad_text, Creative.file_key, R.campaign_id
        )
        .order_by(Creative.id, R.campaign_id)
    )  # fmt: skip
    return list(session.execute(query))
