"""The brand profile as a form, and as plain reading for those who may not change it."""

import json
from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import ids, settings_ids
from components.attributes import attributes
from components.buttons import button
from components.cards import panel
from components.forms import error_text, field, field_class, form_actions, text_field
from components.states import empty_state
from domain.brand_profiles import BrandProduct, BrandProfile

OWNER = settings_ids.BRAND
FIELDS = ("name", "voice", "audience", "allowed_claims", "banned_words")
PRODUCT_FIELDS = ("name", "description", "benefits", "price", "offer")
_LABELS = {
    "name": ("Product", "As it is written in ads.", 120),
    "description": ("In a sentence", "A whole sentence can stand in an ad as it is.", 2000),
    "benefits": ("Benefits, one per line", "What is true of it. Ads state nothing else.", 10_000),
    "price": ("Price", "As you would print it, such as from €12.", 200),
    "offer": ("Offer", "Such as 15% off until Sunday.", 200),
}
_LONG = {"description": 2, "benefits": 4}


def brand_body(profile: BrandProfile, *, may_edit: bool) -> list[Any]:
    """The page below its header."""
    return _form(profile) if may_edit else _reading(profile)


def _form(profile: BrandProfile) -> list[Any]:
    voice = html.Div(
        [
            text_field(OWNER, "name", "Brand", profile.name, max_length=200, required=False),
            _long(
                "voice", "Voice", profile.voice, "How ads should sound, such as calm, precise, no exclamation marks."
            ),
            _long("audience", "Audience", profile.audience, "Whom the brand speaks to when a brief does not say."),
        ],
        className="form-narrow",
    )
    limits = html.Div(
        [
            _long("allowed_claims", "Allowed claims, one per line", _lines(profile.allowed_claims),
                  "Strong claims that you can prove: best, free, guaranteed and the like are left out otherwise."),
            _long("banned_words", "Banned words, one per line", _lines(profile.banned_words),
                  "They never appear in a generated ad, in any form or spelling."),
        ],
        className="form-narrow",
    )  # fmt: skip
    products = [product_form(str(index), product) for index, product in enumerate(profile.products)]
    placed = html.Div(products, id=ids.part(OWNER, "products"), className="stack")
    add = button("Add a product", ids.part(OWNER, "add"), symbol="plus-lg")
    return [
        panel("Voice", voice),
        panel(
            "Products",
            html.Div([placed, html.Div(add)], className="stack"),
            lead="Ads take their facts from here. The first product is used where a brief names none.",
        ),
        panel("Limits", limits, lead="A banned word wins over an allowed claim."),
        form_actions(button("Save", settings_ids.save(OWNER), tone="primary")),
    ]  # fmt: skip


def _long(name: str, label: str, value: str, help_text: str) -> html.Div:
    control = dcc.Textarea(id=ids.control(OWNER, name), value=value, rows=4 if "per line" in label else 2)
    return field(OWNER, name, label, control, help_text=help_text, required=False)


def product_form(key: str, product: BrandProduct | None = None) -> html.Fieldset:
    """One product's fields; `key` tells it from the others on the page."""
    values = product.model_dump() if product is not None else {}
    values["benefits"] = _lines(values.get("benefits", ()))
    title = product.name if product is not None else "New product"
    remove = button(
        "Remove", control_id(key, "remove"), small=True, symbol="trash", **attributes(aria_label=f"Remove {title}")
    )
    fields = [_product_field(key, name, values.get(name, "")) for name in PRODUCT_FIELDS]
    return html.Fieldset(
        [
            html.Div([html.Legend(title, className="brand-product-title"), remove], className="brand-product-head"),
            html.Div(fields, className="brand-product-fields"),
        ],
        className="brand-product",
        id=control_id(key, "product"),
    )


def _product_field(key: str, name: str, value: str) -> html.Div:
    label, help_text, limit = _LABELS[name]
    component_id: Any = control_id(key, name)
    control: Any = (
        dcc.Textarea(id=component_id, value=value, rows=_LONG[name], maxLength=limit)
        if name in _LONG
        else dcc.Input(id=component_id, type="text", value=value, maxLength=limit, autoComplete="off")
    )
    words: list[Any] = [label] if name == "name" else [label, html.Span(" (optional)", className="optional")]
    return html.Div(
        [
            html.Label(words, htmlFor=written_id(component_id), className="field-label"),
            control,
            html.Div(help_text, className="field-help"),
            html.Div([], id=control_id(key, f"{name}-error"), className="field-error", role="alert"),
        ],
        id=control_id(key, f"{name}-field"),
        className="field field-wide" if name in _LONG else "field",
    )


def control_id(key: str, name: str) -> Any:
    """The id of a part of one product's form."""
    return ids.many(OWNER, name, key)


def written_id(component_id: dict[str, str]) -> str:
    """A pattern's id as Dash writes it into the page, which labels need."""
    return json.dumps(component_id, sort_keys=True, separators=(",", ":"))


def product_error(words: str, name: str) -> tuple[list[Any], str]:
    """The children of a product field's error line, and the class of its wrapper."""
    wide = " field-wide" if name in _LONG else ""
    return error_text(words), f"{field_class(words)}{wide}"


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(texts)


def _reading(profile: BrandProfile) -> list[Any]:
    if profile == BrandProfile():
        return [empty_state("No brand profile yet", "Analysts and admins describe the brand here.", symbol="flag")]
    voice = [("Brand", profile.name), ("Voice", profile.voice), ("Audience", profile.audience)]
    limits = [("Allowed claims", _words(profile.allowed_claims)), ("Banned words", _words(profile.banned_words))]
    products = [html.Div(_facts(_told(product)), className="brand-product") for product in profile.products]
    return [
        panel("Voice", _facts(voice)),
        panel("Products", html.Div(products or "None yet.", className="stack")),
        panel("Limits", _facts(limits)),
    ]


def _told(product: BrandProduct) -> list[tuple[str, Any]]:
    return [
        ("Product", product.name),
        ("In a sentence", product.description),
        ("Benefits", html.Ul([html.Li(line) for line in product.benefits]) if product.benefits else ""),
        ("Price", product.price),
        ("Offer", product.offer),
    ]


def _words(texts: Sequence[str]) -> str:
    return ", ".join(texts)


def _facts(rows: Sequence[tuple[str, Any]]) -> html.Dl:
    parts: list[Any] = []
    for label, value in rows:
        parts += [html.Dt(label), html.Dd(value or "Not set")]
    return html.Dl(parts, className="facts-list")
