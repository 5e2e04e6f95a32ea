"""Shows one campaign's figures, and changes the campaign."""

from typing import Any
from uuid import UUID

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, ctx, no_update
from dash.exceptions import PreventUpdate
from flask import g

from auth.identity import page_actor
from callbacks._annotations import attach_annotations
from callbacks._answers import kept_answer
from callbacks._campaign_forms import attach_campaign_form, attach_campaign_removal
from callbacks._comments import attach_comments
from callbacks._errors import show_error, show_toast
from callbacks._rows import pressed_key, read_word, row_id
from callbacks._views import (
    attach_filters,
    attach_saved_views,
    filter_outputs,
    filter_state,
    fresh,
    keep_controls,
)
from components import ids
from components.campaign_detail import (
    OWNER,
    campaign_body,
    campaign_export,
    campaign_header,
    exports_of,
    status_button,
)
from components.comments import IN_CAMPAIGN
from components.dashboard_cards import Scene
from components.filters import filter_parts
from components.states import error_state
from domain.actors import Actor
from domain.analyses import SubjectKind
from domain.analytics import FilterChoices
from domain.campaigns import CampaignStatus
from domain.dashboard_views import DashboardView, parse_view, resolve_view
from domain.errors import AppError
from domain.permissions import Permission
from services import campaigns

_CHOSEN = State(ids.part(OWNER, "chosen"), "data")
_PICKS = ("currency",)


def _campaign(key: Any) -> UUID:
    return row_id(key)


def _chosen(key: Any) -> list[UUID]:
    return [_campaign(key)] if key else []


attach_filters(OWNER, ("currency", "compare"))
attach_saved_views(OWNER, "campaign")
attach_annotations(OWNER)
attach_comments(IN_CAMPAIGN, SubjectKind.CAMPAIGN)
attach_campaign_form(OWNER, _CHOSEN, _chosen, can_create=False)
attach_campaign_removal(OWNER, _CHOSEN, _chosen, [Output(ids.part(OWNER, "gone"), "data-gone")])
clientside_callback(
    ClientsideFunction("views", "leave"),
    Output(ids.part(OWNER, "gone"), "title"),
    Input(ids.part(OWNER, "gone"), "data-gone"),
    prevent_initial_call=True,
)


@callback(
    *filter_outputs(OWNER),
    Output(ids.part(OWNER, "header"), "children"),
    Output(ids.part(OWNER, "body"), "children"),
    Output(ids.part(OWNER, "export"), "children"),
    Input(ids.place(OWNER), "search"),
    Input(ids.renewed(OWNER), "data"),
    _CHOSEN,
    filter_state(OWNER),
    on_error=show_error,
)
def show_campaign(search: str | None, _renewed: Any, key: str | None, before: Any) -> Any:
    """Everything that the address's view shows of the campaign."""
    actor = page_actor()
    view = parse_view(search)
    campaign_id = _campaign(key)
    try:
        choices = campaigns.get_campaign_choices(actor, campaign_id)
        rights = actor.may(Permission.ANNOTATE)
        named = ("campaign", campaign_id, view, choices.today, rights)
        answer = kept_answer(
            actor, choices.data_version, named, lambda: draw_campaign(actor, campaign_id, view, choices)
        )
        return keep_controls(answer, before, choices.data_version)
    except AppError as error:
        return *([no_update] * 6), error_state(error, g.get("request_id", "")), []


def draw_campaign(actor: Actor, campaign_id: UUID, view: DashboardView, choices: FilterChoices) -> tuple[Any, ...]:
    """The filter bar, the header, the cards and the export."""
    campaign = campaigns.get_campaign(actor, campaign_id)
    criteria = resolve_view(view, choices)
    result = campaigns.get_campaign_analytics(actor, campaign_id, criteria)
    shown = criteria.model_copy(update={"currency": result.currency})
    scene = Scene(OWNER, view, result.currency, exports_of(campaign_id))
    bar = filter_parts(OWNER, view, choices, shown, _PICKS) if choices.first_day else (*([[]] * 4), None)
    body = campaign_body(scene, result, choices, actor.may(Permission.ANNOTATE))
    return *bar, campaign_header(campaign), body, campaign_export(scene)


@callback(
    Output(ids.part(OWNER, "status"), "children"),
    Input(ids.renewed(OWNER), "data"),
    _CHOSEN,
    on_error=show_error,
)
def show_status(_renewed: Any, key: str | None) -> Any:
    """The button for the next change of status."""
    return status_button(campaigns.get_campaign(page_actor(), _campaign(key)).status)


@callback(
    Output(ids.renewed(OWNER), "data", allow_duplicate=True),
    Input(ids.many(OWNER, "status", ALL), "n_clicks"),  # type: ignore[arg-type]
    _CHOSEN,
    prevent_initial_call=True,
    on_error=show_error,
)
def change_status(_clicks: list[int | None], key: str | None) -> str:
    """Pause or activate it."""
    actor = page_actor()
    if not ctx.triggered_id:
        raise PreventUpdate
    status = read_word(CampaignStatus, pressed_key())
    campaigns.set_status(actor, [_campaign(key)], status)
    show_toast("good", "The campaign is paused" if status is CampaignStatus.PAUSED else "The campaign is active")
    return fresh()
