"""An organization's figures as the engagement analyzer takes them, read by the worker that needs them."""

import datetime as dt
from collections import OrderedDict, defaultdict
from threading import Lock
from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.models import Organization
from data.queries import engagement as queries
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.money import MICROS_PER_UNIT
from ml.engagement.inputs import CampaignHistory, History
from services.units import reading

DAYS = 400
"""Days that are read one by one; what is older counts next to nothing for a rate and is read as one sum."""
_KEPT = 4
_kept: OrderedDict[tuple[UUID, int], History] = OrderedDict()
_lock = Lock()


def find_data_version(session: TenantSession) -> int:
    """The number that changes whenever figures or campaigns do."""
    return session.scalars(select(Organization.data_version)).one()


def read_history(actor: Actor) -> History:
    """Every campaign of the actor's organization with its figures, kept until they change."""
    with reading(actor) as session:
        key = (actor.organization_id, find_data_version(session))
        with _lock:
            if key in _kept:
                _kept.move_to_end(key)
                return _kept[key]
        made = _read(session, f"{key[0]} {key[1]}")
    with _lock:
        _kept[key] = made
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return made


def values_of(campaign: Any, platform: str) -> dict[str, str]:
    """The fields by which campaigns are compared."""
    return {
        "platform": platform,
        "objective": campaign.objective,
        "country": campaign.country,
        "category": campaign.product_category,
    }


def _read(session: TenantSession, fingerprint: str) -> History:
    last = queries.find_last_day(session)
    figures: dict[UUID, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    if last is not None:
        since = last - dt.timedelta(days=DAYS)
        for row in (*queries.list_earlier(session, since), *queries.list_figures(session, since)):
            figures[row.campaign_id][row.currency].append(row)
    first: dict[UUID, Any] = {}
    budgets: dict[UUID, list[int]] = defaultdict(list)
    for row in queries.list_campaigns(session):
        first.setdefault(row.id, row)
        if row.budget_micros is not None:
            budgets[row.id].append(row.budget_micros)
    campaigns = (_campaign(row, figures.get(key, {}), budgets[key]) for key, row in first.items())
    return History(tuple(campaigns), fingerprint)


def _campaign(row: Any, by_currency: dict[str, list[Any]], budgets: list[int]) -> CampaignHistory:
    """The campaign in the currency that it spent most in; currencies are never added up."""
    # Only workers read a history; the web process that knows this module loads no numpy.
    import numpy as np

    currency = max(by_currency, key=lambda code: (_total(by_currency[code]), code), default=row.currency)
    rows = by_currency.get(currency, [])

    def amounts(name: str, unit: int) -> Any:
        return np.array([int(getattr(each, name)) for each in rows], dtype=np.float64) / unit

    return CampaignHistory(
        key=str(row.id),
        name=row.name,
        values=values_of(row, row.platform or ""),
        currency=currency,
        first=np.array([each.date.toordinal() for each in rows], dtype=np.int64),
        last=np.array([each.period_end.toordinal() for each in rows], dtype=np.int64),
        impressions=amounts("impressions", 1),
        clicks=amounts("clicks", 1),
        conversions=amounts("conversions", MICROS_PER_UNIT),
        spend=amounts("spend", MICROS_PER_UNIT),
        revenue=amounts("revenue", MICROS_PER_UNIT),
        budget=sum(budgets) / MICROS_PER_UNIT if budgets else None,
    )


def _total(rows: list[Any]) -> tuple[int, int]:
    return sum(int(row.spend) for row in rows), sum(int(row.impressions) for row in rows)
