"""Comments: files of them, those under a creative, what people say of one, and reading them by the analyzer."""

from typing import Annotated, BinaryIO, cast
from uuid import UUID

from pydantic import StringConstraints
from werkzeug.datastructures import FileStorage

from api.contracts import JobAccepted, Paging, job_accepted
from api.endpoints import Rate, Routes
from domain.actors import Actor
from domain.analyses import SubjectKind
from domain.comments import (
    MAX_COMMENTS_BYTES,
    Comment,
    CommentFilter,
    CommentLabel,
    CommentsImportResult,
    CommentsOptions,
    CommentSort,
    CommentsSummary,
)
from domain.contracts import Page
from domain.emotion import Emotion
from domain.permissions import Permission
from services import comment_imports, comment_readings, comments, uploads

routes = Routes("Comments")
# The form's other fields and boundaries.
_FORM_BYTES = 64 * 1024


class CommentQuery(Paging):
    """What the list is narrowed to. `emotion` is a person's label, else the model's."""

    q: Annotated[str, StringConstraints(max_length=200)] = ""
    emotion: Emotion | None = None
    is_uncertain: bool | None = None
    is_labelled: bool | None = None
    sort: CommentSort = CommentSort.NEWEST


@routes.post(
    "/comments/upload-csv",
    "Import a CSV, TSV or XLSX of comments of at most 20 MB",
    permission=Permission.IMPORT_DATA,
    status=201,
    is_idempotent=True,
    rate=Rate.UPLOAD,
    max_bytes=MAX_COMMENTS_BYTES + _FORM_BYTES,
)
def upload_comments(actor: Actor, form: CommentsOptions, file: FileStorage) -> CommentsImportResult:
    """How many were new and how many known, and every bad cell with how to mend it."""
    upload = uploads.receive(actor, cast(BinaryIO, file.stream), file.filename or "")
    return comment_imports.import_comments(actor, upload.id, form)


@routes.get("/creatives/{creative_id}/comments", "Comments under a creative", permission=Permission.VIEW)
def list_creative_comments(actor: Actor, creative_id: UUID, query: CommentQuery) -> Page[Comment]:
    """One page of them, each with what the model and what a person says."""
    filters = CommentFilter(**query.model_dump(exclude={"page", "page_size"}))
    return comments.list_comments(actor, SubjectKind.CREATIVE, creative_id, filters, query.page, query.page_size)


@routes.get(
    "/creatives/{creative_id}/comments/summary", "The mood of a creative's comments", permission=Permission.VIEW
)
def get_comments_summary(actor: Actor, creative_id: UUID) -> CommentsSummary:
    """Mean sentiment, emotions with intervals, and how many wait to be read."""
    return comments.get_summary(actor, SubjectKind.CREATIVE, creative_id)


@routes.post(
    "/creatives/{creative_id}/comments/analyze",
    "Read the comments of a creative that wait",
    permission=Permission.RUN_ANALYZERS,
    status=202,
    is_idempotent=True,
)
def analyze_comments(actor: Actor, creative_id: UUID) -> JobAccepted:
    """Where to ask how far it is; while one is under way, that one."""
    return job_accepted(comment_readings.start_reading(actor, SubjectKind.CREATIVE, creative_id))


@routes.put("/comments/{comment_id}/label", "Say what a comment sounds like", permission=Permission.RUN_ANALYZERS)
def label_comment(actor: Actor, comment_id: UUID, body: CommentLabel) -> Comment:
    """The comment as it is now; a label of null takes it back."""
    return comments.label_comment(actor, comment_id, body)
