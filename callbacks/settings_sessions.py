"""Shows where the person is signed in, and signs out there."""

from typing import Any
from uuid import uuid4

from dash import ALL, Input, Output, callback

from auth.identity import page_actor
from callbacks._errors import show_error, show_toast
from callbacks._rows import pressed_key, row_id
from components import formats, ids, settings_ids
from components.settings_access import session_list
from services import sessions

_LIST, _OTHERS = settings_ids.SESSIONS, settings_ids.OTHER_SESSIONS
_RENEWED = settings_ids.renewed(_LIST)


@callback(Output(settings_ids.rows(_LIST), "children"), Input(_RENEWED, "data"), on_error=show_error)
def show_sessions(_renewed: Any) -> Any:
    """The list of sessions."""
    return session_list(sessions.list_sessions(page_actor()))


@callback(
    Output(_RENEWED, "data"),
    Input(ids.many(_LIST, "end", ALL), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def end_session(_clicks: list[int | None]) -> str:
    """Sign out in one place."""
    actor = page_actor()
    sessions.end_session(actor, row_id(pressed_key()))
    show_toast("good", "Signed out there")
    return uuid4().hex


@callback(
    Output(ids.dialog(_OTHERS), "data-open"),
    Output(_RENEWED, "data", allow_duplicate=True),
    Input(ids.confirm(_OTHERS), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def end_other_sessions(_clicks: int | None) -> Any:
    """Sign out everywhere else."""
    count = sessions.end_other_sessions(page_actor())
    show_toast("good", f"Signed out in {formats.plural(count, 'other place')}")
    return "false", uuid4().hex
