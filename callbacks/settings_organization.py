"""Saves the organization's name and defaults, and removes its example data."""

from typing import Any

from dash import Input, Output, State, callback, no_update

from auth.identity import page_actor
from callbacks._errors import show_error, show_field_errors, show_toast
from components import ids, settings_ids
from domain.errors import AppError
from services import example_data, organizations

_OWNER = settings_ids.ORGANIZATION
_FIELDS = ("name", "currency", "time_zone")


@callback(
    Output(ids.control(_OWNER, "name"), "value"),
    Input(settings_ids.save(_OWNER), "n_clicks"),
    Input(ids.control(_OWNER, "name"), "n_submit"),
    *(State(ids.control(_OWNER, name), "value") for name in _FIELDS),
    prevent_initial_call=True,
    on_error=show_error,
)
def save_organization(
    _clicks: int | None, _enter: int | None, name: str | None, currency: str | None, time_zone: str | None
) -> Any:
    """Keep the name as it was cleaned, or the errors at their fields."""
    actor = page_actor()
    try:
        saved = organizations.update_organization(actor, name or "", currency or "", time_zone or "")
    except AppError as error:
        show_field_errors(_OWNER, _FIELDS, error)
        return no_update
    show_field_errors(_OWNER, _FIELDS, None)
    show_toast("good", "The organization is saved")
    return saved.name


@callback(
    Output(settings_ids.place(settings_ids.EXAMPLE), "href"),
    Input(ids.confirm(settings_ids.EXAMPLE), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def remove_example(_clicks: int | None) -> str:
    """Remove the example data; the overview then loads anew, without the ribbon and with the first steps."""
    example_data.remove_example(page_actor())
    return "/"
