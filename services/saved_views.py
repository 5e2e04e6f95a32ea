"""Named filters of a page: a person's own, and those that colleagues share."""

from uuid import UUID, uuid4

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from data.models import SavedView, User
from domain.actors import Actor
from domain.analytics import SavedViewInput, SavedViewResult
from domain.errors import AppError, ErrorCode, not_found
from domain.permissions import Permission
from services import audit
from services.units import reading, writing


def save_view(actor: Actor, data: SavedViewInput) -> SavedViewResult:
    """Keep a view under a name that is new to this person and page (CONFLICT). Needs SAVE_VIEWS."""
    actor.require(Permission.SAVE_VIEWS)
    if actor.user_id is None:
        raise AppError(ErrorCode.FORBIDDEN)
    try:
        with writing(actor) as session:
            row = SavedView(
                organization_id=actor.organization_id, id=uuid4(), user_id=actor.user_id, **data.model_dump()
            )
            session.add(row)
            session.flush()
            audit.record(session, actor, "view.saved", "saved_view", row.id, name=data.name)
            owner = session.scalar(select(User.full_name).where(User.id == actor.user_id)) or ""
            return _result(row, owner, actor)
    except IntegrityError:
        raise AppError(ErrorCode.CONFLICT, "You have a view with this name already. Choose another name.") from None


def list_views(actor: Actor, page: str | None = None) -> list[SavedViewResult]:
    """The actor's own views and the shared ones, by name. Needs VIEW."""
    actor.require(Permission.VIEW)
    query = (
        select(SavedView, User.full_name)
        .join(User, (User.organization_id == SavedView.organization_id) & (User.id == SavedView.user_id))
        .where(or_(SavedView.user_id == actor.user_id, SavedView.is_shared.is_(True)))
        .order_by(SavedView.name)
    )
    if page:
        query = query.where(SavedView.page == page)
    with reading(actor) as session:
        return [_result(row, owner, actor) for row, owner in session.execute(query)]


def delete_view(actor: Actor, view_id: UUID) -> None:
    """Forget one of the actor's own views. Raises NOT_FOUND for any other."""
    actor.require(Permission.SAVE_VIEWS)
    with writing(actor) as session:
        row = session.scalars(
            select(SavedView).where(SavedView.id == view_id, SavedView.user_id == actor.user_id)
        ).one_or_none()
        if row is None:
            raise not_found()
        session.delete(row)
        audit.record(session, actor, "view.deleted", "saved_view", view_id)


def _result(row: SavedView, owner: str, actor: Actor) -> SavedViewResult:
    return SavedViewResult(
        id=row.id,
        page=row.page,
        name=row.name,
        query=row.query,
        is_shared=row.is_shared,
        owner=owner,
        is_own=row.user_id == actor.user_id,
    )
