"""The history of imports: what came from which file, by whom, and what became of it."""

from typing import Any

from dash import dcc, html

from components import formats, ids, import_ids
from components.buttons import button, download_button, link_button
from components.import_tables import stacked_table, table_panel
from components.import_words import STATUS_WORDS
from components.platform_names import platform_name
from components.settings_frame import badge
from components.states import empty_state
from components.tables import Column
from domain.contracts import Page
from domain.imports import ImportStatus, ImportSummary
from domain.platforms import Platform

_COLUMNS = (
    Column("File"),
    Column("Read as"),
    Column("Rows", numeric=True),
    Column("Period"),
    Column("Imported by"),
    Column("When"),
    Column("Status"),
    Column("Actions"),
)


def history_panel(page: Page[ImportSummary], labels: dict[str, str], *, may_undo: bool) -> html.Section:
    """The list with its heading; its body is drawn anew after each change."""
    tick = dcc.Interval(id=import_ids.HISTORY_TICK, interval=2000, disabled=not is_undoing(page))
    rows = html.Div(history(page, labels, may_undo=may_undo), id=import_ids.HISTORY_ROWS)
    return table_panel("History", [tick, rows])


def is_undoing(page: Page[ImportSummary]) -> bool:
    """Whether a line of the history changes by itself."""
    return any(summary.undo is not None and summary.undo.is_open for summary in page.items)


def history(page: Page[ImportSummary], labels: dict[str, str], *, may_undo: bool) -> list[Any]:
    """One row for each import, the newest first, and the way to older ones."""
    if not page.items:
        return [empty_state("Nothing imported yet", "Imports are listed here, and can be undone.", small=True)]
    rows = [_row(summary, labels, may_undo=may_undo) for summary in page.items]
    region = stacked_table("Imports, the newest first", _COLUMNS, rows, "history-table")
    return [region, *_pager(page)]


def _row(summary: ImportSummary, labels: dict[str, str], *, may_undo: bool) -> list[Any]:
    file: Any = dcc.Link(summary.file_name, href=import_ids.address(import_=summary.id), title=summary.file_name)
    if summary.is_example:
        file = html.Span([summary.file_name, " ", badge("Example data", "info")])
    return [
        file,
        _source(summary.source, labels),
        _rows(summary),
        formats.day_range(summary.date_from, summary.date_to),
        summary.created_by,
        formats.moment(summary.created_at),
        _status(summary),
        html.Div(_actions(summary, may_undo=may_undo), className="row-line"),
    ]


def _source(source: str, labels: dict[str, str]) -> Any:
    if source in set(Platform):
        return platform_name(Platform(source), labels.get(source, ""))
    return labels.get(source, "Example" if source == "example" else source)


def _rows(summary: ImportSummary) -> Any:
    parts: list[Any] = [html.Span(f"{summary.rows_imported:,}")]
    if summary.rows_rejected:
        parts.append(html.Span(f"{summary.rows_rejected:,} rejected", className="text-bad small-text block"))
    return parts


def _status(summary: ImportSummary) -> Any:
    if summary.undo is not None and summary.undo.is_open:
        return badge(f"Undoing… {summary.undo.progress:.0%}", "warn")
    words, tone = STATUS_WORDS[summary.status]
    if summary.undo is None:
        return badge(words, tone)
    why = html.Span(f"Undoing it failed: {summary.undo.message}", className="text-bad small-text block")
    return html.Div([badge(words, tone), why])


def _actions(summary: ImportSummary, *, may_undo: bool) -> list[Any]:
    found: list[Any] = []
    if summary.rows_rejected:
        rejects: Any = download_button("Rejected rows", import_ids.rejects_path(summary.id), small=True)
        rejects.title = f"Download the rejected rows of {summary.file_name}"
        found.append(rejects)
    if summary.status is ImportStatus.STAGING:
        found.append(link_button("Progress", import_ids.address(import_=summary.id), small=True))
    if summary.undo is not None and summary.undo.is_open:
        if may_undo:
            keep: Any = button(
                "Cancel", ids.many(import_ids.HISTORY, import_ids.KEEP, str(summary.undo.job_id)), small=True
            )
            keep.title = f"Stop undoing the import of {summary.file_name}"
            found.append(keep)
    elif may_undo and summary.status is ImportStatus.DONE and not summary.is_example:
        undo: Any = button("Undo", ids.many(import_ids.HISTORY, "undo", str(summary.id)), small=True)
        undo.title = f"Undo the import of {summary.file_name}"
        found.append(undo)
    return found or [html.Span("–", className="muted")]


def _pager(page: Page[ImportSummary]) -> list[Any]:
    if page.total <= page.page_size and page.page == 1:
        return []
    first = (page.page - 1) * page.page_size + 1
    count = f"{first:,} to {first + len(page.items) - 1:,} of {page.total:,} imports"
    ways: list[Any] = []
    if page.page > 1:
        ways.append(link_button("Newer", import_ids.address(page=page.page - 1), small=True))
    if page.page * page.page_size < page.total:
        ways.append(link_button("Older", import_ids.address(page=page.page + 1), small=True))
    return [html.Div([html.Span(count), html.Div(ways, className="row-line")], className="pager import-pager")]
