"""Facts from any source into the tables: staged where nothing sees them, then counted in one transaction, or undone.

Used by file imports, by the API's metric rows and by the example organization. Staging is repeatable: it starts
by removing what an earlier try left.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Protocol
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update

from data.columns import utc_now
from data.models import Campaign, Creative, ImportBatch, MetricCoverage, MetricRow, PlatformCampaign
from data.queries.facts import cell_of, delete_coverage, delete_facts, insert_coverage, insert_facts
from data.queries.rollups import drop_prepared, prepare_rollups, resolve_and_roll_up
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.campaigns import CampaignStatus
from domain.imports import ImportStatus
from services.container import container
from services.organizations import bump_data_version
from services.units import writing


class FactColumns(Protocol):
    """Valid facts as parallel lists; money and conversions are integer micros."""

    line: list[int]
    date: list[dt.date]
    period_end: list[dt.date]
    account: list[str]
    campaign: list[str]
    campaign_id: list[str]
    ad_group: list[str]
    ad: list[str]
    ad_id: list[str]
    platform: list[str]
    country: list[str]
    age: list[str]
    gender: list[str]
    extra: list[str]
    impressions: list[int]
    reach: list[int | None]
    clicks: list[int]
    spend: list[int]
    conversions: list[int]
    revenue: list[int]
    currency: list[str]


class FactStage:
    """Collects one import's facts under its batch, in short transactions, invisible until `count`."""

    def __init__(self, actor: Actor, import_id: UUID, is_example: bool = False) -> None:
        self.actor = actor
        self.import_id = import_id
        self.is_example = is_example
        self.created: set[UUID] = set()
        self.touched: set[UUID] = set()
        self.rows = 0
        self._campaigns: dict[tuple[str, str, str, str], UUID] = {}
        self._cells: dict[tuple[str, ...], int] = {}
        self._groups: set[tuple[UUID, dt.date, dt.date]] = set()

    def clear(self) -> None:
        """Remove what an earlier try of the same import left."""
        purge(self.actor, self.import_id)

    def know(self, key: tuple[str, str, str, str], platform_campaign_id: UUID) -> None:
        """Say beforehand which platform campaign a (platform, account, id, name) means."""
        self._campaigns[key] = platform_campaign_id

    def add(self, facts: FactColumns) -> None:
        """Stage a batch in a transaction of its own."""
        if not facts.line:
            return
        keys = list(zip(facts.platform, facts.account, facts.campaign_id, facts.campaign, strict=True))
        with writing(self.actor) as session:
            self._know_campaigns(session, set(keys), facts)
            insert_facts(session, self._rows_of(facts, keys))
        self.rows += len(facts.line)

    def count(self, finish: Callable[[TenantSession, ImportBatch], None] | None = None) -> None:
        """Make the staged facts count and the batch `done`, all in one transaction that `finish` may add to.

        The sums are made before the lock is taken, so that others wait only while the roll-ups are written.
        """
        database, organization_id = container().database, self.actor.organization_id
        with database.connection(organization_id) as connection:
            prepare_rollups(connection, organization_id, self.import_id)
            connection.commit()
            try:
                with database.writing(organization_id, connection) as session:
                    batch = session.scalars(select(ImportBatch).where(ImportBatch.id == self.import_id)).one()
                    self._count_in(session, batch)
                    if finish is not None:
                        finish(session, batch)
            finally:
                drop_prepared(connection)
                connection.commit()

    def _count_in(self, session: TenantSession, batch: ImportBatch) -> None:
        insert_coverage(session, self.import_id, self._groups)
        batch.status = ImportStatus.DONE.value
        batch.sequence = _next_sequence(session)
        batch.finished_at = utc_now()
        if self._groups:
            batch.date_from = min(group[1] for group in self._groups)
            batch.date_to = max(group[2] for group in self._groups)
        session.flush()
        resolve_and_roll_up(session, self.import_id, is_prepared=True)
        shown = (
            select(PlatformCampaign.campaign_id)
            .join(
                MetricCoverage,
                (MetricCoverage.organization_id == PlatformCampaign.organization_id)
                & (MetricCoverage.platform_campaign_id == PlatformCampaign.id),
            )
            .where(MetricCoverage.import_id == self.import_id)
        )
        session.execute(
            update(Campaign)
            .where(Campaign.id.in_(shown), Campaign.is_pending.is_(True))
            .values(is_pending=False)
            .execution_options(synchronize_session=False)
        )
        bump_data_version(session)

    def _know_campaigns(self, session: TenantSession, keys: set[tuple[str, str, str, str]], facts: FactColumns) -> None:
        for key in sorted(keys - self._campaigns.keys()):
            platform, account, campaign_id, campaign = key
            row = find_platform_campaign(session, platform, account, campaign_id, campaign)
            if row is None:
                row = self._create_campaign(session, key, facts)
                self.created.add(row.id)
            self._campaigns[key] = row.id
            self.touched.add(row.id)

    def _create_campaign(
        self, session: TenantSession, key: tuple[str, str, str, str], facts: FactColumns
    ) -> PlatformCampaign:
        platform, account, campaign_id, campaign = key
        currency = next((money for money in facts.currency if money), "USD")
        parent = Campaign(
            organization_id=session.organization_id,
            id=uuid4(),
            name=(campaign or campaign_id)[:300],
            status=CampaignStatus.ACTIVE.value,
            currency=currency,
            is_pending=True,
            is_example=self.is_example,
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
            import_id=self.import_id,
        )
        session.add(row)
        session.flush()
        return row

    def _rows_of(self, facts: FactColumns, keys: list[tuple[str, str, str, str]]) -> list[tuple[Any, ...]]:
        organization, import_id = self.actor.organization_id, self.import_id
        campaigns = [self._campaigns[key] for key in keys]
        self._groups.update(zip(campaigns, facts.date, facts.period_end, strict=True))
        dimensions = zip(
            facts.ad_group,
            facts.ad,
            facts.ad_id,
            facts.country,
            facts.age,
            facts.gender,
            facts.extra,
            facts.currency,
            strict=True,
        )
        cells = self._cells
        rows = []
        for line, campaign, day, end, parts, impressions, reach, clicks, conversions, spend, revenue in zip(
            facts.line,
            campaigns,
            facts.date,
            facts.period_end,
            dimensions,
            facts.impressions,
            facts.reach,
            facts.clicks,
            facts.conversions,
            facts.spend,
            facts.revenue,
            strict=True,
        ):
            cell = cells.get(parts)
            if cell is None:
                if len(cells) > 100_000:
                    cells.clear()
                cell = cells[parts] = cell_of(parts)
            rows.append(
                (
                    organization,
                    import_id,
                    line,
                    campaign,
                    day,
                    end,
                    cell,
                    False,
                    *parts,
                    impressions,
                    reach,
                    clicks,
                    conversions,
                    spend,
                    revenue,
                )
            )
        return rows


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


def undo(actor: Actor, import_id: UUID, finish: Callable[[TenantSession, ImportBatch], None] | None = None) -> None:
    """Take an import's facts out of all numbers; what it had replaced counts again. `purge` deletes them afterwards."""
    with writing(actor) as session:
        batch = session.scalars(select(ImportBatch).where(ImportBatch.id == import_id)).one()
        batch.status = ImportStatus.UNDONE.value
        session.flush()
        resolve_and_roll_up(session, import_id)
        bump_data_version(session)
        if finish is not None:
            finish(session, batch)


def purge(actor: Actor, import_id: UUID) -> None:
    """Delete the facts of an import that does not count, a chunk at a time, and the campaigns that only it made."""
    line: int | None = 0
    while line is not None:
        with writing(actor) as session:
            line = delete_facts(session, import_id, line)
    with writing(actor) as session:
        delete_coverage(session, import_id)
        own = select(PlatformCampaign.id, PlatformCampaign.campaign_id).where(PlatformCampaign.import_id == import_id)
        for platform_campaign_id, campaign_id in session.execute(own).all():
            _remove_unused_campaign(session, platform_campaign_id, campaign_id)


def _remove_unused_campaign(session: TenantSession, platform_campaign_id: UUID, campaign_id: UUID) -> None:
    covered = select(MetricCoverage.date).where(MetricCoverage.platform_campaign_id == platform_campaign_id)
    staged = select(MetricRow.line).where(MetricRow.platform_campaign_id == platform_campaign_id)
    if session.execute(covered.limit(1)).first() or session.execute(staged.limit(1)).first():
        return
    quiet = {"synchronize_session": False}
    own = PlatformCampaign.id == platform_campaign_id
    session.execute(delete(PlatformCampaign).where(own).execution_options(**quiet))
    siblings = select(PlatformCampaign.id).where(PlatformCampaign.campaign_id == campaign_id)
    creatives = select(Creative.id).where(Creative.campaign_id == campaign_id)
    if not session.execute(siblings.limit(1)).first() and not session.execute(creatives.limit(1)).first():
        session.execute(delete(Campaign).where(Campaign.id == campaign_id).execution_options(**quiet))


def signature_of(fields: Iterable[str]) -> str:
    """The dimension fields that a source maps, as imports store them."""
    return ",".join(sorted(set(fields)))


def _next_sequence(session: TenantSession) -> int:
    return (session.scalar(select(func.max(ImportBatch.sequence))) or 0) + 1
