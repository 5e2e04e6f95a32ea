"""KPI cards: what they say, and when a change is good news."""

import pytest

from components.cards import change_mark, kpi_card, kpi_grid, verdict
from components.measures import MEASURES, Better
from domain.kpis import Measures
from tests.unit.components.samples import dashboard, numbers
from tests.unit.components.trees import plain, with_class, words


@pytest.mark.parametrize(
    ("relative", "better", "news"),
    [
        (0.1, Better.UP, "good"),
        (-0.1, Better.UP, "bad"),
        (0.1, Better.DOWN, "bad"),
        (-0.1, Better.DOWN, "good"),
        (0.5, Better.NEITHER, "flat"),
        (0.0004, Better.UP, "flat"),
        (None, Better.UP, "flat"),
    ],
)
def test_verdict_depends_on_which_way_is_better(relative, better, news):
    assert verdict(relative, better) == news


def test_cost_measures_are_better_when_they_fall():
    assert {name for name, measure in MEASURES.items() if measure.better is Better.DOWN} == {"cpc", "cpa", "cpm"}
    assert MEASURES["spend"].better is Better.NEITHER


def test_change_mark_says_in_words_what_the_arrow_shows():
    mark = change_mark(0.123, Better.DOWN)
    assert plain(mark) == {
        "type": "Span",
        "className": "change change-bad",
        "title": "up 12.3%, worse than the period before",
        "children": [
            {"type": "Span", "className": "icon icon-arrow-up-right", "aria-hidden": "true", "children": None},
            {"type": "Span", "aria-hidden": "true", "children": "+12.3%"},
            {"type": "Span", "className": "visually-hidden", "children": "up 12.3%, worse than the period before"},
        ],
    }


def test_kpi_card_is_short_for_the_eye_and_full_for_the_reader():
    card = kpi_card(MEASURES["spend"], Measures(**numbers("12431.07")), Measures(**numbers("10000")), "USD")
    value = with_class(card, "kpi-value")[0]
    assert plain(value.children.children[0]) == {
        "type": "Span",
        "className": "has-title",
        "title": "$12,431.07",
        "aria-hidden": "true",
        "children": "$12.4k",
    }
    assert words(value.children.children[1]) == "$12,431.07"
    assert "+24.3%" in words(card)
    assert "was $10k" in words(card)


def test_kpi_card_without_conversions_says_why_cpa_is_a_dash():
    card = kpi_card(MEASURES["cpa"], Measures(), None, "USD", course=[None, None])
    assert words(with_class(card, "kpi-value")) == "–No conversions in this period"
    assert with_class(card, "spark") == []
    assert with_class(card, "change") == []


def test_kpi_card_without_an_earlier_value_does_not_invent_a_change():
    card = kpi_card(MEASURES["cpa"], Measures(**numbers("10")), Measures(), "USD")
    assert "no earlier value" in words(card)
    assert "%" not in words(card)


def test_kpi_grid_has_the_overview_measures_in_order():
    grid = kpi_grid(dashboard())
    labels = [words(part) for part in with_class(grid, "kpi-label")]
    assert labels == ["Spend", "Revenue", "ROAS", "ROI", "CTR", "CPC", "CPA", "Conversions"]
