"""Comments of audiences under creatives: read from a file, analyzed, labelled by people."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints

from domain.contracts import Contract
from domain.creatives import without_controls
from domain.emotion import CommentsResult, Emotion, Sentiment
from domain.imports import RowProblem
from domain.jobs import JobResult

MAX_COMMENT = 10_000
"""Characters of one comment: the most that any platform takes."""
MAX_COMMENTS_BYTES = 20 * 1024 * 1024
MAX_COMMENT_ROWS = 50_000
MAX_WEIGHT = 1_000_000_000


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


class CommentSort(StrEnum):
    """How a list of comments is ordered."""

    NEWEST = "newest"
    WEIGHT = "weight"


class CommentFilter(Contract):
    """What a list of comments is narrowed to. `emotion` is what counts: a person's label, else the model's."""

    q: Annotated[str, BeforeValidator(without_controls), StringConstraints(strip_whitespace=True, max_length=200)] = ""
    emotion: Emotion | None = None
    is_uncertain: bool | None = None
    is_labelled: bool | None = None
    sort: CommentSort = CommentSort.NEWEST


class CommentsOptions(Contract):
    """What goes with a file of comments: whose they are where no column says it, and how its dates are written."""

    creative_id: UUID | None = None
    date_order: Literal["dmy", "mdy"] | None = None


class CommentsSummary(Contract):
    """The mood under a creative or a campaign (A15), from labels of people where there are any, else the model's.

    A comment counts -1, 0 or 1 by its tone; `result` is None until something was read, and its `items` stay empty.
    `waiting` have not been read by the version that serves now; `job` is the one that reads them.
    """

    total: int
    waiting: int
    labelled: int
    result: CommentsResult | None
    job: JobResult | None


class CommentsImportResult(Contract):
    """What a file of comments brought: every row is imported, known already, or named with its problem."""

    rows_total: int
    rows_imported: int
    rows_known: int
    rows_rejected: int
    errors: list[RowProblem] = Field(default_factory=list)
