"""The gallery: shows filtered creatives, opens, saves and deletes one, and follows uploads."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from dash import ALL, Input, Output, State, callback, ctx, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from auth.identity import page_actor
from callbacks._errors import show_error, show_field_errors, show_toast
from callbacks._rows import pressed_key
from components import creative_ids, ids
from components.creative_details import FIELDS, deletion_words, detail_body, split_tags
from components.creative_ids import DELETION, DETAIL, GALLERY, UPLOAD
from components.creative_queries import (
    make_filters,
    parse,
    read_creative,
    read_filters,
    read_page,
    read_scores,
    scores_text,
    write,
)
from components.creatives import (
    campaign_options,
    emotion_options,
    format_options,
    gallery_results,
    pressed_page,
    tag_options,
)
from domain.creatives import MAX_TAGS, CreativeFilter, CreativePatch
from domain.errors import AppError, invalid, not_found
from domain.permissions import Permission
from services import creative_deletions, creatives

_CONTROLS = ("q", "campaign", "format", "tags", "emotion", "score", "sort")
_UPLOADED = "upload-"
_WRONG = {
    "name": "Use 1 to 300 characters.",
    "ad_text": "Use at most 5,000 characters.",
    "tags": f"Use at most {MAX_TAGS} tags of at most 60 characters each.",
}


def _control(name: str) -> str:
    return ids.part(GALLERY, name)


# One callback for all that is in the address: Dash lets a callback write its own inputs, but no circle of several.
@callback(
    Output(creative_ids.LOCATION, "search"),
    *(Output(_control(name), "value") for name in _CONTROLS),
    Output(ids.dialog(DETAIL), "data-open"),
    Input(creative_ids.LOCATION, "search"),
    Input(ids.dialog(DETAIL), "data-open"),
    Input(ids.many(GALLERY, "page", ALL), "n_clicks"),
    Input(ids.many(GALLERY, "clear", ALL), "n_clicks"),
    Input(creative_ids.CHANGED, "data"),
    State(creative_ids.CHOSEN, "data"),
    *(Input(_control(name), "value") for name in _CONTROLS),
    prevent_initial_call=True,
    on_error=show_error,
)
def keep_address(
    search: str | None,
    is_open: str,
    _pages: list[int | None],
    _clears: list[int | None],
    changed: str | None,
    chosen: str | None,
    *values: Any,
) -> tuple[Any, ...]:
    """Write the filters, the page and the open creative into the address, and follow it where a person goes back."""
    page_actor()
    filters = _filters_of(values)
    trigger = ctx.triggered_id
    nothing = [no_update] * len(_CONTROLS)
    if trigger == creative_ids.LOCATION:
        return _followed(search, filters, is_open, chosen)
    number = read_page(parse(search))
    if trigger == ids.dialog(DETAIL):
        found = write(filters, number, chosen if is_open == "true" and chosen else "")
        return found if found != (search or "") else no_update, *nothing, no_update
    if trigger == creative_ids.CHANGED:
        # What was just uploaded stands on the first page.
        came = number > 1 and str(changed).startswith(_UPLOADED)
        return write(filters) if came else no_update, *nothing, no_update
    if isinstance(trigger, dict) and trigger["type"] == ids.part(GALLERY, "clear"):
        pressed_key()
        return "", *_values_of(CreativeFilter(sort=filters.sort)), no_update
    number = pressed_page(pressed_key()) if isinstance(trigger, dict) else 1
    return write(filters, number), *nothing, no_update


def _followed(search: str | None, filters: CreativeFilter, is_open: str, chosen: str | None) -> tuple[Any, ...]:
    """The controls and the dialog as an address asks for them; what fits already stays."""
    query = parse(search)
    named = read_filters(query)
    values = _values_of(named) if named != filters else [no_update] * len(_CONTROLS)
    wanted = "true" if chosen and str(read_creative(query)) == chosen else "false"
    return no_update, *values, wanted if wanted != is_open else no_update


def _filters_of(values: Sequence[Any]) -> CreativeFilter:
    given = dict(zip(_CONTROLS, values, strict=True))
    return make_filters(
        q=given["q"],
        campaign_id=given["campaign"],
        format=given["format"],
        tags=tuple(given["tags"] or ()),
        emotion=given["emotion"],
        **read_scores(given["score"] if isinstance(given["score"], str) else None),
        sort=given["sort"],
    )


def _values_of(filters: CreativeFilter) -> list[Any]:
    """What the controls show for the filters, in their order."""
    campaign = str(filters.campaign_id) if filters.campaign_id else None
    file_format = filters.format.value if filters.format else None
    emotion = filters.emotion.value if filters.emotion else None
    return [
        filters.q, campaign, file_format, list(filters.tags), emotion, scores_text(filters), filters.sort.value
    ]  # fmt: skip


@callback(
    Output(creative_ids.RESULTS, "children"),
    Output(creative_ids.RESULTS, "data-view"),
    Input(creative_ids.LOCATION, "search"),
    Input(creative_ids.CHANGED, "data"),
    State(creative_ids.RESULTS, "data-view"),
    prevent_initial_call=True,
    on_error=show_error,
)
def show_creatives(search: str | None, _changed: Any, shown: str | None) -> Any:
    """The tiles that the address asks for, unless they are what is shown."""
    actor = page_actor()
    query = parse(search)
    filters, number = read_filters(query), read_page(query)
    view = write(filters, number)
    if ctx.triggered_id == creative_ids.LOCATION and view == (shown or ""):
        raise PreventUpdate
    page = creatives.list_creatives(actor, filters, number)
    if not page.items and number > 1:
        # The last creative of the last page was deleted: the page before is the last one now.
        page = creatives.list_creatives(actor, filters, max(1, -(-page.total // page.page_size)))
    has_any = page.total > 0 or creatives.list_choices(actor).total > 0
    return gallery_results(page, filters, may_edit=actor.may(Permission.EDIT_CREATIVES), has_any=has_any), view


@callback(
    Output(creative_ids.FILTERS, "hidden"),
    Output(_control("campaign"), "options"),
    Output(_control("format"), "options"),
    Output(_control("tags"), "options"),
    Output(_control("emotion"), "options"),
    Input(creative_ids.CHANGED, "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def show_choices(_changed: Any) -> Any:
    """What there is to narrow to, after creatives came or went."""
    choices = creatives.list_choices(page_actor())
    options = (
        [{"value": value, "label": label} for value, label in pairs]
        for pairs in (
            campaign_options(choices),
            format_options(choices),
            tag_options(choices),
            emotion_options(choices),
        )
    )
    return choices.total == 0, *options


@callback(
    Output(creative_ids.TITLE, "children"),
    Output(creative_ids.BODY, "children"),
    Output(ids.dialog(DETAIL), "data-open", allow_duplicate=True),
    Output(creative_ids.CHOSEN, "data"),
    Input(ids.many(GALLERY, "open", ALL), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def show_creative(_clicks: list[int | None]) -> Any:
    """Open the details of the tile that was pressed."""
    actor = page_actor()
    creative = creatives.get_creative(actor, _as_id(pressed_key()))
    may_edit = actor.may(Permission.EDIT_CREATIVES)
    campaigns = creatives.list_choices(actor).campaigns if may_edit else []
    body = detail_body(creative, campaigns, may_edit=may_edit, may_run=actor.may(Permission.RUN_ANALYZERS))
    return creative.name, body, "true", str(creative.id)


@callback(
    Output(ids.dialog(DETAIL), "data-open", allow_duplicate=True),
    Output(creative_ids.CHANGED, "data", allow_duplicate=True),
    Input(creative_ids.SAVE, "n_clicks"),
    State(creative_ids.CHOSEN, "data"),
    *(State(ids.control(DETAIL, name), "value") for name in FIELDS),
    prevent_initial_call=True,
    on_error=show_error,
)
def save_creative(
    clicks: int | None,
    chosen: str | None,
    name: str | None,
    ad_text: str | None,
    tags: str | None,
    campaign: str | None,
) -> Any:
    """Store the words, tags and campaign; what is wrong is told at its field."""
    actor = page_actor()
    if not clicks:
        raise PreventUpdate
    try:
        patch = _patch(name=name or "", ad_text=ad_text or "", tags=split_tags(tags), campaign_id=campaign or None)
        creative = creatives.update_creative(actor, _as_id(chosen), patch)
    except AppError as error:
        show_field_errors(DETAIL, FIELDS, error, main="name")
        return no_update, no_update
    show_toast("good", f"“{creative.name}” is saved")
    return "false", _stamp()


@callback(
    Output(ids.part(DELETION, "dialog-body"), "children"),
    Input(ids.dialog(DELETION), "data-open"),
    State(creative_ids.CHOSEN, "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def show_deletion(is_open: str, chosen: str | None) -> Any:
    """Name the creative that is about to be deleted."""
    actor = page_actor()
    if is_open != "true":
        raise PreventUpdate
    return deletion_words(creatives.get_creative(actor, _as_id(chosen)))


@callback(
    Output(ids.dialog(DELETION), "data-open"),
    Output(ids.dialog(DETAIL), "data-open", allow_duplicate=True),
    Output(creative_ids.CHANGED, "data", allow_duplicate=True),
    Input(ids.confirm(DELETION), "n_clicks"),
    State(creative_ids.CHOSEN, "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def delete_creative(clicks: int | None, chosen: str | None) -> Any:
    """Delete what the dialog names; where its file has to wait, say so."""
    actor = page_actor()
    if not clicks:
        raise PreventUpdate
    if creative_deletions.delete_creative(actor, _as_id(chosen)):
        show_toast("good", "The creative is deleted")
    else:
        show_toast("info", "The creative is deleted", "Its file could not be removed yet; that is tried again.")
    return "false", "false", _stamp()


@callback(
    Output(ids.upload(UPLOAD), "data-fields"),
    Input(ids.control(UPLOAD, "campaign_id"), "value"),
    Input(ids.control(UPLOAD, "tags"), "value"),
    prevent_initial_call=True,
    on_error=show_error,
)
def set_upload_fields(campaign: str | None, tags: str | None) -> str:
    """What goes with each file that is dropped from now on."""
    page_actor()
    fields = {"campaign_id": campaign or "", "tags": ",".join(split_tags(tags))}
    return json.dumps({name: value for name, value in fields.items() if value})


@callback(
    Output(creative_ids.CHANGED, "data"),
    Input(ids.upload_answer(UPLOAD), "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def follow_upload(answer: dict[str, Any] | None) -> Any:
    """Draw the gallery anew when a file was taken."""
    page_actor()
    if not answer or not answer.get("ok"):
        raise PreventUpdate
    return f"{_UPLOADED}{answer.get('number')}"


def _patch(**values: Any) -> CreativePatch:
    try:
        return CreativePatch(**values)
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise invalid(field, _WRONG.get(field, "is not right")) from None


def _as_id(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise not_found() from None


def _stamp() -> str:
    """A value that the store did not have before."""
    return uuid4().hex
