"""The overview: its frame before the numbers are there, and everything that the numbers fill in."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import formats, ids
from components.annotations import annotation_dialogs, annotation_notes
from components.attributes import attributes
from components.buttons import button, download_button
from components.cards import kpi_grid, panel, written
from components.checklists import Step, onboarding_checklist
from components.dashboard_cards import (
    Scene,
    against_words,
    audience_card,
    country_card,
    metric_switch,
    period_totals_card,
    platform_card,
    rows_of_cards,
    scope_line,
    trend_card,
)
from components.dashboard_tables import campaign_table
from components.filters import filter_frame, leads_to
from components.measures import MEASURES, Measure
from components.saved_views import saved_views_dialog, saved_views_menu
from components.states import empty_state, loading_cards, loading_chart, page_header
from components.tables import Column, data_table
from domain.analytics import CampaignRow, DashboardResult, DayGlance, FilterChoices
from domain.dashboard_views import DashboardView, write_view
from domain.periods import Preset

OWNER = "overview"
EXPORTS = "/internal/exports/overview"
_GLANCE = ("spend", "roas", "cpa")
_DAYS = {"today": "Today", "yesterday": "Yesterday", "last_7_days": "Last 7 days"}


def overview_frame(search: str) -> html.Div:
    """The page without numbers. The body's place shows what will come, at the size it will have."""
    header = page_header(
        "Overview",
        "What was spent, what came back, and where.",
        [saved_views_menu(OWNER), html.Div(id=ids.part(OWNER, "actions"), className="row-line")],
    )
    waiting = [loading_cards(8, "key figures"), loading_chart("trend")]
    return html.Div(
        [
            dcc.Location(id=ids.place(OWNER), refresh=False, search=search),
            dcc.Store(id=ids.renewed(OWNER)),
            dcc.Store(id=ids.part(OWNER, "chosen")),
            header,
            filter_frame(OWNER),
            html.Div(waiting, id=ids.part(OWNER, "body"), className="stack"),
            saved_views_dialog(OWNER),
            *annotation_dialogs(OWNER),
        ],
        className="page-content",
    )


def overview_actions(scene: Scene, can_import: bool) -> list[Any]:
    """What can be done with the whole page."""
    actions: list[Any] = [download_button("Export", scene.xlsx(), symbol="download")]
    if can_import:
        actions.append(dcc.Link("Import data", href="/campaigns/import", className="button button-primary"))
    return actions


def overview_body(scene: Scene, result: DashboardResult, choices: FilterChoices, can_annotate: bool) -> list[Any]:
    """The cards from the figures, the most asked for first."""
    if not result.campaigns:
        return [_nothing_in_view(scene, choices)]
    period = (result.date_from, result.date_to) if result.date_from and result.date_to else None
    trend = trend_card(
        scene,
        result.trend,
        result.previous_trend,
        period,
        result.previous_from,
        result.annotations,
        annotation_notes(scene.owner, result.annotations, can_annotate),
    )
    by = ranking_measure(result)
    scope = [period_line(result), formats.plural(result.campaigns, "campaign")]
    side = [glance_card(result.glance, result.currency), platform_card(scene, result.by_platform)]
    return [
        scope_line(scene, scope, result.currencies),
        kpi_grid(result, against=against_words(scene.view.compare)),
        metric_switch(scene),
        html.Div([trend, html.Div(side, className="stack")], className="grid-2 grid-2-1"),
        *rows_of_cards([audience_card(scene, result.breakdowns), country_card(scene, result.breakdowns)]),
        *rows_of_cards([period_totals_card(scene, result.period_totals)]),
        *rows_of_cards(
            [
                _ranking("Best campaigns", result.top, result.currency, by),
                _ranking("Weakest campaigns", result.bottom, result.currency, by),
            ],
            "stack",
        ),
    ]


def period_line(result: DashboardResult) -> str:
    """Which days are shown, and which they are held against."""
    shown = formats.day_range(result.date_from, result.date_to)
    if result.previous is None:
        return shown
    return f"{shown}, against {formats.day_range(result.previous_from, result.previous_to)}"


def glance_card(glance: Sequence[DayGlance], currency: str | None) -> Any:
    """Today, yesterday and the last seven days by the calendar, whatever period is chosen."""
    rows = []
    for part in glance:
        days = html.Span(formats.day_range(part.date_from, part.date_to), className="muted small-text")
        label = html.Div([html.Strong(_DAYS.get(part.label, part.label)), days], className="glance-day")
        values = []
        for name in _GLANCE:
            measure = MEASURES[name]
            value = measure.value(part.measures)
            values.append(written(measure.write(value, currency), measure.missing))
        rows.append([label, *values])
    columns = [Column("Day"), *(Column(MEASURES[name].label, numeric=True) for name in _GLANCE)]
    table = data_table("Today, yesterday and the last seven days", columns, rows)
    return panel("Right now", table, lead="By the calendar, whatever period is chosen.")


def ranking_measure(result: DashboardResult) -> Measure:
    """What best and weakest go by: the same choice as the service makes."""
    rows = [*result.top, *result.bottom]
    if any(row.revenue for row in rows):
        return MEASURES["roas"]
    return MEASURES["cpa"] if any(row.conversions for row in rows) else MEASURES["ctr"]


def _ranking(title: str, rows: Sequence[CampaignRow], currency: str | None, by: Measure) -> Any:
    if not rows:
        return None
    lead = f"By {by.label}, of the campaigns with at least 0.5% of the spend."
    return panel(title, campaign_table(title, rows, currency, by), lead=lead)


def _nothing_in_view(scene: Scene, choices: FilterChoices) -> Any:
    """There are numbers, but none under this filter: say where they are, and lead there."""
    span = formats.day_range(choices.first_day, choices.last_day)
    wide = DashboardView(preset=Preset.ALL, metric=scene.view.metric)
    actions = [button("Show everything", tone="primary", **leads_to(scene.owner, write_view(wide)))]
    return empty_state(
        "No numbers in this view",
        f"There are figures from {span}, but none that fit all filters.",
        actions,
        symbol="funnel",
    )


def new_organization(name: str, steps: Sequence[Step], can_import: bool) -> list[Any]:
    """The overview of an organization without numbers: what will be here, and the way to it."""
    if not can_import:
        text = "Someone with the role analyst or admin has to import data first. Then this page fills by itself."
        return [empty_state(f"{name} has no numbers yet", text, symbol="graph-up-arrow")]
    actions = [
        dcc.Link("Import your data", href="/campaigns/import", className="button button-primary"),
        dcc.Link("Try it with a sample file", href="/campaigns/import?sample=1", className="button"),
    ]
    welcome = empty_state(
        "Bring in your numbers",
        "Drop an export of Meta, Google Ads, TikTok, LinkedIn or any other platform: spend, revenue, trends and "
        "audiences appear here a few seconds later. Nothing is sent anywhere.",
        actions,
        symbol="graph-up-arrow",
    )
    card = html.Section(welcome, className="panel", **attributes(aria_label="Start"))
    return [html.Div([card, onboarding_checklist(steps)], className="grid-2")]
