"""One structured line and one metric for every request (A35)."""

import time

import structlog
from flask import Flask, Response, g, request

from auth.identity import find_page_actor
from services.telemetry import HTTP_REQUESTS, HTTP_SECONDS

log = structlog.get_logger("advision.request")
_QUIET = ("/assets/", "/_dash-component-suites/", "/healthz", "/metrics")


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
        HTTP_REQUESTS.labels(route, request.method, str(response.status_code)).inc()
        HTTP_SECONDS.labels(route, request.method).observe(seconds)
        request_id = g.get("request_id", "")
        response.headers["X-Request-ID"] = request_id
        if not request.path.startswith(_QUIET):
            actor = g.get("actor") or find_page_actor()
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
