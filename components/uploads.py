"""The drop zone. The browser sends files straight to a Flask route; assets/30-scripts/upload.js does it."""

import json
from typing import Any

from dash import dcc, html

from components import formats, ids
from components.attributes import attributes
from components.buttons import button
from components.icons import icon


def drop_zone(
    owner: str,
    url: str,
    prompt: str,
    *,
    endings: tuple[str, ...],
    max_bytes: int,
    multiple: bool = False,
    field_name: str = "file",
    fields: dict[str, str] | None = None,
    hint: str = "",
) -> html.Div:
    """Drop or choose files. Each answer goes to the store `ids.upload_answer(owner)`.

    The store's data: `{ok, status, name, size, body, number, index, count}`; `body` is the server's JSON and
    `number` counts up, so that the same answer twice is two answers. `fields` are sent along with every file.
    """
    allowed = f"{', '.join(ending.lstrip('.').upper() for ending in endings)} up to {formats.file_size(max_bytes)}"
    pick = button("Choose files" if multiple else "Choose a file", tone="primary", extra_class="dropzone-pick")
    stop = button("Stop", small=True, extra_class="dropzone-stop")
    bar = html.Div(
        html.I(style={"width": "0%"}), className="meter", role="progressbar", **_progress(f"Upload for {owner}")
    )
    zone = html.Div(
        [
            icon("cloud-arrow-up"),
            html.Strong(prompt),
            html.Div(hint or allowed, className="muted small-text"),
            pick,
            html.Div([bar, stop], className="dropzone-progress"),
            html.Div(className="dropzone-message", role="status"),
            # The browser's script fills it: a line for each file with its progress and how it ended.
            html.Ul(className="dropzone-files", hidden=not multiple),
        ],
        id=ids.upload(owner),
        className="dropzone",
        **_attributes(owner, url, endings, max_bytes, multiple, field_name, fields),
    )
    return html.Div([zone, dcc.Store(id=ids.upload_answer(owner))])


def _progress(label: str) -> dict[str, Any]:
    return attributes(aria_label=label, aria_valuemin=0, aria_valuemax=100, aria_valuenow=0)


def _attributes(
    owner: str,
    url: str,
    endings: tuple[str, ...],
    max_bytes: int,
    multiple: bool,
    field_name: str,
    fields: dict[str, str] | None,
) -> dict[str, Any]:
    return {
        "data-state": "idle",
        "data-url": url,
        "data-store": ids.upload_answer(owner),
        "data-accept": ",".join(endings),
        "data-max-bytes": str(max_bytes),
        "data-multiple": str(multiple).lower(),
        "data-field": field_name,
        "data-fields": json.dumps(fields or {}),
    }
