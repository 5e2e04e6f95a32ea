"""The gallery's analyses: scoring all creatives with progress and cancel, and the comments of the one that is open."""

from typing import Any
from uuid import uuid4

from dash import ALL, Input, Output, callback, no_update
from dash.exceptions import PreventUpdate

from auth.identity import page_actor
from callbacks._comments import attach_comments
from callbacks._errors import show_error
from callbacks._rows import pressed_key, row_id
from components import creative_ids, ids
from components.comments import IN_GALLERY, is_open
from components.creative_analysis import analysis
from domain.actors import Actor
from domain.analyses import SubjectKind
from domain.permissions import Permission
from services import creative_scores, jobs, single_jobs

attach_comments(IN_GALLERY, SubjectKind.CREATIVE)


@callback(
    Output(creative_ids.ANALYSIS, "children"),
    Output(creative_ids.ANALYSIS_TICK, "disabled"),
    Output(creative_ids.CHANGED, "data", allow_duplicate=True),
    Input(creative_ids.ANALYSIS_TICK, "n_intervals"),
    prevent_initial_call=True,
    on_error=show_error,
)
def show_analysis(_ticks: int | None) -> Any:
    """How far the scoring is; once it has ended, the tiles are drawn anew."""
    shown, is_done = _shown(page_actor())
    return shown, is_done, uuid4().hex if is_done else no_update


@callback(
    Output(creative_ids.ANALYSIS, "children", allow_duplicate=True),
    Output(creative_ids.ANALYSIS_TICK, "disabled", allow_duplicate=True),
    Input(creative_ids.ANALYZE, "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def analyze_all(clicks: int | None) -> Any:
    """Score what is not scored yet; a second press follows the job of the first."""
    actor = page_actor()
    if not clicks:
        raise PreventUpdate
    creative_scores.start_scoring_all(actor)
    return _shown(actor)[0], False


@callback(
    Output(creative_ids.ANALYSIS, "children", allow_duplicate=True),
    Output(creative_ids.ANALYSIS_TICK, "disabled", allow_duplicate=True),
    Input(ids.many(creative_ids.GALLERY, "stop", ALL), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def stop_analysis(_clicks: list[int | None]) -> Any:
    """Ask the scoring to stop; what was scored stays."""
    actor = page_actor()
    jobs.cancel_job(actor, row_id(pressed_key()))
    return _shown(actor)


def _shown(actor: Actor) -> tuple[list[Any], bool]:
    job = single_jobs.find_latest(actor, creative_scores.JOB_KIND, {})
    return analysis(job, may_run=actor.may(Permission.RUN_ANALYZERS)), not is_open(job)
