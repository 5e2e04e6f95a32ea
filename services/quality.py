"""Creative quality: what the analyzer is given, and what is kept of its answers on a stored creative."""

import hashlib
import importlib
import json
from typing import Any, Protocol, cast
from uuid import UUID

from sqlalchemy import select

from data.models import Creative, Organization, PlatformCampaign
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.analyses import AnalyzerName, SubjectKind
from domain.contracts import Contract
from domain.creatives import CreativeStatus
from domain.engagement import EngagementResult
from domain.errors import AppError, ErrorCode, not_found
from domain.permissions import Permission
from domain.placements import find_placement
from domain.platforms import Platform
from domain.quality import Placement, QualityInput, QualityResult
from ml.content import AdContent
from ml.quality.tasks import QualityTask
from ml.serving import Analyzer
from services import analyses, model_registry
from services.ad_contents import describe_content, lock_unchanged, open_content
from services.analyses import Analysis, Ask
from services.predictions import store_prediction
from services.units import reading, writing


class PredictRate(Protocol):
    """`services.engagement.predict_rate`, where there is one: the expected clicks per impression before launch.

    Called in the worker. None where there is too little to learn from; the quality result then says so.
    """

    def __call__(
        self, actor: Actor, content: AdContent, placement: Placement, creative_id: UUID | None
    ) -> EngagementResult | None:
        """The prediction, or None."""


def analyze_quality(actor: Actor, request: QualityInput, wait: float | None = None) -> QualityResult:
    """Score a stored creative, or words and a picture that are not stored. Needs RUN_ANALYZERS.

    Raises INVALID where there is nothing to score, NOT_FOUND for what is not there, TIMED_OUT naming the job that
    goes on, and FILE_DAMAGED for a picture that cannot be decoded.
    """
    return cast(QualityResult, analyses.ask(actor, AnalyzerName.QUALITY, request, wait))


def score_creative(
    actor: Actor, creative_id: UUID, placement: Placement | None = None, wait: float | None = None
) -> QualityResult:
    """Score a stored creative and keep the answer. Without a placement the one that fits its campaign and shape.

    Needs RUN_ANALYZERS; raises as `analyze_quality`.
    """
    actor.require(Permission.RUN_ANALYZERS)
    with reading(actor) as session:
        row = session.scalars(
            select(Creative).where(Creative.id == creative_id, Creative.status == CreativeStatus.ACTIVE.value)
        ).one_or_none()
        if row is None:
            raise not_found()
        placement = placement or list_placements(session, [row])[row.id]
    return analyze_quality(actor, QualityInput(creative_id=creative_id, placement=placement), wait)


def list_placements(session: TenantSession, rows: list[Creative]) -> dict[UUID, Placement]:
    """Where each creative most likely stands: on its campaign's platform if it is one, by its shape."""
    campaigns = {row.campaign_id for row in rows if row.campaign_id is not None}
    platforms: dict[UUID, set[str]] = {}
    query = select(PlatformCampaign.campaign_id, PlatformCampaign.platform).where(
        PlatformCampaign.campaign_id.in_(campaigns)
    )
    for campaign_id, platform in session.execute(query):
        platforms.setdefault(campaign_id, set()).add(platform)
    found = {}
    for row in rows:
        of_campaign = platforms.get(row.campaign_id, set()) if row.campaign_id is not None else set()
        only = Platform(next(iter(of_campaign))) if len(of_campaign) == 1 else None
        found[row.id] = find_placement(only, row.width / row.height)
    return found


def hash_content(text: str, sha256: str) -> str:
    """What `Creative.scored_hash` holds: another one than the content's now means that the score is out of date."""
    return _hash([text, sha256])


def hash_input(text: str, sha256: str, placement: Placement) -> str:
    """What a prediction's `input_hash` holds: content and placement."""
    return _hash([text, sha256, placement.value])


def run_quality(actor: Actor, task: dict[str, Any], analyzer: Analyzer, tell: Ask) -> QualityResult:
    """The analyzer's answer for a task, with the expected rate where engagement has learned one. For workers."""
    placement = Placement(task["placement"])
    content = open_content(task)
    tell(0.3, "Measuring picture and words")
    result = cast(QualityResult, analyzer.analyze([QualityTask(content, placement)])[0])
    if result.predicted_engagement is not None:
        return result
    tell(0.8, "Predicting the rate")
    creative_id = UUID(task["creative_id"]) if "creative_id" in task else None
    return with_rate(result, _predict_rate(actor, content, placement, creative_id))


def with_rate(result: QualityResult, rate: EngagementResult | None) -> QualityResult:
    """The result with the predicted rate, unchanged where there is none."""
    if rate is None or rate.engagement_rate is None:
        return result
    note = f"Clicks per impression by {rate.model.name} {rate.model.version} ({rate.model.label}); 90 % interval."
    changes = {
        "predicted_engagement": rate.engagement_rate,
        "engagement_low": rate.low,
        "engagement_high": rate.high,
        "engagement_note": note,
    }
    return result.model_copy(update=changes)


def keep_quality(actor: Actor, task: dict[str, Any], result: Contract, job_id: UUID | None) -> None:
    """Store what was said about a stored creative, unless its content has changed meanwhile or it is gone."""
    if "creative_id" not in task or not isinstance(result, QualityResult):
        return
    creative_id = UUID(task["creative_id"])
    with writing(actor) as session:
        row = lock_unchanged(session, task)
        if row is None:
            return
        store_prediction(
            session, actor, AnalyzerName.QUALITY, (SubjectKind.CREATIVE, creative_id),
            hash_input(task["text"], task["sha256"], Placement(task["placement"])), result, result.model,
            score=result.quality_score, label=task["placement"], job_id=job_id,
        )  # fmt: skip
        row.quality_score = result.quality_score
        row.predicted_engagement = result.predicted_engagement
        row.scored_hash = hash_content(task["text"], task["sha256"])


def _prepare(actor: Actor, request: QualityInput) -> dict[str, Any]:
    if request.creative_id is None and not request.ad_text and request.picture_id is None:
        raise AppError(ErrorCode.INVALID, "Give a creative, or words or a picture to score.", fields=["ad_text"])
    content = describe_content(actor, request.creative_id, request.ad_text, request.picture_id)
    # The rate comes from another model and from the organization's figures: new ones make another answer.
    engagement = model_registry.list_serving(actor.organization_id, (AnalyzerName.ENGAGEMENT.value,))
    with reading(actor) as session:
        figures = session.scalar(select(Organization.data_version))
    return {
        **content,
        "placement": request.placement.value,
        "engagement": [figures, *(version.sha256 for version in engagement.values())],
    }


def _predict_rate(
    actor: Actor, content: AdContent, placement: Placement, creative_id: UUID | None
) -> EngagementResult | None:
    """What engagement expects; None where it is not installed, has too little data, or cannot answer."""
    try:
        predict: PredictRate = importlib.import_module("services.engagement").predict_rate
    except (ImportError, AttributeError):
        return None
    try:
        return predict(actor, content, placement, creative_id)
    except AppError as error:
        if error.code in (ErrorCode.NEEDS_MORE_DATA, ErrorCode.MODEL_MISSING, ErrorCode.MODEL_REFUSED):
            return None
        raise


def _hash(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


ANALYSIS = Analysis(QualityInput, (QualityResult,), _prepare, run_quality, keep_quality)
