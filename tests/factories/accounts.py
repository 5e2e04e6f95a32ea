"""Organizations with their people, and everything by which people and programs are recognized."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from data.columns import utc_now
from data.models import ApiKey, AuditRow, Invitation, LoginSession, PasswordReset, RefreshToken, User
from domain.actors import Actor
from domain.permissions import Role
from services import organizations, passwords
from services.units import writing

PASSWORD = "a quiet harbour at dawn"


@dataclass(frozen=True)
class Tenant:
    """An organization and its three people; `actor(role)` gives one of them."""

    id: UUID
    name: str
    slug: str
    viewer: Actor
    analyst: Actor
    admin: Actor

    def actor(self, role: Role) -> Actor:
        found: Actor = getattr(self, role.value)
        return found

    def email(self, role: Role = Role.ADMIN) -> str:
        return f"{role.value}@{self.slug}.example.com"


@lru_cache(maxsize=1)
def password_hash() -> str:
    """PASSWORD's hash. Argon2 is slow on purpose, so tests make it once."""
    return passwords.hash_password(PASSWORD)


def make_tenant(name: str = "Acme", **fields: Any) -> Tenant:
    """Register an organization as the application does, with one person for each role."""
    mark = secrets.token_hex(4)
    found, admin = organizations.create_organization(
        name, f"admin-{mark}@example.com", f"{name} admin", password_hash(), **fields
    )
    people = {Role.ADMIN: admin.id}
    with writing(found.id) as session:
        owner = session.get_one(User, (found.id, admin.id))
        for role in (Role.VIEWER, Role.ANALYST):
            address = f"{role.value}@{found.slug}.example.com"
            people[role] = organizations.add_user(session, address, f"{name} {role.value}", role, password_hash()).id
        _rename(session, owner, f"admin@{found.slug}.example.com")
    actors = {role.value: Actor(organization_id=found.id, user_id=key, role=role) for role, key in people.items()}
    return Tenant(id=found.id, name=name, slug=found.slug, **actors)


def _rename(session: Any, row: User, email: str) -> None:
    """Give the admin an address like the others', which needs the slug that registering made."""
    from services import directory

    directory.remove_entry(session, "email", directory.hash_key(row.email))
    row.email = email
    directory.add_entry(session, "email", directory.hash_key(email), row.organization_id, row.id)


def user(role: Role = Role.VIEWER, **fields: Any) -> User:
    mark = secrets.token_hex(4)
    values = {"email": f"user-{mark}@example.com", "full_name": f"User {mark}", "password_hash": password_hash()}
    return User(**{"id": uuid4(), "role": role.value, **values, **fields})


def invitation(invited_by_id: UUID, role: Role = Role.ANALYST, **fields: Any) -> Invitation:
    values = {"email": f"guest-{secrets.token_hex(4)}@example.com", "token_hash": secrets.token_bytes(32)}
    return Invitation(
        **{
            "id": uuid4(),
            "role": role.value,
            "invited_by_id": invited_by_id,
            "expires_at": utc_now() + timedelta(hours=72),
            **values,
            **fields,
        }
    )


def login_session(user_id: UUID, **fields: Any) -> LoginSession:
    expires = utc_now() + timedelta(days=7)
    values = {"token_hash": secrets.token_bytes(32), "expires_at": expires}
    return LoginSession(**{"id": uuid4(), "user_id": user_id, **values, **fields})


def refresh_token(user_id: UUID, **fields: Any) -> RefreshToken:
    values = {"token_hash": secrets.token_bytes(32), "expires_at": utc_now() + timedelta(days=30)}
    return RefreshToken(**{"id": uuid4(), "user_id": user_id, "family_id": uuid4(), **values, **fields})


def password_reset(user_id: UUID, **fields: Any) -> PasswordReset:
    values = {"token_hash": secrets.token_bytes(32), "expires_at": utc_now() + timedelta(hours=1)}
    return PasswordReset(**{"id": uuid4(), "user_id": user_id, **values, **fields})


def api_key(created_by_id: UUID, **fields: Any) -> ApiKey:
    values = {"name": "Reporting", "prefix": f"adv_{secrets.token_hex(4)}", "key_hash": secrets.token_bytes(32)}
    return ApiKey(**{"id": uuid4(), "created_by_id": created_by_id, "scopes": ["read"], **values, **fields})


def audit_row(**fields: Any) -> AuditRow:
    values = {"actor_kind": "system", "actor_name": "AdVision", "action": "test.written", "changes": {"note": "made"}}
    return AuditRow(**{"id": uuid4(), **values, **fields})
