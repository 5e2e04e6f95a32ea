"""One campaign's page: who it is, what can be done with it, and its figures."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from dash import dcc, html

from components import formats, ids
from components.annotations import annotation_dialogs, annotation_notes
from components.attributes import attributes
from components.buttons import button, download_button
from components.campaign_forms import campaign_dialogs
from components.cards import kpi_grid, panel
from components.countries import country_name
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
from components.dashboard_tables import measure_cells, measure_columns
from components.filters import filter_frame, leads_to
from components.platform_names import platform_name, status_badge
from components.saved_views import saved_views_dialog, saved_views_menu
from components.states import empty_state, loading_cards, loading_chart, page_header
from components.tables import Column, data_table
from domain.analytics import AdRow, CampaignAnalytics, FilterChoices
from domain.campaigns import Campaign, CampaignStatus
from domain.dashboard_views import DashboardView, write_view
from domain.periods import Preset

OWNER = "campaign"
TRAIL = [("Campaigns", "/campaigns")]
_AD = ("spend", "revenue", "roas", "conversions", "cpa", "clicks", "ctr")
# More ads than this are read in the export.
_MOST_ADS = 50


def exports_of(campaign_id: UUID) -> str:
    """Where a campaign's exports are, without the ending."""
    return f"/internal/exports/campaigns/{campaign_id}"


def campaign_frame(
    campaign: Campaign, search: str, *, can_edit: bool, can_delete: bool, below: Sequence[Any] = ()
) -> html.Div:
    """The page without figures. `below` stands under them and does not depend on the view."""
    waiting = [loading_cards(8, "key figures"), loading_chart("trend")]
    return html.Div(
        [
            dcc.Location(id=ids.place(OWNER), refresh=False, search=search),
            dcc.Store(id=ids.part(OWNER, "chosen"), data=str(campaign.id)),
            dcc.Store(id=ids.renewed(OWNER)),
            # No store: what a store holds outlives the page, and the next campaign would be left at once.
            html.Div(id=ids.part(OWNER, "gone"), hidden=True, **attributes(data_gone="")),
            html.Div(campaign_header(campaign), id=ids.part(OWNER, "header")),
            html.Div(_actions(can_edit, can_delete), className="page-actions"),
            filter_frame(OWNER),
            html.Div(waiting, id=ids.part(OWNER, "body"), className="stack"),
            *below,
            saved_views_dialog(OWNER),
            *annotation_dialogs(OWNER),
            *(campaign_dialogs(OWNER, can_delete=can_delete) if can_edit else ()),
        ],
        className="page-content",
    )


def _actions(can_edit: bool, can_delete: bool) -> list[Any]:
    actions: list[Any] = [saved_views_menu(OWNER), html.Div(id=ids.part(OWNER, "export"))]
    if can_edit:
        actions.append(button("Edit", ids.part(OWNER, "edit"), symbol="pencil"))
        actions.append(html.Div(id=ids.part(OWNER, "status"), className="row-line"))
    if can_delete:
        actions.append(button("Delete…", ids.part(OWNER, "delete"), tone="danger", symbol="trash"))
    return actions


def campaign_header(campaign: Campaign) -> html.Header:
    """Name, state, and the facts that a person set."""
    facts: list[Any] = [platform_name(campaign.platform), status_badge(campaign.status)]
    facts += [html.Span(word) for word in _facts(campaign) if word]
    header = page_header(campaign.name, trail=TRAIL)
    header.children.append(html.Div(facts, className="scope-line header-facts"))
    return header


def _facts(campaign: Campaign) -> list[str]:
    days = formats.day_range(campaign.start_date, campaign.end_date) if campaign.end_date else ""
    since = f"since {formats.day(campaign.start_date)}" if campaign.start_date and not days else days
    budget = f"budget {formats.money(campaign.budget, campaign.currency).full}" if campaign.budget is not None else ""
    words = [since, budget, country_name(campaign.country), campaign.product_category, campaign.objective]
    return [*words, "example data" if campaign.is_example else ""]


def status_button(status: CampaignStatus) -> html.Button:
    """The one change of status that makes sense next."""
    active = status is CampaignStatus.ACTIVE
    label, symbol = ("Pause", "pause-fill") if active else ("Activate", "play-fill")
    key = ids.many(OWNER, "status", CampaignStatus.PAUSED.value if active else CampaignStatus.ACTIVE.value)
    return button(label, key, symbol=symbol)


def campaign_export(scene: Scene) -> html.A:
    """All tables of this view as a workbook."""
    return download_button("Export", scene.xlsx(), symbol="download")


def campaign_body(scene: Scene, result: CampaignAnalytics, choices: FilterChoices, can_annotate: bool) -> list[Any]:
    """The cards from the figures."""
    if choices.first_day is None:
        text = "Figures appear with the first import that names this campaign."
        return [empty_state("No figures yet", text, symbol="graph-up-arrow")]
    if not (result.trend or result.period_totals or result.totals.impressions or result.totals.spend):
        return [_nothing_in_view(scene, choices)]
    period = (result.date_from, result.date_to) if result.date_from and result.date_to else None
    notes = annotation_notes(scene.owner, result.annotations, can_annotate)
    trend = trend_card(
        scene, result.trend, result.previous_trend, period, result.previous_from, result.annotations, notes
    )
    several = len(result.by_platform) > 1
    return [
        scope_line(scene, [_period_line(result)], result.currencies),
        kpi_grid(result, against=against_words(scene.view.compare)),
        metric_switch(scene),
        trend,
        *rows_of_cards(
            [
                audience_card(scene, result.breakdowns),
                country_card(scene, result.breakdowns),
                platform_card(scene, result.by_platform) if several else None,
            ]
        ),
        *rows_of_cards([ads_card(scene, result.ads), period_totals_card(scene, result.period_totals)], "stack"),
        *rows_of_cards([predictions_card(result.predictions)]),
    ]


def _period_line(result: CampaignAnalytics) -> str:
    shown = formats.day_range(result.date_from, result.date_to)
    if result.previous is None:
        return shown
    return f"{shown}, against {formats.day_range(result.previous_from, result.previous_to)}"


def ads_card(scene: Scene, ads: Sequence[AdRow]) -> Any:
    """The campaign's ads, the most spent first, with the pictures that are linked to them; None where none is known."""
    if not ads:
        return None
    pictures = any(row.creative_id for row in ads)
    rows = [[_ad(row, pictures), *measure_cells(row, _AD, scene.currency)] for row in ads[:_MOST_ADS]]
    lead = f"The {_MOST_ADS} with the most spend; all are in the export." if len(ads) > _MOST_ADS else ""
    table = data_table("Figures per ad", [Column("Ad"), *measure_columns(_AD)], rows)
    return panel("Ads", table, lead=lead)


def _ad(row: AdRow, pictures: bool) -> Any:
    words = html.Span(row.ad, className="truncate")
    if not pictures:
        return words
    image: Any = html.Span(className="ad-image")
    if row.creative_id:
        image = html.Img(src=f"/internal/creatives/{row.creative_id}/thumbnail", alt="", className="ad-image")
    return html.Span([image, words], className="ad-name")


def predictions_card(predictions: Sequence[dict[str, object]]) -> Any:
    """What analyzers found; None until one has run."""
    if not predictions:
        return None
    rows = [[str(entry.get("label", "")), str(entry.get("text", ""))] for entry in predictions]
    return panel("Predictions", data_table("Predictions", [Column("Analyzer"), Column("Result")], rows))


def _nothing_in_view(scene: Scene, choices: FilterChoices) -> Any:
    span = formats.day_range(choices.first_day, choices.last_day)
    wide = DashboardView(preset=Preset.ALL, metric=scene.view.metric)
    show = button("Show all days", tone="primary", **leads_to(scene.owner, write_view(wide)))
    return empty_state(
        "No figures on these days", f"This campaign has figures from {span}.", [show], symbol="calendar3"
    )
