"""The Actor: who acts, for which organization, with which rights. Built by `auth`, never from what a client sent."""

from enum import StrEnum
from uuid import UUID

from domain.contracts import Contract
from domain.errors import AppError, ErrorCode, forbidden
from domain.permissions import Permission, Role, allows


class ActorKind(StrEnum):
    """By which door the actor came in."""

    USER = "user"
    API_KEY = "api_key"
    SYSTEM = "system"


class Actor(Contract):
    """An identity in one organization. Services take it first and ask it for rights."""

    organization_id: UUID
    user_id: UUID | None
    role: Role
    kind: ActorKind = ActorKind.USER
    session_id: UUID | None = None
    api_key_id: UUID | None = None
    scopes: frozenset[str] | None = None
    ip: str = ""
    user_agent: str = ""
    request_id: str = ""

    def may(self, permission: Permission) -> bool:
        """Whether role and, for an API key, scope allow it."""
        if not allows(self.role, permission):
            return False
        return self.scopes is None or scope_of(permission) in self.scopes

    def require(self, permission: Permission) -> None:
        """Raise FORBIDDEN (or SCOPE_MISSING for a key) unless the permission is held."""
        if self.may(permission):
            return
        if self.scopes is not None and allows(self.role, permission):
            raise AppError(ErrorCode.SCOPE_MISSING, scope=scope_of(permission))
        raise forbidden()


API_KEY_SCOPES = ("read", "write", "admin", "mcp")
_READS = {Permission.VIEW, Permission.EXPORT_DATA}
_ADMIN = {
    Permission.MANAGE_MEMBERS,
    Permission.MANAGE_KEYS,
    Permission.MANAGE_ORGANIZATION,
    Permission.SEE_AUDIT_LOG,
    Permission.SEE_JOBS,
    Permission.MANAGE_MODELS,
}


def scope_of(permission: Permission) -> str:
    """The API-key scope that carries a permission."""
    if permission in _READS:
        return "read"
    return "admin" if permission in _ADMIN else "write"
