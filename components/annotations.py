"""People's notes on days: the list under a trend, and the dialogs that add and delete one."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import formats, ids
from components.attributes import DECORATION, attributes
from components.buttons import button
from components.dialogs import confirm_dialog, dialog, opener
from components.forms import field, text_field
from domain.analytics import AnnotationResult

TEXT_LIMIT = 500
_FEW = 4


def form_owner(owner: str) -> str:
    """The owner of the dialog that adds a note."""
    return f"{owner}-note"


def removal_owner(owner: str) -> str:
    """The owner of the question before a note is deleted."""
    return f"{owner}-note-removal"


def annotation_notes(owner: str, notes: Sequence[AnnotationResult], can_annotate: bool) -> Any:
    """The notes by their numbers in the chart; None where there are none and none can be added."""
    if not notes and not can_annotate:
        return None
    items = [_note(owner, number, note, can_annotate) for number, note in enumerate(notes, start=1)]
    parts: list[Any] = []
    if items:
        parts.append(html.Ol(items[:_FEW], className="note-list"))
    if len(items) > _FEW:
        more = html.Ol(items[_FEW:], className="note-list")
        parts.append(html.Details([html.Summary(f"{len(items) - _FEW} more notes"), more], className="more-notes"))
    if can_annotate:
        add = button("Add a note", tone="quiet", symbol="pin-angle", small=True, **opener(form_owner(owner)))
        parts.append(html.Div(add))
    return html.Div(parts, className="stack stack-tight")


def _note(owner: str, number: int, note: AnnotationResult, can_delete: bool) -> html.Li:
    mark = html.Span(str(number), className="note-mark", **DECORATION)
    who = f"{formats.day(note.date)}{' · ' + note.author if note.author else ''}"
    text = html.Div([html.Span(note.text), html.Span(who, className="muted small-text")], className="note-text")
    parts: list[Any] = [mark, text]
    if can_delete:
        about = attributes(data_choose=ids.part(removal_owner(owner), "chosen"), data_choice=str(note.id))
        label = f"Delete the note of {formats.day(note.date)}"
        ask = {**about, **opener(removal_owner(owner))}
        parts.append(button(label, tone="quiet", symbol="trash", small=True, icon_only=True, **ask))
    return html.Li(parts)


def annotation_dialogs(owner: str) -> list[Any]:
    """The closed dialogs, and the store that says which note is to be deleted."""
    form, removal = form_owner(owner), removal_owner(owner)
    day = dcc.DatePickerSingle(
        id=ids.control(form, "date"), display_format="D MMM YYYY", first_day_of_week=1, placeholder="Choose a day"
    )
    body = html.Div(
        [
            field(form, "date", "Day", day),
            text_field(form, "text", "Note", placeholder="Autumn sale began", max_length=TEXT_LIMIT),
        ],
        className="stack",
    )
    save = button("Add the note", ids.part(form, "save"), tone="primary")
    words = "It disappears from the chart for everyone in your organization."
    return [
        dialog(form, "Add a note", body, [save]),
        confirm_dialog(removal, "Delete this note?", words, "Delete the note"),
        dcc.Store(id=ids.part(removal, "chosen")),
    ]
