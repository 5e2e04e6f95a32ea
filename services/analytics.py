"""Dashboards: one filter in, one result out, from roll-ups only, kept per organization and data version."""

import datetime as dt
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import select

from data.columns import utc_now
from data.models import Campaign, Organization
from data.queries import overview
from data.queries.blocks import Range
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.analytics import (
    Breakdown,
    BreakdownRow,
    CampaignRow,
    Comparison,
    DashboardFilter,
    DashboardResult,
    DayGlance,
    FilterChoices,
    PeriodTotal,
    PlatformComparison,
    PlatformRow,
    TrendPoint,
)
from domain.campaigns import CampaignStatus
from domain.errors import invalid
from domain.kpis import Measures, ratio
from domain.permissions import Permission
from domain.platforms import Platform
from services.annotations import annotations_between
from services.measures import Tally, to_measures, total
from services.units import reading

K = TypeVar("K")
RANKED = 5
# A campaign with less than this share of the spend says little about what works.
RANKED_SHARE = 0.005
_KEPT = 512
_results: OrderedDict[tuple[Any, ...], Any] = OrderedDict()
_lock = Lock()


def get_dashboard(actor: Actor, criteria: DashboardFilter) -> DashboardResult:
    """All figures of the overview. Needs VIEW. Raises INVALID where the range ends before it starts."""
    actor.require(Permission.VIEW)
    _check_range(criteria)
    with reading(actor) as session:
        organization = session.scalars(select(Organization)).one()
        today = today_in(organization.time_zone)
        key = (actor.organization_id, organization.data_version, "dashboard", criteria, today)
        return kept(key, lambda: _dashboard(session, organization, criteria, today))


def get_platform_comparison(actor: Actor, criteria: DashboardFilter) -> PlatformComparison:
    """Every platform with all its rates. Needs VIEW."""
    result = get_dashboard(actor, criteria)
    return PlatformComparison(
        currency=result.currency,
        currencies=result.currencies,
        date_from=result.date_from,
        date_to=result.date_to,
        platforms=result.by_platform,
    )


def get_filter_choices(actor: Actor) -> FilterChoices:
    """What the filters can be set to. Needs VIEW."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        version, time_zone = session.execute(select(Organization.data_version, Organization.time_zone)).one()
        today = today_in(time_zone)
        key = (actor.organization_id, version, "choices", today)
        return kept(key, lambda: _choices(session, today, version))


def kept(key: tuple[Any, ...], make: Callable[[], K]) -> K:
    """A result from this process's memory, or made now. The key starts with organization and data version."""
    with _lock:
        if key in _results:
            _results.move_to_end(key)
            found: K = _results[key]
            return found
    made = make()
    with _lock:
        _results[key] = made
        while len(_results) > _KEPT:
            _results.popitem(last=False)
    return made


def today_in(time_zone: str) -> dt.date:
    """The calendar day in a time zone; an unknown zone counts as UTC."""
    try:
        return utc_now().astimezone(ZoneInfo(time_zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return utc_now().date()


def comparison_range(now: Range, compare: Comparison) -> Range | None:
    """The days that a range is held against: as many before it, or the same days a year earlier."""
    if compare is Comparison.NONE:
        return None
    if compare is Comparison.YEAR:
        return _year_before(now[0]), _year_before(now[1])
    length = now[1] - now[0]
    end = now[0] - dt.timedelta(days=1)
    return end - length, end


def choose_currency(rows: Sequence[Any], wanted: str | None) -> tuple[str | None, list[str]]:
    """The currency to show, by default the one most spent, and all there are. They are never added up."""
    spent: dict[str, int] = defaultdict(int)
    for row in rows:
        spent[row.currency] += int(row.spend)
    currencies = sorted(spent, key=lambda code: (-spent[code], code))
    if wanted:
        return wanted, sorted({*currencies, wanted}, key=lambda code: (-spent[code], code))
    return (currencies[0] if currencies else None), currencies


def trend_of(rows: Sequence[Any], days: Range | None) -> list[TrendPoint]:
    """The days of a range that have numbers."""
    if days is None:
        return []
    return [to_measures(TrendPoint, row, date=row.date) for row in rows if days[0] <= row.date <= days[1]]


def breakdowns_of(
    session: TenantSession, criteria: DashboardFilter, currency: str, now: Range, spend: int
) -> list[Breakdown]:
    """Age, gender, age with gender, and country, each where it is known for anything."""
    rows = overview.sum_by_demographic(session, criteria, currency, now)
    found = [
        _breakdown("age", [(row.age, row) for row in rows], spend),
        _breakdown("gender", [(row.gender, row) for row in rows], spend),
        _breakdown(
            "age_gender", [(f"{row.age}|{row.gender}" if row.age and row.gender else "", row) for row in rows], spend
        ),
        _breakdown(
            "country", [(row.country, row) for row in overview.sum_by_country(session, criteria, currency, now)], spend
        ),
    ]
    return [breakdown for breakdown in found if breakdown.rows]


def platform_rows(rows: Sequence[Any], before: bool) -> list[PlatformRow]:
    """Sums by platform, the most spent first."""
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for row in rows:
        tallies[(row.platform, row.bucket)].add(row)
    spend = sum(tally.spend for (_, bucket), tally in tallies.items() if bucket == "now")
    result = []
    for (platform, bucket), tally in tallies.items():
        if bucket != "now":
            continue
        earlier = tallies.get((platform, "before"))
        result.append(
            to_measures(
                PlatformRow,
                tally,
                platform=Platform(platform),
                label=Platform(platform).label,
                spend_share=ratio(tally.spend, spend),
                previous=to_measures(Measures, earlier) if before and earlier else None,
            )
        )
    return sorted(result, key=lambda row: -row.spend)


def period_totals_of(
    session: TenantSession, criteria: DashboardFilter, currency: str, now: Range, names: dict[Any, Campaign]
) -> list[PeriodTotal]:
    """Totals that the platform gave for several days at once."""
    return [
        to_measures(
            PeriodTotal,
            row,
            date_from=row.date,
            date_to=row.period_end,
            campaign_id=row.campaign_id,
            campaign=names[row.campaign_id].name,
            platform=Platform(row.platform),
        )
        for row in overview.list_period_totals(session, criteria, currency, now)
    ]


def _dashboard(
    session: TenantSession, organization: Organization, criteria: DashboardFilter, today: dt.date
) -> DashboardResult:
    span = overview.find_span(session, criteria)
    now = (criteria.date_from or span.first or today, criteria.date_to or span.last or today)
    before = comparison_range(now, criteria.compare)
    rows = overview.sum_by_campaign(session, criteria, now, before)
    current = [row for row in rows if row.bucket == "now"]
    currency, currencies = choose_currency(current or rows, criteria.currency)
    mine = [row for row in rows if row.currency == currency]
    campaigns = {row.id: row for row in session.scalars(select(Campaign))}
    totals = total(row for row in mine if row.bucket == "now")
    earlier = total(row for row in mine if row.bucket == "before")
    days = overview.sum_by_day(session, criteria, currency, now, before) if currency else []
    ranked = _campaign_rows(mine, campaigns)
    top, bottom = _best_and_worst(ranked)
    is_known = bool(current)
    return DashboardResult.model_construct(
        currency=currency,
        currencies=currencies,
        date_from=now[0] if span.first else None,
        date_to=now[1] if span.first else None,
        totals=to_measures(Measures, totals),
        previous=to_measures(Measures, earlier) if before and earlier.rows else None,
        previous_from=before[0] if before else None,
        previous_to=before[1] if before else None,
        trend=trend_of(days, now),
        previous_trend=trend_of(days, before),
        glance=_glance(session, criteria, currency, today) if currency else [],
        by_platform=platform_rows(mine, before is not None),
        breakdowns=breakdowns_of(session, criteria, currency, now, totals.spend) if currency and is_known else [],
        campaigns=len({row.campaign_id for row in current}),
        top=top,
        bottom=bottom,
        period_totals=period_totals_of(session, criteria, currency, now, campaigns) if currency else [],
        annotations=annotations_between(session, now[0], now[1], criteria.campaign_ids),
        anomalies=[],
        suggestions=[],
        data_version=organization.data_version,
        has_example_data=organization.is_example or any(row.is_example for row in campaigns.values()),
    )


def _glance(session: TenantSession, criteria: DashboardFilter, currency: str, today: dt.date) -> list[DayGlance]:
    """Today, yesterday and the last seven days by the calendar, whatever range is chosen (B12)."""
    week = (today - dt.timedelta(days=6), today)
    rows = overview.sum_by_day(session, criteria, currency, week, None)
    parts = {
        "today": (today, today),
        "yesterday": (today - dt.timedelta(days=1), today - dt.timedelta(days=1)),
        "last_7_days": week,
    }
    return [
        DayGlance(
            label=label,
            date_from=days[0],
            date_to=days[1],
            measures=to_measures(Measures, total(row for row in rows if days[0] <= row.date <= days[1])),
        )
        for label, days in parts.items()
    ]


def _campaign_rows(rows: Sequence[Any], campaigns: dict[Any, Campaign]) -> list[CampaignRow]:
    tallies: dict[tuple[Any, str, str], Tally] = defaultdict(Tally)
    for row in rows:
        tallies[(row.campaign_id, row.platform, row.bucket)].add(row)
    result = []
    for (campaign_id, platform, bucket), tally in tallies.items():
        if bucket != "now":
            continue
        earlier = tallies.get((campaign_id, platform, "before"))
        result.append(
            to_measures(
                CampaignRow,
                tally,
                campaign_id=campaign_id,
                name=campaigns[campaign_id].name,
                platform=Platform(platform),
                status=CampaignStatus(campaigns[campaign_id].status),
                previous=to_measures(Measures, earlier) if earlier else None,
            )
        )
    return result


def _best_and_worst(rows: list[CampaignRow]) -> tuple[list[CampaignRow], list[CampaignRow]]:
    """By ROAS where revenue is known, else by conversions for the money, else by CTR; never the same one twice."""
    spend = sum(row.spend for row in rows)
    fit = [row for row in rows if row.spend > 0 and float(row.spend) >= float(spend) * RANKED_SHARE]
    if any(row.revenue for row in fit):
        fit.sort(key=lambda row: row.roas or 0.0, reverse=True)
    elif any(row.conversions for row in fit):
        fit.sort(key=lambda row: ratio(row.conversions, row.spend) or 0.0, reverse=True)
    else:
        fit.sort(key=lambda row: row.ctr or 0.0, reverse=True)
    count = min(RANKED, len(fit) // 2) if len(fit) > 1 else len(fit)
    return fit[:count], fit[len(fit) - count :][::-1] if len(fit) > 1 else []


def _breakdown(attribute: str, pairs: list[tuple[str, Any]], spend: int) -> Breakdown:
    known = any(group for group, _ in pairs)
    tallies: dict[str, Tally] = defaultdict(Tally)
    for group, row in pairs if known else []:
        tallies[group or "unknown"].add(row)
    covered = sum(int(row.spend) for group, row in pairs if group)
    rows = [to_measures(BreakdownRow, tally, group=group) for group, tally in sorted(tallies.items())]
    return Breakdown(attribute=attribute, rows=rows, spend_coverage=ratio(covered, spend))


def _choices(session: TenantSession, today: dt.date, version: int) -> FilterChoices:
    rows = overview.list_choices(session)
    span = overview.find_span(session, DashboardFilter())
    campaigns = session.execute(
        select(Campaign.product_category, Campaign.status).where(Campaign.is_pending.is_(False))
    )
    pairs = [tuple(row) for row in campaigns]
    return FilterChoices(
        platforms=sorted({Platform(row.platform) for row in rows}),
        countries=sorted({row.country for row in rows if row.country}),
        categories=sorted({category for category, _ in pairs if category}),
        statuses=sorted({CampaignStatus(status) for _, status in pairs}),
        currencies=sorted({row.currency for row in rows}),
        first_day=span.first,
        last_day=span.last,
        has_days=span.has_days,
        today=today,
        data_version=version,
    )


def _check_range(criteria: DashboardFilter) -> None:
    if criteria.date_from and criteria.date_to and criteria.date_to < criteria.date_from:
        raise invalid("to", "the range ends before it starts")


def _year_before(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
