"""The import page around its steps: uploads arrive, files are removed, imports run, are cancelled and undone."""

from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, no_update
from dash.exceptions import PreventUpdate

from auth.identity import page_actor
from callbacks._errors import show_error, show_toast
from callbacks._rows import pressed_key, read_word, row_id
from components import ids, import_ids
from components.checklists import wizard_steps
from components.import_choose import under_way
from components.import_history import history, is_undoing
from components.import_ids import HISTORY, OWNER, UNDO
from components.import_result import is_finished, run_step, run_view
from components.import_words import STEPS
from domain.actors import Actor
from domain.permissions import Permission
from domain.platforms import Platform
from services import import_downloads, import_queue, imports, jobs

HISTORY_ROWS = 20

clientside_callback(
    ClientsideFunction("imports", "arrived"),
    Output(import_ids.PLACE, "search", allow_duplicate=True),
    Output(import_ids.SIGNED_OUT, "hidden"),
    Output(import_ids.ARRIVED, "data"),
    Input(ids.upload_answer(OWNER), "data"),
    prevent_initial_call=True,
)


@callback(
    Output(import_ids.WAITING, "children"),
    Input(import_ids.ARRIVED, "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def show_waiting(arrived: int | None) -> Any:
    """List what has arrived while other files are still on their way."""
    actor = page_actor()
    if not arrived:
        raise PreventUpdate
    return _under_way(actor)


@callback(
    Output(import_ids.WAITING, "children", allow_duplicate=True),
    Input(ids.many(OWNER, "remove", ALL), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def remove_file(_clicks: list[int | None]) -> Any:
    """Forget a waiting file."""
    actor = page_actor()
    import_queue.drop_waiting(actor, row_id(pressed_key()))
    return _under_way(actor)


def _under_way(actor: Actor) -> list[Any]:
    return under_way(import_queue.list_waiting(actor), import_queue.list_running(actor))


@callback(
    Output(import_ids.PLACE, "search", allow_duplicate=True),
    Input(import_ids.DROP, "n_clicks"),
    State(import_ids.ASKED, "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def remove_checked_file(clicks: int | None, asked: dict[str, Any]) -> Any:
    """Forget the file that is being checked, and go back to the first step."""
    actor = page_actor()
    if not clicks:
        raise PreventUpdate
    import_queue.drop_waiting(actor, row_id(asked["file"]))
    show_toast("good", "The file is removed")
    return ""


@callback(
    Output(import_ids.PLACE, "search", allow_duplicate=True),
    Input(ids.many(OWNER, import_ids.SAMPLE, ALL), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def try_sample(_clicks: list[int | None]) -> str:
    """Take the sample of a platform as if it had been uploaded."""
    found = import_downloads.take_sample(page_actor(), read_word(Platform, pressed_key()))
    return import_ids.search(file=found.id)


@callback(
    Output(import_ids.RUN, "children"),
    Output(import_ids.TICK, "disabled"),
    Output(import_ids.STEPS, "children"),
    Output(import_ids.HISTORY_ROWS, "children"),
    Input(import_ids.TICK, "n_intervals"),
    State(import_ids.RUN_ID, "data"),
    State(import_ids.HISTORY_PAGE, "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def show_progress(_ticks: int | None, import_id: str, page: int | None) -> Any:
    """How far the import is; once it has ended, what it did, and the history with it."""
    actor = page_actor()
    shown, is_done, step = _shown_run(actor, row_id(import_id))
    rows = _history(actor, page)[0] if is_done else no_update
    return shown, is_done, wizard_steps(STEPS, step), rows


@callback(
    Output(import_ids.RUN, "children", allow_duplicate=True),
    Input(ids.many(OWNER, import_ids.CANCEL, ALL), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def cancel_import(_clicks: list[int | None]) -> Any:
    """Ask the import to stop; it says itself when it has."""
    actor = page_actor()
    import_id = row_id(pressed_key())
    jobs.cancel_job(actor, import_id)
    return _shown_run(actor, import_id)[0]


def _shown_run(actor: Actor, import_id: UUID) -> tuple[Any, bool, int]:
    run = import_queue.get_run(actor, import_id)
    result = import_queue.find_result(actor, import_id) if is_finished(run) else None
    may_undo = actor.may(Permission.UNDO_IMPORTS)
    waiting = import_queue.list_waiting(actor) if is_finished(run) and actor.may(Permission.IMPORT_DATA) else []
    return run_view(run, result, waiting, may_undo=may_undo), is_finished(run), run_step(run)


@callback(
    Output(ids.dialog(UNDO), "data-open"),
    Output(ids.part(UNDO, "chosen"), "data"),
    Output(ids.part(UNDO, "words"), "children"),
    Input(ids.many(HISTORY, "undo", ALL), "n_clicks"),
    Input(ids.many(OWNER, import_ids.UNDO_THIS, ALL), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def ask_before_undoing(_rows: list[int | None], _shown: list[int | None]) -> Any:
    """Open the question about the import whose button was pressed."""
    actor = page_actor()
    actor.require(Permission.UNDO_IMPORTS)
    found = imports.get_import(actor, row_id(pressed_key()))
    words = (
        f"The {found.rows_imported:,} rows of “{found.file_name}” leave all dashboards. "
        "Figures that they had replaced count again. To have them back, import the file anew."
    )
    return "true", str(found.id), words


@callback(
    Output(ids.dialog(UNDO), "data-open", allow_duplicate=True),
    Output(import_ids.HISTORY_ROWS, "children", allow_duplicate=True),
    Output(import_ids.HISTORY_TICK, "disabled", allow_duplicate=True),
    Output(import_ids.PLACE, "search", allow_duplicate=True),
    Input(ids.confirm(UNDO), "n_clicks"),
    State(ids.part(UNDO, "chosen"), "data"),
    State(import_ids.HISTORY_PAGE, "data"),
    State(import_ids.PLACE, "search"),
    running=[
        (Output(ids.confirm(UNDO), "disabled"), True, False),
        (Output(ids.confirm(UNDO), "children"), "Undoing…", "Undo the import"),
    ],
    prevent_initial_call=True,
    on_error=show_error,
)
def undo_import(clicks: int | None, chosen: str | None, page: int | None, search: str | None) -> Any:
    """Take the import out of all numbers. Where its result is shown, the page is drawn anew."""
    actor = page_actor()
    if not clicks or not chosen:
        raise PreventUpdate
    found = imports.undo_import(actor, row_id(chosen))
    if found.undo is None:
        show_toast("good", "The import is undone", f"“{found.file_name}” counts nowhere any more.")
    else:
        show_toast(
            "info", "The import is being undone", f"“{found.file_name}” is large: the history says how far it is."
        )
    shows_it = parse_qs((search or "").lstrip("?")).get("import") == [chosen]
    # Another address than the present one, so that the page is drawn anew.
    place = import_ids.search(import_=chosen, undone=found.undo.job_id if found.undo else 1) if shows_it else no_update
    return "false", *_history(actor, page), place


@callback(
    Output(import_ids.HISTORY_ROWS, "children", allow_duplicate=True),
    Output(import_ids.HISTORY_TICK, "disabled"),
    Input(import_ids.HISTORY_TICK, "n_intervals"),
    State(import_ids.HISTORY_PAGE, "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def show_undoing(_ticks: int | None, page: int | None) -> Any:
    """The history while an import of it is being undone."""
    return _history(page_actor(), page)


@callback(
    Output(import_ids.HISTORY_ROWS, "children", allow_duplicate=True),
    Output(import_ids.HISTORY_TICK, "disabled", allow_duplicate=True),
    Input(ids.many(HISTORY, import_ids.KEEP, ALL), "n_clicks"),
    Input(ids.many(OWNER, import_ids.KEEP, ALL), "n_clicks"),
    State(import_ids.HISTORY_PAGE, "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def keep_import(_rows: list[int | None], _shown: list[int | None], page: int | None) -> Any:
    """Ask the undoing to stop; the import stays as it was unless all was written already."""
    actor = page_actor()
    actor.require(Permission.UNDO_IMPORTS)
    jobs.cancel_job(actor, row_id(pressed_key()))
    return _history(actor, page)


def _history(actor: Actor, page: int | None) -> tuple[list[Any], bool]:
    """The rows, and whether they stay as they are."""
    labels = {source.key: source.label for source in import_queue.list_sources()}
    number = page if isinstance(page, int) and page > 0 else 1
    found = imports.list_imports(actor, number, HISTORY_ROWS)
    return history(found, labels, may_undo=actor.may(Permission.UNDO_IMPORTS)), not is_undoing(found)
