"""Lock-out after repeated failed sign-ins, by address and by network address, kept as hashes."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from data.columns import utc_now
from data.models import SignInFailure
from data.tenancy import TenantSession
from domain.errors import AppError, ErrorCode
from services.directory import hash_key
from services.units import reading, writing

WINDOW = timedelta(minutes=15)
# An address is locked after ten failures, a network only after fifty: offices share one.
ADDRESS_FAILURES = 10
NETWORK_FAILURES = 50


def check(email: str, ip: str) -> None:
    """Raise LOCKED_OUT with `retry_after` seconds while either is locked."""
    now = utc_now()
    with reading(None) as session:
        rows = session.scalars(
            select(SignInFailure).where(SignInFailure.key_hash.in_([key for key, _ in _keys(email, ip)]))
        )
        until = max((row.locked_until for row in rows if row.locked_until and row.locked_until > now), default=None)
    if until is not None:
        raise AppError(ErrorCode.LOCKED_OUT, retry_after=int((until - now).total_seconds()) + 1)


def note_failure(email: str, ip: str) -> None:
    """Count a failure; the lock grows with every further one."""
    now = utc_now()
    with writing(None) as session:
        for key, allowed in _keys(email, ip):
            row = _lock_row(session, key, now)
            # Counted from the end of the last lock, or else waiting it out would start the count over.
            if (row.locked_until or row.first_at) + WINDOW < now:
                row.failures, row.first_at, row.locked_until = 0, now, None
            row.failures += 1
            if row.failures >= allowed:
                row.locked_until = now + min(timedelta(minutes=row.failures - allowed + 1), WINDOW)


def forget(email: str, ip: str) -> None:
    """Clear the address's count after a success; the network's runs out by itself."""
    key = _keys(email, ip)[0][0]
    with reading(None) as session:
        if session.get(SignInFailure, key) is None:
            return
    with writing(None) as session:
        session.execute(delete(SignInFailure).where(SignInFailure.key_hash == key))


def _lock_row(session: TenantSession, key: bytes, now: datetime) -> SignInFailure:
    """The key's row, made where it is missing. Failures at the same moment wait for each other and all count."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    missing = insert(SignInFailure).values(key_hash=key, failures=0, first_at=now)
    session.execute(missing.on_conflict_do_nothing())
    return session.get_one(SignInFailure, key, with_for_update=True)


def _keys(email: str, ip: str) -> list[tuple[bytes, int]]:
    keys = [(hash_key(f"address:{email}"), ADDRESS_FAILURES)]
    if ip:
        keys.append((hash_key(f"network:{ip}"), NETWORK_FAILURES))
    return keys
