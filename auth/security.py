"""CSRF, cookies and response headers for everything that a browser sees."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect, generate_csrf

from config import Settings

CSRF_COOKIE = "_csrf_token"


def init_security(server: Flask, settings: Settings) -> CSRFProtect:
    """Set cookie flags and CSRF protection for all cookie requests; Dash's own callbacks are included."""
    prefix = "__Host-" if settings.is_https else ""
    server.config.update(
        SECRET_KEY=settings.secret,
        SESSION_COOKIE_NAME=f"{prefix}advision",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        PERMANENT_SESSION_LIFETIME=7 * 24 * 3600,
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_HEADERS=["X-CSRFToken"],
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
    )
    protect = CSRFProtect(server)

    @server.after_request
    def give_csrf_cookie(response: Response) -> Response:
        if request.method == "GET" and response.mimetype == "text/html":
            response.set_cookie(
                CSRF_COOKIE, generate_csrf(), samesite="Lax", secure=settings.is_https, httponly=False, path="/"
            )
        return response

    return protect


def file_origins(settings: Settings) -> list[str]:
    """Where browsers fetch files from and send them to besides this site: the CDN, the bucket's own address."""
    origins = [f"https://{settings.cdn_domain}"] if settings.cdn_domain else []
    if settings.s3_bucket is None:
        return origins
    if settings.s3_endpoint_url:
        parts = urlsplit(settings.s3_endpoint_url)
        return [*origins, f"{parts.scheme}://{parts.netloc}"]
    # As the links are made: the bucket is part of the host, unless a dot in its name would not fit the certificate.
    bucket = "" if "." in settings.s3_bucket else f"{settings.s3_bucket}."
    region = "" if settings.aws_region == "us-east-1" else f".{settings.aws_region}"
    country = ".cn" if settings.aws_region.startswith("cn-") else ""
    return [*origins, f"https://{bucket}s3{region}.amazonaws.com{country}"]


def init_headers(server: Flask, settings: Settings, script_hashes: Callable[[], Sequence[str]]) -> None:
    """The strict policy: scripts only from here or by hash, nothing from elsewhere, no framing.

    Dash makes some of its inline scripts at its first request, so pages ask for the hashes when they are sent.
    """
    files = " ".join(file_origins(settings))
    rest = "; ".join(
        [
            "default-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {files}".strip(),
            f"connect-src 'self' {files}".strip(),
            "font-src 'self' data:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )

    @server.after_request
    def set_headers(response: Response) -> Response:
        hashes = script_hashes() if response.mimetype == "text/html" else ()
        scripts = " ".join(["script-src 'self'", *hashes])
        response.headers.setdefault("Content-Security-Policy", f"{scripts}; {rest}")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if settings.is_https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        return response
