"""Creative quality: scoring a stored creative or a draft, scoring all of them, and keeping a picture for a draft."""

from typing import BinaryIO, cast
from urllib.parse import urljoin
from uuid import UUID

from flask import request
from werkzeug.datastructures import FileStorage

from api.contracts import JobAccepted, job_accepted
from api.endpoints import Rate, Routes
from domain.actors import Actor
from domain.contracts import Contract
from domain.creatives import MAX_CREATIVE_BYTES, DraftPicture
from domain.permissions import Permission
from domain.quality import Placement, QualityInput, QualityResult
from services import creative_scores, draft_pictures, quality

routes = Routes("Quality")
# The form's boundaries.
_FORM_BYTES = 64 * 1024


class ScoreQuery(Contract):
    """Where the creative is to stand; by default where its campaign and its shape suggest."""

    placement: Placement | None = None


class PictureForm(Contract):
    """Nothing stands beside the file."""


@routes.post(
    "/creatives/{creative_id}/score",
    "Score a creative and keep the answer",
    permission=Permission.RUN_ANALYZERS,
    is_idempotent=True,
)
def score_creative(actor: Actor, creative_id: UUID, query: ScoreQuery) -> QualityResult:
    """The score with its parts, what to change, and the expected rate where one was learned."""
    return quality.score_creative(actor, creative_id, query.placement)


@routes.post(
    "/ml/score-creative",
    "Score a creative, or words and a picture not stored yet",
    permission=Permission.RUN_ANALYZERS,
    is_idempotent=True,
)
def score_draft(actor: Actor, body: QualityInput) -> QualityResult:
    """As for a creative; `picture_id` is what `POST /ml/pictures` gave."""
    return quality.analyze_quality(actor, body)


@routes.post(
    "/creatives/analyze-all",
    "Score every creative that is not scored yet",
    permission=Permission.RUN_ANALYZERS,
    status=202,
    is_idempotent=True,
)
def analyze_all_creatives(actor: Actor) -> JobAccepted:
    """The job; the one that runs already where there is one."""
    return job_accepted(creative_scores.start_scoring_all(actor))


@routes.post(
    "/ml/pictures",
    "Keep a picture for a day, to be analyzed before it is a creative",
    permission=Permission.RUN_ANALYZERS,
    status=201,
    is_idempotent=True,
    rate=Rate.UPLOAD,
    max_bytes=MAX_CREATIVE_BYTES + _FORM_BYTES,
)
def keep_picture(actor: Actor, form: PictureForm, file: FileStorage) -> DraftPicture:  # noqa: ARG001 - checked to be empty
    """Its id for `picture_id` of other calls, and a link to a small version."""
    kept = draft_pictures.keep_picture(actor, cast(BinaryIO, file.stream))
    return kept.model_copy(update={"thumbnail_url": urljoin(request.url_root, kept.thumbnail_url)})
