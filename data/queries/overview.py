"""The sums behind dashboards, read from the roll-ups only. Money and conversions are integer micros.

A statement is made once for each shape of filter and range: making one takes longer than most of them run.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Date,
    Row,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    union_all,
)

from data.columns import Guid
from data.models import Campaign, MetricRollup
from data.queries.blocks import DAILY, Range, cut
from data.tenancy import TenantSession
from domain.analytics import DashboardFilter

R = MetricRollup
Query = Select[*tuple[Any, ...]]
Shape = frozenset[str]
"""Which parts of a filter are set, and whether there is a range `before`."""

_SUMS: tuple[ColumnElement[Any], ...] = (
    func.sum(R.impressions).label("impressions"),
    func.sum(R.clicks).label("clicks"),
    func.sum(R.conversions_micros).label("conversions"),
    func.sum(R.spend_micros).label("spend"),
    func.sum(R.revenue_micros).label("revenue"),
    # Reach cannot be added up: it is known only where a single row stands behind the sum.
    case((func.sum(R.rows) == 1, func.max(R.reach))).label("reach"),
)
_COUNTRY: ColumnElement[str] = case((R.country != "", R.country), else_=func.coalesce(Campaign.country, ""))


@dataclass(frozen=True)
class Span:
    """The first and the last day that any number belongs to, and whether any of them belongs to a single day."""

    first: dt.date | None
    last: dt.date | None
    has_days: bool


def find_span(session: TenantSession, criteria: DashboardFilter) -> Span:
    """Where the data lies, under the filter's other parts."""
    first, last, last_period, day = session.execute(_span(_shape(criteria)), _values(criteria)).one()
    # A day ends where it starts, so that only the longer periods' ends have to be looked at.
    return Span(first, max(filter(None, (last, last_period)), default=None), day is not None)


def sum_by_campaign(
    session: TenantSession, criteria: DashboardFilter, now: Range, before: Range | None
) -> list[Row[Any]]:
    """Sums by currency, campaign, platform and bucket ("now" or "before"), period totals inside the ranges included."""
    values = _values(criteria, now, before)
    return list(session.execute(_by_campaign(_shape(criteria, before)), values))


def sum_by_day(
    session: TenantSession, criteria: DashboardFilter, currency: str, now: Range, before: Range | None
) -> list[Row[Any]]:
    """Sums by day over both ranges; totals of longer periods belong to no day and are left out."""
    values = _values(criteria, now, before, currency)
    return list(session.execute(_by_day(_shape(criteria, before)), values))


def list_period_totals(session: TenantSession, criteria: DashboardFilter, currency: str, now: Range) -> list[Row[Any]]:
    """Totals of several days inside the range, by campaign and period."""
    return list(session.execute(_by_period(_shape(criteria)), _values(criteria, now, currency=currency)))


def sum_by_demographic(session: TenantSession, criteria: DashboardFilter, currency: str, now: Range) -> list[Row[Any]]:
    """Sums by age and gender, from the imports that carry them; of days, weeks and periods apart, to be added up."""
    pieces = cut(now)
    values = _values(criteria, now, currency=currency)
    for number, (_, starts) in enumerate(pieces):
        values[f"first_{number}"], values[f"last_{number}"] = starts
    return list(session.execute(_by_demographic(_shape(criteria), tuple(kind for kind, _ in pieces)), values))


def sum_by_country(session: TenantSession, criteria: DashboardFilter, currency: str, now: Range) -> list[Row[Any]]:
    """Sums by country: the row's own, else its campaign's."""
    return list(session.execute(_by_country(_shape(criteria)), _values(criteria, now, currency=currency)))


def sum_by_ad(session: TenantSession, criteria: DashboardFilter, currency: str, now: Range) -> list[Row[Any]]:
    """Sums by ad, as the platform names it, the most spent first."""
    return list(session.execute(_by_ad(_shape(criteria)), _values(criteria, now, currency=currency)))


def list_choices(session: TenantSession) -> list[Row[Any]]:
    """Which platforms, currencies and countries there are numbers for."""
    query = select(R.platform, R.currency, _COUNTRY.label("country")).distinct()
    return list(session.execute(_filtered(query, frozenset(), "total", joined=True)))


@lru_cache(maxsize=128)
def _span(shape: Shape) -> Query:
    own = _filtered(select(R.date), shape, "total")
    periods = _filtered(select(func.max(R.period_end)), shape, "total").where(R.date < R.period_end)
    return select(
        own.order_by(R.date).limit(1).scalar_subquery(),
        own.order_by(R.date.desc()).limit(1).scalar_subquery(),
        periods.scalar_subquery(),
        own.where(R.date == R.period_end).limit(1).scalar_subquery(),
    )


@lru_cache(maxsize=128)
def _by_campaign(shape: Shape) -> Query:
    is_now = case((_within("now"), "now"), else_="before" if "before" in shape else "now")
    query = select(R.currency, R.campaign_id, R.platform, is_now.label("bucket"), *_SUMS)
    query = _filtered(query, shape, "total").where(_inside(shape))
    return query.group_by(R.currency, R.campaign_id, R.platform, is_now)


@lru_cache(maxsize=128)
def _by_day(shape: Shape) -> Query:
    query = _filtered(select(R.date, *_SUMS), shape, "total")
    query = query.where(R.currency == bindparam("currency"), R.date == R.period_end, _inside(shape))
    return query.group_by(R.date).order_by(R.date)


@lru_cache(maxsize=128)
def _by_period(shape: Shape) -> Query:
    query = _filtered(select(R.date, R.period_end, R.campaign_id, R.platform, *_SUMS), shape, "total")
    query = query.where(R.currency == bindparam("currency"), R.date < R.period_end, _within("now"))
    return query.group_by(R.date, R.period_end, R.campaign_id, R.platform).order_by(R.date)


@lru_cache(maxsize=256)
def _by_demographic(shape: Shape, kinds: tuple[str, ...]) -> CompoundSelect[*tuple[Any, ...]]:
    """One select for the totals of periods, and one for each piece of the range."""
    parts = [and_(R.kind == DAILY, R.date < R.period_end, _within("now"))]
    for number, kind in enumerate(kinds):
        starts = (R.date >= bindparam(f"first_{number}"), R.date <= bindparam(f"last_{number}"))
        is_whole = (R.date == R.period_end,) if kind == DAILY else ()
        parts.append(and_(R.kind == kind, *starts, *is_whole))
    query = _filtered(select(R.age, R.gender, *_SUMS), shape).where(R.currency == bindparam("currency"))
    return union_all(*(query.where(part).group_by(R.age, R.gender) for part in parts))


@lru_cache(maxsize=128)
def _by_country(shape: Shape) -> Query:
    query = _filtered(select(_COUNTRY.label("country"), *_SUMS), shape, "total", joined=True)
    return query.where(R.currency == bindparam("currency"), _within("now")).group_by(_COUNTRY)


@lru_cache(maxsize=128)
def _by_ad(shape: Shape) -> Query:
    query = _filtered(select(R.ad, *_SUMS), shape, "ad").where(R.currency == bindparam("currency"), _within("now"))
    return query.group_by(R.ad).order_by(func.sum(R.spend_micros).desc()).limit(200)


def _shape(criteria: DashboardFilter, before: Range | None = None) -> Shape:
    parts = ("platforms", "campaign_ids", "countries", "categories", "statuses")
    return frozenset([*(name for name in parts if getattr(criteria, name)), *(["before"] if before else [])])


def _values(
    criteria: DashboardFilter, now: Range | None = None, before: Range | None = None, currency: str | None = None
) -> dict[str, Any]:
    values: dict[str, Any] = {
        "platforms": [platform.value for platform in criteria.platforms],
        "campaign_ids": list(criteria.campaign_ids),
        "countries": list(criteria.countries),
        "categories": list(criteria.categories),
        "statuses": [status.value for status in criteria.statuses],
        "currency": currency,
    }
    for name, days in (("now", now), ("before", before)):
        if days:
            values[f"{name}_first"], values[f"{name}_last"] = days
    if now and before:
        values["around_first"], values["around_last"] = min(now[0], before[0]), max(now[1], before[1])
    return values


def _within(name: str) -> ColumnElement[bool]:
    first, last = (bindparam(f"{name}_{end}", type_=Date()) for end in ("first", "last"))
    return and_(R.date >= first, R.date <= last, R.period_end <= last)


def _inside(shape: Shape) -> ColumnElement[bool]:
    if "before" not in shape:
        return _within("now")
    # The bounds around both are what the database finds the rows by.
    around = and_(R.date >= bindparam("around_first"), R.date <= bindparam("around_last"))
    return and_(around, or_(_within("now"), _within("before")))


def _any_of(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True, type_=Guid() if name == "campaign_ids" else None)


def _filtered(query: Query, shape: Shape, kind: str | None = None, *, joined: bool = False) -> Query:
    """Every part of the filter but dates and currency (A9). Campaigns are joined only where something needs them."""
    if kind:
        query = query.where(R.kind == kind)
    if "platforms" in shape:
        query = query.where(R.platform.in_(_any_of("platforms")))
    if "campaign_ids" in shape:
        query = query.where(R.campaign_id.in_(_any_of("campaign_ids")))
    if not (joined or shape & {"countries", "categories", "statuses"}):
        return query
    query = query.join(Campaign, and_(Campaign.organization_id == R.organization_id, Campaign.id == R.campaign_id))
    if "countries" in shape:
        query = query.where(_COUNTRY.in_(_any_of("countries")))
    if "categories" in shape:
        query = query.where(Campaign.product_category.in_(_any_of("categories")))
    if "statuses" in shape:
        query = query.where(Campaign.status.in_(_any_of("statuses")))
    return query
