"""The operator at the command line: an admin of the named organization, written down as AdVision itself."""

from domain.actors import Actor, ActorKind
from domain.errors import AppError, ErrorCode
from domain.permissions import Role
from services.organizations import find_organization_id


def find_system_actor(slug: str) -> Actor:
    """An actor for the organization with that slug. Raises NOT_FOUND."""
    organization_id = find_organization_id(slug)
    if organization_id is None:
        raise AppError(ErrorCode.NOT_FOUND, f"There is no organization with the slug “{slug}”.")
    return Actor(organization_id=organization_id, user_id=None, role=Role.ADMIN, kind=ActorKind.SYSTEM)
