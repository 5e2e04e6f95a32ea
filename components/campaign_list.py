"""The campaign list: its frame, the grid's columns and rows, and what can be done with chosen campaigns."""

from typing import Any

from dash import dcc, html

from components import ids
from components.attributes import attributes
from components.buttons import button, link_button
from components.campaign_forms import campaign_dialogs
from components.countries import country_name
from components.filters import filter_frame
from components.grids import grid, link_column, number_column, platform_column, text_column
from components.icons import icon
from components.measures import MEASURES
from components.menus import menu_download
from components.saved_views import saved_views_dialog, saved_views_menu
from components.states import empty_state, page_header
from domain.campaign_views import COLUMNS, DEFAULT_COLUMNS, CampaignListView
from domain.campaigns import CampaignSummary

OWNER = "campaigns"
EXPORTS = "/internal/exports/campaigns"
_MEASURES = ("spend", "revenue", "roas", "roi", "conversions", "cpa", "clicks", "cpc", "impressions", "ctr")
_LABELS = {
    "platform": "Platform",
    "status": "Status",
    "country": "Country",
    "product_category": "Category",
    "objective": "Objective",
    "start_date": "Start",
    "end_date": "End",
    "budget": "Budget",
    **{name: MEASURES[name].label for name in _MEASURES},
}
_GRID_UNITS = {"money": "money", "percent": "percent", "multiple": "multiple", "count": "count"}


def campaign_list_frame(search: str, view: CampaignListView, *, can_edit: bool, can_delete: bool) -> html.Div:
    """The page without rows. Whoever may not edit sees no controls that change anything."""
    actions: list[Any] = [saved_views_menu(OWNER), html.Div(id=ids.part(OWNER, "export"))]
    if can_edit:
        actions.append(button("New campaign", ids.part(OWNER, "new"), tone="primary", symbol="plus-lg"))
    return html.Div(
        [
            dcc.Location(id=ids.place(OWNER), refresh=False, search=search),
            dcc.Store(id=ids.renewed(OWNER)),
            dcc.Store(id=ids.part(OWNER, "purged")),
            page_header("Campaigns", "Every campaign with its figures over the chosen days.", actions),
            filter_frame(OWNER),
            _toolbar(view, can_edit=can_edit, can_delete=can_delete),
            html.Div(
                [
                    grid(OWNER, grid_columns(view), options=_options(can_edit)),
                    html.Div(id=ids.part(OWNER, "message"), className="grid-message"),
                ],
                className="grid-area",
            ),
            saved_views_dialog(OWNER),
            *(campaign_dialogs(OWNER, can_delete=can_delete) if can_edit else ()),
        ],
        className="page-content",
    )


def _options(can_edit: bool) -> dict[str, Any]:
    chosen = {"mode": "multiRow", "checkboxes": can_edit, "headerCheckbox": False, "enableClickSelection": False}
    # The box needs a heading for screen readers; the style sheet hides it from sight.
    boxes = {"pinned": "left", "headerName": "Chosen", "headerClass": "header-unseen", "width": 46, "resizable": False}
    return {
        "rowSelection": chosen,
        "selectionColumnDef": boxes,
        "enableBrowserTooltips": True,
        "suppressMultiSort": True,
    }


def _toolbar(view: CampaignListView, *, can_edit: bool, can_delete: bool) -> html.Div:
    search = dcc.Input(
        id=ids.part(OWNER, "q"),
        type="search",
        value=view.q,
        debounce=0.3,
        placeholder="Search name, category, objective, id",
        maxLength=200,
    )
    label = html.Label("Search campaigns", htmlFor=ids.part(OWNER, "q"), className="visually-hidden")
    box = html.Div([label, icon("search"), search], className="search-box")
    count = html.Span(id=ids.part(OWNER, "count"), className="muted small-text", role="status")
    parts: list[Any] = [box, _column_menu(view), count]
    if can_edit:
        parts.append(_chosen_bar(can_delete))
    return html.Div(parts, className="list-toolbar")


def _column_menu(view: CampaignListView) -> html.Details:
    choice = dcc.Checklist(
        id=ids.part(OWNER, "columns"),
        options=[{"value": name, "label": _LABELS[name]} for name in COLUMNS],
        value=list(view.columns),
        className="checks checks-tall",
    )
    face = html.Summary([icon("columns-gap"), "Columns"], className="button")
    usual = attributes(aria_label="Columns", data_columns=",".join(DEFAULT_COLUMNS))
    panel = html.Div(choice, className="menu-panel", role="group", **usual)
    return html.Details([face, panel], className="menu")


def _chosen_bar(can_delete: bool) -> html.Div:
    """What can be done with the chosen rows; a callback shows it as soon as there are some."""
    parts: list[Any] = [
        html.Span(id=ids.part(OWNER, "chosen-count"), role="status"),
        button("Edit", ids.part(OWNER, "edit"), symbol="pencil", small=True),
        button("Activate", ids.part(OWNER, "activate"), symbol="play-fill", small=True),
        button("Pause", ids.part(OWNER, "pause"), symbol="pause-fill", small=True),
    ]
    if can_delete:
        parts.append(button("Delete…", ids.part(OWNER, "delete"), tone="danger", symbol="trash", small=True))
    return html.Div(parts, id=ids.part(OWNER, "chosen-bar"), className="chosen-bar", hidden=True)


def export_buttons(search: str) -> html.Details:
    """All rows of the filter as a file, not just those that were scrolled to."""
    summary = html.Summary([icon("download"), "Export"], className="button")
    panel = html.Div(
        [
            menu_download("CSV", f"{EXPORTS}.csv{search}", "filetype-csv"),
            menu_download("Excel", f"{EXPORTS}.xlsx{search}", "filetype-xlsx"),
        ],
        className="menu-panel",
    )
    return html.Details([summary, panel], className="menu")


def grid_columns(view: CampaignListView) -> list[dict[str, Any]]:
    """All columns, those that the view does not name hidden, in the order of the view's sort."""
    found = [link_column("name", "Campaign", pinned="left", minWidth=220, flex=2, tooltipField="name")]
    found += [_column(name) | {"hide": name not in view.columns} for name in COLUMNS]
    for column in found:
        column |= {"filter": False, "sortingOrder": ["desc", "asc"]}
        if column["field"] == view.sort.value:
            column["sort"] = "desc" if view.descending else "asc"
    return found


def _column(name: str) -> dict[str, Any]:
    if name == "platform":
        return platform_column(minWidth=132)
    if name == "budget":
        return number_column("budget", "Budget", "money", "budget_currency", minWidth=96)
    if name in _MEASURES:
        measure = MEASURES[name]
        unit = _GRID_UNITS[measure.unit.value]
        return number_column(
            name, measure.label, unit, headerTooltip=measure.meaning, tooltipField=f"{name}_note", minWidth=96
        )
    if name == "status":
        return text_column(name, _LABELS[name], cellRenderer="AdvisionStatus", minWidth=100, maxWidth=130)
    sortable = name not in {"objective", "end_date"}
    return text_column(name, _LABELS[name], sortable=sortable)


def grid_row(row: CampaignSummary, search: str = "") -> dict[str, Any]:
    """A campaign as the grid takes it. An undefined rate carries the reason why as its tooltip."""
    found: dict[str, Any] = {
        "id": str(row.id),
        "name": row.name,
        "href": f"/campaigns/{row.id}{search}",
        "platform": row.platform.value,
        "platform_label": row.platform.label,
        "status": row.status.value,
        "country": country_name(row.country),
        "product_category": row.product_category,
        "objective": row.objective,
        "start_date": str(row.start_date or ""),
        "end_date": str(row.end_date or ""),
        "budget": None if row.budget is None else float(row.budget),
        "budget_currency": row.currency,
        "currency": row.totals_currency,
    }
    others = ", ".join(row.other_currencies)
    for name in _MEASURES:
        measure = MEASURES[name]
        value = measure.value(row.totals)
        found[name] = None if value is None else float(value)
        if value is None:
            found[f"{name}_note"] = measure.missing
        elif others and measure.unit.value == "money":
            found[f"{name}_note"] = f"In {row.totals_currency}; also has figures in {others}, not added"
    return found


def no_campaigns(*, is_new: bool, can_edit: bool) -> Any:
    """Nothing in the list: because there is nothing yet, or because the filters leave nothing over."""
    if not is_new:
        return empty_state("No campaign fits", "Take a filter away, or search for something else.", symbol="funnel")
    actions = [link_button("Import data", "/campaigns/import", tone="primary")] if can_edit else None
    return empty_state(
        "No campaigns yet",
        "Campaigns come with your first import, or you create one by hand to plan ahead.",
        actions,
        symbol="megaphone",
    )
