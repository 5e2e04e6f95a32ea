"""The first rows of a file as they stand, each problem at its cell, and all problems in words."""

from typing import Any

from dash import html

from components import formats
from components.attributes import attributes
from components.icons import icon
from components.import_tables import LONGEST, cut, problem_table, table_panel
from components.import_words import FIELD_LABELS
from components.settings_frame import badge
from domain.imports import ColumnPreview, ImportPreview, PreviewRow, RowProblem

_MOST_COLUMNS = 40
_FIRST_PROBLEMS = 8


def problems_panel(preview: ImportPreview) -> html.Section | None:
    """Every problem with its place and remedy, the first ones in sight; None where the file is clean."""
    if not preview.problems:
        return None
    errors = sum(problem.severity == "error" for problem in preview.problems)
    warnings = len(preview.problems) - errors
    first, rest = preview.problems[:_FIRST_PROBLEMS], preview.problems[_FIRST_PROBLEMS:]
    body: list[Any] = [_table("Problems", first)]
    if rest:
        unfold = html.Summary([icon("chevron-right"), f"Show {len(rest):,} more"])
        body.append(html.Details([unfold, _table("More problems", rest)], className="data-details"))
    found = [formats.plural(errors, "error")] * bool(errors) + [formats.plural(warnings, "warning")] * bool(warnings)
    lead = "A row with an error is rejected, one with a warning is kept. The other rows are imported."
    if preview.rows_rejected > errors:
        lead += " All rejected rows are in the file you can download after the import."
    return table_panel(f"{' and '.join(found)} in the file", body, lead=lead)


def _table(caption: str, problems: list[RowProblem]) -> html.Div:
    return problem_table(caption, problems, [_mark(problem) for problem in problems])


def _mark(problem: RowProblem) -> html.Span:
    return badge("Error", "bad") if problem.severity == "error" else badge("Warning", "warn")


def rows_panel(preview: ImportPreview) -> html.Section:
    """The preview table."""
    columns = _shown_columns(preview.columns)
    hidden = len(preview.columns) - len(columns)
    head = [html.Th("Line", scope="col", className="is-number")] + [_heading(column) for column in columns]
    rows = [_row(row, columns) for row in preview.rows]
    caption = f"The first {formats.plural(len(preview.rows), 'row')} of {preview.file_name}"
    table = html.Table(
        [html.Caption(caption, className="visually-hidden"), html.Thead(html.Tr(head)), html.Tbody(rows)],
        className="data-table preview-table",
    )
    region = html.Div(
        table, className="table-wrap preview-wrap", tabIndex="0", role="region", **attributes(aria_label=caption)
    )
    lead = f"As they stand in the file: {len(preview.rows):,} of {formats.plural(preview.rows_total, 'row')}."
    foot = f"{formats.plural(hidden, 'further column')} without a field not shown." if hidden else None
    return table_panel("Preview", [region], lead=lead, foot=foot)


def _shown_columns(columns: list[ColumnPreview]) -> list[ColumnPreview]:
    """All columns of a usual file; of a very wide one those that are used, and as many others as there is room for."""
    if len(columns) <= _MOST_COLUMNS:
        return columns
    used = [column for column in columns if column.field or column.note]
    room = max(0, _MOST_COLUMNS - len(used))
    others = [column for column in columns if not (column.field or column.note)][:room]
    return sorted(used + others, key=lambda column: column.position)


def _heading(column: ColumnPreview) -> html.Th:
    field = FIELD_LABELS[column.field] if column.field else "Breakdown" if column.note else "Not imported"
    return html.Th(
        [
            html.Span(column.key, className="truncate preview-key", title=column.key),
            html.Span(field, className="preview-field is-used" if column.field or column.note else "preview-field"),
        ],
        scope="col",
    )


def _row(row: PreviewRow, columns: list[ColumnPreview]) -> html.Tr:
    keys = {column.key for column in columns}
    by_column = {problem.column: problem for problem in reversed(row.problems)}
    whole = [problem for problem in row.problems if problem.column not in keys]
    line = html.Th(
        [f"{row.line:,}", *(_hidden(problem) for problem in whole[:1])],
        scope="row",
        className=f"is-number {_class(whole[0])}" if whole else "is-number",
        title=_words(whole[0]) if whole else "",
    )
    return html.Tr([line, *(_cell(row, column, by_column.get(column.key)) for column in columns)])


def _cell(row: PreviewRow, column: ColumnPreview, problem: RowProblem | None) -> html.Td:
    text = row.cells[column.position] if column.position < len(row.cells) else ""
    if problem is None:
        return html.Td(cut(text), title=text) if len(text) > LONGEST else html.Td(text)
    shown = html.Span(cut(text) or "empty", className="" if text else "muted")
    return html.Td(
        [icon("exclamation-circle"), " ", shown, _hidden(problem)], className=_class(problem), title=_words(problem)
    )


def _hidden(problem: RowProblem) -> html.Span:
    kind = "Error" if problem.severity == "error" else "Warning"
    return html.Span(f" {kind}: {_words(problem)}", className="visually-hidden")


def _class(problem: RowProblem) -> str:
    return "cell-error" if problem.severity == "error" else "cell-warning"


def _words(problem: RowProblem) -> str:
    return f"{problem.reason} {problem.fix}".strip()
