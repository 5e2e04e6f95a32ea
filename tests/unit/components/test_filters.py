"""The filter bar: presets in days, and only what there is a choice about."""

from datetime import date

import pytest

from components.filters import PRESETS, filter_bar, filter_chips, matching_preset, preset_period
from domain.analytics import DashboardFilter, FilterChoices
from domain.campaigns import CampaignStatus
from domain.platforms import Platform
from tests.unit.components.trees import walk, with_class, words

CHOICES = FilterChoices(
    platforms=[Platform.META, Platform.TIKTOK],
    countries=["DE"],
    categories=[],
    statuses=list(CampaignStatus),
    currencies=["USD"],
    first_day=date(2026, 1, 15),
    last_day=date(2026, 11, 19),
)


@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [
        ("7d", date(2026, 11, 13), date(2026, 11, 19)),
        ("28d", date(2026, 10, 23), date(2026, 11, 19)),
        ("month", date(2026, 11, 1), date(2026, 11, 19)),
        ("last_month", date(2026, 10, 1), date(2026, 10, 31)),
        ("all", date(2026, 1, 15), date(2026, 11, 19)),
        ("nonsense", date(2026, 1, 15), date(2026, 11, 19)),
    ],
)
def test_preset_period_counts_back_from_the_last_day_with_data(preset, first, last):
    assert preset_period(preset, CHOICES.first_day, CHOICES.last_day) == (first, last)


def test_preset_period_never_begins_before_the_data():
    day = date(2026, 11, 19)
    assert all(preset_period(name, day, day) == (day, day) for name in PRESETS)


def test_matching_preset_marks_the_button_that_equals_the_days():
    assert matching_preset(DashboardFilter(date_from=date(2026, 11, 13), date_to=date(2026, 11, 19)), CHOICES) == "7d"
    assert matching_preset(DashboardFilter(), CHOICES) == "all"
    assert matching_preset(DashboardFilter(date_from=date(2026, 11, 14)), CHOICES) is None


def test_filter_bar_offers_only_what_there_is_a_choice_about():
    bar = filter_bar("overview", CHOICES, DashboardFilter())
    identified = [part.id for part in walk(bar) if isinstance(getattr(part, "id", None), str)]
    assert identified == [
        "overview-dates",
        "overview-compare",
        "overview-platforms",
        "overview-statuses",
        "overview-reset",
    ]


def test_filter_bar_without_data_still_stands():
    nothing = FilterChoices(
        platforms=[], countries=[], categories=[], statuses=[], currencies=[], first_day=None, last_day=None
    )
    assert with_class(filter_bar("overview", nothing, DashboardFilter()), "filter-count") == []


def test_filter_chips_name_what_is_narrowed_and_how_to_widen_it():
    value = DashboardFilter(platforms=(Platform.META,), statuses=(CampaignStatus.ACTIVE,))
    chips = with_class(filter_chips("overview", value), "chip")
    assert [words(chip) for chip in chips] == ["MetaRemove filter Meta", "ActiveRemove filter Active"]
    removers = with_class(filter_chips("overview", value), "chip-remove")
    assert removers[0].id == {"type": "overview-chip", "key": "platforms:meta"}
