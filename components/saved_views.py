"""Named views of a page: the menu that leads to them, and the dialog that saves the present one."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import ids
from components.attributes import attributes
from components.buttons import button
from components.dialogs import dialog, opener
from components.filters import leads_to
from components.forms import text_field
from components.icons import icon
from domain.analytics import SavedViewResult

NAME_LIMIT = 120


def form_owner(owner: str) -> str:
    """The owner of the dialog that saves a view."""
    return f"{owner}-view"


def saved_views_menu(owner: str) -> html.Details:
    """The menu; a callback fills its list when the page opens and after each change."""
    face = html.Summary([icon("bookmark"), "Views"], className="button")
    empty = html.Div(id=ids.part(owner, "views"), className="view-list")
    gone = dcc.Store(id=ids.part(owner, "view-gone"))
    add = html.Button(
        [icon("plus-lg"), "Save this view…"], type="button", className="menu-item", **opener(form_owner(owner))
    )
    panel = html.Div([gone, empty, html.Hr(className="divider"), add], className="menu-panel menu-panel-views")
    return html.Details([face, panel], className="menu")


def saved_view_items(owner: str, views: Sequence[SavedViewResult]) -> list[Any]:
    """One line for each view: its name leads there; one's own can be deleted."""
    if not views:
        return [html.P("No saved views yet.", className="menu-empty")]
    return [_item(owner, view) for view in views]


def _item(owner: str, view: SavedViewResult) -> html.Div:
    words: list[Any] = [icon("bookmark"), html.Span(view.name, className="truncate")]
    if view.is_shared:
        words.append(html.Span("shared" if view.is_own else f"by {view.owner}", className="badge-soft"))
    show = html.Button(
        words,
        type="button",
        className="menu-item",
        **leads_to(owner, view.query),
    )
    if not view.is_own:
        return html.Div(show, className="view-line")
    about = attributes(data_choose=ids.part(owner, "view-gone"), data_choice=str(view.id))
    label = f"Delete the view {view.name}"
    remove = button(label, tone="quiet", symbol="trash", small=True, icon_only=True, **about)
    return html.Div([show, remove], className="view-line")


def saved_views_dialog(owner: str) -> html.Dialog:
    """Name, and whether colleagues see it."""
    form = form_owner(owner)
    share = dcc.Checklist(
        id=ids.control(form, "shared"),
        options=[{"value": "yes", "label": "Share it with everyone in the organization"}],
        value=[],
        className="checks",
    )
    body = html.Div(
        [
            html.P("Keeps the period, the filters and the measure of the charts under a name."),
            text_field(form, "name", "Name", placeholder="Monday report", max_length=NAME_LIMIT),
            share,
        ],
        className="stack",
    )
    return dialog(form, "Save this view", body, [button("Save the view", ids.part(form, "save"), tone="primary")])
