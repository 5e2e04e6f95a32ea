"""Figures by their traces and axes: from zero, gaps as gaps, no template."""

from datetime import date, timedelta

import pytest

from components.colours import ACCENT, MUTED, PLATFORM_COLOURS
from components.figures.axes import value_axis
from components.figures.bars import Bar, bars_figure, bars_height, bars_summary
from components.figures.breakdowns import breakdown_bars, breakdown_figure, grouped_figure
from components.figures.platforms import platform_bars, platform_figure
from components.figures.trends import trend_figure, trend_summary
from components.measures import MEASURES
from domain.platforms import Platform
from tests.unit.components.samples import AGES, FIRST, PLATFORMS, days, note

SPEND, CPA, CTR, ROAS = (MEASURES[name] for name in ("spend", "cpa", "ctr", "roas"))


def test_trend_starts_at_zero_and_leaves_gaps_for_days_without_data():
    trend = [day for day in days("1", "2", "3") if day.date != FIRST + timedelta(days=1)]
    figure = trend_figure(SPEND, trend, "USD")
    (line,) = figure["data"]
    assert line["x"] == ["2026-11-01", "2026-11-02", "2026-11-03"]
    assert line["y"] == [1.0, None, 3.0]
    assert line["customdata"] == ["$1.00", "–", "$3.00"]
    assert "connectgaps" not in line
    assert figure["layout"]["yaxis"] == {"rangemode": "tozero", "nticks": 5, "tickprefix": "$"}
    assert "template" not in figure["layout"]


def test_trend_lays_the_period_before_over_this_one_day_by_day():
    earlier = days("5", "6", start=FIRST - timedelta(days=2))
    figure = trend_figure(SPEND, days("1", "2"), "USD", previous=earlier)
    now, before = figure["data"]
    assert before["x"] == now["x"]
    assert before["y"] == [5.0, 6.0]
    assert before["customdata"][0] == ["$5.00", "30 Oct 2026"]
    assert before["line"] == {"color": MUTED, "dash": "dash", "width": 1.5}
    assert now["line"] == {"color": ACCENT}


def test_trend_marks_notes_inside_the_period_and_escapes_their_words():
    notes = [note(FIRST, "a <b>bold</b> & risky"), note(FIRST - timedelta(days=9), "long ago")]
    layout = trend_figure(SPEND, days("1", "2"), "USD", annotations=notes)["layout"]
    assert [shape["x0"] for shape in layout["shapes"]] == ["2026-11-01"]
    assert layout["annotations"][0]["text"] == "<b>1</b>"
    assert layout["annotations"][0]["hovertext"] == "a &lt;b&gt;bold&lt;/b&gt; &amp; risky"


def test_trend_without_data_is_an_empty_figure():
    figure = trend_figure(SPEND, [], None)
    assert figure["data"][0]["x"] == []
    assert figure["layout"]["xaxis"]["range"] is None


def test_trend_keeps_to_the_given_period():
    figure = trend_figure(SPEND, days("1"), "USD", period=(FIRST, date(2026, 11, 4)))
    assert len(figure["data"][0]["x"]) == 4


def test_trend_summary_names_the_highest_and_the_lowest_day():
    assert trend_summary(SPEND, days("1", "3", "2"), "USD") == (
        "Spend over 3 days with data: highest $3.00 on 2 Nov 2026, lowest $1.00 on 1 Nov 2026."
    )
    assert trend_summary(SPEND, [], "USD") == "No day of this period has a value for Spend."


@pytest.mark.parametrize(
    ("measure", "extra"),
    [(CTR, {"tickformat": ".1~%"}), (ROAS, {"ticksuffix": "×"}), (MEASURES["clicks"], {})],
)
def test_value_axis_carries_the_unit(measure, extra):
    assert value_axis(measure, "USD") == {"rangemode": "tozero", "nticks": 5} | extra


def test_platform_figure_sorts_by_value_in_each_platforms_colour():
    (bars,) = platform_figure(SPEND, PLATFORMS, "USD")["data"]
    assert bars["y"] == ["Meta", "TikTok"]
    assert bars["text"] == ["$75.00", "$25.00"]
    assert bars["marker"]["color"] == [PLATFORM_COLOURS[Platform.META], PLATFORM_COLOURS[Platform.TIKTOK]]


def test_platform_bars_put_the_undefined_last():
    assert [bar.label for bar in platform_bars(CPA, PLATFORMS)] == ["TikTok", "Meta"]
    (bars,) = platform_figure(CPA, PLATFORMS, "USD")["data"]
    assert bars["x"][1] == 0
    assert bars["text"][1] == "–"


def test_bars_start_at_zero_also_with_negative_values():
    layout = bars_figure(MEASURES["roi"], [Bar("a", 0.5), Bar("b", -0.25)], None)["layout"]
    low, high = layout["xaxis"]["range"]
    assert low < -0.25
    assert high > 0.5
    assert bars_figure(SPEND, [Bar("a", 5)], "USD")["layout"]["xaxis"]["range"][0] == 0


def test_no_bars_make_an_empty_figure_and_an_honest_sentence():
    assert bars_figure(SPEND, [], "USD")["data"][0]["x"] == []
    assert bars_height(0) == 96
    assert bars_summary(SPEND, [], "USD") == "No value for Spend."


def test_breakdown_orders_ages_and_mutes_the_unknown():
    assert [bar.label for bar in breakdown_bars(SPEND, AGES)] == ["18-24", "25-34", "35-44", "65+", "Not stated"]
    colours = breakdown_figure(SPEND, AGES, "USD")["data"][0]["marker"]["color"]
    assert colours == [ACCENT] * 4 + [MUTED]


def test_grouped_figure_has_one_trace_per_series():
    figure = grouped_figure(SPEND, ["18-24", "25-34"], [("female", [1, 2]), ("unknown", [3, None])], "USD")
    assert [trace["name"] for trace in figure["data"]] == ["Female", "Not stated"]
    assert figure["data"][1]["y"] == [3.0, None]
    assert figure["data"][1]["marker"] == {"color": MUTED}
    assert figure["layout"]["barmode"] == "group"
