"""Figures written by programs, day by day: the same day again replaces it."""

import datetime as dt
from types import SimpleNamespace
from uuid import UUID, uuid4

from sqlalchemy import select

from data.models import ImportBatch, MetricCoverage, User
from data.queries.campaigns import get_campaign
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.campaigns import MetricRowInput, MetricRowsInput, MetricRowsResult
from domain.errors import invalid, not_found
from domain.imports import ImportStatus
from domain.money import to_micros
from domain.permissions import Permission
from services import audit
from services.facts import FactStage, signature_of
from services.units import reading, writing

EARLIEST = dt.date(2000, 1, 1)


def write_metric_rows(actor: Actor, campaign_id: UUID, data: MetricRowsInput) -> MetricRowsResult:
    """Write figures of one campaign, all or none. Needs IMPORT_DATA; raises NOT_FOUND or INVALID naming the row."""
    actor.require(Permission.IMPORT_DATA)
    for number, row in enumerate(data.rows):
        _check(number, row)
    with reading(actor) as session:
        found = get_campaign(session, campaign_id)
        if found is None:
            raise not_found()
        known = _known_periods(session, found.PlatformCampaign.id)
    import_id = uuid4()
    dimensions = [name for name in ("country", "age", "gender", "ad") if any(getattr(row, name) for row in data.rows)]
    with writing(actor) as session:
        author = session.scalar(select(User.full_name).where(User.id == actor.user_id)) or ""
        session.add(
            ImportBatch(
                organization_id=actor.organization_id,
                id=import_id,
                sequence=0,
                kind="api",
                source="api",
                signature=signature_of(dimensions),
                status=ImportStatus.STAGING.value,
                rows_total=len(data.rows),
                created_by_id=actor.user_id,
                created_by_name=author,
            )
        )
    stage = FactStage(actor, import_id)
    key = (found.PlatformCampaign.platform, "", str(campaign_id), "")
    stage.know(key, found.PlatformCampaign.id)
    stage.add(_columns(data.rows, key, found.Campaign.currency))

    def finish(session: TenantSession, batch: ImportBatch) -> None:
        batch.rows_imported = len(data.rows)
        audit.record(session, actor, "metrics.written", "campaign", campaign_id, rows=len(data.rows))

    stage.count(finish)
    updated = sum((row.date, row.period_end or row.date) in known for row in data.rows)
    return MetricRowsResult(inserted=len(data.rows) - updated, updated=updated, import_id=import_id)


def _known_periods(session: TenantSession, platform_campaign_id: UUID) -> set[tuple[dt.date, dt.date]]:
    rows = session.execute(
        select(MetricCoverage.date, MetricCoverage.period_end).where(
            MetricCoverage.platform_campaign_id == platform_campaign_id, MetricCoverage.counts_total.is_(True)
        )
    )
    return {(row.date, row.period_end) for row in rows}


def _check(number: int, row: MetricRowInput) -> None:
    if row.date < EARLIEST or row.date > dt.date.today() + dt.timedelta(days=366):  # noqa: DTZ011 - a coarse bound
        raise invalid(f"rows.{number}.date", "lies outside 2000 to a year from now")
    if row.period_end is not None and row.period_end < row.date:
        raise invalid(f"rows.{number}.period_end", "lies before date")


def _columns(rows: list[MetricRowInput], key: tuple[str, str, str, str], currency: str) -> SimpleNamespace:
    count = len(rows)
    platform, account, campaign_id, campaign = key
    return SimpleNamespace(
        line=list(range(1, count + 1)),
        date=[row.date for row in rows],
        period_end=[row.period_end or row.date for row in rows],
        account=[account] * count,
        campaign=[campaign] * count,
        campaign_id=[campaign_id] * count,
        ad_group=[""] * count,
        ad=[row.ad for row in rows],
        ad_id=[""] * count,
        platform=[platform] * count,
        country=[row.country for row in rows],
        age=[row.age for row in rows],
        gender=[row.gender for row in rows],
        extra=[""] * count,
        impressions=[row.impressions for row in rows],
        reach=[row.reach for row in rows],
        clicks=[row.clicks for row in rows],
        spend=[to_micros(row.spend) for row in rows],
        conversions=[to_micros(row.conversions) for row in rows],
        revenue=[to_micros(row.revenue) for row in rows],
        currency=[row.currency or currency for row in rows],
    )
