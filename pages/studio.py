"""The studio: an ad is scored before launch, compared with another, or written. The address says where one is."""

from typing import Any
from uuid import UUID

import dash
from dash import html

from auth.identity import page_actor
from components import studio_ids
from components.states import error_state
from components.studio import SlotView, read_only_notice, results, saving_dialog, studio_page, write_frame
from components.studio_compare import comparison
from components.studio_form import ENDINGS, ad_form, contexts_list
from components.studio_ids import COMPARE, MODES, SCORE, WRITE
from components.studio_previews import preview_panel
from components.studio_write import brief_form, writing_view
from components.uploads import drop_zone
from domain.actors import Actor
from domain.creatives import MAX_CREATIVE_BYTES
from domain.errors import AppError, ErrorCode
from domain.permissions import Permission
from domain.quality import Placement
from domain.studio import MAX_CONTEXT, StudioInput, StudioScores, StudioWriting
from services import creatives, sessions, studio

dash.register_page(__name__, path=studio_ids.PATH, title="Studio · AdVision")
MAX_TEXT = 5000


def layout(**query: Any) -> html.Div:
    """The page as its address says: mode, ads, runs."""
    actor = page_actor()
    words = {name: value for name, value in query.items() if isinstance(value, str)}
    mode = words.get("mode", SCORE)
    mode = mode if mode in MODES else SCORE
    tabs = _tabs(words)
    try:
        body = _BODIES[mode](actor, words)
    except AppError as error:
        if error.code is not ErrorCode.NOT_FOUND:
            raise
        body = [html.Div(error_state(_gone()), className="panel")]
    return studio_page(mode, body, tabs)


def _gone() -> AppError:
    return AppError(
        ErrorCode.NOT_FOUND, "What this link showed is no longer kept: scores of drafts go after a day. Start anew."
    )


def _tabs(words: dict[str, str]) -> dict[str, str]:
    """The other ways of working, with the ad that is open."""
    kept = {name: words.get(name, "") for name in ("job", "creative", "placement")}
    if words.get("mode") == WRITE:
        kept = {}
    return {
        SCORE: studio_ids.address(**kept),
        COMPARE: studio_ids.address(mode=COMPARE, **kept, with_=words.get("with", "")),
        WRITE: studio_ids.address(mode=WRITE),
    }


def _score(actor: Actor, words: dict[str, str]) -> list[Any]:
    view = _slot(actor, "a", words, words.get("job", ""))
    left = html.Div([_form(actor, view)], className="studio-side")
    right = html.Div([results(view), _previews(actor, view)], className="stack")
    columns = html.Div([left, right], className="studio-columns")
    return [*_notice(actor), columns, html.Div(id=studio_ids.COMPARISON, hidden=True), *_shared(actor)]


def _compare(actor: Actor, words: dict[str, str]) -> list[Any]:
    views = [
        _slot(actor, "a", words, words.get("job", "")),
    ]
    # What is compared stands in the same place: the other ad starts from it.
    first = views[0].asked
    beside = {"creative": words.get("other", ""), "placement": first.placement.value, "context": first.context}
    views.append(_slot(actor, "b", beside, words.get("with", "")))
    table = html.Section(
        html.Div(comparison(views[0].scores, views[1].scores), id=studio_ids.COMPARISON, className="panel-body"),
        className="panel",
        **{"aria-label": "Comparison of ad A and ad B"},
    )
    sides = [
        html.Div(
            [_form(actor, view, is_pair=True), results(view, is_small=True), _previews(actor, view, only_one=True)],
            className="stack",
        )
        for view in views
    ]
    return [*_notice(actor), table, html.Div(sides, className="studio-pair"), *_shared(actor)]


def _write(actor: Actor, words: dict[str, str]) -> list[Any]:
    job = words.get("job", "")
    writing: StudioWriting | None = studio.get_writing(actor, _uuid(job)) if job else None
    return [*_notice(actor), *_writing_parts(actor, writing), *_shared(actor)]


_BODIES = {SCORE: _score, COMPARE: _compare, WRITE: _write}


def _writing_parts(actor: Actor, writing: StudioWriting | None) -> list[Any]:
    may_run, may_save = actor.may(Permission.RUN_ANALYZERS), actor.may(Permission.EDIT_CREATIVES)
    brief = brief_form(writing.input if writing else None, studio.list_products(actor), may_run=may_run)
    zone = drop_zone(
        studio_ids.WRITING, studio_ids.UPLOAD_URL, "Drop a picture", endings=ENDINGS, max_bytes=MAX_CREATIVE_BYTES
    )
    return write_frame(brief, zone if may_save else None, writing, writing_view(writing, may_save=may_save))


def _slot(actor: Actor, slot: str, words: dict[str, str], job: str) -> SlotView:
    """One ad: the run that the address names, else the creative, else what the address says of it."""
    creative = words.get("creative", "")
    scores: StudioScores | None = None
    if job:
        try:
            scores = studio.get_scores(actor, _uuid(job))
        except AppError as error:
            # A run goes after a day; what is stored about the creative stays.
            if error.code is not ErrorCode.NOT_FOUND or not creative:
                raise
    if scores is not None:
        return SlotView(slot, scores.input, studio.find_picture(actor, scores.input), scores)
    asked = StudioInput(
        creative_id=_uuid(creative) if creative else None,
        ad_text=words.get("text", "")[:MAX_TEXT] or None,
        placement=_placement(words.get("placement", "")),
        context=words.get("context", "")[:MAX_CONTEXT],
    )
    if asked.creative_id is None:
        return SlotView(slot, asked, None, None)
    stored = creatives.get_creative(actor, asked.creative_id)
    asked = asked.model_copy(update={"ad_text": asked.ad_text or stored.ad_text})
    found = studio.list_stored(actor, stored.id, asked)
    return SlotView(slot, asked, studio.find_picture(actor, asked), found)


def _form(actor: Actor, view: SlotView, *, is_pair: bool = False) -> html.Section:
    return ad_form(
        view.slot,
        view.asked,
        view.picture,
        studio.list_creatives(actor),
        may_run=actor.may(Permission.RUN_ANALYZERS),
        may_save=actor.may(Permission.EDIT_CREATIVES),
        is_pair=is_pair,
    )


def _shared(actor: Actor) -> list[Any]:
    saving = [saving_dialog()] if actor.may(Permission.EDIT_CREATIVES) else []
    return [contexts_list(studio.CONTEXTS), *saving]


def _notice(actor: Actor) -> list[Any]:
    return [] if actor.may(Permission.RUN_ANALYZERS) else [read_only_notice()]


def _previews(actor: Actor, view: SlotView, *, only_one: bool = False) -> html.Section:
    url = view.picture.url if view.picture else None
    brand = sessions.get_account(actor).organization.name
    text = view.asked.ad_text or ""
    return preview_panel(view.slot, text, url, view.asked.placement, brand, only_one=only_one)


def _placement(text: str) -> Placement:
    try:
        return Placement(text)
    except ValueError:
        return Placement.META_FEED


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise AppError(ErrorCode.NOT_FOUND) from None
