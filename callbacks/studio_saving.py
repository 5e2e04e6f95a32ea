"""Keeping an ad of the studio as a creative: one on the page, or a variant that was written."""

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from auth.identity import page_actor
from callbacks._errors import show_error, show_field_errors, show_toast
from callbacks._rows import row_id
from callbacks.studio import read_ad
from components import ids, studio_ids
from components.studio_ids import SAVING, SLOTS
from components.studio_write import VARIANT_FIELDS
from domain.actors import Actor
from domain.creatives import Creative
from domain.errors import AppError, invalid
from domain.generation import VariantInput
from domain.studio import StudioSave
from services import studio

_WORDS = {"name": "Use 1 to 300 characters."}


@callback(
    Output(ids.dialog(SAVING), "data-open"),
    Output(ids.control(SAVING, "name"), "value"),
    Input(ids.confirm(SAVING), "n_clicks"),
    State(ids.control(SAVING, "name"), "value"),
    State(studio_ids.SAVED_AD, "data"),
    State(ids.many(studio_ids.OWNER, "picture", ALL), "data"),
    State(ids.many(studio_ids.OWNER, "typed", ALL), "data"),
    *(State(ids.many(studio_ids.VARIANT, name, ALL), "value") for name in VARIANT_FIELDS),
    prevent_initial_call=True,
    on_error=show_error,
)
def save_ad(clicks: int | None, name: str | None, chosen: str | None, *_values: Any) -> Any:
    """Keep what the dialog is about under the given name."""
    actor = page_actor()
    if not clicks:
        raise PreventUpdate
    pictures, typed, *fields = (_by_key(entries) for entries in ctx.states_list[2:])
    key = chosen or SLOTS[0]
    words = {part: str(field.get(key) or "") for part, field in zip(VARIANT_FIELDS, fields, strict=True)}
    try:
        if not (name or "").strip():
            raise invalid("name", "give it a name to find it by")
        if key in SLOTS:
            made = _save_ad(actor, name or "", pictures.get(key), typed.get(key))
        else:
            made = _save_variant(actor, name or "", pictures.get("write"), key, words)
    except (AppError, ValidationError) as error:
        show_field_errors(SAVING, ("name",), error, main="name", words=_WORDS)
        return no_update, no_update
    show_field_errors(SAVING, ("name",), None)
    show_toast("good", f"“{made.name}” is saved", "You find it under Creatives.")
    return "false", ""


def _save_ad(actor: Actor, name: str, picture: dict[str, str] | None, words: str | None) -> Creative:
    ad = read_ad(picture, words, None, "")
    asked = StudioSave(name=name, ad_text=ad.ad_text or "", creative_id=ad.creative_id, picture_id=ad.picture_id)
    return studio.save_creative(actor, asked)


def _save_variant(actor: Actor, name: str, picture: dict[str, str] | None, key: str, words: dict[str, str]) -> Creative:
    where = read_ad(picture, "", None, "")
    return studio.save_variant(actor, row_id(key), VariantInput(**words), name, where.picture_id)


def _by_key(entries: Any) -> dict[str, Any]:
    """The values of a pattern by their key."""
    return {entry["id"]["key"]: entry.get("value") for entry in entries or ()}
