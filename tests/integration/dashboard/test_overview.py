"""The overview: every filter reaches every number, chart, table and export; what is undefined stays undefined."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from callbacks.overview import draw_new_organization, draw_overview
from components.countries import country_name
from components.measures import MEASURES, OVERVIEW_MEASURES
from domain.actors import Actor
from domain.analytics import AnnotationInput, Comparison
from domain.campaigns import CampaignInput, CampaignQuery, CampaignStatus, MetricRowInput, MetricRowsInput
from domain.dashboard_views import METRICS, DashboardView, resolve_view
from domain.kpis import Measures
from domain.periods import Preset
from domain.platforms import Platform
from services import analytics, annotations, campaigns, exports
from services.metric_rows import write_metric_rows
from tests.factories import Tenant
from tests.fixtures_app import sqlite_only
from tests.integration.dashboard.world import (
    CELLS,
    COUNTRIES,
    FIRST,
    LAST,
    Fact,
    build_world,
    fitting,
    grouped,
    main_currency,
    total,
)
from tests.unit.components.trees import walk, with_class, words

pytestmark = sqlite_only
DAYS = st.dates(FIRST, LAST)
# One database serves all examples of a test: they only read.
examples = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def views(draw: st.DrawFn) -> DashboardView:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    some = lambda values: st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)  # noqa: E731
    return DashboardView(
        date_from=first,
        date_to=last,
        platforms=draw(some((Platform.META, Platform.GOOGLE_ADS, Platform.TIKTOK))),
        countries=draw(some(COUNTRIES)),
        categories=draw(some(("Shoes", "Camping"))),
        statuses=draw(some(tuple(CampaignStatus))),
        compare=draw(st.sampled_from(Comparison)),
        currency=draw(st.sampled_from((None, "USD", "EUR"))),
        metric=draw(st.sampled_from(METRICS)),
    )


@pytest.fixture
def facts(tenant: Tenant) -> Iterator[list[Fact]]:
    return build_world(tenant.analyst)


def body_of(actor: Actor, view: DashboardView) -> Any:
    return draw_overview(actor, view, analytics.get_filter_choices(actor))[5]


def figure(body: Any, name: str) -> dict[str, Any] | None:
    found = (part for part in walk(body) if getattr(part, "id", None) == f"overview-{name}-graph")
    return next((part.figure for part in found), None)


def measured(facts: list[Fact]) -> Measures:
    sums = {name: total(facts, name) for name in ("impressions", "clicks", "conversions", "spend", "revenue")}
    return Measures(**{**sums, "impressions": int(sums["impressions"]), "clicks": int(sums["clicks"])})


def value(facts: list[Fact], metric: str) -> float | None:
    found = MEASURES[metric].value(measured(facts))
    return None if found is None else float(found)


def table(actor: Actor, view: DashboardView, name: str) -> list[dict[str, str]]:
    content = exports.export_dashboard(actor, view, "csv", name).content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@examples
@given(view=views())
def test_A9_every_filter_reaches_every_number_and_chart(facts: list[Fact], tenant: Tenant, view: DashboardView):
    assert view.date_from
    assert view.date_to
    every = fitting(facts, view, view.date_from, view.date_to)
    currency = main_currency(every, view)
    shown = [fact for fact in every if fact.currency == currency]
    body = body_of(tenant.viewer, view)
    if not every:
        assert "No numbers in this view" in words(body)
        return
    cards = with_class(body, "kpi")
    for card, name in zip(cards, OVERVIEW_MEASURES, strict=True):
        measure = MEASURES[name]
        expected = measure.write(measure.value(measured(shown)), currency)
        assert (expected.full if expected.short != "–" else measure.missing) in words(card)
    trend = figure(body, "trend")
    if not shown:
        assert trend is None
        return
    assert trend
    days = {day: value([fact for fact in shown if fact.day == day], view.metric) for day in {f.day for f in shown}}
    drawn = zip(trend["data"][0]["x"], trend["data"][0]["y"], strict=True)
    assert dict(drawn) == {
        (view.date_from + timedelta(days=offset)).isoformat(): pytest.approx(
            days.get(view.date_from + timedelta(days=offset))
        )
        for offset in range((view.date_to - view.date_from).days + 1)
    }
    assert_bars(body, "platforms", shown, view.metric, lambda fact: fact.platform.label)
    assert_bars(body, "country", shown, view.metric, lambda fact: country_name(fact.country))
    assert_groups(body, shown, view.metric)
    ranked = {words(part) for part in walk(body) if str(getattr(part, "href", "")).startswith("/campaigns/")}
    assert ranked - {"Import data"} <= {fact.campaign for fact in shown}


def assert_bars(body: Any, name: str, shown: list[Fact], metric: str, key: Any) -> None:
    found = figure(body, name)
    groups = {key(fact) for fact in shown}
    if name == "country" and len(groups) < 2:
        assert found is None
        return
    assert found
    bars = dict(zip(found["data"][0]["y"], found["data"][0]["x"], strict=True))
    expected = {group: value([fact for fact in shown if key(fact) == group], metric) or 0 for group in groups}
    assert bars == {group: pytest.approx(number) for group, number in expected.items()}


def assert_groups(body: Any, shown: list[Fact], metric: str) -> None:
    found = figure(body, "age_gender")
    assert found
    for trace in found["data"]:
        for age, drawn in zip(trace["x"], trace["y"], strict=True):
            cell = [fact for fact in shown if (fact.age, fact.gender) == (age, trace["name"].lower())]
            expected = value(cell, metric) if (age, trace["name"].lower()) in CELLS else None
            assert drawn == (None if expected is None else pytest.approx(expected))


@examples
@given(view=views())
def test_A9_every_filter_reaches_every_export(facts: list[Fact], tenant: Tenant, view: DashboardView):
    assert view.date_from
    assert view.date_to
    every = fitting(facts, view, view.date_from, view.date_to)
    currency = main_currency(every, view)
    shown = [fact for fact in every if fact.currency == currency]
    spend = f"Spend ({currency})" if currency else "Spend"
    keys = {"days": ("Day", lambda fact: fact.day.isoformat()), "platforms": ("Platform", lambda f: f.platform.label)}
    keys |= {"country": ("Country", lambda fact: fact.country), "age": ("Age", lambda fact: fact.age)}
    for name, (head, key) in keys.items():
        rows = {row[head]: row for row in table(tenant.viewer, view, name)}
        assert {label: Decimal(row[spend]) for label, row in rows.items()} == grouped(shown, key, "spend")
        assert {label: int(row["Clicks"]) for label, row in rows.items()} == grouped(shown, key, "clicks")
    now = table(tenant.viewer, view, "totals")[0]
    assert Decimal(now[spend]) == total(shown, "spend")
    assert Decimal(now["Conversions"]) == total(shown, "conversions")


@examples
@given(view=views())
def test_A8_total_spend_is_the_sum_of_campaign_spends(facts: list[Fact], tenant: Tenant, view: DashboardView):
    # A campaign's list has its own country, the overview the country of each figure: they differ on purpose.
    view = view.model_copy(update={"countries": ()})
    criteria = resolve_view(view, analytics.get_filter_choices(tenant.viewer))
    result = analytics.get_dashboard(tenant.viewer, criteria)
    listed = campaigns.list_campaigns(
        tenant.viewer,
        CampaignQuery(
            platforms=criteria.platforms,
            statuses=criteria.statuses,
            categories=criteria.categories,
            date_from=criteria.date_from,
            date_to=criteria.date_to,
        ),
    ).items
    own = [row.totals for row in listed if row.totals_currency == result.currency]
    assert result.totals.spend == sum((row.spend for row in own), Decimal(0))
    clicks, impressions = sum(row.clicks for row in own), sum(row.impressions for row in own)
    assert result.totals.ctr == (clicks / impressions if impressions else None)


def test_comparison_holds_the_period_against_the_days_before(facts: list[Fact], tenant: Tenant):
    view = DashboardView(date_from=date(2026, 10, 1), date_to=LAST, currency="USD")
    before = [fact for fact in facts if date(2026, 9, 21) <= fact.day <= date(2026, 9, 30) and fact.currency == "USD"]
    card = with_class(body_of(tenant.viewer, view), "kpi")[0]
    assert f"was {MEASURES['spend'].write(total(before, 'spend'), 'USD').short}" in words(card)


def test_currencies_are_never_added_and_the_others_are_named(facts: list[Fact], tenant: Tenant):
    body = body_of(tenant.viewer, DashboardView(preset=Preset.ALL))
    line = words(with_class(body, "scope-line"))
    assert "All money in USD" in line
    assert "Spend in EUR is kept apart, never added" in line
    way = next(part for part in walk(body) if words(part) == "Show EUR" and type(part).__name__ == "Button")
    assert way.to_plotly_json()["props"]["data-search"] == "?period=all&currency=EUR"
    euros = total([fact for fact in facts if fact.currency == "EUR"], "spend")
    card = with_class(body_of(tenant.viewer, DashboardView(preset=Preset.ALL, currency="EUR")), "kpi")[0]
    assert MEASURES["spend"].write(euros, "EUR").full in words(card)


def test_A11_an_undefined_rate_is_a_dash_that_says_why(tenant: Tenant):
    campaign = campaigns.create_campaign(tenant.analyst, CampaignInput(name="Quiet", platform=Platform.META))
    row = MetricRowInput(date=LAST, impressions=100, spend=Decimal(0))
    write_metric_rows(tenant.analyst, campaign.id, MetricRowsInput(rows=[row]))
    cards = {
        words(with_class(card, "kpi-label")): card
        for card in with_class(body_of(tenant.viewer, DashboardView()), "kpi")
    }
    for label, why in {"ROAS": "No spend", "ROI": "No spend", "CPC": "No clicks", "CPA": "No conversions"}.items():
        shown = with_class(cards[label], "kpi-value")
        assert words(shown) == f"–{why} in this period"
    assert words(with_class(cards["CTR"], "kpi-value")).startswith("0.00%")


def test_the_workbook_holds_the_same_values_as_the_tables(facts: list[Fact], tenant: Tenant):
    view = DashboardView(preset=Preset.ALL, platforms=(Platform.GOOGLE_ADS,))
    book = load_workbook(io.BytesIO(exports.export_dashboard(tenant.viewer, view, "xlsx").content))
    shown = [fact for fact in facts if fact.platform is Platform.GOOGLE_ADS]
    assert book.sheetnames[:3] == ["About", "Totals", "Days"]
    days = list(book["Days"].iter_rows(min_row=2, values_only=True))
    assert {row[0].date(): pytest.approx(row[4]) for row in days} == {
        day: float(spend) for day, spend in grouped(shown, lambda fact: fact.day, "spend").items()
    }
    ranking = list(book["Best and weakest"].iter_rows(min_row=2))
    assert (ranking[0][1].value, ranking[0][1].data_type) == ("=1+1 boots", "s")


def test_a_name_that_looks_like_a_formula_is_defused_in_csv(facts: list[Fact], tenant: Tenant):
    view = DashboardView(preset=Preset.ALL, platforms=(Platform.GOOGLE_ADS,))
    assert table(tenant.viewer, view, "ranking")[0]["Campaign"] == "'=1+1 boots"


def test_notes_are_numbered_in_the_chart_and_deletable_only_for_who_may(facts: list[Fact], tenant: Tenant):
    annotations.create_annotation(tenant.analyst, AnnotationInput(date=date(2026, 10, 5), text="<b>Sale</b>"))
    view = DashboardView(preset=Preset.ALL)
    body = body_of(tenant.analyst, view)
    trend = figure(body, "trend")
    assert trend
    assert trend["layout"]["annotations"][0]["text"] == "<b>1</b>"
    assert trend["layout"]["annotations"][0]["hovertext"] == "&lt;b&gt;Sale&lt;/b&gt;"
    assert "Add a note" in words(body)
    viewer = body_of(tenant.viewer, view)
    assert "<b>Sale</b>" in words(with_class(viewer, "note-list"))
    assert "Add a note" not in words(viewer)
    assert "Delete the note" not in words(viewer)


def test_period_totals_are_named_in_the_totals_and_not_in_the_trend(tenant: Tenant):
    campaign = campaigns.create_campaign(tenant.analyst, CampaignInput(name="Quarter", platform=Platform.META))
    row = MetricRowInput(date=FIRST, period_end=LAST, impressions=100, clicks=5, spend=Decimal("12.5"))
    write_metric_rows(tenant.analyst, campaign.id, MetricRowsInput(rows=[row]))
    text = words(body_of(tenant.viewer, DashboardView()))
    assert "No daily figures" in text
    assert "Period totals" in text
    assert "1 Sep – 10 Oct 2026" in text
    assert "$12.50" in text


def test_a_new_organization_is_led_to_its_first_import(tenant: Tenant):
    text = words(draw_new_organization(tenant.admin)[5])
    assert "Bring in your numbers" in text
    assert "Try it with a sample file" in text
    assert "Import a first file" in text
    assert "Invite your team" in text
    assert "Invite your team" not in words(draw_new_organization(tenant.analyst)[5])
    viewer = draw_new_organization(tenant.viewer)[5]
    assert "has no numbers yet" in words(viewer)
    assert not [part for part in walk(viewer) if getattr(part, "href", "")]
