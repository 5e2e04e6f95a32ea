"""The app's layout per request: who is signed in, and which frame they get. Dash skips files that start so as pages."""

from typing import Any

import dash
from dash import html
from flask import has_request_context

from auth.identity import find_page_actor
from components.layout import signed_in_layout
from services import example_data, sessions


def app_layout() -> Any:
    """The frame around the page container; Dash also asks for it once while it starts, when there is nobody."""
    actor = find_page_actor() if has_request_context() else None
    if actor is None:
        return html.Div(dash.page_container)
    return signed_in_layout(
        dash.page_container,
        sessions.get_account(actor),
        actor.may,
        {page["path"] for page in dash.page_registry.values()},
        has_example_data=example_data.has_example_data(actor),
    )
