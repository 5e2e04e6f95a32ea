"""Audience sums from blocks equal those from days, for any range; migrating makes the same blocks as importing."""

import datetime as dt
import random
from collections import Counter
from typing import Any

import flask_migrate
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.queries import overview
from domain.analytics import DashboardFilter
from domain.campaigns import CampaignInput, MetricRowInput, MetricRowsInput
from domain.platforms import Platform
from services import metric_rows
from services.campaigns import create_campaign
from services.units import reading
from tests.factories import Tenant

FIRST, LAST = dt.date(2026, 1, 20), dt.date(2026, 4, 12)
MEASURES = ("impressions", "clicks", "conversions", "spend", "revenue")
FILTERS = (
    DashboardFilter(),
    DashboardFilter(platforms=(Platform.META,)),
    DashboardFilter(countries=("DE",)),
    DashboardFilter(platforms=(Platform.TIKTOK,), countries=("FR",)),
)


@pytest.fixture
def audience(tenant: Tenant) -> Tenant:
    """Two campaigns with days, some of them left out, and totals of several days, one of them a whole week's."""
    dice = random.Random(5)
    for name, platform in (("Spring", Platform.META), ("Sale", Platform.TIKTOK)):
        campaign = create_campaign(tenant.admin, CampaignInput(name=name, platform=platform, currency="EUR"))
        days = [FIRST + dt.timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
        periods = [(day, day) for day in days if dice.random() < 0.8 and day < dt.date(2026, 3, 23)]
        periods += [(dt.date(2026, 3, 23), dt.date(2026, 3, 29)), (dt.date(2026, 4, 1), dt.date(2026, 4, 2))]
        rows = [
            MetricRowInput(
                date=first, period_end=last, country=country, age=age, gender=gender, currency="EUR",
                impressions=dice.randrange(9_000), clicks=dice.randrange(90), spend=dice.randrange(900),
                conversions=dice.randrange(9), revenue=dice.randrange(900), reach=dice.randrange(900),
            )
            for first, last in periods
            for country in ("DE", "FR")
            for age, gender in (("18-24", "female"), ("25-34", "male"))
            if dice.random() < 0.7
        ]  # fmt: skip
        metric_rows.write_metric_rows(tenant.admin, campaign.id, MetricRowsInput(rows=rows))
    return tenant


def stored(databases: Any, kinds: str) -> list[tuple[Any, ...]]:
    """Roll-ups past all nets, in an order that both databases share."""
    words = f"SELECT * FROM metric_rollups WHERE kind IN ({kinds})"
    with databases.all_seeing.connect() as connection:
        return sorted((tuple(row) for row in connection.exec_driver_sql(words)), key=repr)


def added_up(rows: list[Any]) -> dict[tuple[str, str], Counter[str]]:
    found: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        sums = {name: int(getattr(row, name)) for name in MEASURES}
        found.setdefault((row.age, row.gender), Counter()).update(sums)
    return found


def test_any_range_gives_what_its_days_give(audience: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    days = st.dates(FIRST - dt.timedelta(days=40), LAST + dt.timedelta(days=40))

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(days, days, st.sampled_from(FILTERS))
    def compare(one: dt.date, two: dt.date, criteria: DashboardFilter) -> None:
        now = (min(one, two), max(one, two))
        with reading(audience.admin) as session:
            quick = overview.sum_by_demographic(session, criteria, "EUR", now)
            with monkeypatch.context() as patch:
                patch.setattr(overview, "cut", lambda days: [("demographic", days)])
                plain = overview.sum_by_demographic(session, criteria, "EUR", now)
        assert added_up(quick) == added_up(plain)

    compare()
    with reading(audience.admin) as session:
        whole = overview.sum_by_demographic(session, DashboardFilter(), "EUR", (FIRST, LAST))
        total = overview.sum_by_campaign(session, DashboardFilter(), (FIRST, LAST), None)
    assert sum(row.spend for row in whole) == sum(row.spend for row in total)


def test_migrating_makes_the_blocks_that_imports_make(audience: Tenant, databases: Any) -> None:
    blocks, others = "'audience_7', 'audience_28'", "'total', 'demographic', 'ad'"
    made, rest = stored(databases, blocks), stored(databases, others)
    assert {row.count("audience_7") for row in made} == {0, 1}
    databases.engine.dispose()
    flask_migrate.downgrade(revision="0002")
    assert stored(databases, blocks) == []
    assert stored(databases, others) == rest
    flask_migrate.upgrade()
    assert stored(databases, blocks) == made
    assert stored(databases, others) == rest


def test_spans_know_days_and_the_ends_of_longer_totals(audience: Tenant, other: Tenant) -> None:
    with reading(audience.admin) as session:
        span = overview.find_span(session, DashboardFilter())
        assert span.first is not None
        assert FIRST <= span.first <= FIRST + dt.timedelta(days=7)
        assert (span.last, span.has_days) == (dt.date(2026, 4, 2), True)
        assert overview.find_span(session, DashboardFilter(countries=("GB",))) == overview.Span(None, None, False)
    with reading(other.admin) as session:
        assert overview.find_span(session, DashboardFilter()) == overview.Span(None, None, False)
