"""Rate limits that hold over all web workers: on Redis where it is set, else in the shared cache folder."""

import time
from typing import Any

import diskcache
from flask import Flask, g, request
from flask_limiter import Limiter
from limits.storage import Storage

from auth.identity import find_page_actor
from config import Settings


class CacheFolderStorage(Storage):
    """Fixed windows in a diskcache folder, so that workers of one machine count together without Redis."""

    STORAGE_SCHEME = ["cachefolder"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._cache = diskcache.Cache(str(uri).partition("://")[2], disk=diskcache.JSONDisk)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong below."""
        return OSError

    def incr(self, key: str, expiry: float, elastic_expiry: bool = False, amount: int = 1) -> int:
        """Count up; the first count of a window sets when it ends."""
        with self._cache.transact():
            value, ends = self._cache.get(key, default=0, expire_time=True)
            count = int(value or 0) + amount
            left = expiry if not ends or elastic_expiry else max(ends - time.time(), 0.001)
            self._cache.set(key, count, expire=left)
        return count

    def get(self, key: str) -> int:
        """The count of the window."""
        return int(self._cache.get(key, default=0) or 0)

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since the epoch."""
        _, ends = self._cache.get(key, default=0, expire_time=True)
        return float(ends or time.time())

    def check(self) -> bool:
        """Whether the folder can be read."""
        self._cache.get("check")
        return True

    def reset(self) -> int | None:
        """Forget all counts."""
        return int(self._cache.clear())

    def clear(self, key: str) -> None:
        """Forget one count."""
        self._cache.delete(key)



def principal() -> str:
    """Whom a request counts for: the API caller, else the signed-in person, else the network address."""
    actor = g.get("actor") or find_page_actor()
    if actor is None:
        return f"ip:{request.remote_addr}"
    return f"key:{actor.api_key_id}" if actor.api_key_id else f"user:{actor.user_id}"


def init_limits(server: Flask, settings: Settings) -> Limiter:
    """Limit every request of pages and callbacks loosely; the API and sign-in set their own on their routes."""
    uri = settings.redis_url or f"cachefolder://{settings.folder('limits')}"
    limiter = Limiter(
        key_func=principal,
        storage_uri=uri,
        strategy="fixed-window",
        headers_enabled=True,
        default_limits=[settings.page_limit],
        default_limits_exempt_when=_is_static,
        in_memory_fallback_enabled=False,
        swallow_errors=True,
    )
    limiter.init_app(server)
    return limiter


def _is_static() -> bool:
    return request.path.startswith(("/assets/", "/_dash-component-suites/", "/files/", "/healthz", "/readyz", "/metrics"))
