"""Buttons and links that look like buttons. One primary button per page; what destroys is `danger` and asks first."""

from typing import Any

from dash import dcc, html

from components.icons import icon
from components.safe_links import safe_href


def _classes(tone: str, small: bool, icon_only: bool) -> str:
    names = ["button"]
    if tone:
        names.append(f"button-{tone}")
    if small:
        names.append("button-small")
    if icon_only:
        names.append("button-icon")
    return " ".join(names)


def _inside(label: str, symbol: str, icon_only: bool) -> list[Any]:
    words = html.Span(label, className="visually-hidden") if icon_only else label
    return [icon(symbol), words] if symbol else [words]


def button(
    label: str,
    component_id: Any = None,
    *,
    tone: str = "",
    symbol: str = "",
    small: bool = False,
    icon_only: bool = False,
    disabled: bool = False,
    extra_class: str = "",
    **more: Any,
) -> html.Button:
    """A button; `tone` is "", primary, danger or quiet. An icon-only one keeps its label for screen readers."""
    given: dict[str, Any] = {"id": component_id} if component_id is not None else {}
    if icon_only:
        given["title"] = label
    return html.Button(
        _inside(label, symbol, icon_only),
        type="button",
        className=f"{_classes(tone, small, icon_only)} {extra_class}".rstrip(),
        disabled=disabled,
        **given,
        **more,
    )


def link_button(label: str, href: str, *, tone: str = "", symbol: str = "", small: bool = False) -> dcc.Link:
    """A link inside the app that looks like a button; the page changes without a reload."""
    return dcc.Link(
        _inside(label, symbol, icon_only=False), href=safe_href(href), className=_classes(tone, small, icon_only=False)
    )


def download_button(label: str, href: str, *, tone: str = "", symbol: str = "download", small: bool = False) -> html.A:
    """A link to a file that the server sends."""
    return html.A(
        _inside(label, symbol, icon_only=False),
        href=safe_href(href),
        download="",
        className=_classes(tone, small, icon_only=False),
    )
