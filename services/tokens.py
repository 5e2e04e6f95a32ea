"""Access tokens (JWT, one hour) and rotating refresh tokens (30 days) for programs that act for a person."""

import secrets
from datetime import timedelta
from uuid import UUID, uuid4

import jwt
from sqlalchemy import select, update

from data.columns import utc_now
from data.models import Organization, RefreshToken, User
from data.tenancy import TenantSession
from domain.accounts import AccountResult, SignInResult
from domain.actors import Actor
from domain.errors import AppError, ErrorCode
from domain.permissions import Role
from services import audit, directory
from services.container import container
from services.organizations import to_organization, to_user
from services.units import reading, writing

ACCESS_LIFE = timedelta(hours=1)
REFRESH_LIFE = timedelta(days=30)
ISSUER = "advision"
AUDIENCE = "advision-api"
_TYPE = "at+jwt"


def issue_tokens(account: AccountResult) -> SignInResult:
    """A new access token, and a refresh token that begins a new family."""
    with writing(account.organization.id) as session:
        version = session.scalar(select(User.token_version).where(User.id == account.user.id)) or 0
        family_id = uuid4()
        refresh = _add_refresh_token(session, account, family_id)
    return _answer(account, version, refresh, family_id)


def refresh_tokens(refresh_token: str, ip: str = "", user_agent: str = "", request_id: str = "") -> SignInResult:
    """Exchange a refresh token once. A second use of the same one ends its whole family (TOKEN_REUSED)."""
    with reading(None) as session:
        found = directory.find_entry(session, "refresh", directory.hash_key(refresh_token))
    if found is None:
        raise AppError(ErrorCode.TOKEN_INVALID)
    organization_id, token_id = found
    answer = None
    with writing(organization_id) as session:
        row, user = _lock_token(session, token_id)
        if row.used_at is None:
            row.used_at = utc_now()
            organization = session.scalars(select(Organization)).one()
            account = AccountResult(user=to_user(user), organization=to_organization(organization))
            # In one transaction with the use of the old one, so that no revocation falls between the two.
            refresh = _add_refresh_token(session, account, row.family_id)
            answer = _answer(account, user.token_version, refresh, row.family_id)
        else:
            _revoke_family(session, row.family_id)
            actor = Actor(
                organization_id=organization_id,
                user_id=user.id,
                role=Role(user.role),
                ip=ip,
                user_agent=user_agent,
                request_id=request_id,
            )
            audit.record(session, actor, "refresh.reused", "user", user.id, outcome="denied")
    if answer is None:
        raise AppError(ErrorCode.TOKEN_REUSED)
    return answer


def revoke_refresh_token(refresh_token: str) -> None:
    """End the token's family and its access tokens; an unknown token is no error, so that signing out always works."""
    with reading(None) as session:
        found = directory.find_entry(session, "refresh", directory.hash_key(refresh_token))
    if found is None:
        return
    organization_id, token_id = found
    with writing(organization_id) as session:
        family_id = session.scalar(select(RefreshToken.family_id).where(RefreshToken.id == token_id))
        if family_id is not None:
            _revoke_family(session, family_id)


def revoke_all(session: TenantSession, user_id: UUID) -> None:
    """End every refresh family and every access token of a user, inside a running transaction."""
    session.execute(
        update(RefreshToken)
        .where(RefreshToken.user_id == user_id, RefreshToken.revoked_at.is_(None))
        .values(revoked_at=utc_now())
    )
    session.execute(update(User).where(User.id == user_id).values(token_version=User.token_version + 1))


def resolve_access_token(token: str, ip: str = "", user_agent: str = "", request_id: str = "") -> Actor:
    """Who stands behind an access token; the role is looked up, not read from it. Raises TOKEN_INVALID."""
    try:
        claims = jwt.decode(
            token,
            container().settings.secret,
            algorithms=["HS256"],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": ["exp", "iat", "sub", "org_id", "jti", "tv", "fam"]},
        )
        if jwt.get_unverified_header(token).get("typ") != _TYPE:
            raise AppError(ErrorCode.TOKEN_INVALID)
        organization_id, user_id = UUID(claims["org_id"]), UUID(claims["sub"])
        family_id = UUID(claims["fam"])
    except (jwt.PyJWTError, ValueError, KeyError, TypeError, AttributeError):
        raise AppError(ErrorCode.TOKEN_INVALID) from None
    with reading(organization_id) as session:
        user = session.scalars(select(User).where(User.id == user_id)).one_or_none()
        family = select(RefreshToken.id).where(RefreshToken.family_id == family_id, RefreshToken.revoked_at.is_(None))
        is_signed_out = session.scalar(family.limit(1)) is None
    if is_signed_out or user is None or not user.is_active or user.token_version != claims["tv"]:
        raise AppError(ErrorCode.TOKEN_INVALID)
    return Actor(
        organization_id=organization_id,
        user_id=user_id,
        role=Role(user.role),
        ip=ip,
        user_agent=user_agent,
        request_id=request_id,
    )


def _lock_token(session: TenantSession, token_id: UUID) -> tuple[RefreshToken, User]:
    """A token that is still good, and whose it is; the user's lock holds back whoever would end all tokens now."""
    found = session.scalars(select(RefreshToken).where(RefreshToken.id == token_id)).one_or_none()
    if found is None:
        raise AppError(ErrorCode.TOKEN_INVALID)
    user = session.scalars(select(User).where(User.id == found.user_id).with_for_update()).one()
    session.refresh(found, with_for_update=True)
    if found.revoked_at or found.expires_at <= utc_now() or not user.is_active:
        raise AppError(ErrorCode.TOKEN_INVALID)
    return found, user


def _add_refresh_token(session: TenantSession, account: AccountResult, family_id: UUID) -> str:
    """The next link of a family; its text is in this answer and nowhere else."""
    token = secrets.token_urlsafe(32)
    row = RefreshToken(
        organization_id=account.organization.id,
        user_id=account.user.id,
        family_id=family_id,
        token_hash=directory.hash_key(token),
        expires_at=utc_now() + REFRESH_LIFE,
    )
    session.add(row)
    session.flush()
    directory.add_entry(session, "refresh", row.token_hash, account.organization.id, row.id, row.expires_at)
    return token


def _answer(account: AccountResult, version: int, refresh: str, family_id: UUID) -> SignInResult:
    return SignInResult(
        user=account.user,
        organization=account.organization,
        access_token=_encode(account, version, family_id),
        refresh_token=refresh,
        expires_in=int(ACCESS_LIFE.total_seconds()),
    )


def _encode(account: AccountResult, version: int, family_id: UUID) -> str:
    now = utc_now()
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(account.user.id),
        "org_id": str(account.organization.id),
        "role": account.user.role.value,
        "tv": version,
        "fam": str(family_id),
        "jti": uuid4().hex,
        "iat": now,
        "exp": now + ACCESS_LIFE,
    }
    return jwt.encode(claims, container().settings.secret, algorithm="HS256", headers={"typ": _TYPE})


def _revoke_family(session: TenantSession, family_id: UUID) -> None:
    session.execute(
        update(RefreshToken)
        .where(RefreshToken.family_id == family_id, RefreshToken.revoked_at.is_(None))
        .values(revoked_at=utc_now())
    )
