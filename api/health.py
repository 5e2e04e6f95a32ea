"""`/healthz` says that the process lives, `/readyz` that its parts answer, `/metrics` what Prometheus collects.

`/metrics` is for this machine and its private network. From elsewhere, and through a proxy that is not counted in
`TRUSTED_PROXIES`, it needs the bearer token of `METRICS_TOKEN`.
"""

import hmac
from ipaddress import ip_address

from flask import Blueprint, Response, current_app, jsonify, request
from prometheus_client import CONTENT_TYPE_LATEST

from config import Settings
from domain.errors import AppError, ErrorCode
from services.health import check_parts
from services.jobs import count_queued
from services.telemetry import render_metrics, set_queued

health = Blueprint("health", __name__)


@health.get("/healthz")
def get_health() -> Response:
    """The process answers; nothing else is asked."""
    return jsonify(status="ok")


@health.get("/readyz")
def get_readiness() -> Response:
    """200 where every part answers, else 503 with the ones that do not."""
    found = check_parts()
    if not found.is_ready:
        raise AppError(ErrorCode.UNAVAILABLE, **found.model_dump(mode="json"))
    return Response(found.model_dump_json(), mimetype="application/json")


@health.get("/metrics")
def get_metrics() -> Response:
    """Counters and times in Prometheus' text form."""
    settings: Settings = current_app.extensions["advision"].settings
    if not (_has_token(settings) or _is_near(settings)):
        raise AppError(ErrorCode.FORBIDDEN, "Metrics are for the private network, or for who has their token.")
    set_queued(count_queued())
    return Response(render_metrics(), content_type=CONTENT_TYPE_LATEST)


def _has_token(settings: Settings) -> bool:
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    token = settings.metrics_token.get_secret_value() if settings.metrics_token else ""
    return bool(token) and hmac.compare_digest(sent.encode(), token.encode())


def _is_near(settings: Settings) -> bool:
    """Whether the peer itself is on this machine or network. A forwarded request tells nothing about its sender."""
    is_forwarded = any(name in request.headers for name in ("Forwarded", "X-Forwarded-For", "X-Real-IP"))
    if is_forwarded and not settings.trusted_proxies:
        return False
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return False
    return address.is_loopback or address.is_private
