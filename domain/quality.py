"""Creative quality: a score before launch, its parts, and what to change."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.analyses import AnalyzedText
from domain.contracts import Contract
from domain.model_registry import ModelUse

SUGGEST_BELOW = 50
"""A26: below this score there is at least one suggestion."""


class Placement(StrEnum):
    """Where an ad is to stand; decides shape, safe zones and text limits."""

    META_FEED = "meta_feed"
    META_STORY = "meta_story"
    INSTAGRAM_FEED = "instagram_feed"
    INSTAGRAM_REEL = "instagram_reel"
    GOOGLE_SEARCH = "google_search"
    GOOGLE_DISPLAY = "google_display"
    YOUTUBE_IN_FEED = "youtube_in_feed"
    TIKTOK_FEED = "tiktok_feed"
    LINKEDIN_FEED = "linkedin_feed"
    X_FEED = "x_feed"
    MICROSOFT_SEARCH = "microsoft_search"
    PINTEREST_PIN = "pinterest_pin"
    SNAPCHAT_AD = "snapchat_ad"
    AMAZON_SPONSORED = "amazon_sponsored"
    REDDIT_FEED = "reddit_feed"


class QualityInput(Contract):
    """A creative, or words and picture that are not stored yet."""

    creative_id: UUID | None = None
    ad_text: AnalyzedText = ""
    picture_id: UUID | None = None
    """A picture that was kept as a draft, see `services.draft_pictures`."""
    placement: Placement = Placement.META_FEED


class FeatureValue(Contract):
    """One measured property: its unit, what is usual, and how many points of the score it gave of how many."""

    code: str
    label: str
    value: float | None
    unit: str
    usual_low: float | None = None
    usual_high: float | None = None
    points: float = 0.0
    max_points: float = 0.0


class Suggestion(Contract):
    """What to change: what was measured, what is usual, and what to do. It goes once it was followed (A26)."""

    code: str
    text: str
    measured: float | str | None
    target: str
    gain: float
    """Points of the score that following it would give."""


class ImageRegion(Contract):
    """A part of the picture that drove a feature, in shares of its width and height."""

    feature: str
    left: float
    top: float
    width: float
    height: float
    strength: float


class QualityResult(Contract):
    """`quality_score` 0 to 100. `predicted_engagement` is clicks per impression in [0, 1], None without any data."""

    quality_score: Annotated[float, Field(ge=0, le=100)]
    predicted_engagement: Annotated[float, Field(ge=0, le=1)] | None
    engagement_low: float | None = None
    engagement_high: float | None = None
    engagement_note: str = ""
    suggestions: list[Suggestion]
    features: list[FeatureValue]
    regions: list[ImageRegion] = Field(default_factory=list)
    heat_map: list[list[float]] = Field(default_factory=list)
    """Only where a network scores: a grid of shares, how much each part of the picture moves the score."""
    notes: list[str] = Field(default_factory=list)
    model: ModelUse
