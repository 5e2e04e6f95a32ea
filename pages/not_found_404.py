"""What is shown for every address that leads nowhere."""

import dash
from dash import html

from components.states import not_found_page

dash.register_page(__name__, title="Not found · AdVision")


def layout(**_query: str) -> html.Div:
    """The page."""
    return not_found_page()
