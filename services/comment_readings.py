"""Reading comments with the emotion analyzer: a job that takes those which the version that serves now has not read."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, or_, select

from data.models import Campaign, Comment, Creative
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.analyses import AnalyzerName, SubjectKind
from domain.creatives import CreativeStatus
from domain.emotion import EmotionInput, EmotionResult
from domain.errors import not_found
from domain.jobs import ANALYSIS_PREFIX
from domain.permissions import Permission
from ml.serving import MODELS_OF, Analyzer
from services import analyses, model_registry, single_jobs
from services.job_runner import JobContext
from services.units import reading, writing

KIND = f"{ANALYSIS_PREFIX}comments"
# Texts that a model reads at once; between two batches the job tells how far it is and may be stopped.
_BATCH = 64
_VERSION_LENGTH = 60


def start_reading(actor: Actor, kind: SubjectKind, subject_id: UUID) -> UUID:
    """Queue the reading of what waits under a creative or a campaign; while one is open, its id. Needs RUN_ANALYZERS.

    Raises NOT_FOUND.
    """
    actor.require(Permission.RUN_ANALYZERS)
    with reading(actor) as session:
        require_subject(session, kind, subject_id)
    return single_jobs.submit_once(actor, KIND, payload_of(kind, subject_id))


def run_reading(context: JobContext) -> dict[str, Any]:
    """The job: what each batch found is kept, so that one which is stopped or run again goes on from there."""
    actor = context.actor
    actor.require(Permission.RUN_ANALYZERS)
    kind, subject_id = _subject_of(context.payload)
    version = find_version(actor)
    with reading(actor) as session:
        require_subject(session, kind, subject_id)
        waiting = list(session.scalars(_waiting(kind, subject_id, version).order_by(Comment.id)))
    if not waiting:
        return {"read": 0}
    analyzer = analyses.open_analyzer(actor, AnalyzerName.EMOTION)
    for start in range(0, len(waiting), _BATCH):
        context.progress(start / len(waiting), f"{start:,} of {len(waiting):,} comments read")
        _read(actor, analyzer, waiting[start : start + _BATCH], version)
    return {"read": len(waiting)}


def find_version(actor: Actor) -> str:
    """What a comment's reading is marked with: every model that the analyzer would use now; "" where there is none."""
    serving = model_registry.list_serving(actor.organization_id, MODELS_OF[AnalyzerName.EMOTION])
    return ", ".join(f"{name} {found.version}" for name, found in serving.items())[:_VERSION_LENGTH]


def payload_of(kind: SubjectKind, subject_id: UUID) -> dict[str, Any]:
    """What the job is told."""
    return {f"{kind.value}_id": str(subject_id)}


def _subject_of(payload: dict[str, Any]) -> tuple[SubjectKind, UUID]:
    kind = next(kind for kind in SubjectKind if f"{kind.value}_id" in payload)
    return kind, UUID(payload[f"{kind.value}_id"])


def narrow(query: Select[*tuple[Any, ...]], kind: SubjectKind, subject_id: UUID) -> Select[*tuple[Any, ...]]:
    """The comments of a creative, or of the creatives that a campaign shows."""
    if kind is SubjectKind.CREATIVE:
        return query.where(Comment.creative_id == subject_id)
    same = (Creative.organization_id == Comment.organization_id) & (Creative.id == Comment.creative_id)
    return query.join(Creative, same).where(
        Creative.campaign_id == subject_id, Creative.status == CreativeStatus.ACTIVE.value
    )


def _waiting(kind: SubjectKind, subject_id: UUID, version: str) -> Select[UUID]:
    other = or_(Comment.model_version.is_(None), Comment.model_version != version)
    return narrow(select(Comment.id), kind, subject_id).where(other)


def _read(actor: Actor, analyzer: Analyzer, ids: list[UUID], version: str) -> None:
    with reading(actor) as session:
        texts = {
            row.id: row.text for row in session.execute(select(Comment.id, Comment.text).where(Comment.id.in_(ids)))
        }
    results = analyzer.analyze([EmotionInput(text=text) for text in texts.values()])
    found: dict[UUID, EmotionResult] = dict(zip(texts, results, strict=True))
    with writing(actor) as session:
        # Those that were deleted while they were read are not there any more.
        for row in session.scalars(select(Comment).where(Comment.id.in_(list(found)))):
            result = found[row.id]
            row.emotion = result.emotion.value if result.is_supported else None
            row.sentiment = result.sentiment.value if result.is_supported else None
            row.confidence = result.confidences[result.emotion] if result.is_supported else None
            row.is_uncertain = result.is_supported and result.is_uncertain
            row.model_version = version


def require_subject(session: TenantSession, kind: SubjectKind, subject_id: UUID) -> None:
    """Raise NOT_FOUND unless the organization shows this creative or campaign."""
    query: Select[UUID] = (
        select(Creative.id).where(Creative.id == subject_id, Creative.status == CreativeStatus.ACTIVE.value)
        if kind is SubjectKind.CREATIVE
        else select(Campaign.id).where(Campaign.id == subject_id, Campaign.is_pending.is_(False))
    )
    if session.scalar(query) is None:
        raise not_found()
