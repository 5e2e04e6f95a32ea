"""Keys for programs that use the REST API."""

import dash
from dash import html

from auth.identity import page_actor
from components.settings_access import keys_body, new_key_button
from components.settings_frame import settings_page
from services import sessions

PATH = "/settings/api-keys"
dash.register_page(__name__, path=PATH, title="API keys · AdVision")


def layout(**_query: str) -> html.Div:
    """The page."""
    actor = page_actor()
    lead = "For scripts and tools that use the REST API. A key can never do more than the person who made it."
    return settings_page(
        PATH, actor.may, lead, lambda: keys_body(not sessions.is_recent(actor)), actions=[new_key_button()]
    )
