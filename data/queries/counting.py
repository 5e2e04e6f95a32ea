"""Which import counts where. See docs/adr/0007.

A group is a platform campaign with a period. For each purpose (total, demographic, ad) the signature of the
latest import that carries what the purpose needs counts; within that signature the latest import of a cell does.
A period total counts only where no day inside it is known and no later total overlaps it.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Date, bindparam, func, select, text, update

from data.columns import Guid
from data.models import ImportBatch, MetricCoverage
from data.tenancy import TenantSession

Period = tuple[dt.date, dt.date]
PURPOSES = ("total", "demographic", "ad")
_NEEDS = {"total": frozenset[str](), "demographic": frozenset({"age", "gender"}), "ad": frozenset({"ad", "ad_id"})}


@dataclass(frozen=True)
class Cover:
    """One import's cover of one group."""

    import_id: UUID
    sequence: int
    signature: frozenset[str]
    campaign: UUID
    period: Period

    @property
    def is_day(self) -> bool:
        """Whether the period is a single day."""
        return self.period[0] == self.period[1]


@dataclass
class Decision:
    """What counts: for each cover the purposes it serves, and the groups where imports of one signature meet."""

    counts: dict[Cover, set[str]] = field(default_factory=lambda: defaultdict(set))
    contested: set[tuple[UUID, Period]] = field(default_factory=set)


def decide(covers: list[Cover]) -> Decision:
    """Choose what counts among all covers of some platform campaigns. Pure."""
    decision = Decision()
    by_campaign: dict[UUID, list[Cover]] = defaultdict(list)
    for cover in covers:
        by_campaign[cover.campaign].append(cover)
    for own in by_campaign.values():
        groups: dict[Period, list[Cover]] = defaultdict(list)
        for cover in own:
            groups[cover.period].append(cover)
        for purpose in PURPOSES:
            _decide_purpose(groups, purpose, decision)
        for period, members in groups.items():
            if len({member.signature for member in members}) < len(members):
                decision.contested.add((members[0].campaign, period))
    return decision


def _decide_purpose(groups: dict[Period, list[Cover]], purpose: str, decision: Decision) -> None:
    needs = _NEEDS[purpose]
    fitting = {
        period: [cover for cover in members if not needs or cover.signature & needs]
        for period, members in groups.items()
    }
    days = {period[0] for period, members in fitting.items() if members and period[0] == period[1]}
    taken: list[Period] = []
    totals = [period for period, members in fitting.items() if members and period[0] < period[1]]
    latest = {period: max(members, key=lambda cover: cover.sequence) for period, members in fitting.items() if members}
    for period in sorted(totals, key=lambda period: -latest[period].sequence):
        if any(period[0] <= day <= period[1] for day in days):
            continue
        if any(period[0] <= other[1] and other[0] <= period[1] for other in taken):
            continue
        taken.append(period)
        _count(fitting[period], latest[period], purpose, decision)
    for period, members in fitting.items():
        if members and period[0] == period[1]:
            _count(members, latest[period], purpose, decision)


def _count(members: list[Cover], latest: Cover, purpose: str, decision: Decision) -> None:
    for cover in members:
        if cover.signature == latest.signature:
            decision.counts[cover].add(purpose)


def resolve(session: TenantSession, import_id: UUID) -> None:
    """Write down anew what counts in the groups that an import touches.

    The import's coverage must be there, and its status must already say whether it counts at all.
    """
    own = MetricCoverage.import_id == import_id
    nothing = {"counts_total": False, "counts_demographic": False, "counts_ad": False}
    session.execute(update(MetricCoverage).where(own).values(nothing).execution_options(synchronize_session=False))
    first, last = session.execute(
        select(func.min(MetricCoverage.date), func.max(MetricCoverage.period_end)).where(own)
    ).one()
    if first is None:
        return
    campaigns = sorted(session.scalars(select(MetricCoverage.platform_campaign_id).where(own).distinct()))
    counts = session.scalar(select(ImportBatch.status).where(ImportBatch.id == import_id)) == "done"
    own_groups = select(MetricCoverage.platform_campaign_id, MetricCoverage.date, MetricCoverage.period_end).where(own)
    # What an undone import had superseded must be looked at again, though nobody contests it any more.
    freed = set() if counts else {(row[0], (row[1], row[2])) for row in session.execute(own_groups)}
    for start in range(0, len(campaigns), 200):
        covers, known = _load_covers(session, campaigns[start : start + 200], first, last)
        decision = decide(covers)
        changed = [cover for cover, before in known.items() if decision.counts.get(cover, set()) != before]
        _write_flags(session, [_flags(session, cover, decision.counts.get(cover, set())) for cover in changed])
        _mark_superseded(session, decision.contested)
    _mark_superseded(session, freed)


def _load_covers(
    session: TenantSession, campaigns: list[UUID], first: dt.date, last: dt.date
) -> tuple[list[Cover], dict[Cover, set[str]]]:
    """Every counting cover of the campaigns on the days touched, and all their period totals with the days inside."""
    coverage = MetricCoverage
    query = (
        select(
            coverage.import_id,
            ImportBatch.sequence,
            ImportBatch.signature,
            coverage.platform_campaign_id,
            coverage.date,
            coverage.period_end,
            coverage.counts_total,
            coverage.counts_demographic,
            coverage.counts_ad,
        )
        .join(
            ImportBatch,
            (ImportBatch.organization_id == coverage.organization_id) & (ImportBatch.id == coverage.import_id),
        )
        .where(coverage.platform_campaign_id.in_(campaigns), ImportBatch.status == "done")
    )
    totals = session.execute(query.where(coverage.date < coverage.period_end)).all()
    for row in totals:
        first, last = min(first, row.date), max(last, row.period_end)
    days = session.execute(
        query.where(coverage.date == coverage.period_end, coverage.date >= first, coverage.date <= last)
    ).all()
    covers, known = [], {}
    for row in [*totals, *days]:
        signature = frozenset(part for part in row.signature.split(",") if part)
        cover = Cover(row.import_id, row.sequence, signature, row.platform_campaign_id, (row.date, row.period_end))
        covers.append(cover)
        known[cover] = {
            purpose
            for purpose, counts in zip(PURPOSES, (row.counts_total, row.counts_demographic, row.counts_ad), strict=True)
            if counts
        }
    return covers, known


def _flags(session: TenantSession, cover: Cover, purposes: set[str]) -> dict[str, Any]:
    return {
        "o": session.organization_id,
        "i": cover.import_id,
        "c": cover.campaign,
        "d": cover.period[0],
        "e": cover.period[1],
        "t": "total" in purposes,
        "g": "demographic" in purposes,
        "a": "ad" in purposes,
    }


def _write_flags(session: TenantSession, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    table = MetricCoverage.__table__
    statement = (
        update(table)
        .where(
            table.c.organization_id == bindparam("o"),
            table.c.import_id == bindparam("i"),
            table.c.platform_campaign_id == bindparam("c"),
            table.c.date == bindparam("d"),
            table.c.period_end == bindparam("e"),
        )
        .values(counts_total=bindparam("t"), counts_demographic=bindparam("g"), counts_ad=bindparam("a"))
    )
    session.connection().execute(statement, rows)


_SUPERSEDE = text(
    """
    UPDATE metric_rows SET superseded = EXISTS (
        SELECT 1 FROM metric_rows AS later
        JOIN import_batches AS later_batch
            ON later_batch.organization_id = later.organization_id AND later_batch.id = later.import_id
        JOIN import_batches AS own_batch
            ON own_batch.organization_id = metric_rows.organization_id AND own_batch.id = metric_rows.import_id
        WHERE later.organization_id = :organization
            AND later.platform_campaign_id = metric_rows.platform_campaign_id
            AND later.date = metric_rows.date
            AND later.cell = metric_rows.cell
            AND later.period_end = metric_rows.period_end
            AND later_batch.organization_id = :organization
            AND own_batch.organization_id = :organization
            AND later_batch.status = 'done'
            AND later_batch.signature = own_batch.signature
            AND later_batch.sequence > own_batch.sequence
    )
    WHERE organization_id = :organization AND platform_campaign_id = :campaign
        AND date = :day AND period_end = :period_end
    """
)


def _mark_superseded(session: TenantSession, groups: set[tuple[UUID, Period]]) -> None:
    if not groups:
        return
    statement = _SUPERSEDE.bindparams(
        bindparam("organization", type_=Guid()),
        bindparam("campaign", type_=Guid()),
        bindparam("day", type_=Date()),
        bindparam("period_end", type_=Date()),
    )
    rows = [
        {
            "organization": session.organization_id,
            "campaign": campaign,
            "day": period[0],
            "period_end": period[1],
        }
        for campaign, period in sorted(groups)
    ]
    session.connection().execute(statement, rows)
