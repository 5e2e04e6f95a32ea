"""Which of many alike buttons was pressed."""

from dash import ctx
from dash.exceptions import PreventUpdate


def pressed_key() -> str:
    """The key of the pressed button of a pattern.

    A list that is drawn anew reports its buttons too, without a click: those calls end here.
    """
    triggered = ctx.triggered_id
    if not triggered or not ctx.triggered or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    return str(triggered["key"])
