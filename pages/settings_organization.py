"""The organization's name and defaults, and the removal of its example data."""

import dash
from dash import html

from auth.identity import page_actor
from components.settings_frame import settings_page
from components.settings_own import organization_body
from services import organizations

PATH = "/settings/organization"
dash.register_page(__name__, path=PATH, title="Organization · AdVision")


def layout(**_query: str) -> html.Div:
    """The page."""
    actor = page_actor()
    lead = "What holds for everyone in the organization."
    return settings_page(PATH, actor.may, lead, lambda: organization_body(organizations.get_organization(actor)))
