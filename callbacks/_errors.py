"""Errors of callbacks in a person's terms: at the field that is meant, else as a toast with the request id.

Give `on_error=show_error` to every callback; Dash then keeps what the page shows.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from dash import set_props
from flask import g
from pydantic import ValidationError

from auth.errors import from_validation
from components import ids
from components.forms import error_text, field_class
from components.toasts import error_toast, toast
from domain.errors import AppError, ErrorCode

log = structlog.get_logger("advision.callbacks")


def show_error(failure: Exception) -> None:
    """Show a failure as a toast. What we did not foresee is logged, and shown without a word of what happened."""
    if not isinstance(failure, AppError | ValidationError):
        log.error("callback_crashed", exc_info=failure)
    set_props(ids.TOASTS, {"children": [error_toast(_as_app_error(failure), g.get("request_id", ""))]})


def show_toast(tone: str, title: str, text: str = "") -> None:
    """Say that something is done. The request's id makes the same words show again."""
    set_props(ids.TOASTS, {"children": [toast(tone, title, text, key=g.get("request_id", ""))]})


def show_answer(owner: str, children: list[Any] | None) -> None:
    """Put an answer in the place of a form dialog's form; None brings the form back."""
    answered = children is not None
    set_props(ids.part(owner, "answer"), {"children": children or []})
    for name, hidden in (("form", answered), ("save", answered), ("done", not answered)):
        set_props(ids.part(owner, name), {"hidden": hidden})


def show_field_errors(
    owner: str,
    names: Sequence[str],
    failure: Exception | None,
    main: str = "",
    words: Mapping[str, str] | None = None,
) -> None:
    """Write an error to the fields that it names and clear the others; None clears all.

    `words` says for a field what a contract expects of it. An error that names no field is shown at `main`;
    what fits nowhere is raised again, for `show_error`.
    """
    found: dict[str, str] = {}
    if failure is not None:
        error = _as_app_error(failure)
        entries = error.details.get("fields", ())
        found = {str(entry["field"]): _sentence(str(entry["reason"])) for entry in entries if entry["field"] in names}
        if isinstance(failure, ValidationError):
            found |= {name: text for name, text in (words or {}).items() if name in found}
        if not found and main and isinstance(failure, AppError):
            found = {main: error.message}
        if not found:
            raise failure
    for name in names:
        text = found.get(name, "")
        set_props(ids.field_error(owner, name), {"children": error_text(text)})
        set_props(ids.field(owner, name), {"className": field_class(text)})


def _as_app_error(failure: Exception) -> AppError:
    if isinstance(failure, AppError):
        return failure
    if isinstance(failure, ValidationError):
        return from_validation(failure)
    return AppError(ErrorCode.INTERNAL)


def _sentence(words: str) -> str:
    text = words[:1].upper() + words[1:]
    return text if text.endswith(".") else f"{text}."
