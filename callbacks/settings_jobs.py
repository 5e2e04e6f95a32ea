"""Shows jobs with their progress, asks again while something runs, and cancels."""

from typing import Any
from uuid import uuid4

from dash import ALL, Input, Output, State, callback, ctx

from auth.identity import page_actor
from callbacks._errors import show_error
from callbacks._rows import pressed_key, row_id
from components import ids, settings_ids
from components.settings_records import job_list, shown_range
from domain.jobs import FINISHED, JobStatus
from services import jobs

_OWNER = settings_ids.JOBS
_STEPS = {ids.part(_OWNER, "newer"): -1, ids.part(_OWNER, "older"): 1}
_STATUS = ids.control(_OWNER, "status")


@callback(
    Output(settings_ids.rows(_OWNER), "children"),
    Output(ids.part(_OWNER, "count"), "children"),
    Output(ids.part(_OWNER, "newer"), "disabled"),
    Output(ids.part(_OWNER, "older"), "disabled"),
    Output(ids.part(_OWNER, "page"), "data"),
    Output(ids.part(_OWNER, "tick"), "disabled"),
    Output(settings_ids.place(_OWNER), "search"),
    Input(_STATUS, "value"),
    Input(settings_ids.renewed(_OWNER), "data"),
    Input(ids.part(_OWNER, "tick"), "n_intervals"),
    *(Input(step, "n_clicks") for step in _STEPS),
    State(ids.part(_OWNER, "page"), "data"),
    on_error=show_error,
)
def show_jobs(
    status: str | None,
    _renewed: Any,
    _ticks: int | None,
    _newer: int | None,
    _older: int | None,
    page: int | None,
) -> Any:
    """The list; the clock stops when nothing on it can change any more."""
    actor = page_actor()
    known = JobStatus(status) if status in set(JobStatus) else None
    step = _STEPS.get(str(ctx.triggered_id), 0)
    page = 1 if ctx.triggered_id == _STATUS else max(1, (page or 1) + step)
    found = jobs.list_jobs(actor, page, status=known)
    is_quiet = all(job.status in FINISHED for job in found.items)
    ends = found.page * found.page_size >= found.total
    search = f"?status={known.value}" if known else ""
    return job_list(found.items), shown_range(found, "jobs"), page == 1, ends, page, is_quiet, search


@callback(
    Output(settings_ids.renewed(_OWNER), "data"),
    Input(ids.many(_OWNER, "cancel", ALL), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def cancel_job(_clicks: list[int | None]) -> str:
    """Ask the job to stop; the list then says so."""
    actor = page_actor()
    jobs.cancel_job(actor, row_id(pressed_key()))
    return uuid4().hex
