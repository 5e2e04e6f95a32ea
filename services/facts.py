"""Facts from any source into the tables: staged where nothing sees them, then counted in one transaction, or undone.

Used by file imports, by the API's metric rows and by the example organization. Staging is repeatable: it starts
by removing what an earlier try left.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, select

from data.columns import utc_now
from data.models import ImportBatch, Organization
from data.queries import aside, recounts
from data.queries.facts import cell_of, delete_coverage, delete_facts, find_span, insert_coverage, insert_facts
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.errors import AppError, ErrorCode
from domain.imports import ImportStatus
from services.container import container
from services.organizations import bump_data_version
from services.platform_campaigns import (
    CampaignKey,
    create_pending,
    find_platform_campaign,
    hide_campaigns,
    list_made_or_used,
    lock_organization,
    remove_unused,
    show_campaigns,
)
from services.units import writing

Check = Callable[[TenantSession], None]
Finish = Callable[[TenantSession, ImportBatch], None]
# Groups and cells kept in memory to save work: some tens of MB at the most.
_REMEMBERED = 100_000


def pass_check(session: TenantSession) -> None:
    """The check of those that no other process can take over from."""


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
    """Collects one import's facts under its batch, in short transactions, invisible until `count`.

    `check` runs in every transaction and raises where this process is no longer the one to write.
    """

    def __init__(self, actor: Actor, import_id: UUID, is_example: bool = False, check: Check = pass_check) -> None:
        self.actor = actor
        self.import_id = import_id
        self.is_example = is_example
        self.check = check
        self.created: set[UUID] = set()
        self.touched: set[UUID] = set()
        self.rows = 0
        self._campaigns: dict[CampaignKey, UUID] = {}
        self._cells = _Cells()
        self._covered: set[tuple[UUID, dt.date, dt.date]] = set()

    def clear(self) -> None:
        """Remove what an earlier try of the same import left."""
        purge(self.actor, self.import_id, self.check)

    def know(self, key: CampaignKey, platform_campaign_id: UUID) -> None:
        """Say beforehand which platform campaign a (platform, account, id, name) means."""
        self._campaigns[key] = platform_campaign_id

    def add(self, facts: FactColumns, also: Callable[[TenantSession], None] | None = None) -> None:
        """Stage a batch in a transaction of its own, which `also` may add to."""
        keys = list(zip(facts.platform, facts.account, facts.campaign_id, facts.campaign, strict=True))
        parts = zip(
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
        cells = self._cells.recall(parts)
        with writing(self.actor) as session:
            self.check(session)
            if keys:
                self._know_campaigns(session, dict.fromkeys(keys), facts)
                campaigns = [self._campaigns[key] for key in keys]
                self._cover(session, set(zip(campaigns, facts.date, facts.period_end, strict=True)))
                insert_facts(session, self.import_id, _columns(facts, campaigns, cells))
            if also is not None:
                also(session)
        self.rows += len(keys)

    def count(self, finish: Finish | None = None) -> None:
        """Make the staged facts count and the batch `done`, all in one transaction that `finish` may add to."""

        def write(session: TenantSession, batch: ImportBatch) -> None:
            self.check(session)
            batch.status = ImportStatus.DONE.value
            batch.sequence = (session.scalar(select(func.max(ImportBatch.sequence))) or 0) + 1
            batch.finished_at = utc_now()
            batch.date_from, batch.date_to = find_span(session, self.import_id)
            session.flush()
            show_campaigns(session, self.import_id)
            if finish is not None:
                finish(session, batch)

        _recount(self.actor, self.import_id, write, will_count=True)

    def _cover(self, session: TenantSession, groups: set[tuple[UUID, dt.date, dt.date]]) -> None:
        insert_coverage(session, self.import_id, sorted(groups - self._covered))
        if len(self._covered) > _REMEMBERED:
            self._covered.clear()
        self._covered |= groups

    def _know_campaigns(self, session: TenantSession, keys: Iterable[CampaignKey], facts: FactColumns) -> None:
        new = [key for key in keys if key not in self._campaigns]
        if not new:
            return
        # Two imports that meet the same new campaign make it once.
        lock_organization(session)
        currency = next((money for money in facts.currency if money), "USD")
        for key in new:
            row = find_platform_campaign(session, *key)
            if row is None:
                row = create_pending(session, key, currency, self.import_id, is_example=self.is_example)
                self.created.add(row.id)
            self._campaigns[key] = row.id
            self.touched.add(row.id)


class _Cells(dict[tuple[str, ...], int]):
    """The cell of each combination of dimension values, computed once."""

    def __missing__(self, parts: tuple[str, ...]) -> int:
        cell = self[parts] = cell_of(parts)
        return cell

    def recall(self, parts: Iterable[tuple[str, ...]]) -> list[int]:
        """The cell of each row."""
        if len(self) > _REMEMBERED:
            self.clear()
        return list(map(self.__getitem__, parts))


def _columns(facts: FactColumns, campaigns: list[UUID], cells: list[int]) -> list[Sequence[Any]]:
    """The lists in the order of FACT_COLUMNS."""
    return [
        facts.line,
        campaigns,
        facts.date,
        facts.period_end,
        cells,
        facts.ad_group,
        facts.ad,
        facts.ad_id,
        facts.country,
        facts.age,
        facts.gender,
        facts.extra,
        facts.currency,
        facts.impressions,
        facts.reach,
        facts.clicks,
        facts.conversions,
        facts.spend,
        facts.revenue,
    ]


def undo(actor: Actor, import_id: UUID, finish: Finish | None = None, tell: recounts.Tell | None = None) -> None:
    """Take an import's facts out of all numbers; what it had replaced counts again. `purge` deletes them afterwards.

    Raises CONFLICT where the import does not count, and what `finish` and `tell` raise, which leaves all as it was.
    """

    def write(session: TenantSession, batch: ImportBatch) -> None:
        if batch.status != ImportStatus.DONE.value:
            raise AppError(ErrorCode.CONFLICT, "Only a finished import can be undone, and only once.")
        batch.status = ImportStatus.UNDONE.value
        session.flush()
        hide_campaigns(session, import_id)
        if finish is not None:
            finish(session, batch)

    _recount(actor, import_id, write, will_count=False, tell=tell)


def purge(actor: Actor, import_id: UUID, check: Check = pass_check) -> None:
    """Delete the facts of an import that does not count, a chunk at a time, and the campaigns that nothing else uses.

    Raises CONFLICT where the import counts.
    """
    line: int | None = 0
    while line is not None:
        with writing(actor) as session:
            check(session)
            if session.scalar(select(ImportBatch.status).where(ImportBatch.id == import_id)) == ImportStatus.DONE.value:
                raise AppError(ErrorCode.CONFLICT, "The import counts; undo it first.")
            line = delete_facts(session, import_id, line)
    with writing(actor) as session:
        check(session)
        lock_organization(session)
        candidates = list_made_or_used(session, import_id)
        delete_coverage(session, import_id)
        remove_unused(session, candidates)


def signature_of(fields: Iterable[str]) -> str:
    """The dimension fields that a source maps, as imports store them."""
    return ",".join(sorted(set(fields)))


def _recount(
    actor: Actor, import_id: UUID, write: Finish, *, will_count: bool, tell: recounts.Tell | None = None
) -> None:
    """Work out what counts on a snapshot, then lock and write, if nothing that counts has changed in between.

    Others wait only for the writing. Where they are always faster, the last try works it out under the lock.
    """
    database, organization_id = container().database, actor.organization_id
    # Under the lock nobody is told: who notes it would write beside the transaction that holds the lock.
    told = {"tell": tell} if tell is not None else {}
    for is_last in (False, False, True):
        with database.connection(organization_id) as connection:
            version = connection.scalar(select(Organization.data_version).where(Organization.id == organization_id))
            if not is_last:
                recounts.prepare(connection, organization_id, import_id, will_count=will_count, **told)
            connection.commit()
            try:
                with database.writing(organization_id, connection) as session:
                    lock_organization(session)
                    if is_last:
                        recounts.prepare(session.connection(), organization_id, import_id, will_count=will_count)
                    elif session.scalar(select(Organization.data_version)) != version:
                        continue
                    write(session, session.scalars(select(ImportBatch).where(ImportBatch.id == import_id)).one())
                    recounts.apply(session.connection(), organization_id)
                    bump_data_version(session)
                return
            finally:
                aside.drop(connection)
                connection.commit()
