"""How texts, comments and creatives sound: what the emotion analyzer is given, and what is kept of its answers."""

import hashlib
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from data.models import Creative
from domain.actors import Actor
from domain.analyses import AnalyzerName, SubjectKind
from domain.contracts import Contract
from domain.creatives import CreativeStatus
from domain.emotion import CommentsResult, EmotionInput, EmotionResult
from domain.errors import invalid
from ml.serving import Analyzer
from services import analyses
from services.analyses import Analysis, Ask
from services.creatives import get_creative
from services.predictions import store_prediction
from services.units import writing


def analyze_emotion(actor: Actor, request: EmotionInput, wait: float | None = None) -> EmotionResult | CommentsResult:
    """What a text or a creative's words sound like, or the comments of an audience together. Needs RUN_ANALYZERS.

    Raises NOT_FOUND for a creative that the organization does not have, INVALID for one without words, TIMED_OUT
    naming the job that goes on, and MODEL_MISSING or MODEL_REFUSED where no model can answer.
    """
    return cast(EmotionResult | CommentsResult, analyses.ask(actor, AnalyzerName.EMOTION, request, wait))


def _prepare(actor: Actor, request: EmotionInput) -> dict[str, Any]:
    if request.creative_id is None:
        return request.model_dump(mode="json", exclude_none=True)
    words = get_creative(actor, request.creative_id).ad_text
    if not words:
        raise invalid("creative_id", "this creative has no words yet; add its ad text first")
    return {"text": words, "creative_id": str(request.creative_id)}


def _run(_actor: Actor, task: dict[str, Any], analyzer: Analyzer, tell: Ask) -> Contract:
    given = EmotionInput.model_validate({name: value for name, value in task.items() if name != "creative_id"})
    tell(0.3, "Reading the text" if given.comments is None else f"Reading {len(given.comments)} comments")
    return cast(Contract, analyzer.analyze([given])[0])


def _keep(actor: Actor, task: dict[str, Any], result: Contract, job_id: UUID | None) -> None:
    if "creative_id" not in task or not isinstance(result, EmotionResult):
        return
    creative_id = UUID(task["creative_id"])
    with writing(actor) as session:
        shown = select(Creative.id).where(Creative.id == creative_id, Creative.status == CreativeStatus.ACTIVE.value)
        # It may have been deleted while its words were read.
        if session.scalar(shown) is None:
            return
        store_prediction(
            session, actor, AnalyzerName.EMOTION, (SubjectKind.CREATIVE, creative_id),
            hashlib.sha256(task["text"].encode()).hexdigest(), result, result.model,
            score=result.confidences[result.emotion], label=result.emotion.value, job_id=job_id,
        )  # fmt: skip


ANALYSIS = Analysis(EmotionInput, (EmotionResult, CommentsResult), _prepare, _run, _keep)
