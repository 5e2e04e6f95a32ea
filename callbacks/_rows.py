"""Which of many alike buttons was pressed, and ids, days and words that a page holds, read with care."""

from datetime import date
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from dash import ctx
from dash.exceptions import PreventUpdate

from domain.errors import invalid, not_found

Word = TypeVar("Word", bound=StrEnum)


def pressed_key() -> str:
    """The key of the pressed button of a pattern.

    A list that is drawn anew reports its buttons too, without a click: those calls end here.
    """
    triggered = ctx.triggered_id
    if not triggered or not ctx.triggered or not ctx.triggered[0]["value"]:
        raise PreventUpdate
    return str(triggered["key"])


def row_id(text: object) -> UUID:
    """An id that the page holds. What is none is answered like one that does not exist."""
    try:
        return UUID(str(text))
    except ValueError:
        raise not_found() from None


def read_day(name: str, value: object) -> date:
    """A day as the date picker gives it, with or without a time. Raises INVALID at the field."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise invalid(name, "use a day such as 2026-09-30") from None


def read_word(words: type[Word], text: object) -> Word:
    """One of a fixed set of words. What is none of them is not there."""
    try:
        return words(str(text))
    except ValueError:
        raise not_found() from None
