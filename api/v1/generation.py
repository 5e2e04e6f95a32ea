"""Generation: variants of an ad for a brief, and what became of them."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.contracts import Paging
from api.endpoints import Routes
from domain.actors import Actor
from domain.brand_profiles import BrandProduct, Lines
from domain.contracts import Contract, Page
from domain.creatives import Creative
from domain.errors import invalid
from domain.generation import (
    MAX_VARIANTS,
    MIN_VARIANTS,
    GenerationInput,
    GenerationResult,
    Persona,
    VariantInput,
    VariantOutcome,
    VariantResult,
)
from domain.permissions import Permission
from domain.platforms import Platform
from domain.quality import Placement
from services import generation

routes = Routes("Generation")
_Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
# Where an ad stands when a program names only its platform.
_FIRST = {
    Platform.META: Placement.META_FEED,
    Platform.GOOGLE_ADS: Placement.GOOGLE_SEARCH,
    Platform.YOUTUBE: Placement.YOUTUBE_IN_FEED,
    Platform.TIKTOK: Placement.TIKTOK_FEED,
    Platform.LINKEDIN: Placement.LINKEDIN_FEED,
    Platform.X: Placement.X_FEED,
    Platform.MICROSOFT: Placement.MICROSOFT_SEARCH,
    Platform.PINTEREST: Placement.PINTEREST_PIN,
    Platform.SNAPCHAT: Placement.SNAPCHAT_AD,
    Platform.AMAZON: Placement.AMAZON_SPONSORED,
    Platform.REDDIT: Placement.REDDIT_FEED,
}


class PersonaBody(Contract):
    """Whom the ad speaks to. `platform` and `tone` may stand here or beside the persona."""

    audience: _Words = ""
    interests: Lines = ()
    tone: _Words = ""
    platform: _Words = ""
    placement: Placement | None = None


class GenerationBody(Contract):
    """A brief. `platform` is a platform or a placement; `product` is its name, or what is true of it.

    Without a product the first one of the brand profile is taken. The same `seed` gives the same ads.
    """

    persona: PersonaBody | _Words = Field(default_factory=PersonaBody)
    product: BrandProduct | _Words | None = None
    tone: _Words = ""
    platform: _Words = ""
    count: Annotated[int, Field(ge=MIN_VARIANTS, le=MAX_VARIANTS)] = 4
    seed: Annotated[int, Field(ge=0, le=2**31)] = 0


class VariantQuery(Paging):
    """Which variants."""

    placement: Placement | None = None


class VariantSaving(Contract):
    """The picture of the new creative: a draft's id, or the id of a creative that has it."""

    picture_id: UUID | None = None
    creative_id: UUID | None = None
    campaign_id: UUID | None = None


@routes.post(
    "/ml/generate-creatives",
    "Write variants of an ad for a brief",
    permission=Permission.RUN_ANALYZERS,
    status=200,
    is_idempotent=True,
)
def generate_creatives(actor: Actor, body: GenerationBody) -> GenerationResult:
    """Three to five variants in descending score, and what of the brief was left out and why."""
    return generation.generate(actor, _brief(body))


@routes.get("/variants", "Variants that were generated, the newest first", permission=Permission.VIEW)
def list_variants(actor: Actor, query: VariantQuery) -> Page[VariantResult]:
    """One page, each with what it brought."""
    return generation.list_variants(actor, query.placement, query.page, query.page_size)


@routes.patch("/variants/{variant_id}", "Change a variant's words", permission=Permission.EDIT_CREATIVES)
def edit_variant(actor: Actor, variant_id: UUID, body: VariantInput) -> VariantResult:
    """The variant as it is now; refused where it breaks the brand's or the placement's limits."""
    return generation.edit_variant(actor, variant_id, body)


@routes.post(
    "/variants/{variant_id}/outcome",
    "State what a variant brought; a later report replaces an earlier one",
    permission=Permission.EDIT_CREATIVES,
    status=200,
    is_idempotent=True,
)
def report_outcome(actor: Actor, variant_id: UUID, body: VariantOutcome) -> VariantResult:
    """The variant with its figures, from which later variants are chosen."""
    return generation.report_outcome(actor, variant_id, body)


@routes.post(
    "/variants/{variant_id}/creative",
    "Make a creative of a variant and a picture",
    permission=Permission.EDIT_CREATIVES,
    status=201,
    is_idempotent=True,
)
def save_variant(actor: Actor, variant_id: UUID, body: VariantSaving) -> Creative:
    """The new creative."""
    return generation.save_variant_as_creative(actor, variant_id, body.picture_id, body.creative_id, body.campaign_id)


def _brief(body: GenerationBody) -> GenerationInput:
    persona = body.persona if isinstance(body.persona, PersonaBody) else PersonaBody(audience=body.persona)
    placement = persona.placement or _placement_of(body.platform or persona.platform)
    product = body.product
    if isinstance(product, str):
        if not product:
            raise invalid("product", "say what the ad is for")
        product = BrandProduct(name=product[:120])
    return GenerationInput(
        persona=Persona(
            audience=persona.audience,
            interests=persona.interests,
            tone=body.tone or persona.tone or "friendly",
            placement=placement,
        ),
        product=product,
        count=body.count,
        seed=body.seed,
    )


def _placement_of(word: str) -> Placement:
    name = "_".join(word.casefold().replace("-", " ").split())
    if not name:
        return Placement.META_FEED
    if name in set(Placement):
        return Placement(name)
    if name in set(Platform) and Platform(name) in _FIRST:
        return _FIRST[Platform(name)]
    aliases = {
        "facebook": Placement.META_FEED,
        "instagram": Placement.INSTAGRAM_FEED,
        "google": Placement.GOOGLE_SEARCH,
    }
    if name in aliases:
        return aliases[name]
    raise invalid("platform", f"use a platform or a placement such as {Placement.META_FEED.value}")
