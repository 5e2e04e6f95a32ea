"""Which of many alike buttons was pressed, and about which row."""

from uuid import UUID

from dash import ctx
from dash.exceptions import PreventUpdate

from domain.errors import not_found


def pressed_key() -> str:
    """The key of the pressed button of a pattern.

    A list that is drawn anew reports its buttons too, without a click: those calls end here.
    """
    triggered = ctx.triggered_id
    if not triggered or not ctx.triggered or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    return str(triggered["key"])


def row_id(text: object) -> UUID:
    """An id that the page holds. What is none is answered like one that does not exist."""
    try:
        return UUID(str(text))
    except ValueError:
        raise not_found() from None
