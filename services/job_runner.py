"""Runs one job: claim, keep the lease alive, report progress, end it well or badly."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import structlog
from flask import Flask, current_app

from domain.actors import Actor
from domain.errors import ERRORS, AppError, ErrorCode
from domain.jobs import JobStatus
from services import jobs, telemetry
from services.container import container

log = structlog.get_logger("advision.jobs")
_WRITE_EVERY = 0.5


class JobCancelledError(Exception):
    """Someone asked to stop: leave nothing half done."""


class JobContext:
    """What a handler gets: who it acts for, what it is to do, and how to tell how far it is."""

    def __init__(self, job: jobs.ClaimedJob) -> None:
        self.job = job
        self._written = 0.0
        self._cancelled = threading.Event()
        self._lost = threading.Event()

    @property
    def actor(self) -> Actor:
        """The identity stored with the job."""
        return self.job.actor

    @property
    def job_id(self) -> UUID:
        """The job's id, which keys idempotent effects."""
        return self.job.id

    @property
    def payload(self) -> dict[str, Any]:
        """What was asked."""
        return self.job.payload

    def progress(self, fraction: float, message: str) -> None:
        """Note progress, at most twice a second. Raises JobCancelledError or LeaseLostError."""
        self.check()
        now = time.monotonic()
        if now - self._written >= _WRITE_EVERY:
            self._written = now
            self._renew(fraction, message)
            self.check()

    def check(self) -> None:
        """Raise where the job is to stop."""
        if self._lost.is_set():
            raise jobs.LeaseLostError
        if self._cancelled.is_set():
            raise JobCancelledError

    def beat(self) -> None:
        """Prolong the lease; called by the heart-beat thread."""
        try:
            self._renew(None, None)
        except jobs.LeaseLostError:
            self._lost.set()

    def _renew(self, fraction: float | None, message: str | None) -> None:
        if jobs.renew(self.job, fraction, message):
            self._cancelled.set()


Handler = Callable[[JobContext], dict[str, Any]]


def run_job(organization_id: UUID, job_id: UUID, handlers: dict[str, Handler]) -> JobStatus | None:
    """Run the job if it can be claimed; gives how it ended, or None where nothing ended."""
    job = jobs.claim(organization_id, job_id)
    if job is None:
        return None
    structlog.contextvars.bind_contextvars(
        request_id=job.actor.request_id, org_id=str(organization_id), job_id=str(job_id), job_kind=job.kind
    )
    started = time.monotonic()
    try:
        with _heart_beat(JobContext(job)) as context:
            status = _run_claimed(context, handlers)
    finally:
        structlog.contextvars.clear_contextvars()
    telemetry.observe_job(job.kind, status.value if status else "put_back", time.monotonic() - started)
    return status


def _run_claimed(context: JobContext, handlers: dict[str, Handler]) -> JobStatus | None:
    job = context.job
    try:
        result = handlers[job.kind](context)
    except jobs.LeaseLostError:
        log.warning("job_lease_lost")
        return None
    except JobCancelledError:
        jobs.complete(job, JobStatus.CANCELLED, "Cancelled; nothing was changed", None, None)
        return JobStatus.CANCELLED
    except AppError as error:
        if error.kind.retryable and jobs.postpone(job, f"Trying again: {error.message}"):
            return None
        jobs.complete(job, JobStatus.FAILED, error.message, None, error_body(error))
        log.warning("job_failed", error_code=int(error.code))
        return JobStatus.FAILED
    except Exception:
        log.exception("job_crashed", attempt=job.attempt)
        if jobs.postpone(job, "Something went wrong; trying again"):
            return None
        message = ERRORS[ErrorCode.INTERNAL].message
        jobs.complete(
            job,
            JobStatus.FAILED,
            message,
            None,
            {"error_code": int(ErrorCode.INTERNAL), "message": message, "details": {}},
        )
        return JobStatus.FAILED
    jobs.complete(job, JobStatus.SUCCEEDED, "Done", result, None)
    log.info("job_done", attempt=job.attempt)
    return JobStatus.SUCCEEDED


def error_body(error: AppError) -> dict[str, Any]:
    """An error as job rows and REST keep it."""
    return {"error_code": int(error.code), "message": error.message, "details": error.details}


@contextmanager
def _heart_beat(context: JobContext) -> Iterator[JobContext]:
    """Keep the lease alive from a thread while the handler computes."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask offers no other way
    done = threading.Event()
    pause = container().settings.job_lease_seconds / 3

    def beat() -> None:
        with app.app_context():
            while not done.wait(pause):
                try:
                    context.beat()
                except Exception:
                    log.exception("job_heart_beat_failed")

    thread = threading.Thread(target=beat, name=f"job-{context.job_id}", daemon=True)
    thread.start()
    try:
        yield context
    finally:
        done.set()
        thread.join(timeout=pause)
