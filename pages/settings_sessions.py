"""Where the person is signed in."""

import dash
from dash import html

from auth.identity import page_actor
from components.settings_access import end_others_button, sessions_body
from components.settings_frame import settings_page

PATH = "/settings/sessions"
dash.register_page(__name__, path=PATH, title="Sessions · AdVision")


def layout(**_query: str) -> html.Div:
    """The page."""
    lead = "Where you are signed in. Sign out what you do not recognize, and change your password then."
    return settings_page(PATH, page_actor().may, lead, sessions_body, actions=[end_others_button()])
