"""Comments under creatives: listed, labelled by people, summed up to a mood. `comment_readings` reads them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, or_, select

from data.models import Comment, Creative
from data.tenancy import TenantSession
from domain import comments as contracts
from domain.actors import Actor
from domain.analyses import SubjectKind
from domain.comments import CommentFilter, CommentLabel, CommentSort, CommentsSummary
from domain.contracts import Page
from domain.creatives import CreativeStatus
from domain.emotion import CommentsResult, Emotion, EmotionResult, Sentiment
from domain.errors import not_found
from domain.model_registry import ModelUse
from domain.permissions import Permission
from services import audit, comment_readings, single_jobs
from services.units import reading, writing

PAGE_SIZE = 10
_ORDERS: dict[CommentSort, tuple[Any, ...]] = {
    CommentSort.NEWEST: (Comment.written_at.desc(), Comment.id),
    CommentSort.WEIGHT: (Comment.weight.desc(), Comment.written_at.desc(), Comment.id),
}
_COUNTED = (Comment.emotion, Comment.sentiment, Comment.confidence, Comment.is_uncertain, Comment.label, Comment.weight)


def list_comments(
    actor: Actor,
    kind: SubjectKind,
    subject_id: UUID,
    filters: CommentFilter | None = None,
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> Page[contracts.Comment]:
    """The comments of a creative, or of all creatives of a campaign. Needs VIEW; raises NOT_FOUND."""
    actor.require(Permission.VIEW)
    filters = filters or CommentFilter()
    query = _filtered(_of(select(Comment), kind, subject_id), filters)
    with reading(actor) as session:
        comment_readings.require_subject(session, kind, subject_id)
        total = session.scalar(select(func.count()).select_from(query.with_only_columns(Comment.id).subquery())) or 0
        rows = session.scalars(query.order_by(*_ORDERS[filters.sort]).limit(page_size).offset((page - 1) * page_size))
        return Page(items=[_result(row) for row in rows], total=total, page=page, page_size=page_size)


def label_comment(actor: Actor, comment_id: UUID, label: CommentLabel) -> contracts.Comment:
    """Say what a comment sounds like, or take that back. Needs RUN_ANALYZERS; raises NOT_FOUND."""
    actor.require(Permission.RUN_ANALYZERS)
    with writing(actor) as session:
        row = session.scalars(select(Comment).where(Comment.id == comment_id)).one_or_none()
        if row is None or not _is_shown(session, row.creative_id):
            raise not_found()
        before, after = row.label, label.label.value if label.label else None
        if before != after:
            row.label, row.labelled_by_id = after, actor.user_id if after else None
            audit.record(session, actor, "comment.labelled", "comment", row.id, before=before or "", after=after or "")
        session.flush()
        return _result(row)


def get_summary(actor: Actor, kind: SubjectKind, subject_id: UUID) -> CommentsSummary:
    """How the comments of a creative or a campaign sound together (A15). Needs VIEW; raises NOT_FOUND."""
    actor.require(Permission.VIEW)
    version = comment_readings.find_version(actor)
    with reading(actor) as session:
        comment_readings.require_subject(session, kind, subject_id)
        rows = session.execute(_of(select(*_COUNTED, Comment.model_version), kind, subject_id)).all()
    read = [row for row in rows if row.label or row.model_version]
    labelled = sum(row.label is not None for row in rows)
    return CommentsSummary(
        total=len(rows),
        waiting=sum(row.model_version is None or bool(version and row.model_version != version) for row in rows),
        labelled=labelled,
        result=_sum_up(read, labelled) if read else None,
        job=single_jobs.find_latest(actor, comment_readings.KIND, comment_readings.payload_of(kind, subject_id)),
    )


def _is_shown(session: TenantSession, creative_id: UUID) -> bool:
    query = select(Creative.id).where(Creative.id == creative_id, Creative.status == CreativeStatus.ACTIVE.value)
    return session.scalar(query) is not None


def _of(query: Select[*tuple[Any, ...]], kind: SubjectKind, subject_id: UUID) -> Select[*tuple[Any, ...]]:
    return comment_readings.narrow(query, kind, subject_id)


def _filtered(query: Select[*tuple[Any, ...]], filters: CommentFilter) -> Select[*tuple[Any, ...]]:
    if filters.q:
        query = query.where(Comment.text.icontains(filters.q, autoescape=True))
    if filters.emotion is not None:
        query = query.where(func.coalesce(Comment.label, Comment.emotion) == filters.emotion.value)
    if filters.is_uncertain is not None:
        uncertain = Comment.is_uncertain & Comment.label.is_(None)
        query = query.where(
            uncertain if filters.is_uncertain else or_(~Comment.is_uncertain, Comment.label.is_not(None))
        )
    if filters.is_labelled is not None:
        query = query.where(Comment.label.is_not(None) if filters.is_labelled else Comment.label.is_(None))
    return query


def _sum_up(rows: Sequence[Any], labelled: int) -> CommentsResult:
    """Each tone counts -1, 0 or 1, so that what people and what models say can be summed up together."""
    from ml.emotion.aggregate import sum_up

    versions = [row.model_version for row in rows if row.model_version]
    most = max(set(versions), key=versions.count) if versions else "none"
    note = f"{labelled} of {len(rows)} labelled by people." if labelled else ""
    model = ModelUse(name="emotion", version=most, label="" if versions else "people", note=note)
    result = sum_up([_as_result(row, model) for row in rows], [float(row.weight) for row in rows], model)
    return result.model_copy(update={"items": []})


def _as_result(row: Any, model: ModelUse) -> EmotionResult:
    """A stored reading as the analyzer would give it; nothing is checked again, since there may be very many."""
    emotion = Emotion(row.label or row.emotion or Emotion.NEUTRAL)
    tone = _tone_of(emotion) if row.label else Sentiment(row.sentiment or Sentiment.NEUTRAL)
    return EmotionResult.model_construct(
        emotion=emotion,
        confidences={emotion: 1.0 if row.label else float(row.confidence or 0.0)},
        sentiment=tone,
        sentiments={tone: 1.0},
        is_uncertain=bool(row.is_uncertain) and not row.label,
        is_supported=bool(row.label or row.emotion),
        notes=[],
        model=model,
    )


def _tone_of(emotion: Emotion) -> Sentiment:
    from ml.emotion.labels import EMOTIONS, SENTIMENTS, TONE_OF

    return SENTIMENTS[TONE_OF[EMOTIONS.index(emotion)]]


def _result(row: Comment) -> contracts.Comment:
    return contracts.Comment(
        id=row.id,
        creative_id=row.creative_id,
        text=row.text,
        weight=row.weight,
        written_at=row.written_at,
        emotion=Emotion(row.emotion) if row.emotion else None,
        sentiment=Sentiment(row.sentiment) if row.sentiment else None,
        confidence=row.confidence,
        is_uncertain=row.is_uncertain,
        label=Emotion(row.label) if row.label else None,
        is_example=row.is_example,
    )
