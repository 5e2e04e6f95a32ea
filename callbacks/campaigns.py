"""Fills the campaign list page by page, and changes what was chosen in it."""

from typing import Any
from uuid import UUID

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, ctx, no_update
from dash.exceptions import PreventUpdate
from flask import g

from auth.identity import page_actor
from callbacks._campaign_forms import attach_campaign_form, attach_campaign_removal
from callbacks._errors import show_error, show_toast
from callbacks._rows import row_id
from callbacks._views import (
    attach_filters,
    attach_saved_views,
    filter_outputs,
    filter_state,
    fresh,
    keep_controls,
)
from components import formats, ids
from components.campaign_list import OWNER, export_buttons, grid_row, no_campaigns
from components.filters import filter_parts
from components.states import error_state
from domain.campaign_views import parse_campaign_view, write_campaign_view
from domain.campaigns import CampaignSort, CampaignStatus
from domain.dashboard_views import resolve_view, write_view
from domain.errors import AppError
from domain.permissions import Permission
from services import analytics, campaigns

_GRID = ids.grid(OWNER)
_SEARCH = (ids.place(OWNER), "search")
# What one request of the grid may ask for, whatever its numbers say.
_MOST_ROWS = 500
_LAST_ROW = 10_000_000


def _chosen(rows: Any) -> list[UUID]:
    return [row_id(row["id"]) for row in rows or () if isinstance(row, dict) and "id" in row]


attach_filters(OWNER, ("platforms", "countries", "categories", "statuses"))
attach_saved_views(OWNER, "campaigns")
attach_campaign_form(OWNER, State(_GRID, "selectedRows"), _chosen, can_create=True)
attach_campaign_removal(
    OWNER,
    State(_GRID, "selectedRows"),
    _chosen,
    [Output(ids.renewed(OWNER), "data", allow_duplicate=True)],
)

clientside_callback(
    ClientsideFunction("campaigns", "sorted"),
    Output(*_SEARCH, allow_duplicate=True),
    Input(_GRID, "getRowsRequest"),
    State(*_SEARCH),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("campaigns", "searched"),
    Output(*_SEARCH, allow_duplicate=True),
    Input(ids.part(OWNER, "q"), "value"),
    State(*_SEARCH),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("campaigns", "columns"),
    Output(*_SEARCH, allow_duplicate=True),
    Input(ids.part(OWNER, "columns"), "value"),
    State(*_SEARCH),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("campaigns", "follow"),
    Output(ids.part(OWNER, "q"), "value"),
    Output(ids.part(OWNER, "columns"), "value"),
    Output(_GRID, "deselectAll"),
    Input(*_SEARCH),
    Input(ids.renewed(OWNER), "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("campaigns", "chosen"),
    Output(ids.part(OWNER, "chosen-bar"), "hidden"),
    Output(ids.part(OWNER, "chosen-count"), "children"),
    Output(ids.part(OWNER, "edit"), "disabled"),
    Input(_GRID, "selectedRows"),
    prevent_initial_call=True,
)


@callback(
    *filter_outputs(OWNER),
    Output(ids.part(OWNER, "export"), "children"),
    Input(*_SEARCH),
    Input(ids.renewed(OWNER), "data"),
    filter_state(OWNER),
    on_error=show_error,
)
def show_filters(search: str | None, _renewed: Any, before: Any) -> Any:
    """The filter bar of the view, and the exports of it."""
    choices = analytics.get_filter_choices(page_actor())
    view = parse_campaign_view(search)
    rest = write_campaign_view(view.model_copy(update={"filters": parse_campaign_view("").filters}))
    shown = resolve_view(view.filters, choices)
    picks = ("platforms", "countries", "categories", "statuses")
    bar = filter_parts(OWNER, view.filters, choices, shown, picks, with_compare=False, rest=rest)
    if choices.first_day is None:
        return *([[]] * 4), None, []
    return *keep_controls(list(bar), before, choices.data_version), export_buttons(write_campaign_view(view))


@callback(
    Output(_GRID, "getRowsResponse"),
    Output(ids.part(OWNER, "count"), "children"),
    Output(ids.part(OWNER, "message"), "children"),
    Input(_GRID, "getRowsRequest"),
    State(*_SEARCH),
    prevent_initial_call=True,
    on_error=show_error,
)
def show_rows(request: dict[str, Any] | None, search: str | None) -> Any:
    """The rows that the grid asks for, in the order of its header."""
    actor = page_actor()
    if not request:
        raise PreventUpdate
    view = parse_campaign_view(search)
    try:
        found = campaigns.list_campaigns(
            actor, view.query(analytics.get_filter_choices(actor)).model_copy(update=_asked(request))
        )
    except AppError as error:
        failed = {"rowData": [], "rowCount": 0}
        return failed, "", error_state(error, g.get("request_id", ""), small=True)
    kept = write_view(
        view.filters.model_copy(update={"platforms": (), "statuses": (), "countries": (), "categories": ()})
    )
    rows = [grid_row(row, kept) for row in found.items]
    message = (
        []
        if found.total
        else no_campaigns(
            is_new=not (view.q or view.filters.is_narrowed), can_edit=actor.may(Permission.EDIT_CAMPAIGNS)
        )
    )
    return {"rowData": rows, "rowCount": found.total}, formats.plural(found.total, "campaign"), message


def _row_number(value: Any, otherwise: int) -> int:
    return min(max(value, 0), _LAST_ROW) if isinstance(value, int) else otherwise


def _asked(request: dict[str, Any]) -> dict[str, Any]:
    start, end = _row_number(request.get("startRow"), 0), _row_number(request.get("endRow"), 100)
    size = min(max(end - start, 1), _MOST_ROWS)
    asked: dict[str, Any] = {"page": start // size + 1, "page_size": size}
    order = next(iter(request.get("sortModel") or ()), None)
    if order and order.get("colId") in set(CampaignSort):
        asked |= {"sort": CampaignSort(order["colId"]), "descending": order.get("sort") == "desc"}
    return asked


@callback(
    Output(ids.renewed(OWNER), "data", allow_duplicate=True),
    Input(ids.part(OWNER, "activate"), "n_clicks"),
    Input(ids.part(OWNER, "pause"), "n_clicks"),
    State(_GRID, "selectedRows"),
    prevent_initial_call=True,
    on_error=show_error,
)
def change_status(_activate: int | None, _pause: int | None, rows: list[dict[str, Any]] | None) -> Any:
    """Activate or pause all chosen campaigns."""
    actor = page_actor()
    chosen = _chosen(rows)
    if not chosen or not ctx.triggered_id:
        return no_update
    status = CampaignStatus.ACTIVE if ctx.triggered_id == ids.part(OWNER, "activate") else CampaignStatus.PAUSED
    count = campaigns.set_status(actor, chosen, status)
    done = "activated" if status is CampaignStatus.ACTIVE else "paused"
    show_toast("good", f"{formats.plural(count, 'campaign')} {done}")
    return fresh()
