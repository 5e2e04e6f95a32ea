"""Shows the part of the audit log that the filters ask for, and saves it as CSV."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from dash import Input, Output, State, callback, ctx, dcc

from auth.identity import page_actor
from callbacks._errors import show_error
from components import ids, settings_ids
from components.settings_records import audit_list, shown_range
from services import audit, audit_exports

_OWNER = settings_ids.AUDIT
_FILTERS = (
    (ids.control(_OWNER, "q"), "value"),
    (ids.control(_OWNER, "action"), "value"),
    (ids.part(_OWNER, "dates"), "start_date"),
    (ids.part(_OWNER, "dates"), "end_date"),
)
_STEPS = {ids.part(_OWNER, "newer"): -1, ids.part(_OWNER, "older"): 1}


@callback(
    Output(settings_ids.rows(_OWNER), "children"),
    Output(ids.part(_OWNER, "count"), "children"),
    Output(ids.part(_OWNER, "newer"), "disabled"),
    Output(ids.part(_OWNER, "older"), "disabled"),
    Output(ids.part(_OWNER, "page"), "data"),
    Output(settings_ids.place(_OWNER), "search"),
    *(Input(*filter_) for filter_ in _FILTERS),
    *(Input(step, "n_clicks") for step in _STEPS),
    State(ids.part(_OWNER, "page"), "data"),
    on_error=show_error,
)
def show_entries(
    q: str | None,
    action: str | None,
    first: str | None,
    last: str | None,
    _newer: int | None,
    _older: int | None,
    page: int | None,
) -> Any:
    """The entries; another filter starts at the newest again, and the address keeps the filters."""
    actor = page_actor()
    step = _STEPS.get(str(ctx.triggered_id))
    page = max(1, (page or 1) + step) if step else 1
    found = audit.list_audit(actor, *_filters(q, action, first, last), page)
    named = {"q": q, "action": action, "date_from": first, "date_to": last}
    search = urlencode({name: value for name, value in named.items() if value})
    ends = found.page * found.page_size >= found.total
    count = shown_range(found, "entries")
    return audit_list(found.items), count, page == 1, ends, page, f"?{search}" if search else ""


@callback(
    *(Output(*filter_) for filter_ in _FILTERS),
    Input(ids.part(_OWNER, "reset"), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def clear_filters(_clicks: int | None) -> Any:
    """Show everything again."""
    return "", None, None, None


@callback(
    Output(ids.part(_OWNER, "file"), "data"),
    Input(ids.part(_OWNER, "export"), "n_clicks"),
    *(State(*filter_) for filter_ in _FILTERS),
    prevent_initial_call=True,
    on_error=show_error,
)
def save_entries(_clicks: int | None, q: str | None, action: str | None, first: str | None, last: str | None) -> Any:
    """What the filters show, as a file."""
    text = audit_exports.export_audit(page_actor(), *_filters(q, action, first, last))
    # Spreadsheet programs read UTF-8 only where the mark at the start says so.
    return dcc.send_bytes(("\ufeff" + text).encode(), f"audit-log-{datetime.now(UTC):%Y-%m-%d}.csv", type="text/csv")


def _filters(
    q: str | None, action: str | None, first: str | None, last: str | None
) -> tuple[str, str, date | None, date | None]:
    return (q or "").strip()[:200], action or "", _day(first), _day(last)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
