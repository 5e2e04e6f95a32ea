"""Writing variants: the brief starts it, the variants are shown when they are there, changed ones are scored anew."""

from typing import Any

from dash import ALL, MATCH, Input, Output, State, callback, no_update
from dash.exceptions import PreventUpdate
from pydantic import ValidationError

from auth.identity import page_actor
from callbacks._errors import show_error, show_field_errors
from callbacks._rows import pressed_key, read_word, row_id
from callbacks.studio import read_ad
from components import ids, studio_ids
from components.studio_form import image
from components.studio_write import FIELDS, OWNER, VARIANT_FIELDS, joined, variant_scores, writing_view
from domain.analyses import AnalyzerName
from domain.brand_profiles import BrandProduct
from domain.errors import AppError, invalid
from domain.generation import GenerationInput, Persona
from domain.permissions import Permission
from domain.quality import Placement
from domain.studio import StudioInput
from services import studio

_RESCORED = (AnalyzerName.QUALITY, AnalyzerName.ENGAGEMENT)
_VARIANT = studio_ids.VARIANT


@callback(
    Output(ids.part(OWNER, "run"), "data"),
    Output(ids.part(OWNER, "seed"), "data"),
    Output(studio_ids.place("write"), "data"),
    Input(ids.many(OWNER, "press", ALL), "n_clicks"),
    *(State(ids.control(OWNER, name), "value") for name in FIELDS),
    State(ids.part(OWNER, "run"), "data"),
    State(ids.part(OWNER, "seed"), "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def write_variants(_presses: list[int | None], *values: Any) -> Any:
    """Ask for variants; `Write others` asks for the same brief once more."""
    actor = page_actor()
    key = pressed_key()
    *given, before, seed = values
    seed = (seed or 0) + 1 if key == "others" else 0
    try:
        brief = _brief(dict(zip(FIELDS, given, strict=True)), seed)
        writing = studio.start_writing(actor, brief, replaces=row_id(before) if before else None)
    except (AppError, ValidationError) as error:
        show_field_errors(OWNER, FIELDS, error, main="product")
        return no_update, no_update, no_update
    show_field_errors(OWNER, FIELDS, None)
    return str(writing.run_id), seed, {"job": str(writing.run_id)}


def _brief(given: dict[str, Any], seed: int) -> GenerationInput:
    if not (given["audience"] or "").strip():
        raise invalid("audience", "say whom the ad speaks to")
    persona = Persona(
        audience=given["audience"],
        interests=_lines(given["interests"]),
        tone=given["tone"] or "friendly",
        placement=read_word(Placement, given["placement"] or Placement.META_FEED.value),
    )
    product = None
    if (given["product"] or "").strip():
        product = BrandProduct(name=given["product"], benefits=_lines(given["benefits"]), offer=given["offer"] or "")
    return GenerationInput(persona=persona, product=product, count=_count(given["count"]), seed=seed)


def _lines(text: str | None) -> tuple[str, ...]:
    return tuple(line for line in (part.strip() for part in (text or "").replace("\n", ",").split(",")) if line)


def _count(value: Any) -> int:
    return int(value) if str(value).isdecimal() else 4


@callback(
    Output(ids.part(OWNER, "view"), "children"),
    Output(ids.part(OWNER, "tick"), "disabled"),
    Input(ids.part(OWNER, "run"), "data"),
    Input(ids.part(OWNER, "tick"), "n_intervals"),
    prevent_initial_call=True,
    on_error=show_error,
)
def show_variants(run: str | None, _ticks: int | None) -> Any:
    """How far the writing is; then the variants."""
    actor = page_actor()
    if not run:
        raise PreventUpdate
    writing = studio.get_writing(actor, row_id(run))
    return writing_view(writing, may_save=actor.may(Permission.EDIT_CREATIVES)), not writing.part.is_open


@callback(
    Output(ids.part(OWNER, "problem"), "children"),
    Input(ids.many(OWNER, "stop", ALL), "n_clicks"),
    prevent_initial_call=True,
    on_error=show_error,
)
def stop_writing(_presses: list[int | None]) -> Any:
    """Stop the writing; it says itself that it has."""
    studio.cancel(page_actor(), row_id(pressed_key()))
    return []


@callback(
    Output(ids.many(_VARIANT, "run", MATCH), "data"),
    Input(ids.many(_VARIANT, "typed", MATCH), "data"),
    State(ids.many(_VARIANT, "run", MATCH), "data"),
    State(ids.control(OWNER, "placement"), "value"),
    State(studio_ids.picture("write"), "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def score_variant(
    typed: dict[str, str] | None, before: str | None, placement: str | None, picture: dict[str, str] | None
) -> Any:
    """Score a variant's words as they stand now; the earlier score is stopped."""
    actor = page_actor()
    if not isinstance(typed, dict):
        raise PreventUpdate
    words = joined(*(str(typed.get(name) or "") for name in VARIANT_FIELDS))
    if not words:
        raise PreventUpdate
    asked = read_ad(picture, words, placement, "")
    return str(studio.start_scoring(actor, asked, row_id(before) if before else None, _RESCORED).run_id)


@callback(
    Output(ids.many(_VARIANT, "scores", MATCH), "children"),
    Output(ids.many(_VARIANT, "tick", MATCH), "disabled"),
    Input(ids.many(_VARIANT, "run", MATCH), "data"),
    Input(ids.many(_VARIANT, "tick", MATCH), "n_intervals"),
    prevent_initial_call=True,
    on_error=show_error,
)
def show_variant_scores(run: str | None, _ticks: int | None) -> Any:
    """What the changed words are worth."""
    actor = page_actor()
    if not run:
        raise PreventUpdate
    scores = studio.get_scores(actor, row_id(run))
    return variant_scores(scores), not scores.is_open


@callback(
    Output(studio_ids.picture("write"), "data"),
    Output(ids.part(OWNER, "stage"), "children"),
    Input(ids.upload_answer(OWNER), "data"),
    prevent_initial_call=True,
    on_error=show_error,
)
def take_variants_picture(answer: dict[str, Any] | None) -> Any:
    """The picture that saved variants get."""
    actor = page_actor()
    if not answer or not answer.get("ok"):
        raise PreventUpdate
    picture_id = row_id((answer.get("body") or {}).get("id"))
    found = studio.find_picture(actor, StudioInput(picture_id=picture_id))
    return {"picture": str(picture_id)}, image(found)
