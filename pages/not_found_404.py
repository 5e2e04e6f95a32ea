"""What is shown for every address that leads nowhere."""

import dash
from dash import html

from components.states import not_found, page_header

dash.register_page(__name__, title="Not found · AdVision")


def layout(**_query: str) -> html.Div:
    """The page."""
    return html.Div([page_header("Page not found"), not_found()], className="page-content")
