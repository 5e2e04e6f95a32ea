"""What every page with a view in its address shares: filters that change the address, and views saved by name."""

from typing import Any
from uuid import uuid4

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, ctx, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from auth.identity import page_actor
from callbacks._errors import show_error, show_field_errors, show_toast
from callbacks._rows import row_id
from components import ids
from components.saved_views import form_owner, saved_view_items
from domain.analytics import SavedViewInput
from domain.errors import AppError
from services import saved_views

PICKS = ("platforms", "countries", "categories", "statuses", "currency", "compare")


def filter_outputs(owner: str) -> list[Output]:
    """The places of a filter bar's parts, in the order of `filter_answer`."""
    return [
        Output(ids.part(owner, "presets"), "children"),
        Output(ids.part(owner, "controls"), "children"),
        Output(ids.part(owner, "reset"), "children"),
        Output(ids.part(owner, "chips"), "children"),
        Output(ids.part(owner, "shown"), "data"),
    ]


def filter_state(owner: str) -> State:
    """What the filter bar stood at when the page asked."""
    return State(ids.part(owner, "shown"), "data")


def keep_controls(answer: list[Any], before: Any, data_version: int) -> list[Any]:
    """The answer, without the controls where the page has them already: drawing them anew would close them.

    A page that was just opened asks without a trigger; its store may still hold what an earlier visit left there.
    """
    if ctx.triggered_id and isinstance(before, dict) and before.get("version") == data_version:
        answer[1] = no_update
    return answer


def attach_filters(owner: str, picks: tuple[str, ...] = PICKS) -> None:
    """Let the controls of the owner's filter bar write the address, and follow it. It runs in the browser."""
    for name in picks:
        clientside_callback(
            ClientsideFunction("views", "pick"),
            Output(ids.place(owner), "search", allow_duplicate=True),
            Input(ids.part(owner, name), "value"),
            State(ids.place(owner), "search"),
            prevent_initial_call=True,
        )
    clientside_callback(
        ClientsideFunction("views", "dates"),
        Output(ids.place(owner), "search", allow_duplicate=True),
        Input(ids.part(owner, "dates"), "start_date"),
        Input(ids.part(owner, "dates"), "end_date"),
        State(ids.place(owner), "search"),
        prevent_initial_call=True,
    )
    clientside_callback(
        ClientsideFunction("views", "follow"),
        Output(ids.part(owner, "shown"), "modified_timestamp"),
        Input(ids.part(owner, "shown"), "data"),
        prevent_initial_call=True,
    )


def attach_saved_views(owner: str, page: str) -> None:
    """List, save and delete the views of a page."""
    _attach_saving(owner, page)

    @callback(
        Output(ids.part(owner, "views"), "children"),
        Input(ids.part(owner, "views"), "id"),
        on_error=show_error,
    )
    def show_views(_id: str) -> list[Any]:
        return saved_view_items(owner, saved_views.list_views(page_actor(), page))

    @callback(
        Output(ids.part(owner, "views"), "children", allow_duplicate=True),
        Output(ids.part(owner, "view-gone"), "data"),
        Input(ids.part(owner, "view-gone"), "data"),
        prevent_initial_call=True,
        on_error=show_error,
    )
    def delete_view(gone: str | None) -> Any:
        actor = page_actor()
        if not gone:
            raise PreventUpdate
        saved_views.delete_view(actor, row_id(gone))
        show_toast("good", "The view is deleted")
        return saved_view_items(owner, saved_views.list_views(actor, page)), None


def _attach_saving(owner: str, page: str) -> None:
    form = form_owner(owner)

    @callback(
        Output(ids.part(owner, "views"), "children", allow_duplicate=True),
        Output(ids.dialog(form), "data-open"),
        Output(ids.control(form, "name"), "value"),
        Input(ids.part(form, "save"), "n_clicks"),
        Input(ids.control(form, "name"), "n_submit"),
        State(ids.control(form, "name"), "value"),
        State(ids.control(form, "shared"), "value"),
        State(ids.place(owner), "search"),
        prevent_initial_call=True,
        on_error=show_error,
    )
    def save_view(_save: int | None, _enter: int | None, name: Any, shared: Any, search: str | None) -> Any:
        actor = page_actor()
        try:
            data = SavedViewInput(page=page, name=name or "", query=search or "", is_shared=bool(shared))
            saved_views.save_view(actor, data)
        except (AppError, ValidationError) as error:
            show_field_errors(form, ["name"], error, main="name")
            return no_update, no_update, no_update
        show_field_errors(form, ["name"], None)
        show_toast("good", "The view is saved", "You find it under “Views”.")
        return saved_view_items(owner, saved_views.list_views(actor, page)), "false", ""


def fresh() -> str:
    """A value that no store had before."""
    return uuid4().hex
