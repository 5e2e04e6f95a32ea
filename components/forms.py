"""Labelled form fields with help and error text.

assets/30-scripts/shell.js ties the texts to the input for screen readers.
"""

from collections.abc import Sequence
from typing import Any, Literal

from dash import dcc, html

from components import ids
from components.icons import icon

InputKind = Literal["text", "email", "password", "search", "url", "tel"]


def field(
    owner: str, name: str, label: str, control: Any, *, help_text: str = "", error: str = "", required: bool = True
) -> html.Div:
    """A control with its label above, help and error below. A callback sets the error line and the wrapper's class."""
    words: list[Any] = [label] if required else [label, html.Span(" (optional)", className="optional")]
    children: list[Any] = [html.Label(words, htmlFor=ids.control(owner, name), className="field-label"), control]
    if help_text:
        children.append(html.Div(help_text, id=ids.field_help(owner, name), className="field-help"))
    children.append(html.Div(error_text(error), id=ids.field_error(owner, name), className="field-error", role="alert"))
    return html.Div(children, id=ids.field(owner, name), className=field_class(error))


def error_text(error: str) -> list[Any]:
    """The children of an error line; empty where there is none."""
    return [icon("exclamation-circle"), error] if error else []


def field_class(error: str) -> str:
    """The class of a field's wrapper."""
    return "field has-error" if error else "field"


def text_field(
    owner: str,
    name: str,
    label: str,
    value: str | None = None,
    *,
    kind: InputKind = "text",
    placeholder: str = "",
    autocomplete: str = "off",
    max_length: int | None = None,
    help_text: str = "",
    error: str = "",
    required: bool = True,
    **more: Any,
) -> html.Div:
    """One line of text; `kind` is text, email, password, search, url or tel."""
    limits: dict[str, Any] = {"maxLength": max_length} if max_length else {}
    control = dcc.Input(
        id=ids.control(owner, name),
        type=kind,
        value=value or "",
        placeholder=placeholder,
        autoComplete=autocomplete,
        **limits,
        **more,
    )
    return field(owner, name, label, control, help_text=help_text, error=error, required=required)


def number_field(
    owner: str,
    name: str,
    label: str,
    value: float | None = None,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    step: float | str = "any",
    help_text: str = "",
    error: str = "",
    required: bool = True,
) -> html.Div:
    """A number."""
    limits: dict[str, Any] = {key: limit for key, limit in (("min", minimum), ("max", maximum)) if limit is not None}
    control = dcc.Input(id=ids.control(owner, name), type="number", value=value, step=step, **limits)
    return field(owner, name, label, control, help_text=help_text, error=error, required=required)


def long_text_field(
    owner: str,
    name: str,
    label: str,
    value: str = "",
    *,
    rows: int = 4,
    max_length: int | None = None,
    help_text: str = "",
    error: str = "",
    required: bool = True,
) -> html.Div:
    """Several lines of text."""
    control = dcc.Textarea(id=ids.control(owner, name), value=value, rows=rows, maxLength=max_length)
    return field(owner, name, label, control, help_text=help_text, error=error, required=required)


def choice_field(
    owner: str,
    name: str,
    label: str,
    choices: Sequence[tuple[str, str]],
    value: str | list[str] | None = None,
    *,
    many: bool = False,
    clearable: bool = False,
    placeholder: str = "Choose…",
    help_text: str = "",
    error: str = "",
    required: bool = True,
) -> html.Div:
    """One of several (or some, with `many`); `choices` are pairs of value and label."""
    control = select(
        ids.control(owner, name), choices, value, many=many, clearable=clearable or many, placeholder=placeholder
    )
    return field(owner, name, label, control, help_text=help_text, error=error, required=required)


# A short list is read faster than it is searched.
_SEARCH_FROM = 9


def select(
    component_id: str,
    choices: Sequence[tuple[str, str]],
    value: str | list[str] | None,
    *,
    many: bool = False,
    clearable: bool = False,
    placeholder: str = "All",
) -> dcc.Dropdown:
    """The dropdown alone, without its label."""
    return dcc.Dropdown(
        id=component_id,
        options=[{"value": key, "label": label} for key, label in choices],
        value=value,
        multi=many,
        clearable=clearable,
        searchable=len(choices) >= _SEARCH_FROM,
        placeholder=placeholder,
    )


def form_actions(*buttons: Any) -> html.Div:
    """The buttons at the end of a form, the main one last."""
    return html.Div(list(buttons), className="form-actions")
