"""The audit log: written in the same transaction as the change it tells of, never changed afterwards."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select

from data.models import AuditRow, User
from data.tenancy import TenantSession
from domain.accounts import AuditEntry
from domain.actors import Actor, ActorKind
from domain.contracts import Page
from domain.permissions import Permission
from services.units import reading

_HIDDEN = ("password", "token", "key", "secret", "hash")
KEPT_FOR = timedelta(days=365)


def record(
    session: TenantSession,
    actor: Actor,
    action: str,
    object_type: str = "",
    object_id: UUID | str = "",
    outcome: str = "done",
    **changes: object,
) -> None:
    """Add a line. Values whose name speaks of a secret are left out."""
    session.add(
        AuditRow(
            actor_kind=actor.kind.value,
            actor_id=actor.api_key_id or actor.user_id,
            actor_name=_name_of(session, actor),
            action=action,
            object_type=object_type,
            object_id=str(object_id),
            outcome=outcome,
            changes=_without_secrets(changes),
            ip=actor.ip[:64],
            user_agent=actor.user_agent[:400],
            request_id=actor.request_id,
        )
    )


def list_audit(
    actor: Actor,
    q: str = "",
    action: str = "",
    date_from: date | None = None,
    date_to: date | None = None,
    page: int = 1,
    page_size: int = 50,
) -> Page[AuditEntry]:
    """The log, newest first. Needs SEE_AUDIT_LOG."""
    actor.require(Permission.SEE_AUDIT_LOG)
    query = select(AuditRow)
    if q:
        fields = (AuditRow.actor_name, AuditRow.action, AuditRow.object_id)
        query = query.where(or_(*(field.icontains(q, autoescape=True) for field in fields)))
    if action:
        query = query.where(AuditRow.action == action)
    if date_from:
        query = query.where(AuditRow.created_at >= datetime.combine(date_from, time.min, UTC))
    if date_to:
        query = query.where(AuditRow.created_at < datetime.combine(date_to + timedelta(days=1), time.min, UTC))
    with reading(actor) as session:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        rows = session.scalars(
            query.order_by(AuditRow.created_at.desc(), AuditRow.id).limit(page_size).offset((page - 1) * page_size)
        )
        return Page(items=[_entry(row) for row in rows], total=total, page=page, page_size=page_size)


def list_actions(actor: Actor) -> list[str]:
    """The kinds of action that stand in the log, for the filter."""
    actor.require(Permission.SEE_AUDIT_LOG)
    with reading(actor) as session:
        return sorted(session.scalars(select(AuditRow.action).distinct()))


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        id=row.id,
        at=row.created_at,
        actor=row.actor_name,
        action=row.action,
        object_type=row.object_type,
        object_id=row.object_id,
        outcome=row.outcome,
        ip=row.ip,
        user_agent=row.user_agent,
        request_id=row.request_id,
        changes=row.changes,
    )


def _name_of(session: TenantSession, actor: Actor) -> str:
    if actor.kind is ActorKind.SYSTEM or actor.user_id is None:
        return "AdVision"
    email = session.scalar(select(User.email).where(User.id == actor.user_id)) or "unknown"
    return f"{email} (API key)" if actor.kind is ActorKind.API_KEY else email


def _is_hidden(name: str) -> bool:
    return any(word in name.casefold() for word in _HIDDEN)


def _without_secrets(changes: Mapping[str, object]) -> dict[str, object]:
    return {str(name): _plain(value) for name, value in changes.items() if not _is_hidden(str(name))}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return _without_secrets(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool | type(None)) else str(value)
