"""Work that runs once at a time for the whole organization: whoever starts it again gets the job that is open."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from data.models import Job
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.jobs import FINISHED, JobResult, JobStatus
from domain.permissions import Permission
from services import jobs
from services.platform_campaigns import lock_organization
from services.units import reading, writing

_OPEN = [status.value for status in JobStatus if status not in FINISHED]


def submit_once(actor: Actor, kind: str, payload: dict[str, Any]) -> UUID:
    """Queue a job, or give the id of the open one of the same kind and payload."""
    with writing(actor) as session:
        # Two who press at the same time find one another's job.
        lock_organization(session)
        found = _find_open(session, kind, payload)
        if found is not None:
            return found
        job_id = jobs.enqueue(session, actor, kind, payload)
    jobs.ring(actor.organization_id, job_id, kind)
    return job_id


def find_open(actor: Actor, kind: str, payload: dict[str, Any]) -> JobResult | None:
    """The open job of this kind and payload, whoever started it, so that a reloaded page finds it again (E6)."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        found = _find_open(session, kind, payload)
    return jobs.get_job(actor, found) if found is not None else None


def find_latest(actor: Actor, kind: str, payload: dict[str, Any]) -> JobResult | None:
    """The newest job of this kind and payload, ended or not; None where there was none or it is forgotten."""
    actor.require(Permission.VIEW)
    query = select(Job.id, Job.payload).where(Job.kind == kind).order_by(Job.created_at.desc()).limit(200)
    with reading(actor) as session:
        found = next((row.id for row in session.execute(query) if row.payload == payload), None)
    return jobs.get_job(actor, found) if found is not None else None


def _find_open(session: TenantSession, kind: str, payload: dict[str, Any]) -> UUID | None:
    query = select(Job.id, Job.payload).where(Job.kind == kind, Job.status.in_(_OPEN)).order_by(Job.created_at)
    return next((row.id for row in session.execute(query) if row.payload == payload), None)
