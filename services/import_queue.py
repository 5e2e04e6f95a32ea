"""The import page's memory, which outlives a reload: files that wait, imports that run, one import with its job."""

from uuid import UUID

from sqlalchemy import select

from data.formats import all_formats
from data.models import ImportBatch, Job, Upload
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.errors import AppError, ErrorCode, not_found
from domain.import_files import ImportRun, ImportSource, WaitingFile
from domain.imports import ImportOptions, ImportResult
from domain.jobs import FINISHED, JobStatus
from domain.permissions import Permission
from domain.platforms import Platform
from services import imports, jobs, uploads
from services.units import reading

KIND = "imports.run"
_MOST = 50


def list_waiting(actor: Actor) -> list[WaitingFile]:
    """The actor's uploaded files that no import has or holds, in the order they came. Needs IMPORT_DATA."""
    actor.require(Permission.IMPORT_DATA)
    with reading(actor) as session:
        held = set(_held(session))
        rows = session.scalars(
            select(Upload).where(Upload.created_by_id == actor.user_id).order_by(Upload.created_at).limit(_MOST)
        )
        return [
            WaitingFile(id=row.id, file_name=row.file_name, size=row.size, created_at=row.created_at)
            for row in rows
            if row.id not in held
        ]


def drop_waiting(actor: Actor, upload_id: UUID) -> None:
    """Forget a waiting file. Raises NOT_FOUND, and CONFLICT while an import reads it."""
    uploads.get_upload(actor, upload_id)
    with reading(actor) as session:
        if upload_id in _held(session):
            raise AppError(ErrorCode.CONFLICT, "This file is being imported. Cancel the import first.")
    uploads.discard(actor, upload_id)


def start_once(actor: Actor, upload_id: UUID, options: ImportOptions) -> UUID:
    """Start the import of a file, or give the id of the one that holds it: a second press is no second import."""
    actor.require(Permission.IMPORT_DATA)
    with reading(actor) as session:
        running = _held(session).get(upload_id)
    return running or imports.start_import(actor, upload_id, options)


def list_running(actor: Actor) -> list[ImportRun]:
    """The actor's imports that are not finished, the newest first. Needs VIEW."""
    return [get_run(actor, job.id) for job in jobs.list_own_running(actor, KIND)]


def get_run(actor: Actor, import_id: UUID) -> ImportRun:
    """An import and its job; they share their id. Needs VIEW; raises NOT_FOUND."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        row = session.scalars(select(Job).where(Job.id == import_id, Job.kind == KIND)).one_or_none()
        batch = session.scalars(
            select(ImportBatch).where(ImportBatch.id == import_id, ImportBatch.kind != "api")
        ).one_or_none()
        if row is None and batch is None:
            raise not_found()
        upload = _upload_of(session, row)
        chosen = (row.payload.get("options") or {}).get("platform") if row is not None else None
    return ImportRun(
        id=import_id,
        file_name=batch.file_name if batch else upload.file_name if upload else "",
        job=jobs.get_job(actor, import_id) if row is not None else None,
        summary=imports.get_import(actor, import_id) if batch is not None else None,
        upload_id=upload.id if upload else None,
        platform=_platform(chosen or (batch.source if batch else "")),
    )


def find_result(actor: Actor, import_id: UUID) -> ImportResult | None:
    """What an import did, or None where it did nothing (yet). Needs VIEW."""
    try:
        return imports.get_import_result(actor, import_id)
    except AppError as error:
        if error.code is not ErrorCode.NOT_FOUND:
            raise
        return None


def list_sources() -> list[ImportSource]:
    """Every format that files can be read as, the platforms by name and the general one last."""
    found = [ImportSource(key=form.key, label=form.label) for form in all_formats().values()]
    return sorted(found, key=lambda source: (source.key == "generic", source.label.casefold()))


def _held(session: TenantSession) -> dict[UUID, UUID]:
    """The files that unfinished imports read, each with the import's id."""
    open_states = [status.value for status in JobStatus if status not in FINISHED]
    rows = session.execute(select(Job.payload, Job.id).where(Job.kind == KIND, Job.status.in_(open_states)))
    return {UUID(payload["upload_id"]): job_id for payload, job_id in rows}


def _upload_of(session: TenantSession, row: Job | None) -> Upload | None:
    if row is None:
        return None
    return session.scalars(select(Upload).where(Upload.id == UUID(row.payload["upload_id"]))).one_or_none()


def _platform(name: str) -> Platform | None:
    return Platform(name) if name in set(Platform) else None
