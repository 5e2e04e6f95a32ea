"""Step 1 of an import: drop files, go on with files that wait, see what runs, try a sample."""

from collections.abc import Sequence
from typing import Any

from dash import dcc, html

from components import formats, ids, import_ids
from components.attributes import attributes
from components.buttons import button, link_button
from components.cards import panel
from components.icons import icon
from components.import_ids import OWNER
from components.import_words import WHERE_TO_EXPORT
from components.platform_names import platform_name
from components.settings_frame import Record, record_list
from components.states import notice
from components.uploads import drop_zone
from domain.import_files import ImportRun, ImportSource, WaitingFile
from domain.imports import MAX_IMPORT_BYTES
from domain.platforms import Platform

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")


def choose_view(
    waiting: Sequence[WaitingFile],
    running: Sequence[ImportRun],
    sources: Sequence[ImportSource],
    samples: Sequence[Platform],
) -> html.Div:
    """The drop zone with what is under way, and beside it help for whoever has no file at hand."""
    zone = drop_zone(
        OWNER,
        import_ids.UPLOAD_URL,
        "Drop exports of your ad platforms here",
        endings=ENDINGS,
        max_bytes=MAX_IMPORT_BYTES,
        multiple=True,
        hint="CSV, TSV or XLSX up to 200 MB each. Nothing is imported before you have checked it.",
    )
    left = html.Div(
        [
            html.Div(_signed_out(), id=import_ids.SIGNED_OUT, hidden=True),
            zone,
            dcc.Store(id=import_ids.ARRIVED),
            html.Div(under_way(waiting, running), id=import_ids.WAITING, className="stack"),
        ],
        className="stack",
    )
    return html.Div([left, html.Div([_samples(samples), _help(sources)], className="stack")], className="import-choose")


def under_way(waiting: Sequence[WaitingFile], running: Sequence[ImportRun]) -> list[Any]:
    """Imports that run and files that wait: both are found again after a reload."""
    parts: list[Any] = []
    if running:
        parts.append(_titled("Running now", record_list("Running imports", [_running(run) for run in running])))
    if waiting:
        parts.append(
            _titled(
                "Waiting to be checked",
                record_list("Waiting files", [_waiting(file, is_next=not place) for place, file in enumerate(waiting)]),
            )
        )
    return parts


def _titled(title: str, body: Any) -> html.Section:
    return html.Section([html.H2(title, className="section-title"), body])


def _running(run: ImportRun) -> Record:
    share = run.job.progress if run.job else 0.0
    facts = [f"{share:.0%}", run.job.message if run.job else ""]
    return Record(
        run.file_name or "Import",
        facts=facts,
        actions=[link_button("Show progress", import_ids.address(import_=run.id), small=True)],
    )


def _waiting(file: WaitingFile, *, is_next: bool) -> Record:
    name = html.Span(file.file_name, className="visually-hidden")
    return Record(
        file.file_name,
        facts=[formats.file_size(file.size), f"uploaded {formats.moment(file.created_at)}"],
        actions=[
            dcc.Link(
                ["Check ", name],
                href=import_ids.address(file=file.id),
                className="button button-small button-primary" if is_next else "button button-small",
            ),
            button(
                f"Remove {file.file_name}",
                ids.many(OWNER, "remove", str(file.id)),
                symbol="trash",
                tone="quiet",
                small=True,
                icon_only=True,
            ),
        ],
    )


def _samples(platforms: Sequence[Platform]) -> html.Section:
    rows = [
        html.Li(
            [
                button("", ids.many(OWNER, import_ids.SAMPLE, platform.value), small=True, extra_class="sample-pick"),
                html.A(
                    [icon("download"), html.Span(f"Download the {platform.label} sample", className="visually-hidden")],
                    href=import_ids.sample_path(platform.value),
                    download="",
                    className="button button-quiet button-icon button-small",
                    title="Download",
                ),
            ]
        )
        for platform in platforms
    ]
    for row, platform in zip(rows, platforms, strict=True):
        row.children[0].children = [platform_name(platform)]
    return panel(
        "No file at hand?",
        html.Ul(rows, className="sample-list", **attributes(aria_label="Sample files")),
        lead="Try it with made-up numbers in the shape of a real export. An admin can undo it afterwards.",
    )


def _help(sources: Sequence[ImportSource]) -> html.Section:
    items: list[Any] = []
    for source in sources:
        items += [html.Dt(source.label), html.Dd(WHERE_TO_EXPORT.get(source.key, "Any export as CSV or XLSX."))]
    unfold = html.Summary([icon("chevron-right"), "Where to find the export"])
    known = ", ".join(source.label for source in sources if source.key != "generic")
    return panel(
        "What is recognized",
        html.P(f"{known}, and any other table with clear column names.", className="small-text"),
        lead="By its columns and title lines, so the file may have any name.",
        foot=html.Details([unfold, html.Dl(items, className="where-list")], className="plain-details"),
    )


def _signed_out() -> html.Div:
    sign_in = html.A("Sign in again", href=f"/login?next={import_ids.PATH}", className="button button-small")
    return notice("bad", "Your session has ended", "The file was not stored. Sign in and send it again.", [sign_in])
