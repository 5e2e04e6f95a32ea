"""Signed links for the local folder: HMAC-SHA256 over everything a link permits, and its expiry."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from urllib.parse import urlencode

from domain.errors import AppError, ErrorCode
from domain.files import LinkVerb, SignedLink, checked_link_life

# A key of its own for this purpose: a signature made elsewhere with the same secret means nothing here.
_PURPOSE = b"advision file links 1"


class LinkSigner:
    """Signs links and checks them. `clock` gives Unix seconds."""

    def __init__(self, secret: bytes, clock: Callable[[], float] = time.time) -> None:
        if not secret:
            raise ValueError("links cannot be signed with an empty secret")
        self._key = hmac.digest(secret, _PURPOSE, "sha256")
        self._clock = clock

    def expiry(self, expires_in: timedelta) -> int:
        """When a link signed now runs out. Rounded down, so that it never lives longer than asked."""
        return int(self._clock() + checked_link_life(expires_in).total_seconds())

    def aligned_expiry(self, step: timedelta) -> int:
        """An expiry one to two steps ahead that stays the same within a step, so that browsers can cache the link."""
        seconds = int(step.total_seconds())
        return (int(self._clock()) // seconds + 2) * seconds

    def seconds_left(self, link: SignedLink) -> int:
        """How long the link still works."""
        return max(0, int(link.expires_at - self._clock()))

    def query(self, link: SignedLink) -> str:
        """The query string that carries the link's terms and their signature."""
        terms = {
            "exp": str(link.expires_at),
            "type": link.content_type,
            "max": str(link.max_bytes) if link.max_bytes else "",
            "name": link.download_as,
            "sig": self._signature(link),
        }
        return urlencode({name: value for name, value in terms.items() if value})

    def verify(self, verb: LinkVerb, key: str, query: Mapping[str, str]) -> SignedLink:
        """The link's terms. Raises LINK_EXPIRED where it is over, was changed or permits something else."""
        try:
            link = SignedLink(
                verb=verb,
                key=key,
                expires_at=int(query.get("exp", "")),
                content_type=query.get("type", ""),
                max_bytes=int(query.get("max", "0")),
                download_as=query.get("name", ""),
            )
        except ValueError:
            raise AppError(ErrorCode.LINK_EXPIRED) from None
        given = query.get("sig", "").encode("utf-8", "replace")
        if not hmac.compare_digest(self._signature(link).encode(), given) or self._clock() > link.expires_at:
            raise AppError(ErrorCode.LINK_EXPIRED)
        return link

    def _signature(self, link: SignedLink) -> str:
        # JSON keeps the fields apart, so no two links have the same signed text.
        terms = [link.verb, link.key, link.expires_at, link.content_type, link.max_bytes, link.download_as]
        return hmac.new(self._key, json.dumps(terms).encode(), hashlib.sha256).hexdigest()
