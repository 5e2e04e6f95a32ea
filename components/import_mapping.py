"""Which column of a file is which field: a table whose last word a person has."""

from typing import Any

from dash import html

from components import ids, import_ids
from components.forms import select
from components.icons import icon
from components.import_ids import OWNER
from components.import_tables import table_panel
from components.import_words import FIELD_LABELS
from domain.imports import ColumnPreview, Field, ImportPreview

NONE = "none"
_FIELDS = [(field.value, label) for field, label in FIELD_LABELS.items()]


def mapping_panel(preview: ImportPreview) -> html.Section:
    """Columns that are imported first, the others behind one line: wide reports have dozens of them."""
    used = [column for column in preview.columns if column.field or column.note]
    others = [column for column in preview.columns if not (column.field or column.note)]
    body: list[Any] = [_table("Columns that are imported", used, preview)] if used else []
    if others:
        count = f"{len(others)} column{'s' if len(others) != 1 else ''} not imported"
        unfold = html.Summary([icon("chevron-right"), count])
        body.append(
            html.Details(
                [unfold, _table("Columns that are not imported", others, preview)],
                className="data-details",
                open=not used,
            )
        )
    lead = "Correct what is wrong; the correction is remembered for files with the same columns."
    return table_panel("Columns", body, lead=lead)


def drawn_map(preview: ImportPreview) -> dict[str, str]:
    """How the selects stand when the table is drawn, by the column's position."""
    return {str(column.position): column.field.value if column.field else NONE for column in preview.columns}


def _table(caption: str, columns: list[ColumnPreview], preview: ImportPreview) -> html.Div:
    heads = ("Column in the file", "First values", "Imported as")
    head = html.Thead(html.Tr([html.Th(words, scope="col") for words in heads]))
    rows = [_row(column, preview) for column in columns]
    table = html.Table(
        [html.Caption(caption, className="visually-hidden"), head, html.Tbody(rows)],
        className="data-table stacking mapping-table",
    )
    return html.Div(table, className="mapping-wrap")


def _row(column: ColumnPreview, preview: ImportPreview) -> html.Tr:
    samples = [html.Span(text, className="sample truncate", title=text) for text in column.samples[:3]]
    return html.Tr(
        [
            html.Th(html.Span(column.key, className="truncate", title=column.key), scope="row"),
            html.Td(html.Div(samples or html.Span("empty", className="muted"), className="samples")),
            html.Td(_choice(column, preview)),
        ],
        className="is-mapped" if column.field else "",
    )


def _choice(column: ColumnPreview, preview: ImportPreview) -> html.Div:
    control_id = ids.many(OWNER, import_ids.MAP, str(column.position))
    nothing = (NONE, "Kept as a breakdown" if column.note else "Not imported")
    control = select(
        control_id,  # type: ignore[arg-type]  # A pattern's id works where a text does.
        [nothing, *_FIELDS],
        column.field.value if column.field else NONE,
    )
    label = html.Label(f"“{column.key}” is imported as", className="visually-hidden")
    note = _note(column, preview)
    return html.Div([label, control, *([html.Div(note, className="field-help")] if note else [])], className="field")


def _note(column: ColumnPreview, preview: ImportPreview) -> str:
    shared = [
        FIELD_LABELS[name]
        for name, key in preview.mapping.items()
        if key == column.key and name is not column.field and isinstance(name, Field)
    ]
    words = [column.note] if column.note else []
    if shared and column.field:
        words.append(f"Also used as {', '.join(shared)}.")
    if column.field and preview.remembered_mapping.get(column.field) == column.key:
        words.append("As your organization chose before.")
    return " ".join(words)
