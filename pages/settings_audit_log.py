"""Who did what and when, for admins. The filters are kept in the address."""

from datetime import date

import dash
from dash import html

from auth.identity import page_actor
from components.settings_frame import settings_page
from components.settings_records import audit_body, export_button
from services import audit

PATH = "/settings/audit-log"
dash.register_page(__name__, path=PATH, title="Audit log · AdVision")


def layout(q: str = "", action: str = "", date_from: str = "", date_to: str = "", **_query: str) -> html.Div:
    """The page with the filters of its address; dates that are none are left out."""
    actor = page_actor()
    lead = "Sign-ins, members, keys and changes. Lines are only ever added."
    days = _day(date_from), _day(date_to)
    return settings_page(
        PATH,
        actor.may,
        lead,
        lambda: audit_body(q, action, *days, audit.list_actions(actor)),
        actions=[export_button()],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
