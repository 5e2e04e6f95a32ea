"""Requests that carry an Idempotency-Key take effect once and answer the same for a day (E5).

The claim is a row of its own transaction, so two at once cannot both get it. Whatever the work commits marks the row
in the very same transaction: a worker that dies can neither lose an effect nor have it happen twice.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, event, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.columns import utc_now
from data.models import IdempotencyKey
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.errors import AppError, ErrorCode
from services import directory
from services.units import reading, writing

KEPT_FOR = timedelta(hours=24)
LEASE = timedelta(minutes=2)
# Who asks, what a role allows, wrong values and limits can be mended: the same key may then be used again.
_NOT_KEPT = frozenset({401, 403, 422, 429})
_RUNNING, _APPLIED, _DONE = "running", "applied", "done"


@dataclass(frozen=True)
class Outcome:
    """An answer as it is kept. `is_replayed` tells that nothing ran this time."""

    status: int
    body: str
    is_replayed: bool = False


@dataclass(frozen=True)
class _Claim:
    """The row of one key and this request's hold on it: `until` is the lease and, to the microsecond, its token."""

    organization_id: UUID
    principal_id: UUID
    endpoint: str
    key: str
    request_hash: bytes
    until: datetime

    @property
    def row(self) -> ColumnElement[bool]:
        """What finds the row, whoever holds it."""
        return and_(
            IdempotencyKey.organization_id == self.organization_id,
            IdempotencyKey.principal_id == self.principal_id,
            IdempotencyKey.endpoint == self.endpoint,
            IdempotencyKey.key == self.key,
        )

    @property
    def held(self) -> ColumnElement[bool]:
        """What finds the row while this request holds it."""
        return and_(self.row, IdempotencyKey.locked_until == self.until, IdempotencyKey.state != _DONE)


_current: ContextVar[_Claim | None] = ContextVar("advision_idempotency", default=None)


def is_kept(status: int) -> bool:
    """Whether an answer with that status is given again to the same key."""
    return status < 500 and status not in _NOT_KEPT


def run_once(
    actor: Actor,
    endpoint: str,
    key: str,
    request_hash: bytes,
    work: Callable[[], Outcome],
    conceal: Callable[[str], str] = str,
) -> Outcome:
    """Do the work, or give the answer that it gave before. `conceal` takes secrets out of what is kept.

    Raises IDEMPOTENCY_MISMATCH where the key came with another request, IDEMPOTENCY_IN_PROGRESS while the first runs,
    and CONFLICT where the first took effect but died before it answered. An AppError from `work` leaves the key free.
    """
    principal_id = actor.api_key_id or actor.user_id
    if principal_id is None:
        return work()
    claim = _Claim(actor.organization_id, principal_id, endpoint, key, request_hash, utc_now() + LEASE)
    earlier = None if _insert(claim) else _answer_earlier(claim)
    if earlier is not None:
        return earlier
    token = _current.set(claim)
    try:
        outcome = work()
    except AppError:
        _release(claim, claim.held)
        raise
    except Exception:
        # Nobody knows how far it came: only a row that no committed work has marked is set free.
        _release(claim, and_(claim.held, IdempotencyKey.state == _RUNNING))
        raise
    finally:
        _current.reset(token)
    if is_kept(outcome.status):
        _change(claim, claim.held, state=_DONE, status=outcome.status, body=conceal(outcome.body))
    else:
        _release(claim, claim.held)
    return outcome


def remove_old_keys() -> int:
    """Forget what is older than a day, in all organizations; gives the number of rows."""
    with reading(None) as session:
        organizations = directory.list_organization_ids(session)
    count = 0
    for organization_id in organizations:
        with writing(organization_id) as session:
            old = and_(
                IdempotencyKey.organization_id == organization_id, IdempotencyKey.created_at < utc_now() - KEPT_FOR
            )
            count += _count(session.execute(delete(IdempotencyKey).where(old)))
    return count


@event.listens_for(TenantSession, "before_commit")
def _mark_applied(session: Session) -> None:
    """Tie the effect to the claim: both are committed, or neither. A claim that was lost takes the effect with it."""
    claim = _current.get()
    if claim is None or session.info["organization_id"] != claim.organization_id:
        return
    changed = session.execute(
        update(IdempotencyKey).where(claim.held).values(state=_APPLIED).execution_options(synchronize_session=False)
    )
    if not _count(changed):
        raise AppError(ErrorCode.IDEMPOTENCY_IN_PROGRESS, retry_after=1)


@contextmanager
def _book(claim: _Claim) -> Iterator[TenantSession]:
    """A transaction for the claim's own row, which is no effect of the work."""
    token = _current.set(None)
    try:
        with writing(claim.organization_id) as session:
            yield session
    finally:
        _current.reset(token)


def _insert(claim: _Claim) -> bool:
    """Claim a key that nobody used. False where it is there already."""
    try:
        with _book(claim) as session:
            session.add(
                IdempotencyKey(
                    organization_id=claim.organization_id,
                    principal_id=claim.principal_id,
                    endpoint=claim.endpoint,
                    key=claim.key,
                    request_hash=claim.request_hash,
                    state=_RUNNING,
                    locked_until=claim.until,
                    created_at=utc_now(),
                )
            )
    except IntegrityError:
        return False
    return True


def _answer_earlier(claim: _Claim) -> Outcome | None:
    """The answer of the request that had the key first, or None where this one has taken the key over."""
    with reading(claim.organization_id) as session:
        row = session.scalars(select(IdempotencyKey).where(claim.row)).one_or_none()
    now = utc_now()
    if row is not None and row.created_at > now - KEPT_FOR:
        if row.request_hash != claim.request_hash:
            raise AppError(ErrorCode.IDEMPOTENCY_MISMATCH)
        if row.state == _DONE and row.status is not None:
            return Outcome(row.status, row.body or "", is_replayed=True)
        if row.state == _APPLIED and row.locked_until <= now:
            raise AppError(
                ErrorCode.CONFLICT,
                "The first request with this idempotency key may have taken effect, but its answer was lost. "
                "Look at what is there before you send it again with a new key.",
            )
    # A row that went away in between is claimed by the next try of the client, as one that is still running.
    is_free = or_(
        IdempotencyKey.created_at <= now - KEPT_FOR,
        and_(IdempotencyKey.state == _RUNNING, IdempotencyKey.locked_until <= now),
    )
    fresh = {"request_hash": claim.request_hash, "created_at": now, "locked_until": claim.until}
    if not _change(claim, and_(claim.row, is_free), state=_RUNNING, status=None, body=None, **fresh):
        raise AppError(ErrorCode.IDEMPOTENCY_IN_PROGRESS, retry_after=1)
    return None


def _change(claim: _Claim, rows: ColumnElement[bool], **values: Any) -> bool:
    with _book(claim) as session:
        changed = session.execute(
            update(IdempotencyKey).where(rows).values(**values).execution_options(synchronize_session=False)
        )
        return _count(changed) == 1


def _release(claim: _Claim, rows: ColumnElement[bool]) -> None:
    with _book(claim) as session:
        session.execute(delete(IdempotencyKey).where(rows).execution_options(synchronize_session=False))


def _count(result: Any) -> int:
    return int(result.rowcount)
