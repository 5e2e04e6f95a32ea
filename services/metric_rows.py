"""Figures written by programs, day by day: the same day again replaces it."""

import datetime as dt
from types import SimpleNamespace
from uuid import UUID, uuid4

import structlog
from sqlalchemy import delete, select

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
from services.facts import FactStage, purge, signature_of
from services.units import reading, writing

log = structlog.get_logger("advision.metrics")
EARLIEST = dt.date(2000, 1, 1)


def write_metric_rows(actor: Actor, campaign_id: UUID, data: MetricRowsInput) -> MetricRowsResult:
    """Write figures of one campaign, all or none. Needs IMPORT_DATA; raises NOT_FOUND or INVALID naming the row.

    Where rows of one call name the same day and breakdown, the last one stands, as in calls after each other.
    """
    actor.require(Permission.IMPORT_DATA)
    for number, row in enumerate(data.rows):
        _check(number, row)
    with reading(actor) as session:
        found = get_campaign(session, campaign_id)
        if found is None:
            raise not_found()
        known = _known_periods(session, found.PlatformCampaign.id)
    rows = list({_cell(row, found.Campaign.currency): row for row in data.rows}.values())
    import_id = uuid4()
    _open(actor, import_id, rows)
    stage = FactStage(actor, import_id)
    key = (found.PlatformCampaign.platform, "", str(campaign_id), "")
    stage.know(key, found.PlatformCampaign.id)

    def finish(session: TenantSession, batch: ImportBatch) -> None:
        batch.rows_imported = len(rows)
        audit.record(session, actor, "metrics.written", "campaign", campaign_id, rows=len(rows))

    try:
        stage.add(_columns(rows, key, found.Campaign.currency))
        stage.count(finish)
    except BaseException:
        _forget(actor, import_id)
        raise
    new = sum((row.date, row.period_end or row.date) not in known for row in rows)
    return MetricRowsResult(inserted=new, updated=len(data.rows) - new, import_id=import_id)


def _cell(row: MetricRowInput, currency: str) -> tuple[object, ...]:
    """What a later row replaces."""
    end = row.period_end or row.date
    return row.date, end, row.currency or currency, row.country, row.age, row.gender, row.ad


def _open(actor: Actor, import_id: UUID, rows: list[MetricRowInput]) -> None:
    dimensions = [name for name in ("country", "age", "gender", "ad") if any(getattr(row, name) for row in rows)]
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
                rows_total=len(rows),
                created_by_id=actor.user_id,
                created_by_name=author,
            )
        )


def _forget(actor: Actor, import_id: UUID) -> None:
    """A write that came to nothing leaves nothing. What cannot be removed now, the hourly sweep removes."""
    try:
        forget_write(actor, import_id)
    except Exception as error:  # noqa: BLE001 - what ended the write must be told, not this
        log.warning("write_not_removed", import_id=str(import_id), error=type(error).__name__)


def forget_write(actor: Actor, import_id: UUID) -> None:
    """Remove a write that does not count, with its batch. Raises CONFLICT where it counts."""
    purge(actor, import_id)
    with writing(actor) as session:
        own = delete(ImportBatch).where(ImportBatch.id == import_id)
        session.execute(own.execution_options(synchronize_session=False))


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
