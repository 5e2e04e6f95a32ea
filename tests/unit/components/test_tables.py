"""Tables that everyone can read, and the chart card with its table behind it."""

from components.dashboard_tables import breakdown_table, platform_table, trend_table
from components.tables import Column, data_table, figure_with_table
from tests.unit.components.samples import AGES, PLATFORMS, days
from tests.unit.components.trees import plain, walk, with_class, words


def test_data_table_is_a_real_table_with_scopes_and_right_aligned_numbers():
    table = data_table("Spend", [Column("Day"), Column("Spend", numeric=True)], [["1 Nov", "$1.00"]])
    assert plain(table) == {
        "type": "Div",
        "className": "table-wrap",
        "tabIndex": "0",
        "role": "region",
        "aria-label": "Spend",
        "children": {
            "type": "Table",
            "className": "data-table",
            "children": [
                {"type": "Caption", "className": "visually-hidden", "children": "Spend"},
                {
                    "type": "Thead",
                    "children": {
                        "type": "Tr",
                        "children": [
                            {"type": "Th", "scope": "col", "className": "", "children": "Day"},
                            {"type": "Th", "scope": "col", "className": "is-number", "children": "Spend"},
                        ],
                    },
                },
                {
                    "type": "Tbody",
                    "children": [
                        {
                            "type": "Tr",
                            "children": [
                                {"type": "Th", "scope": "row", "children": "1 Nov"},
                                {"type": "Td", "className": "is-number", "children": "$1.00"},
                            ],
                        }
                    ],
                },
            ],
        },
    }


def test_trend_table_shows_the_newest_day_first():
    table = trend_table(days("1", "2"), "USD")
    headings = [words(part) for part in walk(table) if type(part).__name__ == "Th" and part.scope == "row"]
    assert headings == ["2 Nov 2026", "1 Nov 2026"]


def test_platform_table_writes_an_undefined_rate_as_a_dash():
    assert "–" in words(platform_table(PLATFORMS, "USD"))


def test_breakdown_table_names_the_unknown_group():
    assert "Not stated" in words(breakdown_table(AGES, "USD"))


def test_figure_with_table_hides_the_drawing_from_readers_and_offers_the_table():
    table = data_table("Spend", [Column("Day")], [["1 Nov"]])
    card = figure_with_table("spend", "Spend", {"data": [], "layout": {}}, table, summary="Flat.", csv_href="/s.csv")
    assert with_class(card, "chart-area")[0].to_plotly_json()["props"]["aria-hidden"] == "true"
    assert "Show as table" in words(with_class(card, "data-details"))
    assert "Flat." in words(card)
    assert [words(part) for part in with_class(card, "menu-item")] == ["Download CSV", "Download image"]
    graph = next(part for part in walk(card) if type(part).__name__ == "Graph")
    assert graph.id == "spend-graph"
