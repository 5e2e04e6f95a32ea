"""Campaign lists with their totals: sorted, searched and paged in the database."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.sql.selectable import Subquery

from data.models import Campaign, MetricRollup, PlatformCampaign
from data.tenancy import TenantSession
from domain.campaigns import CampaignQuery, CampaignSort

R = MetricRollup


def list_campaigns(session: TenantSession, query: CampaignQuery) -> tuple[list[Row[Any]], int]:
    """One page of (campaign, platform campaign, sums in the campaign's currency), and how many there are in all."""
    sums = _sums(query)
    matching = _matching(query)
    total = session.scalar(select(func.count()).select_from(matching.with_only_columns(Campaign.id).subquery())) or 0
    own = and_(
        sums.c.organization_id == Campaign.organization_id,
        sums.c.campaign_id == Campaign.id,
        sums.c.currency == Campaign.currency,
    )
    page = matching.add_columns(
        sums.c.impressions, sums.c.clicks, sums.c.conversions, sums.c.spend, sums.c.revenue, sums.c.reach
    ).join(sums, own, isouter=True)
    order = _order(sums, query.sort)
    direction = order.desc() if query.descending else order.asc()
    rows = session.execute(
        page.order_by(direction.nulls_last(), Campaign.name, Campaign.id)
        .limit(query.page_size)
        .offset((query.page - 1) * query.page_size)
    )
    return list(rows), total


def get_campaign(session: TenantSession, campaign_id: UUID) -> Row[Any] | None:
    """A campaign and its platform campaign, or None."""
    query = CampaignQuery()
    return session.execute(_matching(query).where(Campaign.id == campaign_id)).first()


def list_currencies(session: TenantSession, campaign_ids: Sequence[UUID]) -> dict[UUID, list[str]]:
    """Which currencies each campaign has numbers in."""
    rows = session.execute(
        select(R.campaign_id, R.currency).where(R.kind == "total", R.campaign_id.in_(campaign_ids)).distinct()
    )
    found: dict[UUID, list[str]] = {}
    for campaign_id, currency in rows:
        found.setdefault(campaign_id, []).append(currency)
    return found


def _matching(query: CampaignQuery) -> Select[*tuple[Any, ...]]:
    first = (
        select(func.min(PlatformCampaign.created_at))
        .where(
            PlatformCampaign.organization_id == Campaign.organization_id, PlatformCampaign.campaign_id == Campaign.id
        )
        .correlate(Campaign)
        .scalar_subquery()
    )
    found = (
        select(Campaign, PlatformCampaign)
        .join(
            PlatformCampaign,
            and_(
                PlatformCampaign.organization_id == Campaign.organization_id,
                PlatformCampaign.campaign_id == Campaign.id,
                PlatformCampaign.created_at == first,
            ),
        )
        .where(Campaign.is_pending.is_(False))
    )
    if query.platforms:
        found = found.where(PlatformCampaign.platform.in_([platform.value for platform in query.platforms]))
    if query.statuses:
        found = found.where(Campaign.status.in_([status.value for status in query.statuses]))
    if query.countries:
        found = found.where(Campaign.country.in_(query.countries))
    if query.categories:
        found = found.where(Campaign.product_category.in_(query.categories))
    if query.q:
        fields = (Campaign.name, Campaign.objective, Campaign.product_category, PlatformCampaign.external_id)
        found = found.where(or_(*(field.icontains(query.q, autoescape=True) for field in fields)))
    return found


def _sums(query: CampaignQuery) -> Subquery:
    sums = select(
        R.organization_id,
        R.campaign_id,
        R.currency,
        func.sum(R.impressions).label("impressions"),
        func.sum(R.clicks).label("clicks"),
        func.sum(R.conversions_micros).label("conversions"),
        func.sum(R.spend_micros).label("spend"),
        func.sum(R.revenue_micros).label("revenue"),
        case((func.sum(R.rows) == 1, func.max(R.reach))).label("reach"),
    ).where(R.kind == "total")
    if query.date_from:
        sums = sums.where(R.date >= query.date_from)
    if query.date_to:
        sums = sums.where(R.period_end <= query.date_to)
    return sums.group_by(R.organization_id, R.campaign_id, R.currency).subquery("sums")


def _order(sums: Subquery, sort: CampaignSort) -> ColumnElement[Any]:
    def rate(numerator: ColumnElement[Any], denominator: ColumnElement[Any]) -> ColumnElement[Any]:
        return numerator * 1.0 / func.nullif(denominator, 0)

    columns: dict[CampaignSort, ColumnElement[Any]] = {
        CampaignSort.NAME: func.lower(Campaign.name),
        CampaignSort.PLATFORM: PlatformCampaign.platform.expression,
        CampaignSort.STATUS: Campaign.status.expression,
        CampaignSort.COUNTRY: Campaign.country.expression,
        CampaignSort.CATEGORY: Campaign.product_category.expression,
        CampaignSort.START: Campaign.start_date.expression,
        CampaignSort.BUDGET: PlatformCampaign.budget_micros.expression,
        CampaignSort.CREATED: Campaign.created_at.expression,
        CampaignSort.CTR: rate(sums.c.clicks, sums.c.impressions),
        CampaignSort.CPC: rate(sums.c.spend, sums.c.clicks),
        CampaignSort.CPA: rate(sums.c.spend, sums.c.conversions),
        CampaignSort.ROAS: rate(sums.c.revenue, sums.c.spend),
        CampaignSort.ROI: rate(sums.c.revenue - sums.c.spend, sums.c.spend),
    }
    return columns[sort] if sort in columns else sums.c[sort.value]
