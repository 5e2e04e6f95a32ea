"""Undoing an import: at once, or as a job where that takes longer than a request should."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.models import ImportBatch, Job
from data.queries.recounts import Tell
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.errors import AppError, ErrorCode, not_found
from domain.imports import ImportStatus, UndoState
from domain.jobs import FINISHED, JobStatus
from domain.permissions import Permission
from services import audit, facts, jobs
from services.job_runner import JobCancelledError, JobContext
from services.units import reading, writing

KIND = "imports.undo"


def undo_now(actor: Actor, import_id: UUID, tell: Tell | None = None, check: facts.Check = facts.pass_check) -> None:
    """Undo an import in one transaction, with its line in the audit log and the job that deletes its facts.

    Raises CONFLICT for what is not a finished import, and what `tell` and `check` raise to stop: all stays then.
    """
    purges: list[UUID] = []

    def finish(session: TenantSession, batch: ImportBatch) -> None:
        check(session)
        audit.record(session, actor, "import.undone", "import", batch.id, file=batch.file_name)
        purges.append(jobs.enqueue(session, actor, "imports.purge", {"import_id": str(import_id)}))

    facts.undo(actor, import_id, finish, tell)
    jobs.ring(actor.organization_id, purges[-1], "imports.purge")


def queue_undo(actor: Actor, import_id: UUID) -> UUID:
    """Queue the undoing of an import and give the job's id; while one is open, a second press gives the same.

    Raises NOT_FOUND, and CONFLICT for what is not a finished import.
    """
    with writing(actor) as session:
        # The row is held, so that two who press at the same time find one another's job.
        query = select(ImportBatch.status).where(ImportBatch.id == import_id).with_for_update()
        status = session.scalar(query)
        if status is None:
            raise not_found()
        if status != ImportStatus.DONE.value:
            raise AppError(ErrorCode.CONFLICT, "Only a finished import can be undone, and only once.")
        found = find_states(session).get(import_id)
        if found is not None and found.is_open:
            return found.job_id
        job_id = jobs.enqueue(session, actor, KIND, {"import_id": str(import_id)})
    jobs.ring(actor.organization_id, job_id, KIND)
    return job_id


def run_undo_job(context: JobContext) -> dict[str, Any]:
    """The job: an import that is undone already is what was asked for. Stopped before the end, it changes nothing."""
    context.actor.require(Permission.UNDO_IMPORTS)
    import_id = UUID(context.payload["import_id"])
    with reading(context.actor) as session:
        status = session.scalar(select(ImportBatch.status).where(ImportBatch.id == import_id))
    if status is None:
        raise not_found()
    if status != ImportStatus.UNDONE.value:
        undo_now(
            context.actor, import_id, lambda share: context.progress(share * 0.9, "Working it out"), _check(context)
        )
    return {"import_id": str(import_id)}


def find_states(session: TenantSession) -> dict[UUID, UndoState]:
    """The latest undoing of each import, where it is open or failed."""
    query = select(Job.id, Job.payload, Job.status, Job.progress, Job.message).where(Job.kind == KIND)
    latest: dict[UUID, UndoState] = {}
    for row in session.execute(query.order_by(Job.created_at, Job.id)):
        latest[UUID(row.payload["import_id"])] = UndoState(
            job_id=row.id, status=JobStatus(row.status), progress=row.progress, message=row.message
        )
    ended_well = FINISHED - {JobStatus.FAILED}
    return {import_id: state for import_id, state in latest.items() if state.status not in ended_well}


def _check(context: JobContext) -> facts.Check:
    """Last of all, in the transaction that counts: the job is still this worker's and nobody asked to stop."""

    def check(session: TenantSession) -> None:
        query = select(Job.lease_token, Job.cancel_requested).where(Job.id == context.job_id)
        row = session.execute(query.with_for_update(read=True)).one()
        if row.lease_token != context.job.lease_token:
            raise jobs.LeaseLostError
        if row.cancel_requested:
            raise JobCancelledError

    return check
