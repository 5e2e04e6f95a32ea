"""Adding and deleting notes on days, for every page that shows them."""

from typing import Any

from dash import Input, Output, State, callback, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from auth.identity import page_actor
from callbacks._errors import show_error, show_field_errors, show_toast
from callbacks._rows import read_day, row_id
from callbacks._views import fresh
from components import ids
from components.annotations import form_owner, removal_owner
from domain.analytics import AnnotationInput
from domain.errors import AppError, invalid
from services import annotations

_FIELDS = ("date", "text")


def attach_annotations(owner: str) -> None:
    """Wire the dialogs of `components.annotations`. The store `<owner>-chosen` says which campaign, if any."""
    _attach_form(owner)
    _attach_removal(owner)


def _attach_form(owner: str) -> None:
    form = form_owner(owner)

    @callback(
        Output(ids.dialog(form), "data-open"),
        Output(ids.control(form, "text"), "value"),
        Output(ids.renewed(owner), "data", allow_duplicate=True),
        Input(ids.part(form, "save"), "n_clicks"),
        Input(ids.control(form, "text"), "n_submit"),
        State(ids.control(form, "date"), "date"),
        State(ids.control(form, "text"), "value"),
        State(ids.part(owner, "chosen"), "data"),
        prevent_initial_call=True,
        on_error=show_error,
    )
    def add_note(_save: int | None, _enter: int | None, day: str | None, text: str | None, key: str | None) -> Any:
        actor = page_actor()
        try:
            if not day:
                raise invalid("date", "choose the day that the note is about")
            data = AnnotationInput(
                date=read_day("date", day), text=text or "", campaign_id=row_id(key) if key else None
            )
            annotations.create_annotation(actor, data)
        except (AppError, ValidationError) as error:
            show_field_errors(form, _FIELDS, error, main="text")
            return no_update, no_update, no_update
        show_field_errors(form, _FIELDS, None)
        show_toast("good", "The note is added")
        return "false", "", fresh()


def _attach_removal(owner: str) -> None:
    removal = removal_owner(owner)

    @callback(
        Output(ids.dialog(removal), "data-open"),
        Output(ids.renewed(owner), "data", allow_duplicate=True),
        Input(ids.confirm(removal), "n_clicks"),
        State(ids.part(removal, "chosen"), "data"),
        prevent_initial_call=True,
        on_error=show_error,
    )
    def delete_note(_clicks: int | None, chosen: str | None) -> Any:
        actor = page_actor()
        if not chosen:
            raise PreventUpdate
        annotations.delete_annotation(actor, row_id(chosen))
        show_toast("good", "The note is deleted")
        return "false", fresh()
