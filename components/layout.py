"""The app's outer layout."""

import dash
from dash import html


def app_layout() -> html.Div:
    """The page container."""
    return html.Div(dash.page_container)
