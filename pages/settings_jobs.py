"""The organization's long work: what runs, what is done, what failed."""

import dash
from dash import html

from auth.identity import page_actor
from components.settings_frame import settings_page
from components.settings_records import STATUSES, jobs_body

PATH = "/settings/jobs"
dash.register_page(__name__, path=PATH, title="Jobs · AdVision")


def layout(status: str = "", **_query: str) -> html.Div:
    """The page with the filter of its address."""
    known = status if status in dict(STATUSES) else ""
    lead = "Imports, exports and analyses of the whole organization."
    return settings_page(PATH, page_actor().may, lead, lambda: jobs_body(known))
