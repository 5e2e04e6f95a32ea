"""Tidying up after imports that ended without a word: the process was killed, or the disk was full to the last."""

from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import select

from data.columns import utc_now
from data.models import ImportBatch, Job, MetricCoverage, MetricRow
from domain.actors import Actor
from domain.imports import ImportStatus
from domain.jobs import FINISHED
from domain.permissions import Role
from services import directory, facts
from services.import_runs import close_batch
from services.metric_rows import forget_write
from services.units import reading

# An import without a job runs inside a request or a command, of which none takes as long.
WITHOUT_JOB = timedelta(hours=1)
_LEFT = [ImportStatus.FAILED.value, ImportStatus.CANCELLED.value, ImportStatus.UNDONE.value]
log = structlog.get_logger("advision.imports")


def sweep() -> int:
    """Close imports that nobody works on any more and delete facts that count nowhere; gives how many there were."""
    count = 0
    with reading(None) as session:
        organizations = directory.list_organization_ids(session)
    for organization_id in organizations:
        system = Actor(organization_id=organization_id, user_id=None, role=Role.ADMIN)
        for import_id, kind in _abandoned(organization_id):
            if kind == "api":
                forget_write(system, import_id)
            else:
                close_batch(system, import_id, ImportStatus.FAILED)
            count += 1
        for import_id in _leftovers(organization_id):
            facts.purge(system, import_id)
            count += 1
    if count:
        log.info("imports_swept", count=count)
    return count


def _abandoned(organization_id: UUID) -> list[tuple[UUID, str]]:
    """Imports that are still staging though their job ended, or that have none and are old."""
    ended = [status.value for status in FINISHED]
    with reading(organization_id) as session:
        rows = session.execute(
            select(ImportBatch.id, ImportBatch.kind, ImportBatch.created_at, Job.status)
            .join(
                Job, (Job.organization_id == ImportBatch.organization_id) & (Job.id == ImportBatch.job_id), isouter=True
            )
            .where(ImportBatch.status == ImportStatus.STAGING.value)
        ).all()
    old = utc_now() - WITHOUT_JOB
    return [(row.id, row.kind) for row in rows if row.status in ended or (row.status is None and row.created_at < old)]


def _leftovers(organization_id: UUID) -> list[UUID]:
    """Imports that do not count and still have facts, whose deletion was lost."""
    with reading(organization_id) as session:
        parts = [
            select(model.date)
            .where(model.organization_id == ImportBatch.organization_id, model.import_id == ImportBatch.id)
            .exists()
            for model in (MetricCoverage, MetricRow)
        ]
        query = select(ImportBatch.id).where(ImportBatch.status.in_(_LEFT), parts[0] | parts[1])
        return list(session.scalars(query))
