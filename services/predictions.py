"""Stored results of analyzers: one row for each time something new was said about a creative or a campaign."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.models import Campaign, Creative
from data.models import Prediction as Row
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.analyses import AnalyzerName, Prediction, SubjectKind
from domain.contracts import Contract
from domain.errors import not_found
from domain.model_registry import ModelUse
from domain.permissions import Permission
from services.units import reading

HISTORY = 50


def list_predictions(
    actor: Actor, kind: SubjectKind, subject_id: UUID, analyzer: AnalyzerName | None = None, limit: int = HISTORY
) -> list[Prediction]:
    """What analyzers said about a subject, the newest first. Needs VIEW; raises NOT_FOUND for a foreign subject."""
    actor.require(Permission.VIEW)
    query = select(Row).where(Row.subject_kind == kind.value, Row.subject_id == subject_id)
    if analyzer is not None:
        query = query.where(Row.analyzer == analyzer.value)
    with reading(actor) as session:
        _require_subject(session, kind, subject_id)
        rows = session.scalars(query.order_by(Row.created_at.desc(), Row.id).limit(limit)).all()
        return [_result(row) for row in rows]


def store_prediction(
    session: TenantSession,
    actor: Actor,
    analyzer: AnalyzerName,
    subject: tuple[SubjectKind, UUID],
    input_hash: str,
    result: Contract,
    model: ModelUse,
    *,
    score: float | None,
    label: str = "",
    job_id: UUID | None = None,
) -> bool:
    """Add a result to a running transaction; False where the newest one is of the same input and version already."""
    kind, subject_id = subject
    newest = session.execute(
        select(Row.input_hash, Row.model_name, Row.model_version)
        .where(Row.subject_kind == kind.value, Row.subject_id == subject_id, Row.analyzer == analyzer.value)
        .order_by(Row.created_at.desc())
        .limit(1)
    ).one_or_none()
    if newest is not None and tuple(newest) == (input_hash, model.name, model.version):
        return False
    values: dict[str, Any] = result.model_dump(mode="json")
    session.add(
        Row(
            organization_id=actor.organization_id, analyzer=analyzer.value, subject_kind=kind.value,
            subject_id=subject_id, model_name=model.name, model_version=model.version, input_hash=input_hash,
            score=score, label=label, result=values, job_id=job_id, created_by_id=actor.user_id,
        )
    )  # fmt: skip
    return True


def _require_subject(session: TenantSession, kind: SubjectKind, subject_id: UUID) -> None:
    query = (
        select(Creative.id).where(Creative.id == subject_id)
        if kind is SubjectKind.CREATIVE
        else select(Campaign.id).where(Campaign.id == subject_id, Campaign.is_pending.is_(False))
    )
    if session.scalar(query) is None:
        raise not_found()


def _result(row: Row) -> Prediction:
    return Prediction(
        id=row.id, analyzer=AnalyzerName(row.analyzer), subject_kind=SubjectKind(row.subject_kind),
        subject_id=row.subject_id, model_name=row.model_name, model_version=row.model_version, score=row.score,
        label=row.label, result=row.result, created_at=row.created_at,
    )  # fmt: skip
