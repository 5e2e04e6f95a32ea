"""Passwords: Argon2id, a few at a time, and a short list of those that everyone tries first."""

from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from domain.errors import invalid

# 64 MiB for each hash in the making: two at once bound the memory of a web worker.
_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=2)
_gate = BoundedSemaphore(2)
MIN_LENGTH = 8


def hash_password(password: str) -> str:
    """An Argon2id hash with its parameters."""
    with _gate:
        return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits. Without a stored hash the same work is done, so that the time tells nothing."""
    with _gate:
        try:
            _hasher.verify(stored or _decoy(), password)
            return bool(stored)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def check_password(password: str, email: str = "") -> None:
    """Raise INVALID where a password is too short, too common or the address itself. No other rules."""
    if len(password) < MIN_LENGTH:
        raise invalid("password", f"use at least {MIN_LENGTH} characters")
    plain = password.casefold()
    if plain in _common_passwords() or len(set(plain)) < 3:
        raise invalid("password", "this is one of the passwords that are tried first; choose another")
    if email and plain in (email.casefold(), email.casefold().partition("@")[0]):
        raise invalid("password", "do not use your address as password")


@lru_cache(maxsize=1)
def _decoy() -> str:
    return _hasher.hash("a password nobody has")


@lru_cache(maxsize=1)
def _common_passwords() -> frozenset[str]:
    return frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())
