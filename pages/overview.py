"""The overview. Its numbers come by one callback; the address holds its view."""

import dash
from dash import ctx, html

from components.overview import overview_frame

dash.register_page(__name__, path="/", title="Overview · AdVision")


def layout(**_query: str) -> html.Div:
    """The page without numbers."""
    return overview_frame(ctx.inputs.get("_pages_location.search") or "")
