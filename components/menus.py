"""Small menus. They are <details>, so they open without a script; assets/30-scripts/shell.js closes them."""

from typing import Any

from dash import dcc, html

from components.icons import icon
from components.safe_links import safe_href


def menu(label: str, items: list[Any], *, symbol: str = "three-dots", face: Any = None) -> html.Details:
    """A menu behind an icon button, or behind `face`. `label` is what a screen reader calls it."""
    inside = face if face is not None else icon(symbol)
    summary = html.Summary(
        [inside, html.Span(label, className="visually-hidden")],
        className="button button-quiet button-icon button-small" if face is None else "button button-quiet",
        title=label,
    )
    return html.Details([summary, html.Div(items, className="menu-panel")], className="menu")


def menu_link(label: str, href: str, symbol: str) -> dcc.Link:
    """A menu entry that leads to a page."""
    return dcc.Link([icon(symbol), label], href=safe_href(href), className="menu-item")


def menu_download(label: str, href: str, symbol: str) -> html.A:
    """A menu entry that downloads a file."""
    return html.A([icon(symbol), label], href=safe_href(href), download="", className="menu-item")


def menu_button(label: str, symbol: str, component_id: Any = None, **more: Any) -> html.Button:
    """A menu entry that does something."""
    given: dict[str, Any] = {"id": component_id} if component_id is not None else {}
    return html.Button([icon(symbol), label], type="button", className="menu-item", **given, **more)
