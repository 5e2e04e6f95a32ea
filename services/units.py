"""Short names for units of work in services: one organization, one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from data.tenancy import TenantSession
from domain.actors import Actor
from services.container import container


@contextmanager
def reading(owner: Actor | UUID | None) -> Iterator[TenantSession]:
    """Read as the actor's organization; nothing is kept."""
    with container().database.reading(_organization(owner)) as session:
        yield session


@contextmanager
def writing(owner: Actor | UUID | None) -> Iterator[TenantSession]:
    """Write as the actor's organization; all of it or nothing."""
    with container().database.writing(_organization(owner)) as session:
        yield session


def _organization(owner: Actor | UUID | None) -> UUID | None:
    return owner.organization_id if isinstance(owner, Actor) else owner
