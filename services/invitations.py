"""Invitations: a link by mail that lets one address join once with one role (A3); resets work by the same means."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError

from data.columns import utc_now
from data.models import Invitation, Organization, PasswordReset, User
from data.tenancy import TenantSession
from domain.accounts import AcceptInput, AccountResult, InvitationResult, InviteInput
from domain.actors import Actor
from domain.errors import AppError, ErrorCode, not_found
from domain.permissions import Permission, Role
from domain.ports import Mail
from services import audit, directory, sessions, tokens
from services.container import container
from services.organizations import add_user, to_organization, to_user
from services.passwords import check_password, hash_password
from services.units import reading, writing

INVITATION_LIFE = timedelta(hours=72)
RESET_LIFE = timedelta(hours=1)


def invite(actor: Actor, data: InviteInput) -> InvitationResult:
    """Invite an address with a role and mail the link. Needs MANAGE_MEMBERS; an earlier open invitation ends."""
    actor.require(Permission.MANAGE_MEMBERS)
    token, email = secrets.token_urlsafe(32), directory.normalize_email(data.email)
    with writing(actor) as session:
        if session.scalar(select(User.id).where(User.email == email)):
            raise AppError(ErrorCode.ALREADY_MEMBER)
        for earlier in session.scalars(select(Invitation).where(Invitation.email == email, *_open(utc_now()))):
            _close(session, earlier)
        row = Invitation(
            organization_id=actor.organization_id,
            id=uuid4(),
            email=email,
            role=data.role.value,
            token_hash=directory.hash_key(token),
            invited_by_id=actor.user_id,
            expires_at=utc_now() + INVITATION_LIFE,
        )
        session.add(row)
        session.flush()
        directory.add_entry(session, "invitation", row.token_hash, actor.organization_id, row.id, row.expires_at)
        audit.record(session, actor, "member.invited", "invitation", row.id, email=email, role=data.role.value)
        organization = session.scalars(select(Organization)).one().name
        result = _result(row, None)
    link = f"{container().settings.base_url}/invite/{token}"
    _mail_quietly(
        Mail(
            to=email,
            subject=f"Join {organization} on AdVision",
            text=(
                f"You are invited to join {organization} on AdVision as {data.role.value}.\n\n"
                f"Accept within 72 hours:\n{link}\n"
            ),
        )
    )
    return result.model_copy(update={"accept_url": link})


def find_invitation(token: str) -> tuple[InvitationResult, str] | None:
    """The open invitation behind a token and its organization's name, or None."""
    found = _find("invitation", token)
    if found is None:
        return None
    with reading(found[0]) as session:
        row = session.scalars(select(Invitation).where(Invitation.id == found[1], *_open(utc_now()))).one_or_none()
        if row is None:
            return None
        return _result(row, None), session.scalars(select(Organization)).one().name


def accept(data: AcceptInput) -> AccountResult:
    """Join with exactly the invited address, role and organization. Raises INVITATION_INVALID or CONFLICT."""
    found = _find("invitation", data.token)
    if found is None:
        raise AppError(ErrorCode.INVITATION_INVALID)
    organization_id, invitation_id = found
    pending = find_invitation(data.token)
    if pending is None:
        raise AppError(ErrorCode.INVITATION_INVALID)
    password = data.password.get_secret_value()
    check_password(password, pending[0].email)
    hashed = hash_password(password)
    try:
        with writing(organization_id) as session:
            row = session.scalars(
                select(Invitation).where(Invitation.id == invitation_id, *_open(utc_now())).with_for_update()
            ).one_or_none()
            if row is None or not _inviter_may(session, row):
                raise AppError(ErrorCode.INVITATION_INVALID)
            user = add_user(session, row.email, data.full_name, Role(row.role), hashed)
            row.accepted_at = utc_now()
            directory.remove_entry(session, "invitation", row.token_hash)
            actor = Actor(organization_id=organization_id, user_id=user.id, role=Role(row.role))
            audit.record(session, actor, "member.joined", "user", user.id, role=row.role)
            return AccountResult(
                user=to_user(user), organization=to_organization(session.scalars(select(Organization)).one())
            )
    except IntegrityError:
        raise AppError(ErrorCode.CONFLICT, "There is an account with this address already.") from None


def list_invitations(actor: Actor) -> list[InvitationResult]:
    """Open invitations, the newest first. Needs MANAGE_MEMBERS."""
    actor.require(Permission.MANAGE_MEMBERS)
    with reading(actor) as session:
        rows = session.execute(
            select(Invitation, User.email)
            .join(User, (User.organization_id == Invitation.organization_id) & (User.id == Invitation.invited_by_id))
            .where(*_open(utc_now()))
            .order_by(Invitation.created_at.desc())
        )
        return [_result(row, email) for row, email in rows]


def revoke_invitation(actor: Actor, invitation_id: UUID) -> None:
    """Take an open invitation back. Needs MANAGE_MEMBERS; raises NOT_FOUND."""
    actor.require(Permission.MANAGE_MEMBERS)
    with writing(actor) as session:
        row = session.scalars(select(Invitation).where(Invitation.id == invitation_id, *_open(utc_now()))).one_or_none()
        if row is None:
            raise not_found()
        _close(session, row)
        audit.record(session, actor, "member.invitation_revoked", "invitation", row.id, email=row.email)


def request_reset(email: str) -> None:
    """Mail a reset link where the address has an account; the answer is the same where it has none."""
    found = _find("email", directory.normalize_email(email))
    if found is None:
        return
    organization_id, user_id = found
    token = secrets.token_urlsafe(32)
    with writing(organization_id) as session:
        user = session.scalars(select(User).where(User.id == user_id, User.is_active.is_(True))).one_or_none()
        if user is None:
            return
        row = PasswordReset(
            organization_id=organization_id,
            id=uuid4(),
            user_id=user_id,
            token_hash=directory.hash_key(token),
            expires_at=utc_now() + RESET_LIFE,
        )
        session.add(row)
        session.flush()
        directory.add_entry(session, "reset", row.token_hash, organization_id, row.id, row.expires_at)
        address = user.email
    link = f"{container().settings.base_url}/reset/{token}"
    text = (
        f"Choose a new AdVision password within an hour:\n{link}\n\n"
        "If you did not ask for it, do nothing: your password stays.\n"
    )
    _mail_quietly(Mail(to=address, subject="Your AdVision password", text=text))


def reset_password(token: str, password: str) -> None:
    """Set a new password by a reset link, once; every session and token ends. Raises RESET_INVALID."""
    found = _find("reset", token)
    if found is None:
        raise AppError(ErrorCode.RESET_INVALID)
    organization_id, reset_id = found
    with reading(organization_id) as session:
        check_password(password, _open_reset(session, reset_id)[1].email)
    hashed = hash_password(password)
    with writing(organization_id) as session:
        user = _open_reset(session, reset_id)[1]
        user.password_hash = hashed
        # Links in older mails end as well.
        for link in session.scalars(select(PasswordReset).where(PasswordReset.user_id == user.id)):
            link.used_at = link.used_at or utc_now()
            directory.remove_entry(session, "reset", link.token_hash)
        sessions.end_all(session, user.id)
        tokens.revoke_all(session, user.id)
        actor = Actor(organization_id=organization_id, user_id=user.id, role=Role(user.role))
        audit.record(session, actor, "profile.password_reset", "user", user.id)


def _open_reset(session: TenantSession, reset_id: UUID) -> tuple[PasswordReset, User]:
    """A link that can still be used, locked, and its active member. Raises RESET_INVALID."""
    row = session.scalars(select(PasswordReset).where(PasswordReset.id == reset_id).with_for_update()).one_or_none()
    if row is None or row.used_at or row.expires_at <= utc_now():
        raise AppError(ErrorCode.RESET_INVALID)
    user = session.scalars(select(User).where(User.id == row.user_id, User.is_active.is_(True))).one_or_none()
    if user is None:
        raise AppError(ErrorCode.RESET_INVALID)
    return row, user


def is_reset_open(token: str) -> bool:
    """Whether the reset link can still be used."""
    return _find("reset", token) is not None


def _find(kind: str, key: str) -> tuple[UUID, UUID] | None:
    with reading(None) as session:
        return directory.find_entry(session, kind, directory.hash_key(key))


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now)


def _inviter_may(session: TenantSession, row: Invitation) -> bool:
    """An invitation by someone who is no longer admin is void."""
    found = session.execute(select(User.role, User.is_active).where(User.id == row.invited_by_id)).one_or_none()
    return found is not None and found.is_active and found.role == Role.ADMIN


def _close(session: TenantSession, row: Invitation) -> None:
    row.revoked_at = utc_now()
    directory.remove_entry(session, "invitation", row.token_hash)


def _result(row: Invitation, invited_by: str | None) -> InvitationResult:
    return InvitationResult(
        id=row.id,
        email=row.email,
        role=Role(row.role),
        expires_at=row.expires_at,
        accepted_at=row.accepted_at,
        invited_by=invited_by,
    )


def _mail_quietly(mail: Mail) -> None:
    """Hand a mail over; a mail server that is down must not undo what was done, and is seen in the log."""
    from services.mails import send_later

    send_later(mail)
