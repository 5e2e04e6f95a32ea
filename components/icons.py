"""Icons by name, drawn as CSS masks from `assets/10-vendor/icons.css`, in the colour of the text around them."""

from dash import html

from components.attributes import DECORATION


def icon(name: str, large: bool = False) -> html.Span:
    """An icon that only decorates: the words beside it carry the meaning, screen readers skip it."""
    size = " icon-lg" if large else ""
    return html.Span(className=f"icon icon-{name}{size}", **DECORATION)
