"""All creatives of an organization through quality and emotion, as one job; what is scored already is left alone."""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select

from data.models import Creative
from data.models import Prediction as Row
from domain.actors import Actor
from domain.analyses import AnalyzerName, SubjectKind
from domain.creatives import CreativeStatus
from domain.emotion import EmotionInput, EmotionResult
from domain.errors import AppError
from domain.jobs import ANALYSIS_PREFIX
from domain.permissions import Permission
from domain.quality import Placement
from ml.serving import Analyzer
from services import model_registry
from services.analyses import open_analyzer
from services.job_runner import JobContext
from services.quality import hash_content, hash_input, keep_quality, list_placements, run_quality
from services.single_jobs import submit_once
from services.units import reading, writing

log = structlog.get_logger("advision.creatives")
JOB_KIND = ANALYSIS_PREFIX + "creatives"
_BATCH = 16
_LISTED_FAILURES = 20


@dataclass
class _Counts:
    total: int
    scored: int = 0
    unchanged: int = 0
    emotions: int = 0
    failures: list[dict[str, str]] = field(default_factory=list)
    emotion_note: str = ""

    def result(self) -> dict[str, Any]:
        """As the job shows it."""
        return {
            "total": self.total,
            "scored": self.scored,
            "unchanged": self.unchanged,
            "emotions": self.emotions,
            "emotion_note": self.emotion_note,
            "failed": len(self.failures),
            "failures": self.failures[:_LISTED_FAILURES],
        }


def start_scoring_all(actor: Actor) -> UUID:
    """Queue the job that scores every creative; the open one where there is one. Needs RUN_ANALYZERS."""
    actor.require(Permission.RUN_ANALYZERS)
    return submit_once(actor, JOB_KIND, {})


def run_scoring_all(context: JobContext) -> dict[str, Any]:
    """The job: quality and emotion of all creatives, in batches. May run twice; what is done is skipped.

    Stopped in the middle it leaves what was scored until then. A picture that cannot be read is counted and named.
    """
    actor = context.actor
    with reading(actor) as session:
        ids = list(
            session.scalars(
                select(Creative.id)
                .where(Creative.status == CreativeStatus.ACTIVE.value)
                .order_by(Creative.created_at, Creative.id)
            )
        )
    counts = _Counts(total=len(ids))
    quality = open_analyzer(actor, AnalyzerName.QUALITY)
    emotion = _open_emotion(actor, counts)
    for start in range(0, len(ids), _BATCH):
        for row, placement in _load(actor, ids[start : start + _BATCH]):
            done = counts.scored + counts.unchanged + len(counts.failures)
            context.progress(done / max(1, len(ids)), f"{done} of {len(ids)} creatives")
            try:
                _score_one(context, row, placement, quality, counts)
                if emotion is not None:
                    _feel_one(context, row, emotion, counts)
            except AppError as error:
                # A storage that is away is worth another try of the whole job; a broken picture is not.
                if error.kind.retryable:
                    raise
                counts.failures.append({"creative_id": str(row.id), "name": row.name, "message": error.message})
    log.info("creatives_scored", total=counts.total, scored=counts.scored, failed=len(counts.failures))
    return counts.result()


def _load(actor: Actor, ids: list[UUID]) -> list[tuple[Creative, Placement]]:
    """The creatives that are still there, with the placement that each is scored for."""
    with reading(actor) as session:
        query = select(Creative).where(Creative.id.in_(ids), Creative.status == CreativeStatus.ACTIVE.value)
        rows = list(session.scalars(query.order_by(Creative.created_at, Creative.id)))
        placements = list_placements(session, rows)
        session.expunge_all()
    return [(row, placements[row.id]) for row in rows]


def _score_one(context: JobContext, row: Creative, placement: Placement, analyzer: Analyzer, counts: _Counts) -> None:
    input_hash = hash_input(row.ad_text, row.sha256, placement)
    is_fresh = row.quality_score is not None and row.scored_hash == hash_content(row.ad_text, row.sha256)
    if is_fresh and _is_stored(context.actor, AnalyzerName.QUALITY, row.id, input_hash):
        counts.unchanged += 1
        return
    task = {
        "text": row.ad_text,
        "picture": row.file_key,
        "sha256": row.sha256,
        "creative_id": str(row.id),
        "placement": placement.value,
    }
    result = run_quality(context.actor, task, analyzer, lambda _fraction, _words: context.check())
    keep_quality(context.actor, task, result, context.job_id)
    counts.scored += 1


def _open_emotion(actor: Actor, counts: _Counts) -> Analyzer | None:
    """The emotion analyzer, or None with a reason where this installation has none."""
    from services.analysis_kinds import ANALYSES

    if AnalyzerName.EMOTION not in ANALYSES:
        counts.emotion_note = "Emotion is not installed here."
        return None
    try:
        return open_analyzer(actor, AnalyzerName.EMOTION)
    except AppError as error:
        counts.emotion_note = error.message
    except ImportError:
        counts.emotion_note = "Emotion is not installed here."
    return None


def _feel_one(context: JobContext, row: Creative, analyzer: Analyzer, counts: _Counts) -> None:
    """Emotion of the creative's words, kept as an analysis of its own keeps it."""
    from services.analysis_kinds import ANALYSES

    if not row.ad_text:
        return
    analysis = ANALYSES[AnalyzerName.EMOTION]
    request = EmotionInput(creative_id=row.id)
    task = analysis.prepare(context.actor, request)
    known = hashlib.sha256(row.ad_text.encode()).hexdigest()
    if row.emotion is not None and _is_stored(context.actor, AnalyzerName.EMOTION, row.id, known):
        return
    result = analysis.run(context.actor, task, analyzer, lambda _fraction, _words: context.check())
    if analysis.keep is not None:
        analysis.keep(context.actor, task, result, context.job_id)
    if isinstance(result, EmotionResult):
        with writing(context.actor) as session:
            kept = session.get(Creative, (context.actor.organization_id, row.id))
            if kept is not None and kept.ad_text == row.ad_text:
                kept.emotion = result.emotion.value
                counts.emotions += 1


def _is_stored(actor: Actor, name: AnalyzerName, creative_id: UUID, input_hash: str) -> bool:
    """Whether the newest answer is of this input and of the version that serves now."""
    with reading(actor) as session:
        newest = session.execute(
            select(Row.input_hash, Row.model_version)
            .where(
                Row.subject_kind == SubjectKind.CREATIVE.value, Row.subject_id == creative_id,
                Row.analyzer == name.value,
            )
            .order_by(Row.created_at.desc())
            .limit(1)
        ).one_or_none()  # fmt: skip
    serving = model_registry.list_serving(actor.organization_id, (name.value,)).get(name.value)
    if newest is None or newest.input_hash != input_hash:
        return False
    return serving is None or serving.version == newest.model_version
