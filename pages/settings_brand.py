"""The brand profile: how ads may sound, what is sold, and what must never be said."""

import dash
from dash import html

from auth.identity import page_actor
from components.settings_brand import brand_body
from components.settings_frame import settings_page
from domain.permissions import Permission
from services import brand_profiles

PATH = "/settings/brand"
dash.register_page(__name__, path=PATH, title="Brand profile · AdVision")


def layout(**_query: str) -> html.Div:
    """The page."""
    actor = page_actor()
    lead = "What generated ads may say, and how. Everything here is data for the generator, nothing is published."
    may_edit = actor.may(Permission.EDIT_BRAND)
    return settings_page(
        PATH, actor.may, lead, lambda: brand_body(brand_profiles.get_brand_profile(actor), may_edit=may_edit)
    )
