"""Shows API keys, makes and revokes them."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from dash import ALL, Input, Output, State, callback, ctx, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from auth.identity import page_actor
from callbacks._errors import show_answer, show_error, show_field_errors, show_toast
from callbacks._rows import pressed_key, row_id
from components import ids, settings_ids
from components.settings_access import created_key, key_list
from domain.accounts import ApiKeyInput
from domain.errors import AppError, ErrorCode
from services import api_keys, sessions

_LIST, _NEW, _OLD = settings_ids.KEYS, settings_ids.NEW_KEY, settings_ids.OLD_KEY
_RENEWED = settings_ids.renewed(_LIST)
_FIELDS = ("name", "scopes", "life", "password")


@callback(Output(settings_ids.rows(_LIST), "children"), Input(_RENEWED, "data"), on_error=show_error)
def show_keys(_renewed: Any) -> Any:
    """The list of keys."""
    return key_list(api_keys.list_api_keys(page_actor()), datetime.now(UTC))


@callback(
    Output(ids.control(_NEW, "name"), "value"),
    Output(ids.control(_NEW, "password"), "value"),
    Output(ids.part(_NEW, "proof"), "hidden"),
    Output(_RENEWED, "data"),
    Input(settings_ids.save(_NEW), "n_clicks"),
    Input(ids.part(_NEW, "open"), "n_clicks"),
    *(State(ids.control(_NEW, name), "value") for name in _FIELDS),
    prevent_initial_call=True,
    on_error=show_error,
)
def create_key(
    _save: int | None,
    _open: int | None,
    name: str | None,
    scopes: list[str] | None,
    life: str | None,
    password: str | None,
) -> Any:
    """Make the key and show it once. Where the sign-in is old, the password field appears."""
    actor = page_actor()
    if ctx.triggered_id == ids.part(_NEW, "open"):
        show_field_errors(_NEW, _FIELDS, None)
        show_answer(_NEW, None)
        # The fields are emptied by making the key: emptied now, they would lose what was typed meanwhile.
        return no_update, no_update, sessions.is_recent(actor), no_update
    days = int(life) if life and life.isdigit() else None
    try:
        if password:
            sessions.confirm_password(actor, password)
        data = ApiKeyInput(name=name or "", scopes=tuple(scopes or ()), expires_in_days=days)
        key = api_keys.create_api_key(actor, data)
    except (AppError, ValidationError) as error:
        is_old = isinstance(error, AppError) and error.code is ErrorCode.REAUTHENTICATION_NEEDED
        is_wrong = isinstance(error, AppError) and error.code in {ErrorCode.WRONG_CREDENTIALS, ErrorCode.LOCKED_OUT}
        words = {"name": "Give the key a name that says what uses it."}
        show_field_errors(_NEW, _FIELDS, error, main="password" if is_old or is_wrong else "", words=words)
        return no_update, no_update, False if is_old or is_wrong else no_update, no_update
    show_field_errors(_NEW, _FIELDS, None)
    show_answer(_NEW, created_key(key))
    return "", "", True, uuid4().hex


@callback(
    Output(ids.dialog(_OLD), "data-open"),
    Output(settings_ids.chosen(_OLD), "data"),
    Output(settings_ids.words(_OLD), "children"),
    Input(ids.many(_LIST, "revoke", ALL), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def ask_before_revoking(_clicks: list[int | None]) -> Any:
    """Open the question about the key whose button was pressed."""
    actor = page_actor()
    pressed = pressed_key()
    found = next((row for row in api_keys.list_api_keys(actor) if str(row.id) == pressed), None)
    if found is None:
        raise PreventUpdate
    return "true", pressed, f"Whatever uses “{found.name}” ({found.prefix}…) is refused from now on."


@callback(
    Output(ids.dialog(_OLD), "data-open", allow_duplicate=True),
    Output(_RENEWED, "data", allow_duplicate=True),
    Input(ids.confirm(_OLD), "n_clicks"),
    State(settings_ids.chosen(_OLD), "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def revoke_key(_clicks: int | None, chosen: str | None) -> Any:
    """End the key at once."""
    actor = page_actor()
    if not chosen:
        raise PreventUpdate
    api_keys.revoke_api_key(actor, row_id(chosen))
    show_toast("good", "The key is revoked")
    return "false", uuid4().hex
