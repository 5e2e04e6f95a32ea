"""Imports: look at a file, import it, list what was imported, undo it. One engine for page, REST and command."""

from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from data.formats import FactBatch, inspect, preview
from data.models import ImportBatch, ImportReject
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.contracts import Page
from domain.errors import AppError, ErrorCode, not_found
from domain.imports import (
    BACKGROUND_ROWS,
    ImportOptions,
    ImportPreview,
    ImportResult,
    ImportStatus,
    ImportSummary,
    RowProblem,
    UndoState,
)
from domain.permissions import Permission
from services import facts, import_undos, jobs, uploads
from services.import_mappings import with_remembered
from services.import_overlaps import GroupWatch
from services.import_runs import Progress, find_result, import_upload, make_plan, run_import_job
from services.job_runner import JobContext
from services.units import reading

__all__ = [
    "BACKGROUND_ROWS",
    "get_import",
    "get_import_result",
    "import_upload",
    "is_large",
    "list_imports",
    "list_rejects",
    "look",
    "purge_job",
    "run_import_job",
    "start_import",
    "undo_import",
]
SYNCHRONOUS_BYTES = 12 * 1024 * 1024
# No choice of a person can make a table of these, so the file need not wait for one.
_HOPELESS = frozenset(
    {ErrorCode.IMPORT_EMPTY, ErrorCode.IMPORT_NOT_A_TABLE, ErrorCode.FILE_TYPE_REFUSED, ErrorCode.FILE_DAMAGED}
)


def look(
    actor: Actor, upload_id: UUID, options: ImportOptions | None = None, progress: Progress | None = None
) -> ImportPreview:
    """Everything the wizard shows before an import; nothing is stored. Needs IMPORT_DATA.

    Raises AppError where the file will not do; one that no choice can mend is discarded then.
    """
    actor.require(Permission.IMPORT_DATA)
    upload = uploads.get_upload(actor, upload_id)
    path = uploads.local_path(actor, upload_id)
    options = options or ImportOptions()
    watch = GroupWatch()

    def follow(batch: FactBatch) -> None:
        watch.add(batch)
        if progress is not None:
            progress(batch.progress, "Reading the file")

    try:
        chosen = with_remembered(actor, inspect(path, upload.file_name, options), options)
        found = preview(path, upload.file_name, chosen, watch=follow)
    except AppError as error:
        if error.code in _HOPELESS:
            uploads.discard(actor, upload_id)
        raise
    with reading(actor) as session:
        overlaps = watch.overlaps(session)
        same = session.scalar(
            select(ImportBatch.id)
            .where(ImportBatch.file_sha256 == upload.sha256, ImportBatch.status == ImportStatus.DONE.value)
            .order_by(ImportBatch.sequence.desc())
            .limit(1)
        )
    remembered = chosen.mapping or {} if options.mapping is None else {}
    return found.model_copy(
        update={"overlaps": overlaps, "same_file_import_id": same, "remembered_mapping": remembered}
    )


def start_import(actor: Actor, upload_id: UUID, options: ImportOptions) -> UUID:
    """Queue the import of an uploaded file and give the job's id. Needs IMPORT_DATA.

    Raises NOT_FOUND, and at once what the job would say of the file's kind and of questions that are open.
    """
    actor.require(Permission.IMPORT_DATA)
    upload = uploads.get_upload(actor, upload_id)
    path = uploads.local_path(actor, upload_id)
    if not _is_archive(path):
        # Unpacking a workbook to look at its head may take long, which is the worker's business.
        make_plan(actor, path, upload.file_name, options)
    payload = {"upload_id": str(upload_id), "options": options.model_dump(mode="json", exclude_none=True)}
    return jobs.submit(actor, "imports.run", payload)


def is_large(actor: Actor, upload_id: UUID) -> bool:
    """Whether a file is to be imported as a job: it has over 50,000 rows, or is a workbook or text too big to count."""
    path = uploads.local_path(actor, upload_id)
    size = path.stat().st_size
    if _is_archive(path):
        return size > SYNCHRONOUS_BYTES // 8
    return size > SYNCHRONOUS_BYTES or path.read_bytes().count(b"\n") > BACKGROUND_ROWS


def _is_archive(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"PK"


def list_imports(actor: Actor, page: int = 1, page_size: int = 50) -> Page[ImportSummary]:
    """The history of file imports, the newest first. Needs VIEW."""
    actor.require(Permission.VIEW)
    query = select(ImportBatch).where(ImportBatch.kind != "api")
    with reading(actor) as session:
        total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
        rows = session.scalars(
            query.order_by(ImportBatch.created_at.desc(), ImportBatch.id)
            .limit(page_size)
            .offset((page - 1) * page_size)
        )
        undos = import_undos.find_states(session)
        items = [_summary(row, undos) for row in rows]
    return Page(items=items, total=total, page=page, page_size=page_size)


def get_import(actor: Actor, import_id: UUID) -> ImportSummary:
    """One import. Needs VIEW; raises NOT_FOUND."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        return _summary(_get(session, import_id), import_undos.find_states(session))


def get_import_result(actor: Actor, import_id: UUID) -> ImportResult:
    """What a finished import did. Needs VIEW; raises NOT_FOUND."""
    actor.require(Permission.VIEW)
    found = find_result(actor, import_id)
    if found is None:
        raise not_found()
    return found


def list_rejects(actor: Actor, import_id: UUID) -> list[RowProblem]:
    """Every rejected cell of an import in the file's order. Needs VIEW; raises NOT_FOUND."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        _get(session, import_id)
        rows = session.scalars(
            select(ImportReject).where(ImportReject.import_id == import_id).order_by(ImportReject.number)
        )
        return [
            RowProblem(line=row.line, column=row.column, value=row.value, reason=row.reason, fix=row.fix)
            for row in rows
        ]


def undo_import(actor: Actor, import_id: UUID) -> ImportSummary:
    """Take an import out of all numbers; what it had replaced counts again. Needs UNDO_IMPORTS.

    One of over 50,000 rows is undone by a job: the import still counts then, and its `undo` says how far that is.
    Raises NOT_FOUND, and CONFLICT for what is not a finished import.
    """
    actor.require(Permission.UNDO_IMPORTS)
    with reading(actor) as session:
        rows = _get(session, import_id).rows_imported
    if rows > BACKGROUND_ROWS:
        import_undos.queue_undo(actor, import_id)
    else:
        import_undos.undo_now(actor, import_id)
    return get_import(actor, import_id)


def purge_job(context: JobContext) -> dict[str, Any]:
    """The job that deletes the facts of an import that no longer counts."""
    facts.purge(context.actor, UUID(context.payload["import_id"]))
    return {}


def _get(session: TenantSession, import_id: UUID) -> ImportBatch:
    row = session.scalars(select(ImportBatch).where(ImportBatch.id == import_id)).one_or_none()
    if row is None:
        raise not_found()
    return row


def _summary(row: ImportBatch, undos: dict[UUID, UndoState]) -> ImportSummary:
    return ImportSummary(
        id=row.id,
        file_name=row.file_name,
        source=row.source,
        status=ImportStatus(row.status),
        rows_total=row.rows_total,
        rows_imported=row.rows_imported,
        rows_rejected=row.rows_rejected,
        rows_skipped=row.rows_skipped,
        date_from=row.date_from,
        date_to=row.date_to,
        created_by=row.created_by_name,
        created_at=row.created_at,
        job_id=row.job_id,
        is_example=row.is_example,
        undo=undos.get(row.id) if row.status == ImportStatus.DONE.value else None,
    )
