"""The organization's name and defaults, and the removal of its example data."""

from typing import Any

import dash
from dash import html

from auth.identity import page_actor
from components.settings_frame import settings_page
from components.settings_own import organization_body
from domain.actors import Actor
from services import example_data, organizations

PATH = "/settings/organization"
dash.register_page(__name__, path=PATH, title="Organization · AdVision")


def layout(**_query: str) -> html.Div:
    """The page."""
    actor = page_actor()
    lead = "What holds for everyone in the organization."
    return settings_page(PATH, actor.may, lead, lambda: _body(actor))


def _body(actor: Actor) -> list[Any]:
    has_example_data = example_data.has_example_data(actor)
    return organization_body(organizations.get_organization(actor), has_example_data=has_example_data)
