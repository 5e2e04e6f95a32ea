"""Campaigns: list with totals, create, edit, pause, delete, and the figures of one of them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update

from data.models import Annotation, Creative, Organization, PlatformCampaign
from data.models import Campaign as CampaignTable
from data.queries import campaigns as queries
from data.queries import overview
from data.queries.blocks import Range
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.analytics import AdRow, CampaignAnalytics, DashboardFilter, FilterChoices
from domain.campaigns import (
    Campaign,
    CampaignInput,
    CampaignPatch,
    CampaignQuery,
    CampaignStatus,
    CampaignSummary,
)
from domain.contracts import Page
from domain.errors import invalid, not_found
from domain.kpis import Measures
from domain.money import from_micros, to_micros
from domain.permissions import Permission
from domain.platforms import Platform
from services import audit
from services.analytics import (
    breakdowns_of,
    choose_currency,
    comparison_range,
    kept,
    period_totals_of,
    platform_rows,
    today_in,
    trend_of,
)
from services.annotations import annotations_between
from services.measures import to_measures, total
from services.organizations import bump_data_version
from services.units import reading, writing


def list_campaigns(actor: Actor, query: CampaignQuery) -> Page[CampaignSummary]:
    """One page of campaigns with their totals over the query's days. Needs VIEW."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        rows, count = queries.list_campaigns(session, query)
        currencies = queries.list_currencies(session, [row.Campaign.id for row in rows])
        items = [_summary(row, currencies.get(row.Campaign.id, [])) for row in rows]
    return Page(items=items, total=count, page=query.page, page_size=query.page_size)


def get_campaign(actor: Actor, campaign_id: UUID) -> Campaign:
    """One campaign. Needs VIEW; raises NOT_FOUND."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        return _contract(*_get(session, campaign_id))


def create_campaign(actor: Actor, data: CampaignInput) -> Campaign:
    """Make a campaign with its platform campaign. Needs EDIT_CAMPAIGNS; raises INVALID for dates in the wrong order."""
    actor.require(Permission.EDIT_CAMPAIGNS)
    _check_dates(data.start_date, data.end_date)
    with writing(actor) as session:
        row = CampaignTable(
            organization_id=actor.organization_id,
            id=uuid4(),
            **data.model_dump(exclude={"platform", "budget", "status"}),
            status=data.status.value,
        )
        session.add(row)
        session.flush()
        platform_row = PlatformCampaign(
            organization_id=actor.organization_id,
            id=uuid4(),
            campaign_id=row.id,
            platform=data.platform.value,
            match_key=f"campaign:{row.id}",
            budget_micros=None if data.budget is None else to_micros(data.budget),
        )
        session.add(platform_row)
        bump_data_version(session)
        session.flush()
        audit.record(session, actor, "campaign.created", "campaign", row.id, name=row.name)
        return _contract(row, platform_row)


def update_campaign(actor: Actor, campaign_id: UUID, patch: CampaignPatch) -> Campaign:
    """Change what the patch names. Needs EDIT_CAMPAIGNS; raises NOT_FOUND or INVALID."""
    actor.require(Permission.EDIT_CAMPAIGNS)
    changes = patch.model_dump(exclude_unset=True)
    for field in ("name", "status", "currency", "country", "product_category", "objective"):
        if field in changes and changes[field] is None:
            raise invalid(field, "cannot be empty; leave it out to keep it")
    with writing(actor) as session:
        row, platform_row = _get(session, campaign_id)
        before = {name: getattr(row, name, None) for name in changes if name != "budget"}
        if "budget" in changes:
            before["budget"] = platform_row.budget_micros
            budget = changes.pop("budget")
            platform_row.budget_micros = None if budget is None else to_micros(budget)
        for name, value in changes.items():
            setattr(row, name, value.value if isinstance(value, CampaignStatus) else value)
        _check_dates(row.start_date, row.end_date)
        bump_data_version(session)
        session.flush()
        audit.record(
            session,
            actor,
            "campaign.changed",
            "campaign",
            row.id,
            before={name: str(old) for name, old in before.items()},
            **changes,
        )
        return _contract(row, platform_row)


def set_status(actor: Actor, campaign_ids: Sequence[UUID], status: CampaignStatus) -> int:
    """Give several campaigns one status, all or none. Needs EDIT_CAMPAIGNS; raises NOT_FOUND if one is missing."""
    actor.require(Permission.EDIT_CAMPAIGNS)
    wanted = set(campaign_ids)
    with writing(actor) as session:
        rows = session.scalars(select(CampaignTable).where(CampaignTable.id.in_(wanted))).all()
        if len(rows) != len(wanted):
            raise not_found()
        for row in rows:
            audit.record(session, actor, "campaign.changed", "campaign", row.id, before=row.status, status=status.value)
            row.status = status.value
        bump_data_version(session)
    return len(wanted)


def delete_campaigns(actor: Actor, campaign_ids: Sequence[UUID]) -> int:
    """Delete campaigns with all their figures, all or none. Needs DELETE_CAMPAIGNS; raises NOT_FOUND if one is missing.

    Creatives stay in the gallery without a campaign.
    """
    actor.require(Permission.DELETE_CAMPAIGNS)
    wanted = set(campaign_ids)
    quiet = {"synchronize_session": False}
    with writing(actor) as session:
        rows = session.scalars(select(CampaignTable).where(CampaignTable.id.in_(wanted))).all()
        if len(rows) != len(wanted):
            raise not_found()
        for row in rows:
            audit.record(session, actor, "campaign.deleted", "campaign", row.id, name=row.name)
        session.execute(
            update(Creative).where(Creative.campaign_id.in_(wanted)).values(campaign_id=None).execution_options(**quiet)
        )
        session.execute(delete(Annotation).where(Annotation.campaign_id.in_(wanted)).execution_options(**quiet))
        session.execute(delete(CampaignTable).where(CampaignTable.id.in_(wanted)).execution_options(**quiet))
        bump_data_version(session)
    return len(wanted)


def get_campaign_analytics(actor: Actor, campaign_id: UUID, criteria: DashboardFilter) -> CampaignAnalytics:
    """One campaign's figures over the filter's days. Needs VIEW; raises NOT_FOUND."""
    actor.require(Permission.VIEW)
    criteria = DashboardFilter(
        date_from=criteria.date_from,
        date_to=criteria.date_to,
        compare=criteria.compare,
        currency=criteria.currency,
        campaign_ids=(campaign_id,),
    )
    with reading(actor) as session:
        row, _ = _get(session, campaign_id)
        organization = session.scalars(select(Organization)).one()
        today = today_in(organization.time_zone)
        key = (actor.organization_id, organization.data_version, "campaign", criteria, today)
        return kept(key, lambda: _analytics(session, row, criteria, today))


def get_campaign_choices(actor: Actor, campaign_id: UUID) -> FilterChoices:
    """What one campaign's figures can be narrowed to. Needs VIEW; raises NOT_FOUND."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        row, platform_row = _get(session, campaign_id)
        version, time_zone = session.execute(select(Organization.data_version, Organization.time_zone)).one()
        today = today_in(time_zone)
        key = (actor.organization_id, version, "campaign_choices", campaign_id, today)
        return kept(key, lambda: _choices(session, row, platform_row, today, version))


def _choices(
    session: TenantSession, row: CampaignTable, platform_row: PlatformCampaign, today: Any, version: int
) -> FilterChoices:
    span = overview.find_span(session, DashboardFilter(campaign_ids=(row.id,)))
    return FilterChoices(
        platforms=[Platform(platform_row.platform)],
        countries=[],
        categories=[],
        statuses=[CampaignStatus(row.status)],
        currencies=sorted(queries.list_currencies(session, [row.id]).get(row.id, [])),
        first_day=span.first,
        last_day=span.last,
        has_days=span.has_days,
        today=today,
        data_version=version,
    )


def _analytics(
    session: TenantSession, campaign: CampaignTable, criteria: DashboardFilter, today: Any
) -> CampaignAnalytics:
    span = overview.find_span(session, criteria)
    now = (criteria.date_from or span.first or today, criteria.date_to or span.last or today)
    before = comparison_range(now, criteria.compare)
    rows = overview.sum_by_campaign(session, criteria, now, before)
    currency, currencies = choose_currency([row for row in rows if row.bucket == "now"] or rows, criteria.currency)
    mine = [row for row in rows if row.currency == currency]
    totals = total(row for row in mine if row.bucket == "now")
    earlier = total(row for row in mine if row.bucket == "before")
    days = overview.sum_by_day(session, criteria, currency, now, before) if currency else []
    return CampaignAnalytics.model_construct(
        campaign_id=campaign.id,
        name=campaign.name,
        currency=currency,
        currencies=currencies,
        date_from=now[0] if span.first else None,
        date_to=now[1] if span.first else None,
        totals=to_measures(Measures, totals),
        previous=to_measures(Measures, earlier) if earlier.rows else None,
        previous_from=before[0] if before else None,
        previous_to=before[1] if before else None,
        trend=trend_of(days, now),
        previous_trend=trend_of(days, before),
        by_platform=platform_rows(mine, before is not None),
        breakdowns=breakdowns_of(session, criteria, currency, now, totals.spend) if currency else [],
        ads=_ads(session, criteria, currency, now) if currency else [],
        period_totals=period_totals_of(session, criteria, currency, now, {campaign.id: campaign}) if currency else [],
        annotations=annotations_between(session, now[0], now[1], [campaign.id]),
        predictions=[],
    )


def _ads(session: TenantSession, criteria: DashboardFilter, currency: str, now: Range) -> list[AdRow]:
    known = session.execute(select(Creative.ad_ref, Creative.id).where(Creative.ad_ref != "")).all()
    creatives = {row.ad_ref: row.id for row in known}
    return [
        to_measures(AdRow, row, ad=row.ad, creative_id=creatives.get(row.ad), thumbnail_url=None)
        for row in overview.sum_by_ad(session, criteria, currency, now)
        if row.ad
    ]


def _get(session: TenantSession, campaign_id: UUID) -> tuple[CampaignTable, PlatformCampaign]:
    found = queries.get_campaign(session, campaign_id)
    if found is None:
        raise not_found()
    return found.Campaign, found.PlatformCampaign


def _check_dates(start: Any, end: Any) -> None:
    if start and end and end < start:
        raise invalid("end_date", "the campaign ends before it starts")


def _fields(row: CampaignTable, platform_row: PlatformCampaign) -> dict[str, Any]:
    budget = platform_row.budget_micros
    return {
        "id": row.id,
        "name": row.name,
        "platform": Platform(platform_row.platform),
        "country": row.country,
        "product_category": row.product_category,
        "objective": row.objective,
        "status": CampaignStatus(row.status),
        "start_date": row.start_date,
        "end_date": row.end_date,
        "budget": None if budget is None else from_micros(budget),
        "currency": row.currency,
        "external_id": platform_row.external_id,
        "account": platform_row.account,
        "is_example": row.is_example,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
    }


def _contract(row: CampaignTable, platform_row: PlatformCampaign) -> Campaign:
    return Campaign(**_fields(row, platform_row))


def _summary(row: Any, currencies: list[str]) -> CampaignSummary:
    totals = to_measures(Measures, row) if row.impressions is not None else Measures()
    return CampaignSummary.model_construct(
        **_fields(row.Campaign, row.PlatformCampaign),
        totals=totals,
        totals_currency=row.Campaign.currency,
        other_currencies=sorted(code for code in currencies if code != row.Campaign.currency),
    )
