"""Importing exports of ad platforms. The address says where one is: a waiting file, a running import, its result."""

from typing import Any
from uuid import UUID

import dash
from dash import dcc, html

from auth.identity import page_actor
from components import import_ids
from components.import_choose import choose_view
from components.import_history import history_panel
from components.import_page import check_frame, gone, import_page, refused_page
from components.import_result import is_finished, run_step, run_view
from components.states import no_permission
from domain.actors import Actor
from domain.errors import AppError, ErrorCode
from domain.permissions import Permission
from services import import_downloads, import_queue, imports, uploads

# The order puts this page before the one of a single campaign, whose address would fit too.
dash.register_page(__name__, path=import_ids.PATH, title="Import · AdVision", order=1)
HISTORY_ROWS = 20


def layout(file: str = "", page: str = "", **query: str) -> html.Div:
    """The step that the address names, over the history."""
    actor = page_actor()
    number = max(1, int(page)) if page.isdecimal() and len(page) < 6 else 1
    history = history_panel(
        imports.list_imports(actor, number, HISTORY_ROWS),
        {source.key: source.label for source in import_queue.list_sources()},
        may_undo=actor.may(Permission.UNDO_IMPORTS),
    )
    if not actor.may(Permission.IMPORT_DATA):
        refusal = no_permission("importing data", "an analyst or an admin of your organization")
        return refused_page(html.Div(refusal, className="panel"), history, history_page=number)
    try:
        step, body = _step(actor, file, query.get("import", ""))
    except AppError as error:
        if error.code is not ErrorCode.NOT_FOUND:
            raise
        return refused_page(gone(), history, history_page=number)
    # While a file is checked, what was imported before would only be in the way.
    return import_page(step, body, None if step == 1 else history, history_page=number)


def _step(actor: Actor, file: str, import_id: str) -> tuple[int, list[Any]]:
    if import_id:
        return _run(actor, _uuid(import_id))
    if file:
        found = uploads.get_upload(actor, _uuid(file))
        return 1, check_frame(str(found.id), found.file_name, found.size)
    _warm_up()
    view = choose_view(
        import_queue.list_waiting(actor),
        import_queue.list_running(actor),
        import_queue.list_sources(),
        import_downloads.SAMPLE_PLATFORMS,
    )
    return 0, [view]


def _warm_up() -> None:
    """Whoever is about to choose a file will soon wait for a process that reads it."""
    manager = getattr(dash.get_app(), "_background_manager", None)
    if hasattr(manager, "warm"):
        manager.warm()


def _run(actor: Actor, import_id: UUID) -> tuple[int, list[Any]]:
    run = import_queue.get_run(actor, import_id)
    shown = run_view(
        run,
        import_queue.find_result(actor, import_id),
        import_queue.list_waiting(actor),
        may_undo=actor.may(Permission.UNDO_IMPORTS),
    )
    return run_step(run), [
        dcc.Store(id=import_ids.RUN_ID, data=str(import_id)),
        dcc.Interval(id=import_ids.TICK, interval=1000, disabled=is_finished(run)),
        html.Div(shown, id=import_ids.RUN),
    ]


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise AppError(ErrorCode.NOT_FOUND) from None
