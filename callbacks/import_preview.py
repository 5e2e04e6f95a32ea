"""Step 2 of an import: reads the file in the background, again after each change, and starts the import."""

from typing import Any
from uuid import UUID, uuid4

import structlog
from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, ctx, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from auth.background import background_actor
from auth.errors import from_validation
from auth.identity import page_actor
from callbacks._background import server_context
from callbacks._errors import show_error
from callbacks._import_choices import options_from
from callbacks._rows import pressed_key, row_id
from components import ids, import_ids
from components.import_check import check_view, is_ready
from components.import_ids import OWNER
from components.import_mapping import drawn_map
from components.import_page import crashed, progress_line, refusal, stopped
from components.import_questions import drawn_answers
from domain.errors import AppError
from domain.imports import ImportOptions, ImportPreview
from domain.permissions import Permission
from services import import_queue, imports

log = structlog.get_logger("advision.imports")
_MAPS = Input(ids.many(OWNER, import_ids.MAP, ALL), "value")
_ANSWERS = Input(ids.many(OWNER, import_ids.ANSWER, ALL), "value")
_STARTS = Input(ids.many(OWNER, import_ids.PERIOD, ALL), "start_date")
_ENDS = Input(ids.many(OWNER, import_ids.PERIOD, ALL), "end_date")

clientside_callback(
    ClientsideFunction("imports", "collect"),
    Output(import_ids.CHOICES, "data"),
    Output(import_ids.UPDATE, "className"),
    Output(import_ids.START, "disabled"),
    Output(import_ids.STALE, "hidden"),
    Output(import_ids.READY, "hidden"),
    _MAPS,
    _ANSWERS,
    _STARTS,
    _ENDS,
    Input(import_ids.USED, "data"),
    prevent_initial_call=True,
)


@callback(
    Output(import_ids.PREVIEW, "children"),
    Output(import_ids.USED, "data"),
    Output(import_ids.PROBLEM, "children"),
    Input(import_ids.ASKED, "data"),
    State(import_ids.USED, "data"),
    background=True,
    interval=400,
    progress=Output(import_ids.PROGRESS, "children"),
    running=[(Output(import_ids.WAIT, "hidden"), False, True)],
    cancel=[Input(import_ids.STOP, "n_clicks")],
    on_error=show_error,
)
def show_preview(set_progress: Any, asked: dict[str, Any] | None, used: dict[str, Any] | None) -> Any:
    """Read the file and draw all of step 2. Runs in another process; a refused change leaves the old preview."""
    with server_context():
        try:
            actor = background_actor()
            options = ImportOptions.model_validate((asked or {}).get("options") or {})
            found = imports.look(
                actor,
                UUID(str((asked or {}).get("file"))),
                options,
                # One output takes one value, which here is a list.
                lambda share, words: set_progress([progress_line(share, words)]),
            )
            sources = import_queue.list_sources()
            return check_view(found, options, sources), _used(found, options), []
        except (AppError, ValidationError) as failure:
            error = failure if isinstance(failure, AppError) else from_validation(failure)
            labels = {source.key: source.label for source in import_queue.list_sources()}
            shown = refusal(error, labels, has_preview=used is not None)
        except Exception:
            log.exception("import_preview_crashed")
            shown = crashed()
    return no_update if used else [], no_update, shown


def _used(found: ImportPreview, options: ImportOptions) -> dict[str, Any]:
    """What the preview was made with: the import runs with exactly this."""
    return {
        "options": options.model_dump(mode="json", exclude_none=True),
        "remembered": {field.value: key for field, key in found.remembered_mapping.items()},
        "keys": {str(column.position): column.key for column in found.columns},
        "drawn": {
            "map": drawn_map(found),
            "answers": drawn_answers(found, options),
            "period": [str(day) if day else None for day in (options.period_start, options.period_end)],
        },
        "ready": is_ready(found),
    }


@callback(
    Output(import_ids.ASKED, "data"),
    Output(import_ids.PROBLEM, "children", allow_duplicate=True),
    Input(import_ids.UPDATE, "n_clicks"),
    State(import_ids.CHOICES, "data"),
    State(import_ids.USED, "data"),
    State(import_ids.ASKED, "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def ask_with_changes(
    clicks: int | None, choices: dict[str, Any] | None, used: dict[str, Any] | None, asked: dict[str, Any]
) -> Any:
    """Ask for the preview again, with what the controls say now."""
    page_actor().require(Permission.IMPORT_DATA)
    if not clicks or not used:
        raise PreventUpdate
    try:
        options = options_from(choices, used)
    except (AppError, ValidationError) as failure:
        error = failure if isinstance(failure, AppError) else from_validation(failure)
        return no_update, refusal(error, {}, has_preview=True)
    return _asked(asked, options), []


@callback(
    Output(import_ids.ASKED, "data", allow_duplicate=True),
    Input(ids.many(OWNER, import_ids.READ_AS, ALL), "n_clicks"),
    State(import_ids.ASKED, "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def read_as_another(_clicks: list[int | None], asked: dict[str, Any]) -> Any:
    """Read the file as the format whose button was pressed; what was corrected for the other one is dropped."""
    page_actor().require(Permission.IMPORT_DATA)
    source = pressed_key()
    kept = {name: value for name, value in asked["options"].items() if name not in {"mapping", "source"}}
    return _asked(asked, ImportOptions.model_validate({**kept, "source": source}))


@callback(
    Output(import_ids.ASKED, "data", allow_duplicate=True),
    Output(import_ids.LOST, "hidden"),
    Input(ids.many(OWNER, import_ids.AGAIN, ALL), "n_clicks"),
    State(import_ids.ASKED, "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def read_again(_clicks: list[int | None], asked: dict[str, Any]) -> Any:
    """The same once more."""
    page_actor().require(Permission.IMPORT_DATA)
    pressed_key()
    return _asked(asked, ImportOptions.model_validate(asked["options"])), True


def _asked(asked: dict[str, Any], options: ImportOptions) -> dict[str, Any]:
    # The press makes it a new value even where nothing changed.
    file, kept = str(row_id(asked["file"])), options.model_dump(mode="json", exclude_none=True)
    return {"file": file, "options": kept, "press": uuid4().hex}


@callback(
    Output(import_ids.PROBLEM, "children", allow_duplicate=True),
    Output(import_ids.PREVIEW, "children", allow_duplicate=True),
    Input(import_ids.STOP, "n_clicks"),
    State(import_ids.USED, "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def show_stopped(clicks: int | None, used: dict[str, Any] | None) -> Any:
    """Say that the reading was stopped; an earlier preview stays."""
    page_actor()
    if not clicks:
        raise PreventUpdate
    return stopped(), no_update if used else []


@callback(
    Output(import_ids.PLACE, "search"),
    Output(import_ids.PROBLEM, "children", allow_duplicate=True),
    Input(import_ids.START, "n_clicks"),
    State(import_ids.USED, "data"),
    State(import_ids.ASKED, "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def start_import(clicks: int | None, used: dict[str, Any] | None, asked: dict[str, Any]) -> Any:
    """Start the import with what the preview was made with, and go where its progress is shown.

    Dash also asks when the button is drawn, so the button's state is left to the browser: setting it here would
    open it before everything is answered. A second press starts nothing (`start_once`).
    """
    actor = page_actor()
    if not clicks or not used or ctx.triggered_id != import_ids.START:
        raise PreventUpdate
    try:
        options = ImportOptions.model_validate(used["options"])
        import_id = import_queue.start_once(actor, row_id(asked["file"]), options)
    except (AppError, ValidationError) as failure:
        error = failure if isinstance(failure, AppError) else from_validation(failure)
        return no_update, refusal(error, {}, has_preview=True)
    return import_ids.search(import_=import_id), no_update
