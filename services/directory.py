"""From a name or token to its organization: the only look-up that happens before the organization is known."""

import hashlib
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from data.columns import utc_now
from data.models import DirectoryEntry
from data.tenancy import TenantSession


def hash_key(text: str) -> bytes:
    """SHA-256 of a random token or a normalized address. Tokens carry 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(text.encode()).digest()


def normalize_email(email: str) -> str:
    """Addresses are compared without regard to case and outer blanks."""
    return email.strip().casefold()


def add_entry(
    session: TenantSession,
    kind: str,
    key_hash: bytes,
    organization_id: UUID,
    object_id: UUID,
    expires_at: datetime | None = None,
) -> None:
    """Make a key findable. A duplicate raises IntegrityError at the flush."""
    session.add(
        DirectoryEntry(
            kind=kind, key_hash=key_hash, organization_id=organization_id, object_id=object_id, expires_at=expires_at
        )
    )


def find_entry(session: TenantSession, kind: str, key_hash: bytes) -> tuple[UUID, UUID] | None:
    """The organization and object behind a key, or None where it is unknown or has run out."""
    row = session.get(DirectoryEntry, (kind, key_hash))
    if row is None or (row.expires_at is not None and row.expires_at <= utc_now()):
        return None
    return row.organization_id, row.object_id


def remove_entry(session: TenantSession, kind: str, key_hash: bytes) -> None:
    """Forget a key."""
    session.execute(delete(DirectoryEntry).where(DirectoryEntry.kind == kind, DirectoryEntry.key_hash == key_hash))


def list_organization_ids(session: TenantSession) -> list[UUID]:
    """Every organization there is, for sweeps that then work on one at a time."""
    return list(session.scalars(select(DirectoryEntry.organization_id).where(DirectoryEntry.kind == "organization")))


def remove_organization(session: TenantSession, organization_id: UUID) -> None:
    """Forget every key of an organization."""
    session.execute(delete(DirectoryEntry).where(DirectoryEntry.organization_id == organization_id))
