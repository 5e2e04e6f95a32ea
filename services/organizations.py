"""Organizations: registering one with its first admin, and its name and defaults."""

import re
import secrets
from uuid import UUID, uuid4
from zoneinfo import available_timezones

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from data.models import Organization, User
from data.tenancy import TenantSession
from domain.accounts import AccountResult, OrganizationResult, RegisterInput, UserResult
from domain.actors import Actor
from domain.errors import AppError, ErrorCode, invalid
from domain.permissions import Permission, Role
from services import audit, directory
from services.passwords import check_password, hash_password
from services.units import reading, writing


def register(data: RegisterInput, ip: str = "", user_agent: str = "", request_id: str = "") -> AccountResult:
    """Create an organization and its admin. Raises CONFLICT where the address has an account already."""
    password = data.password.get_secret_value()
    check_password(password, data.email)
    organization, user = create_organization(
        data.organization_name, data.email, data.full_name, hash_password(password), ip, user_agent, request_id
    )
    return AccountResult(user=user, organization=organization)


def create_organization(
    name: str,
    email: str,
    full_name: str,
    password_hash: str,
    ip: str = "",
    user_agent: str = "",
    request_id: str = "",
    is_example: bool = False,
    slug: str | None = None,
) -> tuple[OrganizationResult, UserResult]:
    """The rows of a new organization with its first admin, all or nothing."""
    organization_id, user_id = uuid4(), uuid4()
    actor = Actor(
        organization_id=organization_id,
        user_id=user_id,
        role=Role.ADMIN,
        ip=ip,
        user_agent=user_agent,
        request_id=request_id,
    )
    try:
        with writing(organization_id) as session:
            slug = slug or _slug_of(name)
            organization = Organization(id=organization_id, name=name, slug=slug, is_example=is_example)
            session.add(organization)
            session.flush()
            user = add_user(session, email, full_name, Role.ADMIN, password_hash, user_id)
            directory.add_entry(
                session, "organization", directory.hash_key(organization.slug), organization_id, organization_id
            )
            session.flush()
            audit.record(session, actor, "organization.registered", "organization", organization_id, name=name)
            return to_organization(organization), to_user(user)
    except IntegrityError:
        raise AppError(
            ErrorCode.CONFLICT, "There is an account with this address already. Sign in, or reset the password."
        ) from None


def add_user(
    session: TenantSession, email: str, full_name: str, role: Role, password_hash: str, user_id: UUID | None = None
) -> User:
    """A member and the directory entry that makes the address unique over all organizations."""
    address = directory.normalize_email(email)
    user = User(
        organization_id=session.organization_id,
        id=user_id or uuid4(),
        email=address,
        full_name=full_name,
        role=role.value,
        password_hash=password_hash,
    )
    session.add(user)
    session.flush()
    assert session.organization_id is not None
    directory.add_entry(session, "email", directory.hash_key(address), session.organization_id, user.id)
    session.flush()
    return user


def get_organization(actor: Actor) -> OrganizationResult:
    """The actor's organization."""
    with reading(actor) as session:
        return to_organization(session.scalars(select(Organization)).one())


def update_organization(actor: Actor, name: str, currency: str, time_zone: str) -> OrganizationResult:
    """Change name and defaults. Needs MANAGE_ORGANIZATION."""
    actor.require(Permission.MANAGE_ORGANIZATION)
    name = name.strip()
    if not 1 <= len(name) <= 200:
        raise invalid("name", "use 1 to 200 characters")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise invalid("currency", "use a three-letter code such as USD")
    if time_zone not in available_timezones():
        raise invalid("time_zone", "use a name such as Europe/Berlin")
    with writing(actor) as session:
        row = session.scalars(select(Organization)).one()
        audit.record(
            session,
            actor,
            "organization.changed",
            "organization",
            row.id,
            before=row.name,
            after=name,
            currency=currency,
        )
        row.name, row.currency, row.time_zone = name, currency, time_zone
        return to_organization(row)


def bump_data_version(session: TenantSession) -> None:
    """Mark that the organization's numbers changed, so that no cached figure outlives them."""
    session.execute(
        update(Organization)
        .where(Organization.id == session.organization_id)
        .values(data_version=Organization.data_version + 1)
        .execution_options(synchronize_session=False)
    )


def find_organization_id(slug: str) -> UUID | None:
    """The organization with that slug; for commands."""
    with reading(None) as session:
        found = directory.find_entry(session, "organization", directory.hash_key(slug))
    return found[0] if found else None


def to_organization(row: Organization) -> OrganizationResult:
    """The row as a contract."""
    return OrganizationResult(
        id=row.id,
        name=row.name,
        slug=row.slug,
        is_example=row.is_example,
        currency=row.currency,
        time_zone=row.time_zone,
    )


def to_user(row: User) -> UserResult:
    """The row as a contract."""
    return UserResult(
        id=row.id,
        email=row.email,
        full_name=row.full_name,
        role=Role(row.role),
        is_active=row.is_active,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
    )


def _slug_of(name: str) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:48] or "organization"
    # The random end keeps slugs unique without telling whether another organization has the name.
    return f"{base}-{secrets.token_hex(3)}"
