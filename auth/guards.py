"""The gate before every page and callback: deny by default, an allow-list of what needs no sign-in."""

from urllib.parse import quote, urlsplit

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from auth.identity import find_page_actor
from domain.errors import AppError, ErrorCode

PUBLIC_PREFIXES = ("/_dash-component-suites/", "/assets/", "/invite/", "/reset/", "/files/")
PUBLIC_PATHS = frozenset(
    {"/login", "/logout", "/register", "/forgot", "/healthz", "/readyz", "/metrics"}
    | {"/_favicon.ico", "/favicon.ico", "/robots.txt"}
)
API_PREFIX = "/api/"
_CALLBACKS = ("/_dash-", "/_reload-hash", "/internal/")


def init_gate(server: Flask) -> None:
    """Refuse whoever is not signed in: callbacks with 401, pages with a redirect to the sign-in page."""

    @server.before_request
    def gate() -> AnyResponse | None:
        path = request.path
        if is_public(path) or path.startswith(API_PREFIX):
            return None
        if find_page_actor() is not None:
            return None
        if path.startswith(_CALLBACKS) or request.method != "GET":
            raise AppError(ErrorCode.NOT_SIGNED_IN)
        return redirect("/login?next=" + quote(request.full_path.rstrip("?"), safe=""))

    @server.after_request
    def forbid_caching(response: Response) -> Response:
        if not request.path.startswith(("/assets/", "/_dash-component-suites/", "/files/")):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def is_public(path: str) -> bool:
    """Whether the path needs no sign-in. API routes check their own tokens; /files/ checks its signature."""
    return path in PUBLIC_PATHS or path.startswith(PUBLIC_PREFIXES)


def safe_next(target: str | None) -> str:
    """A path within this site to go on to after signing in; anything else becomes the overview."""
    text = (target or "").replace("\\", "/")
    is_foreign = not text.startswith("/") or text.startswith("//")
    if is_foreign or any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        return "/"
    parts = urlsplit(text)
    if parts.scheme or parts.netloc or parts.path.startswith(("/login", "/logout", "/api/", "/_dash")):
        return "/"
    return text
