"""Short messages after an action. Good news leaves by itself, bad news stays until it is closed."""

from typing import Any

from dash import html

from components import ids
from components.attributes import attributes
from components.icons import icon
from domain.errors import AppError

_SYMBOLS = {"good": "check-circle", "info": "info-circle", "warn": "exclamation-triangle", "bad": "exclamation-circle"}
# Long enough to read two lines twice.
_SECONDS = "7"


def toast_region() -> html.Div:
    """Where toasts appear; callbacks write its children. Screen readers hear what is added."""
    return html.Div(id=ids.TOASTS, className="toasts", role="status", **attributes(aria_live="polite"))


def toast(tone: str, title: str, text: str = "", key: str = "") -> html.Div:
    """One message. A new `key` (a request id, a counter) makes the same words show again."""
    body: list[Any] = [html.Strong(title)]
    if text:
        body.append(html.Span(text))
    close = html.Button(
        [icon("x-lg"), html.Span("Close", className="visually-hidden")],
        type="button",
        className="button button-quiet button-icon button-small",
        **attributes(data_dismiss_toast=True),
    )
    life: dict[str, Any] = {} if tone in ("bad", "warn") else {"data-seconds": _SECONDS}
    mark = html.Span(icon(_SYMBOLS[tone]), className=f"text-{tone}" if tone != "info" else "muted")
    return html.Div(
        [mark, html.Div(body, className="toast-text"), close], key=key or None, className="toast-note", **life
    )


def error_toast(error: AppError, request_id: str = "") -> html.Div:
    """An error in its own words, with the id to quote."""
    return toast("bad", error.message, f"Request id {request_id}" if request_id else "", key=request_id)
