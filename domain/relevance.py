"""Semantic relevance: whether an ad fits the context that it is to stand in."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from domain.analyses import AnalyzedText
from domain.contracts import Contract
from domain.model_registry import ModelUse

FLAGGED_BELOW = 0.6
"""A13: below this an ad counts as mis-targeted."""


class RelevanceInput(Contract):
    """An ad (a creative, or its words and picture) and the context: a sentence or comma-separated keywords."""

    creative_id: UUID | None = None
    ad_text: AnalyzedText = ""
    picture_id: UUID | None = None
    """A picture that was kept as a draft, see `services.draft_pictures`."""
    context: AnalyzedText
    other_contexts: Annotated[tuple[AnalyzedText, ...], Field(max_length=50)] = ()
    """More contexts to rank the ad against."""

    @model_validator(mode="after")
    def _has_an_ad(self) -> "RelevanceInput":
        if self.creative_id is None and not self.ad_text and self.picture_id is None:
            raise ValueError("give creative_id, ad_text or a picture")
        return self


class WordEffect(Contract):
    """How much relevance falls when these words are left out; negative where they stand in the way."""

    words: str
    effect: float
    side: str
    """`ad` or `context`."""


class ContextScore(Contract):
    """A context and how relevant the ad is to it."""

    context: str
    relevance: float


class RelevanceResult(Contract):
    """`relevance` in [0, 1] is the calibrated chance that ad and context belong together, `raw_similarity` the cosine.

    `basis` says what was compared: `text only`, or `text and image` where an image encoder is active.
    """

    relevance: Annotated[float, Field(ge=0, le=1)]
    flagged: bool
    raw_similarity: Annotated[float, Field(ge=-1, le=1)]
    basis: str
    drivers: list[WordEffect] = Field(default_factory=list)
    better_contexts: list[ContextScore] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    model: ModelUse
