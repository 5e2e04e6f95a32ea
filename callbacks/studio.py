"""The ads of the studio: what was dropped, picked and typed is scored, and the parts are shown as they arrive."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from dash import ALL, ClientsideFunction, Input, Output, State, callback, clientside_callback, ctx, no_update
from dash.exceptions import PreventUpdate

from auth.identity import page_actor
from callbacks._errors import show_error
from callbacks._rows import pressed_key, read_word, row_id
from components import ids, studio_ids
from components.studio import progress, signature
from components.studio_compare import comparison
from components.studio_form import image, regions
from components.studio_ids import COMPARE, SLOTS, STORED
from components.studio_parts import part_view
from components.studio_previews import previews
from domain.actors import Actor
from domain.analyses import AnalyzerName
from domain.errors import AppError
from domain.quality import Placement, QualityResult
from domain.studio import SCORED, StudioInput, StudioScores
from services import creatives, sessions, studio

_SCORE_KEYS = ("score", "again")

clientside_callback(
    ClientsideFunction("studio", "keepAddress"),
    Output(ids.part(studio_ids.OWNER, "written"), "data"),
    Input(ids.many(studio_ids.OWNER, "place", ALL), "data"),
    State(studio_ids.ADDRESS, "data"),
    prevent_initial_call=True,
)


def read_ad(
    picture: dict[str, str] | None, text: str | None, placement: str | None, context: str | None
) -> StudioInput:
    """What the page holds of an ad. Ids that are none are answered like ones that do not exist."""
    where = picture if isinstance(picture, dict) else {}
    return StudioInput(
        picture_id=row_id(where["picture"]) if where.get("picture") else None,
        creative_id=row_id(where["creative"]) if where.get("creative") else None,
        ad_text=text or "",
        placement=read_word(Placement, placement or Placement.META_FEED.value),
        context=context or "",
    )


def find_scores(actor: Actor, shown: str | None) -> StudioScores | None:
    """The scores that a run's store names; None where it names none."""
    if not shown:
        return None
    if shown.startswith(STORED):
        creative_id = row_id(shown.removeprefix(STORED))
        return studio.list_stored(actor, creative_id, StudioInput(creative_id=creative_id))
    return studio.get_scores(actor, row_id(shown))


def _run_id(shown: str | None) -> UUID | None:
    return row_id(shown) if shown and not shown.startswith(STORED) else None


def score_ad(
    _presses: list[int | None],
    text: str | None,
    placement: str | None,
    context: str | None,
    picture: dict[str, str] | None,
    shown: str | None,
) -> Any:
    """Score the ad as it stands."""
    actor = page_actor()
    if pressed_key() not in _SCORE_KEYS:
        raise PreventUpdate
    return _started(actor, read_ad(picture, text, placement, context), _run_id(shown))


# A callback that is asked again drops its answer under way, so what changes while the first score is asked for must
# not ask the same callback.
def rescore_ad(
    _typed: str | None,
    placement: str | None,
    context: str | None,
    picture: dict[str, str] | None,
    text: str | None,
    shown: str | None,
) -> Any:
    """Once it was scored, score the ad again whenever something of it changes."""
    actor = page_actor()
    before = _run_id(shown)
    if before is None:
        raise PreventUpdate
    asked = read_ad(picture, text, placement, context)
    if asked.is_empty or _is_same(actor, before, asked):
        raise PreventUpdate
    return _started(actor, asked, before)


def _started(actor: Actor, asked: StudioInput, before: UUID | None) -> tuple[Any, Any]:
    scores = studio.start_scoring(actor, asked, replaces=before)
    kept = scores.input.picture_id
    return str(scores.run_id), {"picture": str(kept)} if kept and kept != asked.picture_id else no_update


def show_scores(
    slot: str,
    shown: str | None,
    _ticks: int | None,
    drawn: dict[str, str] | None,
    mode: str | None,
    runs: list[str | None],
) -> Any:
    """Draw the parts that have changed since they were drawn last."""
    actor = page_actor()
    scores = find_scores(actor, shown)
    if scores is None:
        raise PreventUpdate
    now, before = signature(scores), drawn or {}
    parts = [
        part_view(slot, scores.parts[name], is_small=mode == COMPARE)
        if name in scores.parts and _has_changed(name, now, before)
        else no_update
        for name in SCORED
    ]
    table = comparison(*_both(actor, runs)) if mode == COMPARE and len(runs) == len(SLOTS) else no_update
    return *parts, progress(slot, scores), _regions(scores), now, not scores.is_open, table


def show_picture(
    slot: str,
    picture: dict[str, str] | None,
    placement: str | None,
    shown: str | None,
    text: str | None,
    mode: str | None,
) -> Any:
    """The picture and its previews, and what the address says of the ad."""
    actor = page_actor()
    asked = read_ad(picture, text, placement, "")
    run_id = _run_id(shown)
    place = {"job": str(run_id or ""), "creative": str(asked.creative_id or ""), "placement": asked.placement.value}
    if _only_run(slot):
        return *[no_update] * 4, place
    found = studio.find_picture(actor, asked)
    drawn = previews(
        slot,
        text or "",
        found.url if found else None,
        asked.placement,
        sessions.get_account(actor).organization.name,
        only_one=mode == COMPARE,
    )
    return drawn, image(found), found is None, found is not None, place


def pick_creative(chosen: str | None, picture: dict[str, str] | None) -> Any:
    """Start from a stored creative: its picture, its words, and what was found about it before."""
    actor = page_actor()
    if not chosen:
        if not (picture or {}).get("creative"):
            raise PreventUpdate
        return no_update, no_update, None, no_update
    stored = creatives.get_creative(actor, row_id(chosen))
    return stored.ad_text, stored.ad_text, {"creative": str(stored.id)}, f"{STORED}{stored.id}"


def take_picture(answer: dict[str, Any] | None) -> Any:
    """Put the dropped picture in the place of the one before."""
    page_actor()
    if not answer or not answer.get("ok"):
        raise PreventUpdate
    return {"picture": str(row_id((answer.get("body") or {}).get("id")))}, None


def remove_picture(_presses: list[int | None]) -> Any:
    """Make room for another picture."""
    page_actor()
    if pressed_key() != "remove":
        raise PreventUpdate
    return None, None


def take_context(_presses: list[int | None]) -> str:
    """Ask about the context whose button was pressed."""
    page_actor()
    return pressed_key()


def stop_scoring(_presses: list[int | None]) -> Any:
    """Stop what has not ended; the parts say so themselves."""
    studio.cancel(page_actor(), row_id(pressed_key()))
    return []


def bound(slot: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function for one slot, under its own name."""

    @wraps(function)
    def run(*values: Any) -> Any:
        return function(slot, *values)

    return run


def _only_run(slot: str) -> bool:
    """Whether nothing but the run has changed: the picture and its previews stay."""
    names = {entry["prop_id"] for entry in ctx.triggered}
    return bool(names) and all('"studio-run"' in name and f'"{slot}"' in name for name in names)


def _has_changed(name: AnalyzerName, now: dict[str, str], before: dict[str, str]) -> bool:
    return now.get(name.value) != before.get(name.value) or now.get("run") != before.get("run")


def _is_same(actor: Actor, run_id: UUID | None, asked: StudioInput) -> bool:
    """Whether the run was about just this; a picture that came back from it is no change."""
    if run_id is None:
        return False
    try:
        ran = studio.get_scores(actor, run_id).input
    except AppError:
        return False
    return ran.model_copy(update={"ad_text": ran.ad_text or ""}) == asked


def _regions(scores: StudioScores) -> list[Any]:
    part = scores.parts.get(AnalyzerName.QUALITY)
    result = part.result if part is not None else None
    if not isinstance(result, QualityResult):
        return []
    return regions(result.regions, {entry.code: entry.label for entry in result.features})


def _both(actor: Actor, runs: list[str | None]) -> list[StudioScores | None]:
    """The scores of both sides; one that is gone counts as none."""
    found: list[StudioScores | None] = []
    for run in runs:
        try:
            found.append(find_scores(actor, run))
        except AppError:
            found.append(None)
    return found


def _register_score_ad(slot: str) -> None:
    callback(
        Output(studio_ids.run(slot), "data"),
        Output(studio_ids.picture(slot), "data"),
        Input(ids.many(studio_ids.owner(slot), "press", ALL), "n_clicks"),
        State(studio_ids.text(slot), "value"),
        State(studio_ids.placement(slot), "value"),
        State(studio_ids.context(slot), "value"),
        State(studio_ids.picture(slot), "data"),
        State(studio_ids.run(slot), "data"),
        prevent_initial_call=True,
        on_error=show_error,
    )(score_ad)


def _register_rescore_ad(slot: str) -> None:
    callback(
        Output(studio_ids.run(slot), "data", allow_duplicate=True),
        Output(studio_ids.picture(slot), "data", allow_duplicate=True),
        Input(studio_ids.typed(slot), "data"),
        Input(studio_ids.placement(slot), "value"),
        Input(studio_ids.context(slot), "value"),
        Input(studio_ids.picture(slot), "data"),
        State(studio_ids.text(slot), "value"),
        State(studio_ids.run(slot), "data"),
        prevent_initial_call=True,
        on_error=show_error,
    )(rescore_ad)


def _register_show_scores(slot: str) -> None:
    owner = studio_ids.owner(slot)
    callback(
        *(Output(studio_ids.named(slot, name.value), "children") for name in SCORED),
        Output(ids.part(owner, "progress"), "children"),
        Output(studio_ids.named(slot, "regions"), "children"),
        Output(studio_ids.shown(slot), "data"),
        Output(studio_ids.tick(slot), "disabled"),
        Output(studio_ids.COMPARISON, "children", allow_duplicate=True),
        Input(studio_ids.run(slot), "data"),
        Input(studio_ids.tick(slot), "n_intervals"),
        State(studio_ids.shown(slot), "data"),
        State(studio_ids.ADDRESS, "data"),
        State(ids.many(studio_ids.OWNER, "run", ALL), "data"),
        prevent_initial_call="initial_duplicate",
        on_error=show_error,
    )(bound(slot, show_scores))


def _register_show_picture(slot: str) -> None:
    callback(
        Output(studio_ids.named(slot, "previews"), "children"),
        Output(studio_ids.named(slot, "image"), "children"),
        Output(studio_ids.named(slot, "stage"), "hidden"),
        Output(studio_ids.named(slot, "drop"), "hidden"),
        Output(studio_ids.place(slot), "data"),
        Input(studio_ids.picture(slot), "data"),
        Input(studio_ids.placement(slot), "value"),
        Input(studio_ids.run(slot), "data"),
        State(studio_ids.text(slot), "value"),
        State(studio_ids.ADDRESS, "data"),
        prevent_initial_call=True,
        on_error=show_error,
    )(bound(slot, show_picture))


def _register_pick_creative(slot: str) -> None:
    callback(
        Output(studio_ids.text(slot), "value"),
        Output(studio_ids.typed(slot), "data"),
        Output(studio_ids.picture(slot), "data", allow_duplicate=True),
        Output(studio_ids.run(slot), "data", allow_duplicate=True),
        Input(studio_ids.creative(slot), "value"),
        State(studio_ids.picture(slot), "data"),
        prevent_initial_call=True,
        on_error=show_error,
    )(pick_creative)


def _register_take_picture(slot: str) -> None:
    owner = studio_ids.owner(slot)
    callback(
        Output(studio_ids.picture(slot), "data", allow_duplicate=True),
        Output(studio_ids.creative(slot), "value"),
        Input(ids.upload_answer(owner), "data"),
        prevent_initial_call=True,
        on_error=show_error,
    )(take_picture)


def _register_remove_picture(slot: str) -> None:
    owner = studio_ids.owner(slot)
    callback(
        Output(studio_ids.picture(slot), "data", allow_duplicate=True),
        Output(studio_ids.creative(slot), "value", allow_duplicate=True),
        Input(ids.many(owner, "press", ALL), "n_clicks"),
        prevent_initial_call=True,
        on_error=show_error,
    )(remove_picture)


def _register_take_context(slot: str) -> None:
    owner = studio_ids.owner(slot)
    callback(
        Output(studio_ids.context(slot), "value"),
        Input(ids.many(owner, "better", ALL), "n_clicks"),
        prevent_initial_call=True,
        on_error=show_error,
    )(take_context)


def _register_stop_scoring(slot: str) -> None:
    owner = studio_ids.owner(slot)
    callback(
        Output(ids.part(owner, "problem"), "children"),
        Input(ids.many(owner, "stop", ALL), "n_clicks"),
        prevent_initial_call=True,
        on_error=show_error,
    )(stop_scoring)


for _slot in SLOTS:
    _register_score_ad(_slot)
    _register_rescore_ad(_slot)
    _register_show_scores(_slot)
    _register_show_picture(_slot)
    _register_pick_creative(_slot)
    _register_take_picture(_slot)
    _register_remove_picture(_slot)
    _register_take_context(_slot)
    _register_stop_scoring(_slot)
