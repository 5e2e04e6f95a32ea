"""A view and its address: each gives the other back, and what nobody can read is left out."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.analytics import Comparison, FilterChoices
from domain.campaign_views import COLUMNS, DEFAULT_COLUMNS, CampaignListView, parse_campaign_view, write_campaign_view
from domain.campaigns import CampaignSort, CampaignStatus
from domain.dashboard_views import METRICS, DashboardView, chosen_preset, parse_view, resolve_view, write_view
from domain.periods import Preset, preset_period
from domain.platforms import Platform

TODAY, LAST = date(2026, 11, 20), date(2026, 11, 19)


def choices(first: date = date(2026, 1, 15), last: date = LAST, **more: object) -> FilterChoices:
    empty = {"platforms": [], "countries": [], "categories": [], "statuses": [], "currencies": []}
    return FilterChoices(**empty, first_day=first, last_day=last, today=TODAY, **more)


def some(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(values, unique=True, max_size=4).map(tuple)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=40)


@st.composite
def dashboard_views(draw: st.DrawFn) -> DashboardView:
    days = draw(st.sampled_from(("none", "preset", "from", "to", "both")))
    first, last = sorted((draw(st.dates()), draw(st.dates())))
    return DashboardView(
        preset=draw(st.sampled_from(Preset)) if days == "preset" else None,
        date_from=first if days in {"from", "both"} else None,
        date_to=last if days in {"to", "both"} else None,
        platforms=draw(some(st.sampled_from(Platform))),
        countries=draw(some(st.sampled_from(("DE", "US", "GB")))),
        categories=draw(some(WORDS)),
        statuses=draw(some(st.sampled_from(CampaignStatus))),
        campaign_ids=draw(some(st.uuids())),
        compare=draw(st.sampled_from(Comparison)),
        currency=draw(st.sampled_from((None, "USD", "EUR"))),
        metric=draw(st.sampled_from(METRICS)),
    )


@given(view=dashboard_views())
def test_a_view_survives_its_address(view):
    assert parse_view(write_view(view)) == view


@given(
    filters=dashboard_views(),
    q=WORDS.map(str.strip),
    sort=st.sampled_from(CampaignSort),
    descending=st.booleans(),
    columns=st.sets(st.sampled_from(COLUMNS), min_size=1),
)
def test_a_campaign_list_survives_its_address(filters, q, sort, descending, columns):
    ordered = tuple(name for name in COLUMNS if name in columns)
    view = CampaignListView(filters=filters, q=q, sort=sort, descending=descending, columns=ordered)
    assert parse_campaign_view(write_campaign_view(view)) == view


@given(search=st.text())
def test_any_address_gives_a_view(search):
    view = parse_view(search)
    assert parse_view(write_view(view)) == view
    assert parse_campaign_view(search).columns


def test_the_default_view_has_the_shortest_address():
    assert (write_view(DashboardView()), write_campaign_view(CampaignListView())) == ("", "")
    assert parse_campaign_view("").columns == DEFAULT_COLUMNS


@pytest.mark.parametrize(
    "search",
    [
        "?period=9d",
        "?from=2026-13-01",
        "?from=2026-02-02&to=2026-01-01",
        "?platform=myspace",
        "?metric=spam&currency=usd",
    ],
)
def test_what_cannot_be_read_is_left_out(search):
    assert parse_view(search) == DashboardView()


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        (Preset.WEEK, date(2026, 11, 13), LAST),
        (Preset.DAYS_30, date(2026, 10, 21), LAST),
        (Preset.MONTH, date(2026, 11, 1), LAST),
        (Preset.LAST_MONTH, date(2026, 10, 1), date(2026, 10, 31)),
        (Preset.YEAR, date(2026, 1, 15), LAST),
        (Preset.ALL, date(2026, 1, 15), LAST),
    ],
)
def test_presets_count_from_the_last_day_with_data_or_the_calendar(preset, first, last):
    shown = resolve_view(DashboardView(preset=preset), choices())
    assert (shown.date_from, shown.date_to) == (first, last)


def test_a_calendar_month_without_data_is_still_that_month():
    shown = preset_period(Preset.MONTH, date(2025, 1, 1), date(2025, 6, 30), TODAY)
    assert shown == (date(2026, 11, 1), TODAY)


@pytest.mark.parametrize(
    ("first", "has_days", "preset"),
    [
        (date(2026, 8, 20), True, Preset.ALL),
        (date(2026, 8, 19), True, Preset.DAYS_30),
        (date(2025, 1, 1), True, Preset.DAYS_30),
        (date(2025, 1, 1), False, Preset.ALL),
    ],
)
def test_the_default_period_is_everything_of_little_data(first, has_days, preset):
    assert chosen_preset(DashboardView(), choices(first, has_days=has_days)) is preset


def test_a_single_chosen_end_meets_the_data():
    shown = resolve_view(DashboardView(date_from=date(2026, 11, 1)), choices())
    assert (shown.date_from, shown.date_to) == (date(2026, 11, 1), LAST)
    late = resolve_view(DashboardView(date_from=date(2027, 1, 1)), choices())
    assert late.date_from == late.date_to == date(2027, 1, 1)


def test_campaign_ids_are_read_as_ids():
    assert parse_view(f"?campaign_id={UUID(int=7)}&campaign_id=nope").campaign_ids == (UUID(int=7),)
