"""The overview."""

import dash
from dash import html

dash.register_page(__name__, path="/", title="Overview · AdVision")


def layout(**query: str) -> html.Div:
    """The page."""
    return html.Div("Overview")
