"""Analyzers: their names, and the record of what one said about a creative or a campaign."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, StringConstraints

from domain.contracts import Contract
from domain.texts import without_controls

MAX_TEXT = 100_000
"""Longest text that an analyzer takes, in characters; what a model reads of it is less and said with the result."""


class AnalyzerName(StrEnum):
    """The analyzers, each served by the worker under this name."""

    RELEVANCE = "relevance"
    EMOTION = "emotion"
    QUALITY = "quality"
    ENGAGEMENT = "engagement"
    GENERATION = "generation"


class SubjectKind(StrEnum):
    """What a stored result is about."""

    CREATIVE = "creative"
    CAMPAIGN = "campaign"


AnalyzedText = Annotated[
    str, BeforeValidator(without_controls), StringConstraints(strip_whitespace=True, max_length=MAX_TEXT)
]


class Prediction(Contract):
    """A stored result. `score` and `label` are its one number and word."""

    id: UUID
    analyzer: AnalyzerName
    subject_kind: SubjectKind
    subject_id: UUID
    model_name: str
    model_version: str
    score: float | None
    label: str
    result: dict[str, Any]
    created_at: datetime
