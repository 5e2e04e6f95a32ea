"""The creative gallery. Its filters are in the address, so that a link shows the same view."""

from typing import Any

import dash
from dash import dcc, html

from auth.identity import page_actor
from components import creative_ids
from components.attributes import attributes
from components.creative_analysis import analysis_frame
from components.creative_details import deletion_dialog, detail_dialog, upload_dialog
from components.creative_queries import PATH, read_creative, read_filters, read_page, write
from components.creatives import gallery_filters, gallery_header, gallery_results
from components.states import error_state
from domain.actors import Actor
from domain.creatives import Creative
from domain.errors import AppError, ErrorCode
from domain.permissions import Permission
from services import creative_scores, creatives, single_jobs

dash.register_page(__name__, path=PATH, title="Creatives · AdVision")


def layout(**query: Any) -> html.Div:
    """The page with its first tiles, or in their place what went wrong."""
    actor = page_actor()
    may_edit = actor.may(Permission.EDIT_CREATIVES)
    header = gallery_header(may_edit, actor.may(Permission.RUN_ANALYZERS))
    try:
        return html.Div([header, *_content(actor, query, may_edit)], className="stack stack-wide")
    except AppError as error:
        return html.Div([header, error_state(error)], className="stack stack-wide")


def _content(actor: Actor, query: dict[str, Any], may_edit: bool) -> list[Any]:
    filters, may_run = read_filters(query), actor.may(Permission.RUN_ANALYZERS)
    choices = creatives.list_choices(actor)
    page = creatives.list_creatives(actor, filters, read_page(query))
    opened = _named(actor, query)
    tiles = gallery_results(page, filters, may_edit=may_edit, has_any=choices.total > 0)
    parts: list[Any] = [
        dcc.Location(id=creative_ids.LOCATION, refresh=False),
        dcc.Store(id=creative_ids.CHANGED),
        dcc.Store(id=creative_ids.CHOSEN, data=str(opened.id) if opened else None),
        analysis_frame(single_jobs.find_latest(actor, creative_scores.JOB_KIND, {}), may_run=may_run),
        gallery_filters(choices, filters),
        html.Div(tiles, id=creative_ids.RESULTS, className="stack", **attributes(data_view=write(filters, page.page))),
        detail_dialog(opened, choices.campaigns, may_edit=may_edit, may_run=may_run),
    ]
    if may_edit:
        parts += [deletion_dialog(), upload_dialog(choices.campaigns)]
    return parts


def _named(actor: Actor, query: dict[str, Any]) -> Creative | None:
    """The creative that the address opens, where there still is one."""
    creative_id = read_creative(query)
    if creative_id is None:
        return None
    try:
        return creatives.get_creative(actor, creative_id)
    except AppError as error:
        if error.code is ErrorCode.NOT_FOUND:
            return None
        raise
