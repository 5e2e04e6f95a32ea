"""The frame of the import page: where one is, the step itself, the history."""

from typing import Any

from dash import dcc, html

from components import formats, ids, import_ids
from components.attributes import attributes
from components.buttons import button, link_button
from components.checklists import wizard_steps
from components.icons import icon
from components.import_result import undo_dialog
from components.import_words import STEPS
from components.states import error_state, loading_table, notice, page_header
from domain.errors import AppError

LEAD = "Drop an export of an ad platform, check what was understood, import it."


def import_page(step: int, body: Any, history: Any, *, history_page: int) -> html.Div:
    """The page at a step, counted from 0. The step takes the focus when it changes (assets/30-scripts/imports.js)."""
    label = f"Step {step + 1} of {len(STEPS)}: {STEPS[step]}"
    main = html.Div(
        body, id=import_ids.STEP, className="stack", role="group", tabIndex="-1", **attributes(aria_label=label)
    )
    return html.Div(
        [
            # Writing the search leads to another step, which the server then draws.
            dcc.Location(id=import_ids.PLACE, refresh="callback-nav"),
            dcc.Store(id=import_ids.HISTORY_PAGE, data=history_page),
            page_header("Import", LEAD),
            html.Div(wizard_steps(STEPS, step), id=import_ids.STEPS),
            main,
            history,
            undo_dialog(),
        ],
        className="stack stack-wide import-page",
    )


def refused_page(refusal: Any, history: Any, *, history_page: int) -> html.Div:
    """The page for whom the role does not let import, or whose address leads nowhere."""
    return html.Div(
        [
            dcc.Location(id=import_ids.PLACE, refresh="callback-nav"),
            dcc.Store(id=import_ids.HISTORY_PAGE, data=history_page),
            page_header("Import", LEAD),
            refusal,
            history,
            undo_dialog(),
        ],
        className="stack stack-wide import-page",
    )


def check_frame(upload_id: str, file_name: str, size: int) -> list[Any]:
    """Step 2 before the preview is there: the file, its progress, and a place for what comes."""
    file = html.Div(
        [
            icon("filetype-csv" if not file_name.lower().endswith(".xlsx") else "filetype-xlsx", large=True),
            html.Div([html.Strong(file_name), html.Span(formats.file_size(size), className="muted small-text")]),
            html.Div(
                [
                    link_button("Other file", import_ids.PATH, small=True),
                    button("Remove", import_ids.DROP, symbol="trash", tone="quiet", small=True),
                ],
                className="row-line push",
            ),
        ],
        className="file-line",
    )
    wait = html.Div(
        [
            html.Div(progress_line(0.0, "Reading the file"), id=import_ids.PROGRESS),
            button("Stop", import_ids.STOP, small=True),
        ],
        id=import_ids.WAIT,
        className="wait-line",
    )
    return [
        dcc.Store(id=import_ids.ASKED, data={"file": upload_id, "options": {}, "press": ""}),
        dcc.Store(id=import_ids.USED),
        dcc.Store(id=import_ids.CHOICES),
        file,
        wait,
        html.Div(_lost(), id=import_ids.LOST, hidden=True),
        html.Div(id=import_ids.PROBLEM),
        html.Div(loading_table(8, "the preview"), id=import_ids.PREVIEW, className="stack"),
    ]


def progress_line(share: float, words: str) -> list[Any]:
    """How far the reading is."""
    whole = round(share * 100)
    return [
        html.Span(f"{words} · {whole}%" if whole else f"{words}…", className="muted small-text", role="status"),
        html.Div(
            html.I(style={"width": f"{whole}%"}),
            className="meter",
            role="progressbar",
            **attributes(aria_label="Reading the file", aria_valuemin=0, aria_valuemax=100, aria_valuenow=whole),
        ),
    ]


def refusal(error: AppError, labels: dict[str, str], *, has_preview: bool) -> html.Div:
    """Why the file cannot be previewed, with the next step as a button."""
    actions: list[Any] = []
    likely = error.details.get("likely")
    if isinstance(likely, str) and likely in labels:
        actions += [_read_as(f"Read it as {labels[likely]}", likely), _read_as("Let the file decide", "auto")]
    if has_preview:
        return notice("bad", "That does not work", error.message, actions)
    actions.append(link_button("Choose another file", import_ids.PATH, small=True))
    return notice("bad", "This file cannot be imported as it is", error.message, actions)


def _read_as(label: str, source: str) -> html.Button:
    return button(label, import_ids.read_as(source), small=True)


def _again(label: str, after: str) -> html.Button:
    return button(label, ids.many(import_ids.OWNER, import_ids.AGAIN, after), small=True)


def _lost() -> html.Div:
    return notice("bad", "The reading was interrupted", "Nothing was imported.", [_again("Read it again", "lost")])


def stopped() -> html.Div:
    """The reading was stopped by the person."""
    again = _again("Read it again", "stopped")
    other = link_button("Choose another file", import_ids.PATH, small=True)
    return notice("info", "Stopped", "The file was not read to its end. Nothing was imported.", [again, other])


def crashed(request_id: str = "") -> html.Div:
    """Something that we did not foresee."""
    again = _again("Try again", "crashed")
    return error_state(None, request_id, [again], small=True)


def gone() -> html.Div:
    """The address names a file or an import that is not there (any more)."""
    back = link_button("Choose a file", import_ids.PATH, small=True)
    words = "Files wait for a day to be imported. It may also have been imported or removed already."
    return notice("warn", "This file or import is not there any more", words, [back])
