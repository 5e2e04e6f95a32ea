"""Signing in and the sessions that follow: one row for each place, ended at once when asked."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from data.columns import utc_now
from data.models import LoginSession, Organization, User
from data.tenancy import TenantSession
from domain.accounts import AccountResult, LoginInput, SessionResult
from domain.actors import Actor
from domain.errors import AppError, ErrorCode, not_found
from domain.permissions import Permission, Role
from services import audit, directory, lockout
from services.organizations import to_organization, to_user
from services.passwords import hash_password, needs_rehash, verify_password
from services.units import reading, writing

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
RECENT = timedelta(minutes=15)
_TOUCH_AFTER = timedelta(minutes=1)


def sign_in(data: LoginInput, ip: str = "", user_agent: str = "", request_id: str = "") -> AccountResult:
    """Check address and password. The answer and its time are the same for known and unknown addresses.

    Raises WRONG_CREDENTIALS, or LOCKED_OUT with `retry_after` seconds after repeated failures.
    """
    email = directory.normalize_email(data.email)
    lockout.check(email, ip)
    user, organization = _find_user(email)
    password = data.password.get_secret_value()
    fits = verify_password(user.password_hash if user else None, password)
    if user is None or organization is None or not fits or not user.is_active:
        lockout.note_failure(email, ip)
        if user is not None:
            _record_denial(user, ip, user_agent, request_id)
        raise AppError(ErrorCode.WRONG_CREDENTIALS)
    lockout.forget(email, ip)
    if needs_rehash(user.password_hash):
        with writing(user.organization_id) as session:
            session.execute(update(User).where(User.id == user.id).values(password_hash=hash_password(password)))
    return AccountResult(user=to_user(user), organization=to_organization(organization))


def start_session(account: AccountResult, ip: str = "", user_agent: str = "", request_id: str = "") -> str:
    """Make a session row and return its secret token, which only the cookie ever holds."""
    token = secrets.token_urlsafe(32)
    actor = Actor(
        organization_id=account.organization.id,
        user_id=account.user.id,
        role=account.user.role,
        ip=ip,
        user_agent=user_agent,
        request_id=request_id,
    )
    with writing(actor) as session:
        row = LoginSession(
            organization_id=account.organization.id,
            user_id=account.user.id,
            token_hash=directory.hash_key(token),
            expires_at=utc_now() + ABSOLUTE,
            ip=ip[:64],
            user_agent=user_agent[:400],
        )
        session.add(row)
        session.flush()
        directory.add_entry(session, "session", row.token_hash, account.organization.id, row.id, row.expires_at)
        audit.record(session, actor, "session.started", "session", row.id)
    return token


def resolve_session(token: str, ip: str = "", user_agent: str = "", request_id: str = "") -> Actor | None:
    """Who stands behind a session token, with the role looked up now; None where it has ended or run out."""
    with reading(None) as session:
        found = directory.find_entry(session, "session", directory.hash_key(token))
    if found is None:
        return None
    organization_id, session_id = found
    now = utc_now()
    with reading(organization_id) as session:
        row = session.execute(
            select(LoginSession, User)
            .join(User, (User.organization_id == LoginSession.organization_id) & (User.id == LoginSession.user_id))
            .where(LoginSession.id == session_id)
        ).one_or_none()
    if row is None:
        return None
    login, user = row
    if login.ended_at or login.expires_at <= now or login.last_seen_at + IDLE <= now or not user.is_active:
        return None
    if now - login.last_seen_at > _TOUCH_AFTER:
        _touch(organization_id, session_id, user.id)
    return Actor(
        organization_id=organization_id,
        user_id=user.id,
        role=Role(user.role),
        session_id=session_id,
        ip=ip,
        user_agent=user_agent,
        request_id=request_id,
    )


def get_account(actor: Actor) -> AccountResult:
    """The signed-in person and organization."""
    with reading(actor) as session:
        user = session.scalars(select(User).where(User.id == actor.user_id)).one_or_none()
        if user is None:
            raise not_found()
        return AccountResult(
            user=to_user(user), organization=to_organization(session.scalars(select(Organization)).one())
        )


def list_sessions(actor: Actor) -> list[SessionResult]:
    """Where the actor is signed in, the latest first."""
    now = utc_now()
    with reading(actor) as session:
        rows = session.scalars(
            select(LoginSession)
            .where(
                LoginSession.user_id == actor.user_id, LoginSession.ended_at.is_(None), LoginSession.expires_at > now
            )
            .where(LoginSession.last_seen_at > now - IDLE)
            .order_by(LoginSession.last_seen_at.desc())
        )
        return [
            SessionResult(
                id=row.id,
                created_at=row.created_at,
                last_seen_at=row.last_seen_at,
                ip=row.ip,
                user_agent=row.user_agent,
                is_current=row.id == actor.session_id,
            )
            for row in rows
        ]


def end_session(actor: Actor, session_id: UUID) -> None:
    """Sign one of the actor's own places out. Raises NOT_FOUND for any other."""
    with writing(actor) as session:
        row = session.scalars(
            select(LoginSession).where(LoginSession.id == session_id, LoginSession.user_id == actor.user_id)
        ).one_or_none()
        if row is None:
            raise not_found()
        _end(session, row)
        audit.record(session, actor, "session.ended", "session", row.id)


def end_other_sessions(actor: Actor) -> int:
    """Sign out everywhere else; gives the number of sessions ended."""
    with writing(actor) as session:
        count = end_all(session, actor.user_id, keep=actor.session_id)
        audit.record(session, actor, "session.others_ended", "user", actor.user_id or "", count=count)
        return count


def end_all(session: TenantSession, user_id: UUID | None, keep: UUID | None = None) -> int:
    """End every session of a user inside a running transaction, but the one to keep."""
    rows = session.scalars(select(LoginSession).where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None)))
    count = 0
    for row in rows:
        if row.id != keep:
            _end(session, row)
            count += 1
    return count


def is_recent(actor: Actor) -> bool:
    """Whether the person gave the password in this session less than RECENT ago.

    Programs prove themselves with every request, so what has no session is always recent.
    """
    if actor.session_id is None:
        return True
    with reading(actor) as session:
        at = session.scalar(
            select(LoginSession.authenticated_at).where(
                LoginSession.id == actor.session_id, LoginSession.user_id == actor.user_id
            )
        )
    return at is not None and utc_now() - at <= RECENT


def require_recent(actor: Actor) -> None:
    """Raise REAUTHENTICATION_NEEDED unless the password was given lately; `confirm_password` makes it so."""
    if not is_recent(actor):
        raise AppError(ErrorCode.REAUTHENTICATION_NEEDED)


def confirm_password(actor: Actor, password: str) -> None:
    """Check the password again before something grave, which counts as recent from then on.

    Raises WRONG_CREDENTIALS, after repeats LOCKED_OUT.
    """
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        user = session.scalars(select(User).where(User.id == actor.user_id)).one_or_none()
    email = user.email if user else ""
    lockout.check(email, actor.ip)
    if not verify_password(user.password_hash if user else None, password):
        lockout.note_failure(email, actor.ip)
        raise AppError(ErrorCode.WRONG_CREDENTIALS, "The password is not right.")
    lockout.forget(email, actor.ip)
    if actor.session_id is None:
        return
    with writing(actor) as session:
        session.execute(
            update(LoginSession)
            .where(LoginSession.id == actor.session_id, LoginSession.user_id == actor.user_id)
            .values(authenticated_at=utc_now())
        )


def _find_user(email: str) -> tuple[User | None, Organization | None]:
    with reading(None) as session:
        found = directory.find_entry(session, "email", directory.hash_key(email))
    # The decoy query keeps the work alike for addresses that nobody has.
    organization_id, user_id = found or (UUID(int=0), UUID(int=0))
    with reading(organization_id) as session:
        user = session.scalars(select(User).where(User.id == user_id)).one_or_none()
        organization = session.scalars(select(Organization)).one_or_none()
    return user, organization


def _touch(organization_id: UUID, session_id: UUID, user_id: UUID) -> None:
    now = utc_now()
    with writing(organization_id) as session:
        session.execute(update(LoginSession).where(LoginSession.id == session_id).values(last_seen_at=now))
        session.execute(update(User).where(User.id == user_id).values(last_seen_at=now))


def _end(session: TenantSession, row: LoginSession) -> None:
    row.ended_at = utc_now()
    directory.remove_entry(session, "session", row.token_hash)


def _record_denial(user: User, ip: str, user_agent: str, request_id: str) -> None:
    actor = Actor(
        organization_id=user.organization_id,
        user_id=user.id,
        role=Role(user.role),
        ip=ip,
        user_agent=user_agent,
        request_id=request_id,
    )
    with writing(actor) as session:
        audit.record(session, actor, "session.refused", "user", user.id, outcome="denied")
