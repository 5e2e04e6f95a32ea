"""Creative generation: a brief goes in, three to five variants come out, best first."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from domain.brand_profiles import BrandProduct, BrandProfile, Lines
from domain.contracts import Contract
from domain.creatives import without_controls
from domain.model_registry import ModelUse
from domain.quality import Placement

MIN_VARIANTS, MAX_VARIANTS = 3, 5
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500), BeforeValidator(without_controls)]


class Persona(Contract):
    """Whom the ad speaks to, and where it stands."""

    audience: _Text
    interests: Lines = ()
    tone: _Text = "friendly"
    placement: Placement = Placement.META_FEED


class GenerationInput(Contract):
    """A brief. Without a product the brand profile's first one is used; `brand` is filled in by the service."""

    persona: Persona
    product: BrandProduct | None = None
    count: Annotated[int, Field(ge=MIN_VARIANTS, le=MAX_VARIANTS)] = 4
    brand: BrandProfile | None = None
    seed: int = 0


class Variant(Contract):
    """One ad: its parts as the placement has them, and what it is expected to bring. `frame` is its pattern's name."""

    id: UUID | None = None
    headline: str
    text: str
    call_to_action: str
    score: float
    predicted_engagement: float | None
    engagement_low: float | None = None
    engagement_high: float | None = None
    frame: str
    why: str
    provider: str
    model: str


class GenerationResult(Contract):
    """Variants in descending score. `diversity` is 1 - self-BLEU over them: 0 means all alike."""

    variants: list[Variant]
    diversity: Annotated[float, Field(ge=0, le=1)]
    refused: list[str] = Field(default_factory=list)
    """What of the brief was left out and why: claims that are not allowed, banned words, instructions."""
    notes: list[str] = Field(default_factory=list)
    model: ModelUse


class VariantOutcome(Contract):
    """What a variant brought when it ran; the bandit learns from it."""

    impressions: Annotated[int, Field(ge=1, le=10**12)]
    clicks: Annotated[int, Field(ge=0, le=10**12)]


class VariantInput(Contract):
    """A variant's words as a person changed them."""

    headline: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), BeforeValidator(without_controls)
    ]
    text: Annotated[str, StringConstraints(strip_whitespace=True, max_length=3000), BeforeValidator(without_controls)]
    call_to_action: _Text = ""


class VariantResult(Contract):
    """A stored variant: where it is to stand, whom it speaks to, and what it brought where it ran.

    `impressions` is 0 until something was reported or imported for it; only then does `click_rate` say anything.
    """

    id: UUID
    placement: Placement
    variant: Variant
    persona: Persona
    product: str
    creative_id: UUID | None
    impressions: int
    clicks: int
    click_rate: float | None
    reported_at: datetime | None
    created_at: datetime
