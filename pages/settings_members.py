"""Who belongs to the organization, as what, and who is invited."""

import dash
from dash import html

from auth.identity import page_actor
from components.settings_frame import settings_page
from components.settings_people import invite_button, members_body

PATH = "/settings/members"
dash.register_page(__name__, path=PATH, title="Members · AdVision")


def layout(**_query: str) -> html.Div:
    """The page."""
    lead = "Who sees the organization’s data, and what they may do with them."
    return settings_page(PATH, page_actor().may, lead, members_body, actions=[invite_button()])
