"""Hourly: what variants brought, taken from the imported figures of the creatives that were made of them."""

import structlog
from sqlalchemy import func, select

from data.columns import utc_now
from data.models import Creative, GeneratedVariant, MetricRollup
from data.tenancy import TenantSession
from services import directory
from services.units import reading, writing

log = structlog.get_logger("advision.generation")


def sync_outcomes() -> int:
    """Bring the variants of all organizations in line with imports; gives how many changed."""
    with reading(None) as session:
        organizations = directory.list_organization_ids(session)
    changed = 0
    for organization_id in organizations:
        with writing(organization_id) as session:
            changed += sum(_sync(session, variant, creative) for variant, creative in _saved(session))
    if changed:
        log.info("variant_outcomes_synced", changed=changed)
    return changed


def _saved(session: TenantSession) -> list[tuple[GeneratedVariant, Creative]]:
    same = (Creative.organization_id == GeneratedVariant.organization_id) & (
        Creative.id == GeneratedVariant.creative_id
    )
    rows = session.execute(select(GeneratedVariant, Creative).join(Creative, same))
    return [(variant, creative) for variant, creative in rows]


def _sync(session: TenantSession, variant: GeneratedVariant, creative: Creative) -> bool:
    """Take the imported figures where there are any, and more than a person reported."""
    impressions, clicks = _imported(session, creative)
    if impressions == 0 or impressions < variant.impressions:
        return False
    if (impressions, clicks) == (variant.impressions, variant.clicks):
        return False
    variant.impressions, variant.clicks, variant.reported_at = impressions, min(clicks, impressions), utc_now()
    return True


def _imported(session: TenantSession, creative: Creative) -> tuple[int, int]:
    """Impressions and clicks of the ad that imports know under the creative's reference, or its name.

    Without a row of that ad, a campaign whose only creative this is speaks for it.
    """
    known = {name for name in (creative.ad_ref, creative.name) if name}
    sums = select(func.coalesce(func.sum(MetricRollup.impressions), 0), func.coalesce(func.sum(MetricRollup.clicks), 0))
    by_ad = sums.where(MetricRollup.kind == "ad", MetricRollup.ad.in_(known))
    if creative.campaign_id is not None:
        by_ad = by_ad.where(MetricRollup.campaign_id == creative.campaign_id)
    elif not creative.ad_ref:
        # A name alone, in no campaign, may be any ad's.
        return 0, 0
    impressions, clicks = session.execute(by_ad).one()
    if impressions == 0 and creative.campaign_id is not None and _is_alone(session, creative):
        whole = sums.where(MetricRollup.kind == "total", MetricRollup.campaign_id == creative.campaign_id)
        impressions, clicks = session.execute(whole.where(MetricRollup.date >= creative.created_at.date())).one()
    return int(impressions), int(clicks)


def _is_alone(session: TenantSession, creative: Creative) -> bool:
    others = select(func.count()).where(Creative.campaign_id == creative.campaign_id)
    ads = select(func.count()).where(MetricRollup.kind == "ad", MetricRollup.campaign_id == creative.campaign_id)
    return (session.scalar(others) or 0) == 1 and (session.scalar(ads) or 0) == 0
