"""Deleting a creative: files first, then the row. Where a file stays, so does the row, and a job tries again (B18)."""

from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import delete, select

from data.models import Creative, Job
from data.tenancy import TenantSession
from domain.actors import Actor, ActorKind
from domain.creatives import CreativeStatus
from domain.errors import not_found
from domain.jobs import FINISHED, JobStatus
from domain.permissions import Permission, Role
from services import audit, directory, jobs
from services.creative_files import remove_files
from services.job_runner import JobContext
from services.units import reading, writing

log = structlog.get_logger("advision.creatives")
JOB_KIND = "creatives.delete_files"
_OPEN_JOBS = [status.value for status in JobStatus if status not in FINISHED]


def delete_creative(actor: Actor, creative_id: UUID) -> bool:
    """Delete the row and its files. Needs EDIT_CREATIVES; raises NOT_FOUND.

    False where a file could not be deleted: the creative is shown nowhere any more, and a job tries again.
    """
    actor.require(Permission.EDIT_CREATIVES)
    with writing(actor) as session:
        row = _find(session, creative_id)
        if row is None or row.status != CreativeStatus.ACTIVE:
            raise not_found()
        row.status = CreativeStatus.DELETING.value
        audit.record(session, actor, "creative.deleted", "creative", row.id, name=row.name)
    try:
        finish_deletion(actor, creative_id)
    except Exception as error:  # noqa: BLE001  Whatever kept the file, the row stays until the file is gone.
        log.warning("creative_file_stays", creative_id=str(creative_id), error=type(error).__name__)
        jobs.submit(actor, JOB_KIND, {"creative_id": str(creative_id)})
        return False
    return True


def finish_deletion(owner: Actor | UUID, creative_id: UUID) -> bool:
    """Delete the files of a creative that is being deleted, then its row; False where there is none any more.

    Raises the storage's error where a file stays, and counts the attempt. Twice is no harm.
    """
    with reading(owner) as session:
        row = _find(session, creative_id)
    if row is None or row.status != CreativeStatus.DELETING:
        return False
    try:
        remove_files((row.thumbnail_key, row.served_key, row.file_key))
    except Exception:
        with writing(owner) as session:
            again = _find(session, creative_id)
            if again is not None:
                again.delete_attempts += 1
        raise
    with writing(owner) as session:
        session.execute(
            delete(Creative)
            .where(Creative.id == creative_id, Creative.status == CreativeStatus.DELETING.value)
            .execution_options(synchronize_session=False)
        )
    return True


def run_deletion(context: JobContext) -> dict[str, Any]:
    """The job: try again. Its failure puts it back with growing pauses."""
    creative_id = UUID(str(context.payload["creative_id"]))
    return {"creative_id": str(creative_id), "deleted": finish_deletion(context.actor, creative_id)}


def retry_deletions() -> int:
    """Queue a job for every deletion that is not finished and that no job works on; gives their number."""
    with reading(None) as session:
        organizations = directory.list_organization_ids(session)
    count = 0
    for organization_id in organizations:
        for creative_id in _waiting(organization_id):
            jobs.submit(_system(organization_id), JOB_KIND, {"creative_id": str(creative_id)})
            count += 1
    return count


def _waiting(organization_id: UUID) -> list[UUID]:
    with reading(organization_id) as session:
        open_jobs = select(Job.payload).where(Job.kind == JOB_KIND, Job.status.in_(_OPEN_JOBS))
        handled = {payload.get("creative_id") for payload in session.scalars(open_jobs)}
        stuck = session.scalars(select(Creative.id).where(Creative.status == CreativeStatus.DELETING.value))
        return [creative_id for creative_id in stuck if str(creative_id) not in handled]


def _system(organization_id: UUID) -> Actor:
    return Actor(organization_id=organization_id, user_id=None, role=Role.ADMIN, kind=ActorKind.SYSTEM)


def _find(session: TenantSession, creative_id: UUID) -> Creative | None:
    return session.scalars(select(Creative).where(Creative.id == creative_id)).one_or_none()
