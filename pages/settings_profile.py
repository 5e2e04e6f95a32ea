"""The person's own name, password and look."""

import dash
from dash import html

from auth.identity import page_actor
from components.settings_frame import settings_page
from components.settings_own import profile_body
from services import sessions

PATH = "/settings/profile"
dash.register_page(__name__, path=PATH, title="Profile · AdVision", redirect_from=["/settings"])


def layout(**_query: str) -> html.Div:
    """The page."""
    actor = page_actor()
    lead = "How you appear to your colleagues, and how you sign in."
    return settings_page(PATH, actor.may, lead, lambda: profile_body(sessions.get_account(actor)))
