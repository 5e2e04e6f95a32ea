"""Steps 3 and 4 of an import: how far it is, and what it did or why it did not."""

from typing import Any

from dash import dcc, html

from components import formats, ids, import_ids
from components.attributes import attributes
from components.buttons import button, download_button, link_button
from components.cards import panel
from components.dialogs import confirm_dialog
from components.import_ids import OWNER
from components.import_tables import problem_table, stats, table_panel, totals_table
from components.states import notice
from domain.dashboard_views import DashboardView, write_view
from domain.import_files import ImportRun, WaitingFile
from domain.imports import ImportResult, ImportStatus, UndoState
from domain.jobs import FINISHED, JobResult, JobStatus

_SHOWN_ERRORS = 20


def is_finished(run: ImportRun) -> bool:
    """Whether nothing will change any more by itself."""
    return not _is_running(run) and _open_undo(run) is None


def run_step(run: ImportRun) -> int:
    """Which step of the wizard an import is at, counted from 0."""
    return 2 if _is_running(run) else 3


def _is_running(run: ImportRun) -> bool:
    return run.job is not None and run.job.status not in FINISHED


def _open_undo(run: ImportRun) -> UndoState | None:
    undo = run.summary.undo if run.summary else None
    return undo if undo is not None and undo.is_open else None


def run_view(run: ImportRun, result: ImportResult | None, waiting: list[WaitingFile], *, may_undo: bool) -> html.Div:
    """The import as it stands now."""
    if run.job is not None and _is_running(run):
        return html.Div(_progress(run, run.job), className="stack")
    undo = _open_undo(run)
    if undo is not None:
        return html.Div(_undoing(run, undo, may_undo=may_undo), className="stack")
    status = run.summary.status if run.summary else None
    if status is ImportStatus.UNDONE:
        parts: list[Any] = [
            notice("warn", "This import was undone", "Its numbers count nowhere any more.", [_another()]),
            _next(waiting),
        ]
    elif result is not None:
        parts = _done(run, result, waiting, may_undo=may_undo)
    else:
        parts = [_failed(run), _next([file for file in waiting if file.id != run.upload_id])]
    return html.Div([part for part in parts if part is not None], className="stack")


def _progress(run: ImportRun, job: JobResult) -> list[Any]:
    waiting = job.status is JobStatus.QUEUED
    body = _meter("Import", job.progress, job.message or ("Waiting to start" if waiting else "Importing"))
    stop = button("Cancel the import", ids.many(OWNER, import_ids.CANCEL, str(run.id)), tone="danger")
    lead = "You can leave this page or close the browser: the import goes on, and you find it here again."
    return [
        panel(f"Importing {run.file_name}", body, lead=lead, foot=html.Div(stop, className="form-actions")),
    ]


def _meter(label: str, progress: float, words: str) -> html.Div:
    share = round(progress * 100)
    bar = html.Div(
        html.I(style={"width": f"{share}%"}),
        className="meter meter-large",
        role="progressbar",
        **attributes(aria_label=label, aria_valuemin=0, aria_valuemax=100, aria_valuenow=share),
    )
    line = html.Div(
        [html.Span(words), html.Span(f"{share}%", className="num")], className="row-line row-line-apart muted"
    )
    return html.Div([html.Div(line, role="status"), bar], className="stack stack-tight")


def _undoing(run: ImportRun, undo: UndoState, *, may_undo: bool) -> list[Any]:
    lead = "Until this is done its rows count. You can leave this page: it goes on, and you find it here again."
    foot = None
    if may_undo:
        keep = button("Cancel, keep the import", ids.many(OWNER, import_ids.KEEP, str(undo.job_id)))
        foot = html.Div(keep, className="form-actions")
    body = _meter("Undoing", undo.progress, f"Undoing… {undo.message}")
    return [panel(f"Undoing {run.file_name}", body, lead=lead, foot=foot)]


def _undo_failed(run: ImportRun) -> html.Div | None:
    undo = run.summary.undo if run.summary else None
    if undo is None or undo.is_open:
        return None
    return notice("bad", "Undoing this import failed, and nothing was changed", undo.message)


def _done(run: ImportRun, result: ImportResult, waiting: list[WaitingFile], *, may_undo: bool) -> list[Any]:
    rejected = result.rows_rejected
    tone, title = ("good", f"{formats.plural(result.rows_imported, 'row')} imported")
    if rejected:
        tone, title = "warn", f"{title}, {rejected:,} rejected"
    campaigns = f"{formats.plural(result.campaigns_created, 'new campaign')}, {result.campaigns_updated:,} updated."
    first = notice(tone, title, f"{run.file_name}: {campaigns} The dashboards show it already.", None)
    body: list[Any] = [
        stats(
            [
                ("Imported", f"{result.rows_imported:,}", ""),
                ("Rejected", f"{rejected:,}", "bad" if rejected else ""),
                ("Left out", f"{result.rows_skipped:,}", ""),
                ("Campaigns created", f"{result.campaigns_created:,}", ""),
                ("Campaigns updated", f"{result.campaigns_updated:,}", ""),
            ]
        )
    ]
    if result.totals:
        body.append(totals_table("Imported, by currency", result.totals))
    actions = _actions(run, result, waiting, may_undo=may_undo)
    made = table_panel(f"Result of {run.file_name}", body, foot=actions)
    return [_undo_failed(run) or first, made, _warnings(result), _errors(run, result), _next(waiting)]


def dashboard_href(run: ImportRun, result: ImportResult) -> str:
    """The overview narrowed to what was imported."""
    currency = result.totals[0].currency if result.totals else ""
    view = DashboardView(
        date_from=run.summary.date_from if run.summary else None,
        date_to=run.summary.date_to if run.summary else None,
        platforms=(run.platform,) if run.platform else (),
        currency=currency if currency not in {"", "XXX"} else None,
    )
    return f"/{write_view(view)}"


def _actions(run: ImportRun, result: ImportResult, waiting: list[WaitingFile], *, may_undo: bool) -> html.Div:
    buttons: list[Any] = []
    if may_undo and run.summary is not None and not run.summary.is_example:
        buttons.append(button("Undo this import", ids.many(OWNER, import_ids.UNDO_THIS, str(run.id)), tone="danger"))
    if result.rows_rejected:
        buttons.append(download_button("Download rejected rows", import_ids.rejects_path(run.id)))
    buttons.append(link_button("Import another file", import_ids.PATH, symbol="upload"))
    tone = "" if waiting else "primary"
    buttons.append(
        link_button("See it on the dashboard", dashboard_href(run, result), tone=tone, symbol="speedometer2")
    )
    return html.Div(buttons, className="form-actions")


def _next(waiting: list[WaitingFile]) -> html.Div | None:
    if not waiting:
        return None
    others = len(waiting) - 1
    more = f"{formats.plural(others, 'more file')} after it." if others else "It is the last one."
    go = link_button(
        "Check the next file", import_ids.address(file=waiting[0].id), tone="primary", symbol="arrow-right"
    )
    return notice("info", f"{waiting[0].file_name} is waiting to be checked", more, [go])


def _warnings(result: ImportResult) -> html.Div | None:
    if not result.warnings:
        return None
    items = [html.Li(words) for words in result.warnings]
    shown: list[Any] = [html.Ul(items[:5], className="plain-notes")]
    if len(items) > 5:
        rest = html.Summary(f"{len(items) - 5:,} more")
        shown.append(html.Details([rest, html.Ul(items[5:], className="plain-notes")]))
    return notice("info", "Worth knowing", shown)


def _errors(run: ImportRun, result: ImportResult) -> html.Section | None:
    if not result.errors:
        return None
    lead = "Mend them in the file and import it again: what is in already is not counted twice."
    get = download_button("Download all", import_ids.rejects_path(run.id), small=True)
    table = problem_table("Rejected rows", result.errors[:_SHOWN_ERRORS])
    return table_panel("Rejected rows", [table], lead=lead, actions=get)


def _failed(run: ImportRun) -> html.Div:
    job = run.job
    again: list[Any] = []
    if run.upload_id is not None:
        again.append(
            link_button("Check the file again", import_ids.address(file=run.upload_id), tone="primary", small=True)
        )
    again.append(_another())
    cancelled = run.summary is not None and run.summary.status is ImportStatus.CANCELLED
    if cancelled or (job is not None and job.status is JobStatus.CANCELLED):
        return notice("info", "The import was cancelled", "Nothing was changed: no row of it counts.", again)
    message = job.message if job else "The import ended before it was done."
    return notice("bad", "The import failed, and nothing was changed", message, again)


def _another() -> Any:
    return link_button("Choose another file", import_ids.PATH, small=True)


def undo_dialog() -> html.Div:
    """Asks before an import is undone. Its store holds which."""
    words = html.P(id=ids.part(import_ids.UNDO, "words"))
    return html.Div(
        [
            dcc.Store(id=ids.part(import_ids.UNDO, "chosen")),
            confirm_dialog(import_ids.UNDO, "Undo this import?", words, "Undo the import"),
        ]
    )
