"""Saves the brand profile, and adds and removes products on the page; nothing is kept before it is saved."""

import re
from typing import Any
from uuid import uuid4

from dash import ALL, Input, Output, Patch, State, callback, ctx, no_update, set_props
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from auth.errors import from_validation
from auth.identity import page_actor
from callbacks._errors import show_error, show_field_errors, show_toast
from callbacks._rows import pressed_key
from components import ids, settings_ids
from components.settings_brand import FIELDS, OWNER, PRODUCT_FIELDS, control_id, product_error, product_form
from domain.brand_profiles import BrandProfile
from domain.errors import AppError, invalid
from domain.permissions import Permission
from services import brand_profiles

_PRODUCTS = ids.part(OWNER, "products")
_WORDS = {
    "name": "Use 1 to 120 characters",
    "description": "Use at most 2,000 characters",
    "benefits": "Use at most 50 lines of 200 characters",
    "price": "Use at most 200 characters",
    "offer": "Use at most 200 characters",
    "voice": "Use at most 2,000 characters",
    "audience": "Use at most 2,000 characters",
    "allowed_claims": "Use at most 50 lines of 200 characters",
    "banned_words": "Use at most 50 lines of 200 characters",
}


@callback(
    Output(_PRODUCTS, "children"),
    Input(ids.part(OWNER, "add"), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def add_product(clicks: int | None) -> Any:
    """One more product's fields at the end."""
    page_actor().require(Permission.EDIT_BRAND)
    if not clicks:
        raise PreventUpdate
    products = Patch()
    products.append(product_form(uuid4().hex[:8]))
    return products


@callback(
    Output(_PRODUCTS, "children", allow_duplicate=True),
    Input(ids.many(OWNER, "remove", ALL), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def remove_product(_clicks: list[int | None]) -> Any:
    """The product whose button was pressed goes from the page."""
    page_actor().require(Permission.EDIT_BRAND)
    key = pressed_key()
    keys = [entry["id"]["key"] for entry in ctx.inputs_list[0]]
    if key not in keys:
        raise PreventUpdate
    products = Patch()
    del products[keys.index(key)]
    return products


@callback(
    Output(ids.control(OWNER, "name"), "value"),
    Input(settings_ids.save(OWNER), "n_clicks"),
    *(State(ids.control(OWNER, name), "value") for name in FIELDS),
    *(State(ids.many(OWNER, name, ALL), "value") for name in PRODUCT_FIELDS),
    State(ids.many(OWNER, "name", ALL), "id"),
    prevent_initial_call=True,
    on_error=show_error,
)
def save_brand(clicks: int | None, *values: Any) -> Any:
    """Keep the profile and show the brand's name as it was cleaned, or the errors at their fields."""
    actor = page_actor()
    actor.require(Permission.EDIT_BRAND)
    if not clicks:
        raise PreventUpdate
    *values_, names = values
    texts, columns = values_[: len(FIELDS)], [column or [] for column in values_[len(FIELDS) :]]
    keys = [str(name["key"]) for name in names or []]
    try:
        saved = brand_profiles.save_brand_profile(actor, _profile(texts, columns))
    except (AppError, ValidationError) as error:
        _show_problems(_as_app_error(error), keys)
        return no_update
    _show_problems(None, keys)
    show_toast("good", "The brand profile is saved")
    return saved.name


def _profile(texts: list[Any], columns: list[list[Any]]) -> BrandProfile:
    given: dict[str, Any] = dict(zip(FIELDS, texts, strict=True))
    if len({len(column) for column in columns}) > 1:
        raise invalid("products", "reload the page: its products are not whole")
    products = [dict(zip(PRODUCT_FIELDS, row, strict=True)) for row in zip(*columns, strict=True)]
    return BrandProfile.model_validate(
        {
            "name": given["name"] or "",
            "voice": given["voice"] or "",
            "audience": given["audience"] or "",
            "allowed_claims": _lines(given["allowed_claims"]),
            "banned_words": _lines(given["banned_words"]),
            "products": [
                {**{name: value or "" for name, value in row.items()}, "benefits": _lines(row["benefits"])}
                for row in products
            ],
        }
    )


def _lines(text: Any) -> list[str]:
    return [line.strip() for line in str(text or "").splitlines() if line.strip()]


def _as_app_error(error: AppError | ValidationError) -> AppError:
    return from_validation(error) if isinstance(error, ValidationError) else error


def _show_problems(error: AppError | None, keys: list[str]) -> None:
    """Errors to the fields that they name: the profile's own, and those of products by their place in the list."""
    entries = error.details.get("fields", []) if error is not None else []
    products: dict[tuple[int, str], str] = {}
    own: list[tuple[str, str]] = []
    for entry in entries:
        found = re.match(r"products\.(\d+)\.(\w+)", str(entry["field"]))
        if found is not None and int(found.group(1)) < len(keys):
            products[int(found.group(1)), found.group(2)] = str(entry["reason"])
        else:
            own.append((str(entry["field"]).split(".", maxsplit=1)[0], str(entry["reason"])))
    for index, key in enumerate(keys):
        for name in PRODUCT_FIELDS:
            reason = products.get((index, name), "")
            is_known = reason.startswith("there is another")
            words = reason[:1].upper() + reason[1:] if is_known else _WORDS[name] if reason else ""
            children, look = product_error(words, name)
            set_props(control_id(key, f"{name}-error"), {"children": children})
            set_props(control_id(key, f"{name}-field"), {"className": look})
    if error is not None and not products and not own:
        raise error
    problem = invalid(own[0][0], _WORDS.get(own[0][0], own[0][1]).lower()) if own else None
    show_field_errors(OWNER, FIELDS, problem)
