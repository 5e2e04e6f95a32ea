"""What an import would meet: the days that its campaigns have figures for already, and what will become of them."""

import datetime as dt
from collections import defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.formats import FactBatch
from data.models import Campaign, ImportBatch, MetricCoverage, PlatformCampaign
from data.tenancy import TenantSession
from domain.imports import ImportStatus, Overlap
from services.platform_campaigns import find_platform_campaign

_REPLACED = "The new file's figures replace the earlier ones of these days."
_BEHIND_DAYS = "Daily figures are there already, so the total of the period is kept but not added to them."
_NEW_DAYS = "The daily figures count from now on instead of the total of a longer period."
_OTHER_TOTAL = "A total of an overlapping period is there already; the new file's total counts instead of it."


class GroupWatch:
    """Collects the campaigns and periods of a file while its preview reads it."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str, str, str], set[tuple[dt.date, dt.date]]] = defaultdict(set)

    def add(self, batch: FactBatch) -> None:
        """Note a batch."""
        keys = zip(batch.platform, batch.account, batch.campaign_id, batch.campaign, strict=True)
        for key, start, end in zip(keys, batch.date, batch.period_end, strict=True):
            self._groups[key].add((start, end))

    def overlaps(self, session: TenantSession) -> list[Overlap]:
        """One line for each campaign and kind of meeting, by name."""
        found: list[Overlap] = []
        for key, periods in self._groups.items():
            row = find_platform_campaign(session, *key)
            if row is not None:
                found += _meetings(session, row, periods)
        return sorted(found, key=lambda overlap: (overlap.campaign, overlap.date_from))


def _meetings(session: TenantSession, row: PlatformCampaign, periods: set[tuple[dt.date, dt.date]]) -> list[Overlap]:
    first, last = min(start for start, _ in periods), max(end for _, end in periods)
    known = session.execute(
        select(MetricCoverage.date, MetricCoverage.period_end)
        .join(
            ImportBatch,
            (ImportBatch.organization_id == MetricCoverage.organization_id)
            & (ImportBatch.id == MetricCoverage.import_id),
        )
        .where(MetricCoverage.platform_campaign_id == row.id, ImportBatch.status == ImportStatus.DONE.value)
        .where(MetricCoverage.date <= last, MetricCoverage.period_end >= first)
        .distinct()
    ).all()
    effects: dict[str, set[tuple[dt.date, dt.date]]] = defaultdict(set)
    for old in known:
        for new in periods:
            effect = _effect((old.date, old.period_end), new)
            if effect:
                effects[effect].add(new)
    name = _name(session, row.campaign_id)
    return [_overlap(name, effect, met) for effect, met in effects.items()]


def _effect(old: tuple[dt.date, dt.date], new: tuple[dt.date, dt.date]) -> str | None:
    if old[1] < new[0] or new[1] < old[0]:
        return None
    if old == new:
        return _REPLACED
    old_is_day, new_is_day = old[0] == old[1], new[0] == new[1]
    if new_is_day:
        return _NEW_DAYS
    return _BEHIND_DAYS if old_is_day else _OTHER_TOTAL


def _overlap(name: str, effect: str, met: set[tuple[dt.date, dt.date]]) -> Overlap:
    days = {start + dt.timedelta(days=step) for start, end in met for step in range((end - start).days + 1)}
    return Overlap(campaign=name, date_from=min(days), date_to=max(days), days=len(days), effect=effect)


def _name(session: TenantSession, campaign_id: UUID) -> str:
    name: Any = session.scalar(select(Campaign.name).where(Campaign.id == campaign_id))
    return name or ""
