"""Emotion and sentiment of texts, and of the comments of an audience together."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from domain.analyses import AnalyzedText
from domain.contracts import Contract
from domain.model_registry import ModelUse


class Emotion(StrEnum):
    """A14: the eight labels, which mix tone and feeling; confidences are derived from both heads."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    JOY = "joy"
    ANGER = "anger"
    SADNESS = "sadness"
    FEAR = "fear"
    SURPRISE = "surprise"


class Sentiment(StrEnum):
    """The tone alone."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class CommentInput(Contract):
    """One comment; its weight is what it counts for, such as its likes plus one."""

    text: AnalyzedText
    weight: Annotated[float, Field(gt=0, le=1e9)] = 1.0


class EmotionInput(Contract):
    """One text, or many comments that are summed up."""

    text: AnalyzedText | None = None
    comments: Annotated[tuple[CommentInput, ...], Field(max_length=1000)] | None = None
    creative_id: UUID | None = None
    """Instead of either: this creative's words."""

    @model_validator(mode="after")
    def _has_one(self) -> "EmotionInput":
        given = [value for value in (self.text, self.comments, self.creative_id) if value is not None]
        if len(given) != 1:
            raise ValueError("give one of text, comments and creative_id")
        return self


class EmotionResult(Contract):
    """What a text sounds like. Confidences sum to 1 over the eight labels, sentiments over the three.

    `emotion` is the likeliest label. Where `is_uncertain`, no label is clearly ahead. Where `is_supported` is False
    (another language, no words) the confidences say nothing and the label is neutral.
    """

    emotion: Emotion
    confidences: dict[Emotion, float]
    sentiment: Sentiment
    sentiments: dict[Sentiment, float]
    is_uncertain: bool
    is_supported: bool
    notes: list[str] = Field(default_factory=list)
    model: ModelUse


class LabelShare(Contract):
    """How often a label is the likeliest: weight share with a 95 % Wilson interval over the count."""

    label: Emotion
    count: int
    share: float
    low: float
    high: float


class CommentsResult(Contract):
    """A15: the weighted mean of sentiments in [-1, 1] with its interval, and the most frequent emotion."""

    dominant_emotion: Emotion | None
    sentiment: float | None
    low: float | None
    high: float | None
    distribution: list[LabelShare]
    count: int
    unsupported: int
    uncertain: int
    items: list[EmotionResult]
    model: ModelUse
