"""Jobs: the row is the truth. A worker holds a job by a lease; one that dies lets it run out and another starts over.

The work itself is idempotent: it may run twice, and its effect shows once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select, update

from data.columns import utc_now
from data.models import Job, User
from data.tenancy import TenantSession
from domain.actors import Actor, ActorKind
from domain.contracts import Page
from domain.errors import not_found
from domain.jobs import FINISHED, JobResult, JobStatus, queue_of
from domain.permissions import Permission, Role
from services import directory
from services.container import container
from services.units import reading, writing

MAX_ATTEMPTS = 4
# The first run and three retries, with growing pauses in seconds (B32).
RETRY_PAUSES = (2, 10, 60)


class LeaseLostError(Exception):
    """Another worker has taken the job over: stop without a trace."""


@dataclass(frozen=True)
class ClaimedJob:
    """A job in this worker's hands, with the identity that the server stored for it."""

    id: UUID
    kind: str
    payload: dict[str, Any]
    actor: Actor
    lease_token: UUID
    attempt: int
    enqueued_at: datetime


def submit(actor: Actor, kind: str, payload: dict[str, Any], job_id: UUID | None = None) -> UUID:
    """Queue a job in a transaction of its own and ring the worker."""
    with writing(actor) as session:
        job_id = enqueue(session, actor, kind, payload, job_id)
    ring(actor.organization_id, job_id, kind)
    return job_id


def enqueue(
    session: TenantSession, actor: Actor, kind: str, payload: dict[str, Any], job_id: UUID | None = None
) -> UUID:
    """Add the job's row to a running transaction. Call `ring` after its commit, never before."""
    row = Job(
        organization_id=actor.organization_id,
        id=job_id or uuid4(),
        kind=kind,
        payload=payload,
        created_by_id=actor.user_id,
        created_by_name=session.scalar(select(User.full_name).where(User.id == actor.user_id)) or "AdVision",
        role=actor.role.value,
        request_id=actor.request_id,
        message="Waiting to start",
    )
    session.add(row)
    session.flush()
    return row.id


def ring(organization_id: UUID, job_id: UUID, kind: str, delay: float = 0) -> None:
    """Tell a worker of that kind of job. A bell that is not heard costs time only: the sweep finds the job."""
    container().ring(organization_id, job_id, queue_of(kind), delay)


def get_job(actor: Actor, job_id: UUID) -> JobResult:
    """One job of the organization. Raises NOT_FOUND."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        return _result(_get(session, job_id))


def list_jobs(actor: Actor, page: int = 1, page_size: int = 50, status: JobStatus | None = None) -> Page[JobResult]:
    """All jobs of the organization, the newest first. Needs SEE_JOBS."""
    actor.require(Permission.SEE_JOBS)
    query = select(Job)
    if status is not None:
        query = query.where(Job.status == status.value)
    with reading(actor) as session:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        rows = session.scalars(
            query.order_by(Job.created_at.desc(), Job.id).limit(page_size).offset((page - 1) * page_size)
        )
        return Page(items=[_result(row) for row in rows], total=total, page=page, page_size=page_size)


def list_own_running(actor: Actor, kind: str | None = None) -> list[JobResult]:
    """The actor's unfinished jobs, so that a reloaded page finds them again (E6)."""
    actor.require(Permission.VIEW)
    query = select(Job).where(Job.created_by_id == actor.user_id, Job.status.in_([JobStatus.QUEUED, JobStatus.RUNNING]))
    if kind:
        query = query.where(Job.kind == kind)
    with reading(actor) as session:
        return [_result(row) for row in session.scalars(query.order_by(Job.created_at.desc()).limit(20))]


def cancel_job(actor: Actor, job_id: UUID) -> JobResult:
    """Ask a job to stop; a queued one stops at once. The starter may, and whoever may see all jobs."""
    with writing(actor) as session:
        row = _get(session, job_id, is_locked=True)
        if row.created_by_id != actor.user_id or not actor.may(Permission.IMPORT_DATA):
            actor.require(Permission.SEE_JOBS)
        if JobStatus(row.status) not in FINISHED:
            row.cancel_requested = True
            row.message = "Stopping"
            if row.status == JobStatus.QUEUED:
                _finish(row, JobStatus.CANCELLED, "Cancelled before it started")
        return _result(row)


def claim(organization_id: UUID, job_id: UUID) -> ClaimedJob | None:
    """Take a job that is queued or whose lease ran out; None where there is nothing to take."""
    now, token = utc_now(), uuid4()
    lease = timedelta(seconds=container().settings.job_lease_seconds)
    with writing(organization_id) as session:
        taken = session.execute(
            update(Job)
            .where(Job.id == job_id, or_(Job.run_after.is_(None), Job.run_after <= now))
            .where(
                or_(
                    Job.status == JobStatus.QUEUED.value,
                    (Job.status == JobStatus.RUNNING.value) & (Job.lease_until < now),
                )
            )
            .values(
                status=JobStatus.RUNNING.value,
                lease_token=token,
                lease_until=now + lease,
                attempts=Job.attempts + 1,
                started_at=func.coalesce(Job.started_at, now),
                progress=0.0,
                message="Starting",
            )
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            return None
        row = _get(session, job_id)
        if row.attempts > MAX_ATTEMPTS + 2:
            _finish(row, JobStatus.FAILED, "Given up: the worker was lost again and again")
            return None
        actor = _actor_of(session, row)
        if actor is None:
            _finish(row, JobStatus.FAILED, "Whoever started this is no longer an active member")
            return None
        return ClaimedJob(row.id, row.kind, dict(row.payload), actor, token, row.attempts, row.created_at)


def _actor_of(session: TenantSession, row: Job) -> Actor | None:
    """Who the job acts for: the role it was started with, or less where the person has less by now."""
    role = Role(row.role)
    if row.created_by_id is not None:
        now = session.execute(select(User.role, User.is_active).where(User.id == row.created_by_id)).one_or_none()
        if now is None or not now.is_active:
            return None
        role = min(role, Role(now.role), key=list(Role).index)
    return Actor(
        organization_id=row.organization_id,
        user_id=row.created_by_id,
        role=role,
        kind=ActorKind.USER if row.created_by_id else ActorKind.SYSTEM,
        request_id=row.request_id,
    )


def renew(job: ClaimedJob, progress: float | None = None, message: str | None = None) -> bool:
    """Prolong the lease and note the progress. True where someone asked to cancel; raises LeaseLostError."""
    lease = timedelta(seconds=container().settings.job_lease_seconds)
    values: dict[str, Any] = {"lease_until": utc_now() + lease}
    if progress is not None:
        values["progress"] = min(max(progress, 0.0), 1.0)
    if message is not None:
        values["message"] = message
    with writing(job.actor) as session:
        changed = session.execute(
            update(Job)
            .where(Job.id == job.id, Job.lease_token == job.lease_token, Job.status == JobStatus.RUNNING.value)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        if changed.rowcount != 1:  # type: ignore[attr-defined]
            raise LeaseLostError
        return bool(session.scalar(select(Job.cancel_requested).where(Job.id == job.id)))


def complete(
    job: ClaimedJob, status: JobStatus, message: str, result: dict[str, Any] | None, error: dict[str, Any] | None
) -> None:
    """Write how the job ended, if this worker still holds it."""
    with writing(job.actor) as session:
        row = _get(session, job.id, is_locked=True)
        if row.lease_token != job.lease_token or JobStatus(row.status) in FINISHED:
            return
        _finish(row, status, message)
        row.result, row.error = result, error


def postpone(job: ClaimedJob, message: str) -> bool:
    """Put a failed job back for another try after a pause; False where its tries are used up.

    One that somebody asked to stop ends here instead.
    """
    if job.attempt >= MAX_ATTEMPTS:
        return False
    pause = RETRY_PAUSES[min(job.attempt, len(RETRY_PAUSES)) - 1]
    with writing(job.actor) as session:
        row = _get(session, job.id, is_locked=True)
        if row.lease_token != job.lease_token:
            return True
        if row.cancel_requested:
            _finish(row, JobStatus.CANCELLED, "Cancelled; nothing was changed")
            return True
        row.status, row.lease_token, row.lease_until = JobStatus.QUEUED.value, None, None
        row.run_after = utc_now() + timedelta(seconds=pause)
        row.message = message
    ring(job.actor.organization_id, job.id, job.kind, pause + 0.2)
    return True


def count_queued() -> int:
    """How many jobs wait, over all organizations."""
    with reading(None) as session:
        organizations = directory.list_organization_ids(session)
    count = 0
    for organization_id in organizations:
        with reading(organization_id) as session:
            waiting = select(func.count()).select_from(Job).where(Job.status == JobStatus.QUEUED.value)
            count += session.scalar(waiting) or 0
    return count


def sweep() -> int:
    """Ring for every job that waits or whose worker is gone, in all organizations; gives their number."""
    now = utc_now()
    with reading(None) as session:
        organizations = directory.list_organization_ids(session)
    count = 0
    for organization_id in organizations:
        with reading(organization_id) as session:
            waiting = session.execute(
                select(Job.id, Job.kind).where(
                    or_(
                        (Job.status == JobStatus.QUEUED.value) & or_(Job.run_after.is_(None), Job.run_after <= now),
                        (Job.status == JobStatus.RUNNING.value) & (Job.lease_until < now),
                    )
                )
            ).all()
        for job_id, kind in waiting:
            ring(organization_id, job_id, kind)
            count += 1
    return count


def _get(session: TenantSession, job_id: UUID, *, is_locked: bool = False) -> Job:
    """The row; locked where what it says decides what is written, so that no worker takes it over in between."""
    query = select(Job).where(Job.id == job_id)
    row = session.scalars(query.with_for_update() if is_locked else query).one_or_none()
    if row is None:
        raise not_found()
    return row


def _finish(row: Job, status: JobStatus, message: str) -> None:
    row.status, row.message, row.finished_at = status.value, message, utc_now()
    row.lease_until = None
    if status is JobStatus.SUCCEEDED:
        row.progress = 1.0


def _result(row: Job) -> JobResult:
    return JobResult(
        id=row.id,
        kind=row.kind,
        status=JobStatus(row.status),
        progress=row.progress,
        message=row.message,
        result=row.result,
        error=row.error,
        attempts=row.attempts,
        created_by=row.created_by_name or None,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
