"""The comments panel, for every page that shows one: fills it, follows the reading, labels, imports."""

from typing import Any

from dash import ALL, Input, Output, State, callback, ctx, no_update
from dash.exceptions import PreventUpdate

from auth.identity import page_actor
from callbacks._errors import show_error, show_toast
from callbacks._rows import pressed_key, read_word, row_id
from callbacks._views import fresh
from components import ids
from components.comment_import import import_answer, upload_url
from components.comment_words import read_filter
from components.comments import comment_list, import_owner, is_open, mood
from components.states import error_state
from domain.analyses import SubjectKind
from domain.comments import CommentLabel
from domain.emotion import Emotion
from domain.errors import AppError
from domain.permissions import Permission
from services import comment_readings, comments, jobs


def attach_comments(owner: str, kind: SubjectKind) -> None:
    """Wire the panel and the dialog of one owner, whose comments are those of creatives or of campaigns."""
    _attach_panel(owner, kind)
    _attach_reading(owner, kind)
    _attach_labels(owner)
    _attach_import(owner)


def _attach_panel(owner: str, kind: SubjectKind) -> None:
    @callback(
        Output(ids.part(owner, "mood"), "children"),
        Output(ids.part(owner, "list"), "children"),
        Output(ids.part(owner, "list"), "data-page"),
        Output(ids.part(owner, "tick"), "disabled"),
        Input(ids.part(owner, "subject"), "data-subject"),
        Input(ids.part(owner, "filter"), "value"),
        Input(ids.renewed(owner), "data"),
        Input(ids.part(owner, "tick"), "n_intervals"),
        Input(ids.many(owner, "page", ALL), "n_clicks"),
        State(ids.part(owner, "list"), "data-page"),
        on_error=show_error,
    )
    def show_comments(
        subject: str, chosen: str | None, _renewed: Any, _ticks: Any, _pages: Any, number: str | None
    ) -> Any:
        actor = page_actor()
        subject_id, page = row_id(subject), _page(number)
        may_run = actor.may(Permission.RUN_ANALYZERS)
        try:
            summary = comments.get_summary(actor, kind, subject_id)
            found = comments.list_comments(actor, kind, subject_id, read_filter(chosen), page)
        except AppError as error:
            return error_state(error, small=True), [], "1", True
        rows = comment_list(owner, found, may_label=may_run, is_narrowed=chosen != "all" and summary.total > 0)
        return mood(owner, summary, may_run=may_run), rows, str(page), not is_open(summary.job)


def _attach_reading(owner: str, kind: SubjectKind) -> None:
    @callback(
        Output(ids.renewed(owner), "data"),
        Input(ids.part(owner, "run"), "n_clicks"),
        State(ids.part(owner, "subject"), "data-subject"),
        prevent_initial_call=True,
        on_error=show_error,
    )
    def read_comments(clicks: int | None, subject: str) -> str:
        actor = page_actor()
        if not clicks:
            raise PreventUpdate
        comment_readings.start_reading(actor, kind, row_id(subject))
        return fresh()

    @callback(
        Output(ids.renewed(owner), "data", allow_duplicate=True),
        Input(ids.many(owner, "stop", ALL), "n_clicks"),
        prevent_initial_call=True,
        on_error=show_error,
    )
    def stop_reading(_clicks: list[int | None]) -> str:
        actor = page_actor()
        jobs.cancel_job(actor, row_id(pressed_key()))
        return fresh()


def _attach_labels(owner: str) -> None:
    @callback(
        Output(ids.renewed(owner), "data", allow_duplicate=True),
        Input(ids.many(owner, "label", ALL), "value"),
        prevent_initial_call=True,
        on_error=show_error,
    )
    def label_comment(_values: list[str | None]) -> str:
        actor = page_actor()
        actor.require(Permission.RUN_ANALYZERS)
        if not ctx.triggered_id or len(ctx.triggered) != 1:
            raise PreventUpdate
        comment_id, _, before = str(ctx.triggered_id["key"]).partition(":")
        chosen = ctx.triggered[0]["value"] or ""
        if chosen == before:
            # The list was drawn anew.
            raise PreventUpdate
        label = read_word(Emotion, chosen) if chosen else None
        comments.label_comment(actor, row_id(comment_id), CommentLabel(label=label))
        return fresh()


def _attach_import(owner: str) -> None:
    dialog = import_owner(owner)

    @callback(
        Output(ids.part(dialog, "answer"), "children"),
        Output(ids.renewed(owner), "data", allow_duplicate=True),
        Input(ids.upload_answer(dialog), "data"),
        prevent_initial_call=True,
        on_error=show_error,
    )
    def follow_comments(answer: dict[str, Any] | None) -> Any:
        page_actor()
        if not answer:
            raise PreventUpdate
        try:
            shown = import_answer(answer)
        except ValueError:
            raise PreventUpdate from None
        if answer.get("ok"):
            show_toast("good", "The comments are imported")
        return shown, fresh() if answer.get("ok") else no_update

    @callback(
        Output(ids.upload(dialog), "data-url"),
        Input(ids.control(dialog, "order"), "value"),
        State(ids.part(dialog, "creative"), "data-creative"),
        prevent_initial_call=True,
        on_error=show_error,
    )
    def set_date_order(order: str | None, creative: str | None) -> str:
        page_actor()
        chosen = order if order in ("dmy", "mdy") else None
        return upload_url(row_id(creative) if creative else None, chosen)


def _page(before: str | None) -> int:
    """The page to show: the pressed one, the first after another filter, else the same again."""
    trigger = ctx.triggered_id
    if isinstance(trigger, dict):
        value = ctx.triggered[0]["value"] if ctx.triggered else None
        number = str(trigger["key"]) if value else str(before or "1")
    else:
        number = "1" if isinstance(trigger, str) and trigger.endswith(("-filter", "-subject")) else str(before or "1")
    return max(1, int(number)) if number.isdigit() and len(number) < 6 else 1
