"""Members of an organization: list, roles, removal, own profile and password."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from data.models import User
from data.tenancy import TenantSession
from domain.accounts import UserResult
from domain.actors import Actor
from domain.errors import AppError, ErrorCode, invalid, not_found
from domain.permissions import Permission, Role
from services import audit, sessions, tokens
from services.organizations import add_user, to_user
from services.passwords import check_password, hash_password, verify_password
from services.units import reading, writing


def list_members(actor: Actor) -> list[UserResult]:
    """All members by name. Needs MANAGE_MEMBERS."""
    actor.require(Permission.MANAGE_MEMBERS)
    with reading(actor) as session:
        return [to_user(row) for row in session.scalars(select(User).order_by(User.full_name, User.email))]


def add_member(actor: Actor, email: str, full_name: str, role: Role, password: str) -> UserResult:
    """Create a member at once, without an invitation. Needs MANAGE_MEMBERS; raises CONFLICT or INVALID."""
    actor.require(Permission.MANAGE_MEMBERS)
    check_password(password, email)
    hashed = hash_password(password)
    try:
        with writing(actor) as session:
            user = add_user(session, email, full_name, role, hashed)
            audit.record(session, actor, "member.created", "user", user.id, role=role.value)
            return to_user(user)
    except IntegrityError:
        raise AppError(ErrorCode.CONFLICT, "There is an account with this address already.") from None


def change_role(actor: Actor, user_id: UUID, role: Role) -> UserResult:
    """Give a member another role; in force with the next request. The last admin stays admin (LAST_ADMIN)."""
    actor.require(Permission.MANAGE_MEMBERS)
    with writing(actor) as session:
        admins = _lock_admins(session)
        user = _get_user(session, user_id)
        if user.role == Role.ADMIN and role is not Role.ADMIN:
            _keep_an_admin(admins, user)
        audit.record(session, actor, "member.role_changed", "user", user.id, before=user.role, after=role.value)
        user.role = role.value
        return to_user(user)


def set_active(actor: Actor, user_id: UUID, is_active: bool) -> UserResult:
    """Shut a member out, or let them in again. Shutting out ends all their sessions and tokens."""
    actor.require(Permission.MANAGE_MEMBERS)
    with writing(actor) as session:
        admins = _lock_admins(session)
        user = _get_user(session, user_id)
        if not is_active:
            _keep_an_admin(admins, user)
            sessions.end_all(session, user.id)
            tokens.revoke_all(session, user.id)
        audit.record(session, actor, "member.enabled" if is_active else "member.disabled", "user", user.id)
        user.is_active = is_active
        return to_user(user)


def update_profile(actor: Actor, full_name: str, preferences: dict[str, Any] | None = None) -> UserResult:
    """Change the actor's own name and preferences."""
    actor.require(Permission.EDIT_OWN_PROFILE)
    name = full_name.strip()
    if not 1 <= len(name) <= 200:
        raise invalid("full_name", "use 1 to 200 characters")
    with writing(actor) as session:
        user = _get_user(session, actor.user_id)
        audit.record(session, actor, "profile.changed", "user", user.id, before=user.full_name, after=name)
        user.full_name = name
        if preferences is not None:
            user.preferences = {**user.preferences, **preferences}
        return to_user(user)


def change_password(actor: Actor, current: str, new: str) -> None:
    """Change the actor's own password; other sessions and all tokens end. Raises WRONG_CREDENTIALS."""
    actor.require(Permission.EDIT_OWN_PROFILE)
    sessions.confirm_password(actor, current)
    with reading(actor) as session:
        user = _get_user(session, actor.user_id)
    check_password(new, user.email)
    if verify_password(user.password_hash, new):
        raise invalid("password", "choose one that you do not use now")
    hashed = hash_password(new)
    with writing(actor) as session:
        user = _get_user(session, actor.user_id)
        user.password_hash = hashed
        sessions.end_all(session, user.id, keep=actor.session_id)
        tokens.revoke_all(session, user.id)
        audit.record(session, actor, "profile.password_changed", "user", user.id)


def _get_user(session: TenantSession, user_id: UUID | None) -> User:
    user = session.scalars(select(User).where(User.id == user_id).with_for_update()).one_or_none()
    if user is None:
        raise not_found()
    return user


def _lock_admins(session: TenantSession) -> list[User]:
    """All admins, locked in one order before anything else, so that two admins cannot remove each other at once."""
    query = select(User).where(User.role == Role.ADMIN.value).order_by(User.id).with_for_update()
    return list(session.scalars(query))


def _keep_an_admin(admins: list[User], user: User) -> None:
    if user in admins and not any(row.is_active for row in admins if row is not user):
        raise AppError(ErrorCode.LAST_ADMIN)
