"""Which model gave a number, and how it works: one line under every part, its card behind it."""

from typing import Any

from dash import html

from components import formats
from components.icons import icon
from domain.model_registry import CardFigure, ModelCard, ModelUse

_TONES = {"heuristic": "tone-warn", "trained": "tone-good"}


def model_line(use: ModelUse, card: ModelCard | None) -> html.Details:
    """Name, version and label of what answered; unfolded, its card."""
    tone = _TONES.get(use.label, "tone-info")
    summary = html.Summary(
        [
            icon("chevron-right"),
            html.Span("How this works"),
            html.Span(f"{use.name} {use.version}", className="model-name num"),
            html.Span(use.label, className=f"badge-soft {tone}"),
        ]
    )
    return html.Details([summary, html.Div(_card(use, card), className="model-card")], className="model-line")


def _card(use: ModelUse, card: ModelCard | None) -> list[Any]:
    parts: list[Any] = [html.P(use.note)] if use.note else []
    if card is None:
        if not use.note:
            parts.append(html.P("This version has no card here; Settings › Models says where it comes from."))
        return parts
    pairs = (("Predicts", card.predicts), ("How", card.method), ("Learned from", card.trained_on))
    rows: list[Any] = []
    for label, value in pairs:
        if value:
            rows += [html.Dt(label), html.Dd(value)]
    parts.append(html.Dl(rows, className="model-facts"))
    if card.figures:
        parts += [html.H4("Measured"), html.Ul([html.Li(_figure(figure)) for figure in card.figures])]
    if card.limits:
        parts += [html.H4("When not to trust it"), html.Ul([html.Li(line) for line in card.limits])]
    if card.sources:
        parts.append(html.P("Sources: " + "; ".join(card.sources), className="muted"))
    return parts


def _figure(figure: CardFigure) -> list[Any]:
    value = "not measured" if figure.value is None else formats.count(figure.value).short
    parts: list[Any] = [html.Strong(figure.name), f": {value}"]
    if figure.target is not None:
        parts.append(f" (wished for: {formats.count(figure.target).short})")
    if figure.beside:
        beside = ", ".join(f"{name} {formats.count(number).short}" for name, number in figure.beside.items())
        parts.append(f"; {beside}")
    parts.append(html.Span(f" {figure.protocol}", className="muted"))
    return parts
