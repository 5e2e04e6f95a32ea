"""An organization whose every fact the test knows, and sums over them that know nothing of the application."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from domain.actors import Actor
from domain.campaigns import CampaignInput, CampaignStatus, MetricRowInput, MetricRowsInput
from domain.dashboard_views import DashboardView
from domain.platforms import Platform
from services.campaigns import create_campaign
from services.metric_rows import write_metric_rows

FIRST, LAST = date(2026, 9, 1), date(2026, 10, 10)
COUNTRIES = ("DE", "US")
CELLS = (("18-24", "female"), ("25-34", "male"))
PLANS = (
    ("Spring shoes", Platform.META, "Shoes", CampaignStatus.ACTIVE, "USD"),
    ("=1+1 boots", Platform.GOOGLE_ADS, "Shoes", CampaignStatus.PAUSED, "USD"),
    ("Tents", Platform.META, "Camping", CampaignStatus.ACTIVE, "USD"),
    ("Stoves", Platform.TIKTOK, "Camping", CampaignStatus.ENDED, "USD"),
    ("Zelte", Platform.META, "Camping", CampaignStatus.ACTIVE, "EUR"),
)


@dataclass(frozen=True)
class Fact:
    """One row as it was written, with what its campaign says."""

    campaign: str
    platform: Platform
    category: str
    status: CampaignStatus
    currency: str
    day: date
    country: str
    age: str
    gender: str
    impressions: int
    clicks: int
    conversions: Decimal
    spend: Decimal
    revenue: Decimal


def build_world(actor: Actor) -> list[Fact]:
    """Write the campaigns and their facts."""
    dice = random.Random(11)
    facts: list[Fact] = []
    for name, platform, category, status, currency in PLANS:
        data = CampaignInput(
            name=name, platform=platform, product_category=category, status=status, currency=currency, country="DE"
        )
        campaign = create_campaign(actor, data)
        own = [
            Fact(
                name,
                platform,
                category,
                status,
                currency,
                FIRST + timedelta(days=offset),
                country,
                age,
                gender,
                dice.randrange(100, 9000),
                dice.randrange(0, 90),
                Decimal(dice.randrange(0, 900)) / 100,
                Decimal(dice.randrange(1, 90000)) / 100,
                Decimal(dice.randrange(0, 200000)) / 100,
            )
            for offset in range((LAST - FIRST).days + 1)
            for country in COUNTRIES
            for age, gender in CELLS
        ]
        names = ("country", "age", "gender", "impressions", "clicks", "conversions", "spend", "revenue")
        rows = [MetricRowInput(date=fact.day, **{key: getattr(fact, key) for key in names}) for fact in own]
        write_metric_rows(actor, campaign.id, MetricRowsInput(rows=rows))
        facts += own
    return facts


def fitting(facts: Iterable[Fact], view: DashboardView, first: date, last: date) -> list[Fact]:
    """The facts that a view is about, in all currencies."""
    return [
        fact
        for fact in facts
        if first <= fact.day <= last
        and (not view.platforms or fact.platform in view.platforms)
        and (not view.countries or fact.country in view.countries)
        and (not view.categories or fact.category in view.categories)
        and (not view.statuses or fact.status in view.statuses)
    ]


def main_currency(facts: Iterable[Fact], view: DashboardView) -> str | None:
    """The chosen currency, else the one with the most spend."""
    spent = grouped(facts, lambda fact: fact.currency, "spend")
    return view.currency or max(sorted(spent), key=lambda code: spent[code], default=None)


def total(facts: Iterable[Fact], name: str) -> Any:
    """The sum of one column."""
    return sum((getattr(fact, name) for fact in facts), Decimal(0))


def grouped(facts: Iterable[Fact], key: Callable[[Fact], Any], name: str) -> dict[Any, Any]:
    """Sums of one column by a key."""
    sums: dict[Any, Any] = {}
    for fact in facts:
        sums[key(fact)] = sums.get(key(fact), Decimal(0)) + getattr(fact, name)
    return sums
