"""One structured line and one metric for every request (A35)."""

import time

import structlog
from flask import Flask, Response, g, request

from auth.identity import find_page_actor
from services.telemetry import HTTP_REQUESTS, HTTP_SECONDS

log = structlog.get_logger("advision.request")
_QUIET = ("/assets/", "/_dash-component-suites/", "/healthz", "/metrics")
# A method that somebody made up must not make a series of its own.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def init_request_log(server: Flask) -> None:
    """Log and count every request when its answer is ready."""

    @server.before_request
    def start_clock() -> None:
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()

    @server.after_request
    def write_line(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("started", time.perf_counter())
        route = str(request.url_rule) if request.url_rule else "unknown"
        method = request.method if request.method in _METHODS else "other"
        HTTP_REQUESTS.labels(route, method, str(response.status_code)).inc()
        HTTP_SECONDS.labels(route, method).observe(seconds)
        request_id = g.get("request_id", "")
        response.headers["X-Request-ID"] = request_id
        if not request.path.startswith(_QUIET):
            # The API does not look at cookies, so its line must not name the person behind one.
            actor = g.get("actor") if request.path.startswith("/api/") else find_page_actor()
            log.info(
                "request",
                request_id=request_id,
                user_id=str(actor.user_id) if actor else None,
                org_id=str(actor.organization_id) if actor else None,
                endpoint=route,
                method=request.method,
                status_code=response.status_code,
                response_time_ms=round(seconds * 1000, 2),
            )
        return response
