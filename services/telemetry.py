"""Structured logs and Prometheus metrics. Secrets and addresses of people stay out of both."""

import logging
import os
import sys
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

_SECRET_WORDS = ("password", "token", "secret", "authorization", "cookie", "api_key", "csrf")

HTTP_REQUESTS = Counter("advision_http_requests_total", "Requests answered", ["route", "method", "status"])
HTTP_SECONDS = Histogram("advision_http_request_seconds", "Time to answer a request", ["route", "method"])
CALLBACK_SECONDS = Histogram("advision_callback_seconds", "Time of a page's callback", ["output"])
JOBS_QUEUED = Gauge("advision_jobs_queued", "Jobs that wait for a worker", multiprocess_mode="mostrecent")
JOB_SECONDS = Histogram(
    "advision_job_seconds", "Time of a job's run", ["kind", "outcome"], buckets=(0.1, 0.5, 1, 5, 15, 60, 300, 1800)
)


def configure_logs(level: str) -> None:
    """One JSON line for each event on standard output, the standard library's loggers included."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logger = logging.getLogger("advision")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(level)


def report_crashes(dsn: str | None, environment: str) -> None:
    """Send crashes to Sentry where its address is set, without anything that tells who was affected."""
    if not dsn:
        return
    import sentry_sdk

    sentry_sdk.init(dsn=dsn, environment=environment, send_default_pii=False, include_local_variables=False)


def _redact(_logger: Any, _method: str, event: Any) -> Any:
    for name in event:
        if any(word in name.casefold() for word in _SECRET_WORDS):
            event[name] = "[hidden]"
    return event


def set_queued(count: int) -> None:
    """How many jobs wait for a worker now."""
    JOBS_QUEUED.set(count)


def observe_job(kind: str, outcome: str, seconds: float) -> None:
    """Count one run of a job."""
    JOB_SECONDS.labels(kind, outcome).observe(seconds)


def render_metrics() -> bytes:
    """All metrics in Prometheus' text form, over all workers where they share a folder."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest()
