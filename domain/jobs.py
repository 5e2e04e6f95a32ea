"""Long work: what a job row says."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.contracts import Contract


class JobStatus(StrEnum):
    """queued -> running -> succeeded, failed or cancelled; a lost worker puts it back to queued."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


class JobQueue(StrEnum):
    """Which workers hear of a job: those for analyzers keep models loaded and are never held up by imports."""

    GENERAL = "advision"
    ANALYZERS = "analyzers"


ANALYSIS_PREFIX = "analyze."
TRAINING_PREFIX = "train."


def queue_of(kind: str) -> JobQueue:
    """The queue of a kind of job."""
    return JobQueue.ANALYZERS if kind.startswith((ANALYSIS_PREFIX, TRAINING_PREFIX)) else JobQueue.GENERAL


FINISHED = frozenset({JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED})


class JobResult(Contract):
    """One job as pages and REST show it. `progress` runs from 0 to 1."""

    id: UUID
    kind: str
    status: JobStatus
    progress: float
    message: str
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    attempts: int
    created_by: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
