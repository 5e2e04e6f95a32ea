"""The sums behind dashboards, read from the roll-ups only. Money and conversions are integer micros."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select

from data.models import Campaign, MetricRollup
from data.tenancy import TenantSession
from domain.analytics import DashboardFilter

R = MetricRollup
Range = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Span:
    """The first and the last day that any number belongs to, and whether any of them belongs to a single day."""

    first: dt.date | None
    last: dt.date | None
    has_days: bool


def find_span(session: TenantSession, criteria: DashboardFilter) -> Span:
    """Where the data lies, under the filter's other parts."""
    query = select(func.min(R.date), func.max(R.period_end), func.max(case((R.date == R.period_end, 1), else_=0)))
    first, last, days = session.execute(_filtered(query, criteria, "total")).one()
    return Span(first, last, bool(days))


def sum_by_campaign(
    session: TenantSession, criteria: DashboardFilter, now: Range, before: Range | None
) -> list[Row[Any]]:
    """Sums by currency, campaign, platform and bucket ("now" or "before"), period totals inside the ranges included."""
    bucket = _bucket(now, before)
    query = select(R.currency, R.campaign_id, R.platform, bucket.label("bucket"), *_sums())
    query = _filtered(query, criteria, "total").where(_inside(now, before))
    return list(session.execute(query.group_by(R.currency, R.campaign_id, R.platform, bucket)))


def sum_by_day(
    session: TenantSession, criteria: DashboardFilter, currency: str, now: Range, before: Range | None
) -> list[Row[Any]]:
    """Sums by day over both ranges; totals of longer periods belong to no day and are left out."""
    query = select(R.date, *_sums())
    query = _filtered(query, criteria, "total").where(
        R.currency == currency, R.date == R.period_end, _inside(now, before)
    )
    return list(session.execute(query.group_by(R.date).order_by(R.date)))


def list_period_totals(session: TenantSession, criteria: DashboardFilter, currency: str, now: Range) -> list[Row[Any]]:
    """Totals of several days inside the range, by campaign and period."""
    query = select(R.date, R.period_end, R.campaign_id, R.platform, *_sums())
    query = _filtered(query, criteria, "total").where(R.currency == currency, R.date < R.period_end, _inside(now, None))
    return list(session.execute(query.group_by(R.date, R.period_end, R.campaign_id, R.platform).order_by(R.date)))


def sum_by_demographic(session: TenantSession, criteria: DashboardFilter, currency: str, now: Range) -> list[Row[Any]]:
    """Sums by age and gender, from the imports that carry them."""
    query = select(R.age, R.gender, *_sums())
    query = _filtered(query, criteria, "demographic").where(R.currency == currency, _inside(now, None))
    return list(session.execute(query.group_by(R.age, R.gender)))


def sum_by_country(session: TenantSession, criteria: DashboardFilter, currency: str, now: Range) -> list[Row[Any]]:
    """Sums by country: the row's own, else its campaign's."""
    country = _country()
    query = select(country.label("country"), *_sums())
    query = _filtered(query, criteria, "total", joined=True).where(R.currency == currency, _inside(now, None))
    return list(session.execute(query.group_by(country)))


def sum_by_ad(session: TenantSession, criteria: DashboardFilter, currency: str, now: Range) -> list[Row[Any]]:
    """Sums by ad, as the platform names it, the most spent first."""
    query = select(R.ad, *_sums())
    query = _filtered(query, criteria, "ad").where(R.currency == currency, _inside(now, None))
    return list(session.execute(query.group_by(R.ad).order_by(func.sum(R.spend_micros).desc()).limit(200)))


def list_choices(session: TenantSession) -> list[Row[Any]]:
    """Which platforms, currencies and countries there are numbers for."""
    country = _country()
    query = select(R.platform, R.currency, country.label("country")).distinct()
    return list(session.execute(_filtered(query, DashboardFilter(), "total", joined=True)))


def _sums() -> list[ColumnElement[Any]]:
    return [
        func.sum(R.impressions).label("impressions"),
        func.sum(R.clicks).label("clicks"),
        func.sum(R.conversions_micros).label("conversions"),
        func.sum(R.spend_micros).label("spend"),
        func.sum(R.revenue_micros).label("revenue"),
        # Reach cannot be added up: it is known only where a single row stands behind the sum.
        case((func.sum(R.rows) == 1, func.max(R.reach))).label("reach"),
    ]


def _country() -> ColumnElement[str]:
    return case((R.country != "", R.country), else_=func.coalesce(Campaign.country, ""))


def _within(days: Range) -> ColumnElement[bool]:
    return and_(R.date >= days[0], R.date <= days[1], R.period_end <= days[1])


def _inside(now: Range, before: Range | None) -> ColumnElement[bool]:
    return or_(_within(now), _within(before)) if before else _within(now)


def _bucket(now: Range, before: Range | None) -> ColumnElement[str]:
    return case((_within(now), "now"), else_="before") if before else case((_within(now), "now"), else_="now")


def _filtered(
    query: Select[*tuple[Any, ...]], criteria: DashboardFilter, kind: str, *, joined: bool = False
) -> Select[*tuple[Any, ...]]:
    """Every part of the filter but dates and currency (A9). Campaigns are joined only where something needs them."""
    query = query.where(R.kind == kind)
    if criteria.platforms:
        query = query.where(R.platform.in_([platform.value for platform in criteria.platforms]))
    if criteria.campaign_ids:
        query = query.where(R.campaign_id.in_(criteria.campaign_ids))
    if not (joined or criteria.countries or criteria.categories or criteria.statuses):
        return query
    query = query.join(Campaign, and_(Campaign.organization_id == R.organization_id, Campaign.id == R.campaign_id))
    if criteria.countries:
        query = query.where(_country().in_(criteria.countries))
    if criteria.categories:
        query = query.where(Campaign.product_category.in_(criteria.categories))
    if criteria.statuses:
        query = query.where(Campaign.status.in_([status.value for status in criteria.statuses]))
    return query
