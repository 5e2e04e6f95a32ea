"""The filter bar: presets as ways to other views, and only what there is a choice about."""

from datetime import date

import pytest

from components.filters import PRESETS, filter_chips, filter_frame, filter_parts
from domain.analytics import FilterChoices
from domain.campaigns import CampaignStatus
from domain.dashboard_views import DashboardView, parse_view, resolve_view
from domain.periods import Preset
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
    today=date(2026, 11, 20),
)


def bar(view: DashboardView, choices: FilterChoices = CHOICES, **more: object):
    return filter_parts("overview", view, choices, resolve_view(view, choices), **more)


def properties(part):
    return part.to_plotly_json()["props"]


def ways(tree) -> dict[str, str]:
    """Where each button of a tree leads."""
    found = [properties(part) for part in walk(tree)]
    return {words(part["children"]): part["data-search"] for part in found if "data-search" in part}


def pressed(tree) -> list[str]:
    found = [properties(part) for part in walk(tree)]
    return [words(part["children"]) for part in found if part.get("aria-pressed") == "true"]


@pytest.mark.parametrize(
    ("view", "label"),
    [
        (DashboardView(), "30 days"),
        (DashboardView(preset=Preset.WEEK), "7 days"),
        (DashboardView(preset=Preset.ALL), "All"),
    ],
)
def test_filter_bar_marks_the_preset_in_force(view, label):
    assert pressed(bar(view)) == [label]


def test_filter_bar_marks_no_preset_for_days_that_were_chosen():
    assert pressed(bar(DashboardView(date_from=date(2026, 11, 1)))) == []


def test_presets_keep_the_other_filters_and_drop_chosen_days():
    view = DashboardView(date_from=date(2026, 11, 1), platforms=(Platform.META,), metric="roas")
    found = ways(bar(view))
    assert set(PRESETS.values()) <= set(found)
    assert parse_view(found["7 days"]) == DashboardView(preset=Preset.WEEK, platforms=(Platform.META,), metric="roas")
    assert found["30 days"] == "?platform=meta&metric=roas"


def test_ways_keep_the_rest_of_the_address():
    found = ways(bar(DashboardView(preset=Preset.WEEK), rest="?q=shoes"))
    assert (found["30 days"], found["All"], found["Reset"]) == ("?q=shoes", "?period=all&q=shoes", "?q=shoes")


def test_filter_bar_offers_only_what_there_is_a_choice_about():
    identified = [part.id for part in walk(bar(DashboardView())) if isinstance(getattr(part, "id", None), str)]
    assert identified == [
        "overview-dates",
        "overview-compare",
        "overview-narrowed",
        "overview-platforms",
        "overview-statuses",
    ]


def test_filter_bar_offers_a_reset_only_where_something_is_chosen():
    assert "Reset" not in ways(bar(DashboardView()))
    assert ways(bar(DashboardView(preset=Preset.WEEK)))["Reset"] == ""


def test_filter_bar_without_data_still_stands():
    nothing = FilterChoices(
        platforms=[], countries=[], categories=[], statuses=[], currencies=[], first_day=None, last_day=None
    )
    parts = bar(DashboardView(), nothing)
    assert (with_class(parts.controls, "filter-count"), parts.shown["values"]["dates"]) == ([], [None, None])


def test_filter_bar_says_what_its_controls_stand_at():
    shown = bar(DashboardView(platforms=(Platform.META,), preset=Preset.WEEK)).shown
    assert (shown["owner"], shown["narrowed"]) == ("overview", 1)
    assert shown["values"]["platforms"] == ["meta"]
    assert shown["values"]["dates"] == ["2026-11-13", "2026-11-19"]


def test_filter_frame_has_a_place_for_each_part():
    frame = filter_frame("overview")
    identified = {part.id for part in walk(frame) if getattr(part, "id", None)}
    assert identified == {f"overview-{name}" for name in ("presets", "controls", "reset", "chips", "shown")}


def test_filter_chips_name_what_is_narrowed_and_how_to_widen_it():
    view = DashboardView(platforms=(Platform.META,), statuses=(CampaignStatus.ACTIVE,), countries=("DE",))
    chips = filter_chips("overview", view)
    assert [words(chip) for chip in with_class(chips, "chip")] == [
        "MetaRemove filter Meta",
        "GermanyRemove filter Germany",
        "ActiveRemove filter Active",
    ]
    assert ways(chips)["Remove filter Meta"] == "?country=DE&status=active"
