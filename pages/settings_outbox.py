"""Mails that were kept in a folder, because this installation has no mail server."""

import dash
from dash import html

from auth.identity import page_actor
from components.settings_frame import settings_page
from components.settings_records import outbox_body
from services import outbox

PATH = "/settings/outbox"
dash.register_page(__name__, path=PATH, title="Mail outbox · AdVision")


def layout(**_query: str) -> html.Div:
    """The page."""
    actor = page_actor()
    lead = "Invitations and reset links that were written to a folder instead of being mailed."
    return settings_page(PATH, actor.may, lead, lambda: outbox_body(outbox.is_kept(actor)))
