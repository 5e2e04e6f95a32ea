"""The dialog that imports a file of comments, and what the import brought."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dash import html

from components import formats, ids
from components.attributes import attributes
from components.buttons import button, download_button
from components.dialogs import dialog
from components.forms import choice_field
from components.import_tables import problem_table
from components.import_words import DATE_ORDERS
from components.states import notice
from components.uploads import drop_zone
from domain.comments import MAX_COMMENTS_BYTES, CommentsImportResult

UPLOAD_URL = "/internal/imports/comments"
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")


def import_dialog(owner: str, creative_id: UUID | None = None) -> html.Dialog:
    """Drop a file; its rows go to the creatives that they name, or to this one where no column says it."""
    whose = "The column creative id holds our id, the ad’s id in imports or its name"
    whose += "; without it all rows belong to this creative." if creative_id else "."
    lead = html.P(f"Columns: creative id, comment, date, and if you have them likes and author. {whose}")
    order = choice_field(
        owner, "order", "Dates such as 03/04/2026 are", list(DATE_ORDERS), clearable=True,
        placeholder="Let the file decide", required=False,
    )  # fmt: skip
    zone = drop_zone(
        owner, upload_url(creative_id, None), "Drop a file of comments here",
        endings=ENDINGS, max_bytes=MAX_COMMENTS_BYTES,
    )  # fmt: skip
    subject = str(creative_id) if creative_id else ""
    body = [
        html.Div(id=ids.part(owner, "creative"), hidden=True, **attributes(data_creative=subject)),
        lead,
        order,
        zone,
        html.Div(id=ids.part(owner, "answer"), className="stack"),
    ]
    done = button("Done", **attributes(data_dialog_close=True))
    return dialog(owner, "Import comments", html.Div(body, className="stack"), [done], wide=True)


def upload_url(creative_id: object, date_order: str | None) -> str:
    """Where the file goes, with what is known of it."""
    named = {"creative_id": str(creative_id) if creative_id else "", "date_order": date_order or ""}
    query = "&".join(f"{name}={value}" for name, value in named.items() if value)
    return f"{UPLOAD_URL}?{query}" if query else UPLOAD_URL


def import_answer(answer: Mapping[str, Any]) -> list[Any]:
    """What the server said of the file."""
    body = dict(answer.get("body") or {})
    if not answer.get("ok"):
        # The drop zone itself says why.
        return []
    rejects = body.pop("rejects_id", None)
    result = CommentsImportResult.model_validate(body)
    known = f", {result.rows_known:,} were known already" if result.rows_known else ""
    rejected = f", {result.rows_rejected:,} rejected" if result.rows_rejected else ""
    title = f"{formats.plural(result.rows_imported, 'comment')} imported{known}{rejected}"
    parts: list[Any] = [notice("warn" if rejected else "good", title)]
    if result.errors:
        parts.append(problem_table("Rejected rows", result.errors))
    if rejects:
        parts.append(
            download_button("Download all rejected rows", f"{UPLOAD_URL}/{UUID(str(rejects))}.csv", small=True)
        )
    return parts
