"""Notes pinned to days, on the overview or on one campaign."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import or_, select

from data.models import Annotation, Campaign, User
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.analytics import AnnotationInput, AnnotationResult
from domain.errors import not_found
from domain.permissions import Permission
from services import audit
from services.organizations import bump_data_version
from services.units import reading, writing


def create_annotation(actor: Actor, data: AnnotationInput) -> AnnotationResult:
    """Pin a note. Needs ANNOTATE; raises NOT_FOUND for a campaign that is not the organization's."""
    actor.require(Permission.ANNOTATE)
    with writing(actor) as session:
        if data.campaign_id and session.scalar(select(Campaign.id).where(Campaign.id == data.campaign_id)) is None:
            raise not_found()
        author = session.scalar(select(User.full_name).where(User.id == actor.user_id)) or ""
        row = Annotation(
            organization_id=actor.organization_id,
            id=uuid4(),
            day=data.date,
            text=data.text,
            campaign_id=data.campaign_id,
            author_id=actor.user_id,
            author_name=author,
        )
        session.add(row)
        bump_data_version(session)
        session.flush()
        audit.record(session, actor, "annotation.created", "annotation", row.id)
        return _result(row)


def delete_annotation(actor: Actor, annotation_id: UUID) -> None:
    """Remove a note. Needs ANNOTATE; raises NOT_FOUND."""
    actor.require(Permission.ANNOTATE)
    with writing(actor) as session:
        row = session.scalars(select(Annotation).where(Annotation.id == annotation_id)).one_or_none()
        if row is None:
            raise not_found()
        session.delete(row)
        bump_data_version(session)
        audit.record(session, actor, "annotation.deleted", "annotation", annotation_id)


def list_annotations(
    actor: Actor, date_from: dt.date | None = None, date_to: dt.date | None = None, campaign_id: UUID | None = None
) -> list[AnnotationResult]:
    """Notes of a range, by day. Needs VIEW."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        return annotations_between(
            session, date_from or dt.date.min, date_to or dt.date.max, [campaign_id] if campaign_id else []
        )


def annotations_between(
    session: TenantSession, first: dt.date, last: dt.date, campaign_ids: Sequence[UUID] = ()
) -> list[AnnotationResult]:
    """Notes on the whole and, where campaigns are chosen, on those; by day."""
    query = select(Annotation).where(Annotation.day >= first, Annotation.day <= last)
    if campaign_ids:
        query = query.where(or_(Annotation.campaign_id.is_(None), Annotation.campaign_id.in_(campaign_ids)))
    return [_result(row) for row in session.scalars(query.order_by(Annotation.day, Annotation.created_at))]


def _result(row: Annotation) -> AnnotationResult:
    return AnnotationResult(
        id=row.id,
        date=row.day,
        text=row.text,
        author=row.author_name,
        campaign_id=row.campaign_id,
        created_at=row.created_at,
    )
