"""Comments of audiences under creatives: read from a file, analyzed, labelled by people."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from domain.contracts import Contract
from domain.emotion import Emotion, Sentiment
from domain.imports import RowProblem


class Comment(Contract):
    """One comment with what the model says and what a person says of it. `label` wins where it is set."""

    id: UUID
    creative_id: UUID
    text: str
    weight: int
    written_at: datetime
    emotion: Emotion | None
    sentiment: Sentiment | None
    confidence: float | None
    is_uncertain: bool
    label: Emotion | None
    is_example: bool


class CommentLabel(Contract):
    """What a person says a comment sounds like; None takes the label back."""

    label: Emotion | None


class CommentsImportResult(Contract):
    """What a file of comments brought: every row is imported, known already, or named with its problem."""

    rows_total: int
    rows_imported: int
    rows_known: int
    rows_rejected: int
    errors: list[RowProblem] = Field(default_factory=list)
