"""Long work: how far it is, and stopping it."""

from uuid import UUID

from api.contracts import Paging
from api.endpoints import Routes
from domain.actors import Actor
from domain.contracts import Page
from domain.jobs import JobResult, JobStatus
from domain.permissions import Permission
from services import jobs

routes = Routes("Jobs")


class JobQuery(Paging):
    """Jobs in one state, or all."""

    status: JobStatus | None = None


@routes.get("/jobs", "All jobs of the organization, the newest first", permission=Permission.SEE_JOBS)
def list_jobs(actor: Actor, query: JobQuery) -> Page[JobResult]:
    """Jobs of everyone."""
    return jobs.list_jobs(actor, query.page, query.page_size, query.status)


@routes.get("/jobs/{job_id}", "How far a job is", permission=Permission.VIEW)
def get_job(actor: Actor, job_id: UUID) -> JobResult:
    """The job with its result or error once it is finished."""
    return jobs.get_job(actor, job_id)


@routes.delete("/jobs/{job_id}", "Ask a job to stop", permission=Permission.VIEW)
def cancel_job(actor: Actor, job_id: UUID) -> JobResult:
    """The job; a running one stops at its next step."""
    return jobs.cancel_job(actor, job_id)
