"""API keys: shown once, stored hashed, scoped, expiring; never stronger than their creator's present role."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from data.columns import utc_now
from data.models import ApiKey, User
from domain.accounts import ApiKeyInput, ApiKeyResult
from domain.actors import API_KEY_SCOPES, Actor, ActorKind
from domain.errors import AppError, ErrorCode, invalid, not_found
from domain.permissions import Permission, Role
from services import audit, directory, sessions
from services.units import reading, writing

PREFIX = "adv_"
_TOUCH_AFTER = timedelta(minutes=1)


def create_api_key(actor: Actor, data: ApiKeyInput) -> ApiKeyResult:
    """Make a key; its text is in this answer and nowhere else. Needs MANAGE_KEYS, and a recent sign-in."""
    actor.require(Permission.MANAGE_KEYS)
    sessions.require_recent(actor)
    if not data.scopes or any(scope not in API_KEY_SCOPES for scope in data.scopes):
        raise invalid("scopes", f"choose from {', '.join(API_KEY_SCOPES)}")
    if actor.user_id is None:
        raise AppError(ErrorCode.FORBIDDEN)
    if actor.scopes is not None and (beyond := sorted(set(data.scopes) - actor.scopes)):
        # A key cannot give away what it does not have.
        raise AppError(ErrorCode.SCOPE_MISSING, scope=beyond[0])
    short = secrets.token_hex(4)
    key = f"{PREFIX}{short}_{secrets.token_urlsafe(32)}"
    now = utc_now()
    with writing(actor) as session:
        row = ApiKey(
            organization_id=actor.organization_id,
            name=data.name,
            prefix=PREFIX + short,
            key_hash=directory.hash_key(key),
            scopes=sorted(set(data.scopes)),
            created_by_id=actor.user_id,
            expires_at=now + timedelta(days=data.expires_in_days) if data.expires_in_days else None,
        )
        session.add(row)
        session.flush()
        directory.add_entry(session, "api_key", row.key_hash, actor.organization_id, row.id, row.expires_at)
        audit.record(session, actor, "api_key.created", "api_key", row.id, name=data.name, scopes=row.scopes)
        email = session.scalar(select(User.email).where(User.id == actor.user_id))
        return _result(row, email).model_copy(update={"key": key})


def list_api_keys(actor: Actor) -> list[ApiKeyResult]:
    """All keys of the organization, the newest first. Needs MANAGE_KEYS."""
    actor.require(Permission.MANAGE_KEYS)
    with reading(actor) as session:
        rows = session.execute(
            select(ApiKey, User.email)
            .join(User, (User.organization_id == ApiKey.organization_id) & (User.id == ApiKey.created_by_id))
            .order_by(ApiKey.created_at.desc())
        )
        return [_result(row, email) for row, email in rows]


def revoke_api_key(actor: Actor, key_id: UUID) -> None:
    """End a key at once. Needs MANAGE_KEYS; raises NOT_FOUND."""
    actor.require(Permission.MANAGE_KEYS)
    with writing(actor) as session:
        row = session.scalars(select(ApiKey).where(ApiKey.id == key_id)).one_or_none()
        if row is None:
            raise not_found()
        row.revoked_at = row.revoked_at or utc_now()
        directory.remove_entry(session, "api_key", row.key_hash)
        audit.record(session, actor, "api_key.revoked", "api_key", row.id, name=row.name)


def resolve_api_key(key: str, ip: str = "", user_agent: str = "", request_id: str = "") -> Actor:
    """Who stands behind a key. Raises TOKEN_INVALID where it is unknown, revoked or has run out."""
    with reading(None) as session:
        found = directory.find_entry(session, "api_key", directory.hash_key(key))
    if found is None:
        raise AppError(ErrorCode.TOKEN_INVALID)
    organization_id, key_id = found
    now = utc_now()
    with reading(organization_id) as session:
        pair = session.execute(
            select(ApiKey, User)
            .join(User, (User.organization_id == ApiKey.organization_id) & (User.id == ApiKey.created_by_id))
            .where(ApiKey.id == key_id)
        ).one_or_none()
    if (
        pair is None
        or pair[0].revoked_at
        or not pair[1].is_active
        or (pair[0].expires_at and pair[0].expires_at <= now)
    ):
        raise AppError(ErrorCode.TOKEN_INVALID)
    row, user = pair
    if row.last_used_at is None or now - row.last_used_at > _TOUCH_AFTER:
        with writing(organization_id) as session:
            session.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=now))
    return Actor(
        organization_id=organization_id,
        user_id=user.id,
        role=Role(user.role),
        kind=ActorKind.API_KEY,
        api_key_id=row.id,
        scopes=frozenset(row.scopes),
        ip=ip,
        user_agent=user_agent,
        request_id=request_id,
    )


def _result(row: ApiKey, created_by: str | None) -> ApiKeyResult:
    return ApiKeyResult(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        scopes=row.scopes,
        created_by=created_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
