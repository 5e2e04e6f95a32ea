"""Step 2 of an import: what was recognized, what only a person knows, what the file adds up to and replaces."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import formats, ids, import_ids
from components.attributes import attributes
from components.buttons import button
from components.import_ids import OWNER
from components.import_mapping import mapping_panel
from components.import_questions import count_questions, questions_panel
from components.import_rows import problems_panel, rows_panel
from components.import_tables import stats, table_panel, totals_table
from components.import_words import ENCODINGS, SEPARATORS, sure
from components.settings_frame import badge
from components.states import notice
from domain.import_files import ImportSource
from domain.imports import ImportOptions, ImportPreview, Overlap

_SHOWN_OVERLAPS = 6


def check_view(preview: ImportPreview, options: ImportOptions, sources: Sequence[ImportSource]) -> list[Any]:
    """The whole step, the questions first: without them the numbers below are tentative."""
    columns = mapping_panel(preview)
    # Where no column is known, naming them comes first: there are no numbers yet.
    asks_for_columns = any(question.field == "mapping" for question in preview.questions)
    parts: list[Any | None] = [
        _recognized(preview, options, sources),
        questions_panel(preview, options),
        columns if asks_for_columns else None,
        _same_file(preview),
        _totals(preview),
        _overlaps(preview),
        problems_panel(preview),
        None if asks_for_columns else columns,
        rows_panel(preview),
        _actions(preview),
    ]
    return [part for part in parts if part is not None]


def is_ready(preview: ImportPreview) -> bool:
    """Whether the import may start: nothing is asked any more, and there is a row to import."""
    return not preview.questions and rows_to_import(preview) > 0


def rows_to_import(preview: ImportPreview) -> int:
    """How many rows would become facts."""
    return preview.rows_total - preview.rows_rejected - preview.rows_skipped


def _recognized(preview: ImportPreview, options: ImportOptions, sources: Sequence[ImportSource]) -> html.Section:
    labels = {source.key: source.label for source in sources}
    guess = next((found for found in preview.guesses if found.source == preview.source), None)
    marks: list[Any] = [html.H2(labels.get(preview.source, preview.source))]
    if options.source != "auto":
        marks.append(badge("Chosen by you", "accent"))
    elif guess is not None:
        marks.append(badge(sure(guess.confidence), "good" if guess.confidence >= 0.75 else "warn"))
    why = (
        f"What speaks for it: {guess.reason}."
        if guess
        else "No platform’s export has these columns, so it is read by name."
    )
    notes: list[Any] = [html.Li(note) for note in preview.notes]
    if preview.remembered_mapping:
        notes.insert(0, html.Li("The columns are mapped as someone of your organization corrected them before."))
    text = [
        html.Div(marks, className="row-line"),
        html.P(why, className="muted small-text"),
        html.P(_read_as_text(preview), className="muted small-text"),
    ]
    head = html.Div(
        [html.Div(text, className="recognized-text"), _read_as(preview, options, sources)], className="recognized"
    )
    body: list[Any] = [head, *([html.Ul(notes, className="plain-notes")] if notes else [])]
    return html.Section(
        html.Div(body, className="panel-body"), className="panel", **attributes(aria_label="Recognized format")
    )


def _read_as_text(preview: ImportPreview) -> str:
    kind = (
        f"CSV separated by {SEPARATORS.get(preview.separator, preview.separator)}" if preview.separator else "Workbook"
    )
    encoding = "" if preview.encoding == "xlsx" else f", {ENCODINGS.get(preview.encoding, preview.encoding.upper())}"
    return f"{kind}{encoding}, column names in line {preview.header_line}."


def _read_as(preview: ImportPreview, options: ImportOptions, sources: Sequence[ImportSource]) -> html.Div:
    likely = {guess.source: guess.confidence for guess in preview.guesses}
    ordered = sorted(sources, key=lambda source: -likely.get(source.key, 0.0))
    choices = [("auto", "Let the file decide")]
    choices += [
        (source.key, f"{source.label} ({likely[source.key]:.0%})" if source.key in likely else source.label)
        for source in ordered
    ]
    control_id: Any = ids.many(OWNER, import_ids.ANSWER, "source")
    control = dcc.Dropdown(
        id=control_id,
        options=[{"value": key, "label": label} for key, label in choices],
        value=options.source,
        clearable=False,
        searchable=False,
    )
    return html.Div([html.Label("Read the file as", className="field-label"), control], className="field read-as")


def _same_file(preview: ImportPreview) -> html.Div | None:
    if preview.same_file_import_id is None:
        return None
    link = dcc.Link("See that import", href=import_ids.address(import_=preview.same_file_import_id))
    return notice("info", "This very file was imported before", ["Importing it again changes no number. ", link])


def _totals(preview: ImportPreview) -> html.Section:
    body: list[Any] = [
        stats(
            [
                ("Rows to import", f"{rows_to_import(preview):,}", ""),
                ("Rejected", f"{preview.rows_rejected:,}", "bad" if preview.rows_rejected else ""),
                ("Left out", f"{preview.rows_skipped:,}", ""),
                ("Period", formats.day_range(preview.date_from, preview.date_to), ""),
            ]
        )
    ]
    if preview.totals:
        body.append(totals_table("What the file adds up to, by currency", preview.totals))
    foot = "Currencies are kept apart: they are never added up." if len(preview.totals) > 1 else None
    lead = "Left out are totals, footers and blank rows, which would count twice or not at all."
    return table_panel("What would be imported", body, lead=lead, foot=foot)


def _overlaps(preview: ImportPreview) -> html.Div | None:
    overlaps = preview.overlaps
    if not overlaps:
        return None
    by_effect: dict[str, list[Overlap]] = defaultdict(list)
    for overlap in overlaps:
        by_effect[overlap.effect].append(overlap)
    parts: list[Any] = []
    for effect, found in by_effect.items():
        items = [html.Li(_overlap_words(overlap)) for overlap in found]
        parts.append(html.P(effect))
        parts.append(html.Ul(items[:_SHOWN_OVERLAPS], className="plain-notes"))
        if len(items) > _SHOWN_OVERLAPS:
            rest = formats.plural(len(items) - _SHOWN_OVERLAPS, "more campaign")
            parts.append(html.Details([html.Summary(rest), html.Ul(items[_SHOWN_OVERLAPS:], className="plain-notes")]))
    campaigns = len({overlap.campaign for overlap in overlaps})
    have = "has" if campaigns == 1 else "have"
    title = f"{formats.plural(campaigns, 'campaign')} {have} figures for some of these days already"
    # The same figures again replace themselves: nothing to be warned of.
    return notice("info" if preview.same_file_import_id else "warn", title, parts)


def _overlap_words(overlap: Overlap) -> list[Any]:
    days = formats.plural(overlap.days, "day")
    return [html.Strong(overlap.campaign), f": {formats.day_range(overlap.date_from, overlap.date_to)} ({days})"]


def _actions(preview: ImportPreview) -> html.Div:
    count = rows_to_import(preview)
    if preview.questions:
        words = f"{formats.plural(count_questions(preview), 'answer')} missing. Answer above, then update the preview."
    elif not count:
        words = "There is no row to import. Correct the columns above, or choose another file."
    else:
        words = f"Ready to import {formats.plural(count, 'row')}."
    return html.Div(
        [
            html.Div(
                [
                    html.Span(words, id=import_ids.READY),
                    html.Span("You changed something: update the preview first.", id=import_ids.STALE, hidden=True),
                ],
                className="action-words",
                role="status",
            ),
            button("Update preview", import_ids.UPDATE, symbol="arrow-repeat"),
            button(
                f"Import {formats.plural(count, 'row')}",
                import_ids.START,
                tone="primary",
                symbol="check-lg",
                disabled=not is_ready(preview),
            ),
        ],
        className="action-bar",
    )
