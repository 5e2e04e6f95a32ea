"""Organizations, people, sessions, keys and invitations as the app and the API show them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import EmailStr, Field, SecretStr, StringConstraints

from domain.contracts import Contract
from domain.permissions import Role

PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Password = Annotated[SecretStr, Field(min_length=8, max_length=256)]


class RegisterInput(Contract):
    """A new organization and its first admin."""

    email: EmailStr
    password: Password
    full_name: PersonName
    organization_name: PersonName


class LoginInput(Contract):
    """An address and a password."""

    email: Annotated[str, StringConstraints(strip_whitespace=True, max_length=320)]
    password: Annotated[SecretStr, Field(max_length=1024)]


class InviteInput(Contract):
    """Whom to invite as what."""

    email: EmailStr
    role: Role


class AcceptInput(Contract):
    """A person who follows an invitation."""

    token: Annotated[str, StringConstraints(max_length=200)]
    password: Password
    full_name: PersonName


class UserResult(Contract):
    """A member."""

    id: UUID
    email: str
    full_name: str
    role: Role
    is_active: bool = True
    created_at: datetime | None = None
    last_seen_at: datetime | None = None


class OrganizationResult(Contract):
    """The organization; `is_example` marks the one that ships with example data."""

    id: UUID
    name: str
    slug: str
    is_example: bool = False
    currency: str = "USD"
    time_zone: str = "UTC"


class AccountResult(Contract):
    """Who is signed in, and where."""

    user: UserResult
    organization: OrganizationResult


class SignInResult(AccountResult):
    """As above with the tokens; `expires_in` is the access token's life in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int


class InvitationResult(Contract):
    """An invitation. `accept_url` is only there in the answer to its creation."""

    id: UUID
    email: str
    role: Role
    expires_at: datetime
    accept_url: str | None = None
    accepted_at: datetime | None = None
    invited_by: str | None = None


class SessionResult(Contract):
    """One place where a person is signed in."""

    id: UUID
    created_at: datetime
    last_seen_at: datetime
    ip: str
    user_agent: str
    is_current: bool


class ApiKeyInput(Contract):
    """A key to create."""

    name: PersonName
    scopes: tuple[str, ...] = ("read",)
    expires_in_days: Annotated[int, Field(ge=1, le=730)] | None = 365


class ApiKeyResult(Contract):
    """A key. `key` is only there in the answer to its creation (C5)."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    created_by: str | None
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None
    key: str | None = None


class AuditEntry(Contract):
    """One line of the audit log."""

    id: UUID
    at: datetime
    actor: str
    action: str
    object_type: str
    object_id: str
    outcome: str
    ip: str
    user_agent: str
    request_id: str
    changes: dict[str, object]
