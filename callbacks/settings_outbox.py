"""Shows the mails that were kept instead of sent."""

from typing import Any

from dash import Input, Output, callback

from auth.identity import page_actor
from callbacks._errors import show_error
from components import settings_ids
from components.settings_records import mail_list
from services import outbox


@callback(
    Output(settings_ids.rows(settings_ids.OUTBOX), "children"),
    Input(settings_ids.save(settings_ids.OUTBOX), "n_clicks"),
    on_error=show_error,
)
def show_mails(_clicks: int | None) -> Any:
    """The organization's own mails whose links still work."""
    return mail_list(outbox.list_outbox(page_actor()))
