"""What a page shows when it has nothing to show yet: loading, empty, error, no permission; and its header."""

from typing import Any

from dash import dcc, html

from components.attributes import DECORATION, attributes
from components.buttons import link_button
from components.icons import icon
from domain.errors import AppError

Children = Any


def page_header(
    title: str, lead: str = "", actions: list[Any] | None = None, trail: list[tuple[str, str]] | None = None
) -> html.Header:
    """The page's only h1, one sentence of what it is for, its main actions, and the way back."""
    text: list[Any] = [_trail(trail)] if trail else []
    text.append(html.H1(title, tabIndex="-1"))
    if lead:
        text.append(html.P(lead, className="page-lead"))
    children: list[Any] = [html.Div(text, className="page-header-text")]
    if actions:
        children.append(html.Div(actions, className="page-actions"))
    return html.Header(children, className="page-header")


def _trail(steps: list[tuple[str, str]]) -> html.Nav:
    parts: list[Any] = []
    for label, href in steps:
        parts += [dcc.Link(label, href=href), html.Span("/", **DECORATION)]
    return html.Nav(parts[:-1], className="breadcrumb-line", **attributes(aria_label="Breadcrumb"))


def _state(
    kind: str,
    symbol: str,
    title: str,
    text: Children,
    actions: list[Any] | None,
    small: bool = False,
    role: str = "group",
) -> html.Div:
    children: list[Any] = [
        html.Span(icon(symbol), className="state-icon"),
        html.H2(title, className="state-title"),
        html.Div(text, className="state-text"),
    ]
    if actions:
        children.append(html.Div(actions, className="state-actions"))
    return html.Div(children, className=f"state{kind}{' state-small' if small else ''}", role=role)


def empty_state(
    title: str, text: Children, actions: list[Any] | None = None, symbol: str = "inbox", small: bool = False
) -> html.Div:
    """Nothing here yet: what will be here, and the next step as a button."""
    return _state("", symbol, title, text, actions, small)


def error_state(
    error: AppError | None = None, request_id: str = "", actions: list[Any] | None = None, small: bool = False
) -> html.Div:
    """Something failed: what it means in words, and the id under which our log has it. Never a raw exception."""
    message = error.message if error else "Something went wrong on our side. Nothing you did is lost; try again."
    text: list[Any] = [html.P(message)]
    if request_id:
        text.append(html.P(["Request id ", html.Code(request_id)], className="request-id"))
    return _state(" state-bad", "exclamation-triangle", "This did not work", text, actions, small, role="alert")


def no_permission(what: str = "this page", who: str = "an admin of your organization") -> html.Div:
    """The role does not allow it: say so, and who can change that."""
    return _state(" state-quiet", "lock", f"Your role does not include {what}", f"Ask {who} if you need it.", None)


def not_found(back_href: str = "/", back_label: str = "Back to the overview") -> html.Div:
    """No such page or object, or not one of this organization: the answer is the same."""
    return _state(
        " state-quiet",
        "search",
        "There is nothing here",
        "The link may be old, or what it showed was deleted.",
        [link_button(back_label, back_href)],
    )


def not_found_page() -> html.Div:
    """A whole page for an address that leads nowhere."""
    return html.Div([page_header("Page not found"), not_found()], className="page-content")


def _bones(*classes: str) -> list[html.Span]:
    return [html.Span(className=f"skeleton skeleton-{name}") for name in classes]


def _waiting(children: list[Any], what: str, class_name: str) -> html.Div:
    label = html.Span(f"Loading {what}…", className="visually-hidden", role="status")
    return html.Div([label, html.Div(children, className=class_name, **DECORATION)], className="loading")


def loading_cards(number: int = 8, what: str = "figures") -> html.Div:
    """The KPI cards before their numbers arrive, at the size they will have."""
    return _waiting(
        [html.Div(_bones("text", "value", "text"), className="kpi") for _ in range(number)], what, "kpi-grid"
    )


def loading_chart(what: str = "chart") -> html.Div:
    """A chart card before its figure arrives."""
    return _waiting([html.Div(_bones("text", "chart"), className="panel-body stack stack-tight")], what, "panel")


def loading_table(rows: int = 8, what: str = "table") -> html.Div:
    """A table before its rows arrive."""
    return _waiting([html.Div(_bones(*["row"] * rows), className="panel-body")], what, "panel")


def notice(tone: str, title: str, text: Children = None, actions: list[Any] | None = None) -> html.Div:
    """A message in the flow of a page; `tone` is info, good, warn or bad. Words say it, the colour only repeats it."""
    symbols = {
        "info": "info-circle",
        "good": "check-circle",
        "warn": "exclamation-triangle",
        "bad": "exclamation-circle",
    }
    body: list[Any] = [html.Div(title, className="notice-title")]
    if text:
        body.append(html.Div(text))
    children: list[Any] = [icon(symbols[tone]), html.Div(body, className="notice-body")]
    if actions:
        children.append(html.Div(actions, className="row-line"))
    return html.Div(children, className=f"notice notice-{tone}", role="alert" if tone == "bad" else "status")
