"""Platform campaigns as imports meet them: found by id or name, made, shown once counted, removed when unused."""

from collections.abc import Iterator, Sequence
from uuid import UUID, uuid4

from sqlalchemy import Executable, delete, or_, select, update

from data.models import (
    Annotation,
    Campaign,
    Creative,
    ImportBatch,
    MetricCoverage,
    MetricRow,
    Organization,
    PlatformCampaign,
)
from data.tenancy import TenantSession
from domain.campaigns import CampaignStatus
from domain.imports import ImportStatus

CampaignKey = tuple[str, str, str, str]
"""Platform, account, the platform's id, name: what a row says of its campaign."""
_QUIET = {"synchronize_session": False}


def lock_organization(session: TenantSession) -> None:
    """Let one transaction at a time change what an organization's numbers are made of; SQLite does so by itself."""
    session.scalars(select(Organization.id).with_for_update(key_share=True)).one()


def match_key(account: str, campaign_id: str, campaign: str) -> str:
    """How an import finds a platform campaign again: by the platform's id, else by account and name."""
    return f"id:{campaign_id}"[:400] if campaign_id else f"name:{account}:{campaign}"[:400]


def find_platform_campaign(
    session: TenantSession, platform: str, account: str, campaign_id: str, campaign: str
) -> PlatformCampaign | None:
    """The campaign that a row means. One known by name only is adopted when its id turns up, and the reverse."""
    row = session.scalars(
        select(PlatformCampaign).where(
            PlatformCampaign.platform == platform,
            PlatformCampaign.match_key == match_key(account, campaign_id, campaign),
        )
    ).one_or_none()
    if row is not None or not campaign:
        return row
    named = session.scalars(
        select(PlatformCampaign)
        .join(
            Campaign,
            (Campaign.organization_id == PlatformCampaign.organization_id)
            & (Campaign.id == PlatformCampaign.campaign_id),
        )
        .where(PlatformCampaign.platform == platform, Campaign.name == campaign[:300])
    ).all()
    fitting = [known for known in named if _may_be_same(known, account, campaign_id)]
    if len(fitting) != 1:
        return None
    if campaign_id and not fitting[0].external_id:
        fitting[0].external_id = campaign_id[:100]
        fitting[0].match_key = match_key(account, campaign_id, campaign)
    return fitting[0]


def _may_be_same(known: PlatformCampaign, account: str, campaign_id: str) -> bool:
    if campaign_id and known.external_id and known.external_id != campaign_id:
        return False
    return not (account and known.account and known.account != account)


def create_pending(
    session: TenantSession, key: CampaignKey, currency: str, import_id: UUID, *, is_example: bool
) -> PlatformCampaign:
    """A new campaign that nobody sees until its import counts."""
    platform, account, campaign_id, campaign = key
    parent = Campaign(
        organization_id=session.organization_id,
        id=uuid4(),
        name=(campaign or campaign_id)[:300],
        status=CampaignStatus.ACTIVE.value,
        currency=currency,
        is_pending=True,
        is_example=is_example,
    )
    session.add(parent)
    session.flush()
    row = PlatformCampaign(
        organization_id=session.organization_id,
        id=uuid4(),
        campaign_id=parent.id,
        platform=platform,
        match_key=match_key(account, campaign_id, campaign),
        external_id=campaign_id[:100],
        account=account[:200],
        import_id=import_id,
    )
    session.add(row)
    session.flush()
    return row


def show_campaigns(session: TenantSession, import_id: UUID) -> None:
    """Show the campaigns that an import covers."""
    covered = (
        select(PlatformCampaign.campaign_id)
        .join(
            MetricCoverage,
            (MetricCoverage.organization_id == PlatformCampaign.organization_id)
            & (MetricCoverage.platform_campaign_id == PlatformCampaign.id),
        )
        .where(MetricCoverage.import_id == import_id)
    )
    pending = update(Campaign).where(Campaign.id.in_(covered), Campaign.is_pending.is_(True))
    session.execute(pending.values(is_pending=False).execution_options(**_QUIET))


def hide_campaigns(session: TenantSession, import_id: UUID) -> None:
    """Hide the campaigns of an undone import that nothing else needs; `remove_unused` deletes them afterwards."""
    for rows in _batched(list_made_or_used(session, import_id)):
        unused = [row.campaign_id for row in session.execute(_unused(rows, without=import_id))]
        hidden = update(Campaign).where(Campaign.id.in_(unused)).values(is_pending=True)
        session.execute(hidden.execution_options(**_QUIET))


def list_made_or_used(session: TenantSession, import_id: UUID) -> list[UUID]:
    """The platform campaigns that an import made or has facts for."""
    covered = select(MetricCoverage.platform_campaign_id).where(MetricCoverage.import_id == import_id)
    made_or_used = or_(PlatformCampaign.import_id == import_id, PlatformCampaign.id.in_(covered))
    return list(session.scalars(select(PlatformCampaign.id).where(made_or_used)))


def remove_unused(session: TenantSession, platform_campaign_ids: Sequence[UUID]) -> None:
    """Delete those that imports made and that nothing refers to any more, with their campaigns."""
    for chunk in _batched(platform_campaign_ids):
        rows = session.execute(_unused(chunk)).all()
        own = PlatformCampaign.id.in_([row.id for row in rows])
        session.execute(delete(PlatformCampaign).where(own).execution_options(**_QUIET))
        siblings = select(PlatformCampaign.id).where(
            PlatformCampaign.organization_id == Campaign.organization_id, PlatformCampaign.campaign_id == Campaign.id
        )
        lone = Campaign.id.in_([row.campaign_id for row in rows]) & ~siblings.exists()
        session.execute(delete(Campaign).where(lone).execution_options(**_QUIET))


def _unused(platform_campaign_ids: Sequence[UUID], without: UUID | None = None) -> Executable:
    """Those that imports made, without facts of another import, and on which nobody has put anything."""
    own = PlatformCampaign
    covered = select(MetricCoverage.date).where(
        MetricCoverage.organization_id == own.organization_id, MetricCoverage.platform_campaign_id == own.id
    )
    staged = select(MetricRow.line).where(
        MetricRow.organization_id == own.organization_id, MetricRow.platform_campaign_id == own.id
    )
    if without is not None:
        living = [ImportStatus.DONE.value, ImportStatus.STAGING.value]
        others = select(ImportBatch.id).where(ImportBatch.id != without, ImportBatch.status.in_(living))
        covered = covered.where(MetricCoverage.import_id.in_(others))
        staged = staged.where(MetricRow.import_id.in_(others))
    pinned = [
        select(model.id).where(model.organization_id == own.organization_id, model.campaign_id == own.campaign_id)
        for model in (Creative, Annotation)
    ]
    return select(own.id, own.campaign_id).where(
        own.id.in_(platform_campaign_ids),
        own.import_id.is_not(None),
        *(~use.exists() for use in (covered, staged, *pinned)),
    )


def _batched(values: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(values), 500):
        yield values[start : start + 500]
