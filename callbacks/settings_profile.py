"""Saves the own name and password."""

from typing import Any

from dash import Input, Output, State, callback, no_update

from auth.identity import page_actor
from callbacks._errors import show_error, show_field_errors, show_toast
from components import ids, settings_ids
from domain.errors import AppError
from services import members

_NAME = ids.control(settings_ids.PROFILE, "full_name")
_CURRENT = ids.control(settings_ids.PASSWORD, "current")
_NEW = ids.control(settings_ids.PASSWORD, "password")


@callback(
    Output(_NAME, "value"),
    Input(settings_ids.save(settings_ids.PROFILE), "n_clicks"),
    Input(_NAME, "n_submit"),
    State(_NAME, "value"),
    prevent_initial_call=True,
    on_error=show_error,
)
def save_name(_clicks: int | None, _enter: int | None, name: str | None) -> Any:
    """Keep the name as it was cleaned, or the error at its field."""
    actor = page_actor()
    try:
        person = members.update_profile(actor, name or "")
    except AppError as error:
        show_field_errors(settings_ids.PROFILE, ["full_name"], error)
        return no_update
    show_field_errors(settings_ids.PROFILE, ["full_name"], None)
    show_toast("good", "Your name is saved")
    return person.full_name


@callback(
    Output(_CURRENT, "value"),
    Output(_NEW, "value"),
    Input(settings_ids.save(settings_ids.PASSWORD), "n_clicks"),
    Input(_NEW, "n_submit"),
    State(_CURRENT, "value"),
    State(_NEW, "value"),
    prevent_initial_call=True,
    on_error=show_error,
)
def change_password(_clicks: int | None, _enter: int | None, current: str | None, new: str | None) -> Any:
    """Empty both fields after the change; a wrong present password is told at its field."""
    actor = page_actor()
    names = ["current", "password"]
    try:
        members.change_password(actor, current or "", new or "")
    except AppError as error:
        show_field_errors(settings_ids.PASSWORD, names, error, main="current")
        return no_update, no_update
    show_field_errors(settings_ids.PASSWORD, names, None)
    show_toast("good", "Your password is changed", "You are signed out everywhere else.")
    return "", ""
