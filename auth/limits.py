"""Rate limits that hold over all web workers: on Redis where it is set, else in the shared cache folder."""

import hashlib
import time
from typing import Any

import diskcache
from flask import Flask, Response, g, request
from flask_limiter import Limiter
from limits.storage import Storage
from werkzeug.exceptions import HTTPException

from auth.identity import api_actor, find_page_actor
from config import Settings
from domain.errors import AppError

# A sign-in is short: more is not read in order to know whom it is for.
_SIGN_IN_BYTES = 64 * 1024


class CacheFolderStorage(Storage):
    """Fixed windows in a diskcache folder, so that workers of one machine count together without Redis."""

    STORAGE_SCHEME = ["cachefolder"]  # noqa: RUF012  The base class states it so.

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)
        self._cache = diskcache.Cache(str(uri).partition("://")[2], disk=diskcache.JSONDisk)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong below."""
        return OSError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count up; the first count of a window sets when it ends."""
        with self._cache.transact():
            value, ends = self._cache.get(key, default=0, expire_time=True)
            count = int(value or 0) + amount
            left = max(ends - time.time(), 0.001) if ends else expiry
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
    """Whom a page's request counts for: the signed-in person, else the network address."""
    actor = find_page_actor()
    return f"user:{actor.user_id}" if actor else f"ip:{request.remote_addr}"


def api_principal() -> str:
    """Whom an API request counts for: the key, else the token's person, else the network address; never a cookie."""
    try:
        actor = api_actor()
    except AppError:
        return f"ip:{request.remote_addr}"
    return f"key:{actor.api_key_id}" if actor.api_key_id else f"user:{actor.user_id}"


def sign_in_principal() -> str:
    """The network address and the account that the request is about, together: other accounts are not held up.

    Guessing over many addresses or many accounts is what `services.lockout` stops.
    """
    actor = g.get("actor")
    account = str(actor.user_id) if actor else _named_account()
    return f"ip:{request.remote_addr}:{hashlib.sha256(account.encode(errors='replace')).hexdigest()[:32]}"


def _named_account() -> str:
    request.max_content_length = _SIGN_IN_BYTES
    try:
        body = request.get_json(silent=True)
    except (HTTPException, RecursionError):
        return ""
    if not isinstance(body, dict):
        return ""
    named = next((body[name] for name in ("email", "token", "refresh_token") if isinstance(body.get(name), str)), "")
    return named.strip().casefold()


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

    # Registered first, so it runs after the limiter wrote its headers.
    @server.after_request
    def wait_only_where_it_helps(response: Response) -> Response:
        if "retry_after" in g:
            response.headers["Retry-After"] = g.retry_after
        elif response.status_code != 429:
            response.headers.pop("Retry-After", None)
        return response

    limiter.init_app(server)
    return limiter


def _is_static() -> bool:
    return request.path.startswith(
        ("/assets/", "/_dash-component-suites/", "/files/", "/healthz", "/readyz", "/metrics")
    )
