"""Imports: look at a file, import it as a job, list what was imported, undo it. One engine for page, REST and command."""

import hashlib
import sqlite3
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.exc import OperationalError

from data.columns import utc_now
from data.formats import FactBatch, Plan, Tally, inspect, no_valid_row, preview, read_facts
from data.models import ImportBatch, ImportMapping, ImportReject, User
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.contracts import Page
from domain.errors import AppError, ErrorCode, not_found
from domain.imports import (
    Field,
    ImportOptions,
    ImportPreview,
    ImportResult,
    ImportStatus,
    ImportSummary,
    RejectedCell,
    RowProblem,
)
from domain.permissions import Permission
from services import audit, facts, jobs, uploads
from services.import_overlaps import GroupWatch
from services.job_runner import JobCancelledError, JobContext
from services.units import reading, writing

SHOWN_ERRORS = 100
# Beyond this many rejected cells the file is broken as a whole, and the first ones tell how.
KEPT_REJECTS = 100_000
SYNCHRONOUS_BYTES = 12 * 1024 * 1024
BACKGROUND_ROWS = 50_000
Progress = Callable[[float, str], None]


def look(
    actor: Actor, upload_id: UUID, options: ImportOptions | None = None, progress: Progress | None = None
) -> ImportPreview:
    """Everything the wizard shows before an import; nothing is stored. Needs IMPORT_DATA."""
    actor.require(Permission.IMPORT_DATA)
    upload = uploads.get_upload(actor, upload_id)
    path = uploads.local_path(actor, upload_id)
    options = options or ImportOptions()
    chosen = _with_remembered(actor, inspect(path, upload.file_name, options), options)
    watch = GroupWatch()

    def follow(batch: FactBatch) -> None:
        watch.add(batch)
        if progress is not None:
            progress(batch.progress, "Reading the file")

    found = preview(path, upload.file_name, chosen, watch=follow)
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
    """Queue the import of an uploaded file and give the job's id. Needs IMPORT_DATA; raises NOT_FOUND."""
    actor.require(Permission.IMPORT_DATA)
    uploads.get_upload(actor, upload_id)
    payload = {"upload_id": str(upload_id), "options": options.model_dump(mode="json", exclude_none=True)}
    return jobs.submit(actor, "imports.run", payload)


def run_import_job(context: JobContext) -> dict[str, Any]:
    """The job: the import's id is the job's, so that a second run finds what the first one did."""
    upload_id = UUID(context.payload["upload_id"])
    options = ImportOptions.model_validate(context.payload["options"])
    result = import_upload(context.actor, upload_id, options, context.job_id, context.progress, context.job_id)
    return result.model_dump(mode="json")


def is_large(actor: Actor, upload_id: UUID) -> bool:
    """Whether a file is to be imported as a job: it has over 50,000 rows, or is a workbook or text too big to count."""
    path = uploads.local_path(actor, upload_id)
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(2) == b"PK":
            return size > SYNCHRONOUS_BYTES // 8
        if size > SYNCHRONOUS_BYTES:
            return True
        file.seek(0)
        return file.read().count(b"\n") > BACKGROUND_ROWS


def import_upload(
    actor: Actor,
    upload_id: UUID,
    options: ImportOptions,
    import_id: UUID | None = None,
    progress: Progress | None = None,
    job_id: UUID | None = None,
) -> ImportResult:
    """Import an uploaded file: all valid rows, with every rejected cell kept for the person, or nothing at all.

    Raises AppError where the file or the options will not do, and whatever `progress` raises to stop.
    """
    actor.require(Permission.IMPORT_DATA)
    import_id = import_id or uuid4()
    done = _find_result(actor, import_id)
    if done is not None:
        return done
    upload = uploads.get_upload(actor, upload_id)
    path = uploads.local_path(actor, upload_id)
    plan = inspect(path, upload.file_name, options)
    if options.mapping is None:
        options = _with_remembered(actor, plan, options)
        plan = inspect(path, upload.file_name, options) if options.mapping else plan
    plan.answered()
    _open_batch(actor, import_id, upload, plan, options, job_id)
    run = _Run(actor, import_id, plan, progress or (lambda fraction, message: None))
    try:
        result = run.import_all(path, options)
    except JobCancelledError:
        _close_batch(actor, import_id, ImportStatus.CANCELLED)
        raise
    except jobs.LeaseLostError:
        raise
    except (OperationalError, sqlite3.OperationalError, OSError) as error:
        _close_batch(actor, import_id, ImportStatus.FAILED)
        if "full" in str(error) or getattr(error, "errno", 0) == 28:
            raise AppError(ErrorCode.STORAGE_FULL) from error
        raise
    except AppError:
        _close_batch(actor, import_id, ImportStatus.FAILED)
        raise
    uploads.discard(actor, upload_id)
    return result


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
        return Page(items=[_summary(row) for row in rows], total=total, page=page, page_size=page_size)


def get_import(actor: Actor, import_id: UUID) -> ImportSummary:
    """One import. Needs VIEW; raises NOT_FOUND."""
    actor.require(Permission.VIEW)
    with reading(actor) as session:
        return _summary(_get(session, import_id))


def get_import_result(actor: Actor, import_id: UUID) -> ImportResult:
    """What a finished import did. Needs VIEW; raises NOT_FOUND."""
    actor.require(Permission.VIEW)
    found = _find_result(actor, import_id)
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
    """Take an import out of all numbers; what it had replaced counts again. Needs UNDO_IMPORTS; raises NOT_FOUND."""
    actor.require(Permission.UNDO_IMPORTS)
    with reading(actor) as session:
        row = _get(session, import_id)
        if row.status != ImportStatus.DONE.value:
            raise AppError(ErrorCode.CONFLICT, "Only a finished import can be undone, and only once.")

    def finish(session: TenantSession, batch: ImportBatch) -> None:
        audit.record(session, actor, "import.undone", "import", batch.id, file=batch.file_name)

    facts.undo(actor, import_id, finish)
    jobs.submit(actor, "imports.purge", {"import_id": str(import_id)})
    return get_import(actor, import_id)


def purge_job(context: JobContext) -> dict[str, Any]:
    """The job that deletes the facts of an import that no longer counts."""
    facts.purge(context.actor, UUID(context.payload["import_id"]))
    return {}


class _Run:
    """One pass over the file: facts and rejects into the tables, then the count."""

    def __init__(self, actor: Actor, import_id: UUID, plan: Plan, progress: Progress) -> None:
        self.actor, self.import_id, self.plan, self.progress = actor, import_id, plan, progress
        self.stage = facts.FactStage(actor, import_id)
        self.tally = Tally()
        self.errors: list[RowProblem] = []
        self.warnings: list[str] = []
        self.kept = 0

    def import_all(self, path: Any, options: ImportOptions) -> ImportResult:
        self.stage.clear()
        for batch in read_facts(path, self.plan):
            self.progress(batch.progress * 0.9, f"{self.tally.imported + len(batch):,} rows read")
            self.tally.add(batch)
            self.stage.add(batch)
            self._keep_rejects(batch.rejects)
            self.warnings.extend(f"Line {problem.line}: {problem.reason}" for problem in batch.warnings[:20])
        if self.tally.imported == 0:
            raise no_valid_row(self.errors[0] if self.errors else None)
        self.progress(0.92, "Adding up")
        result = self._result()

        def finish(session: TenantSession, batch: ImportBatch) -> None:
            self._finish(session, batch, result, options)

        self.stage.count(finish)
        return result

    def _finish(self, session: TenantSession, batch: ImportBatch, result: ImportResult, options: ImportOptions) -> None:
        batch.rows_total, batch.rows_imported = result.rows_total, result.rows_imported
        batch.rows_rejected, batch.rows_skipped = result.rows_rejected, result.rows_skipped
        batch.result = result.model_dump(mode="json")
        if options.mapping is not None:
            _remember_mapping(session, self.plan, options.mapping)
        audit.record(
            session,
            self.actor,
            "import.done",
            "import",
            self.import_id,
            file=batch.file_name,
            rows=result.rows_imported,
            rejected=result.rows_rejected,
        )

    def _keep_rejects(self, problems: list[RowProblem]) -> None:
        self.errors.extend(problems[: max(0, SHOWN_ERRORS - len(self.errors))])
        kept = problems[: max(0, KEPT_REJECTS - self.kept)]
        if not kept:
            return
        rows = [
            {
                "organization_id": self.actor.organization_id,
                "import_id": self.import_id,
                "number": self.kept + position,
                "line": problem.line,
                "column": problem.column[:500],
                "value": problem.value[:500],
                "reason": problem.reason,
                "fix": problem.fix,
            }
            for position, problem in enumerate(kept)
        ]
        with writing(self.actor) as session:
            session.execute(insert(ImportReject), rows)
        self.kept += len(rows)

    def _result(self) -> ImportResult:
        return ImportResult(
            import_id=self.import_id,
            source=self.plan.source,
            rows_total=self.tally.total,
            rows_imported=self.tally.imported,
            rows_rejected=self.tally.rejected,
            rows_skipped=self.tally.skipped,
            campaigns_created=len(self.stage.created),
            campaigns_updated=len(self.stage.touched - self.stage.created),
            mapping={field.value: column for field, column in self.plan.mapping.items()},
            errors=[RejectedCell(**problem.model_dump(exclude={"severity"})) for problem in self.errors],
            warnings=[*self.plan.notes, *self.warnings[:SHOWN_ERRORS]],
            totals=self.tally.totals(),
        )


def _open_batch(
    actor: Actor, import_id: UUID, upload: uploads.UploadResult, plan: Plan, options: ImportOptions, job_id: UUID | None
) -> None:
    with writing(actor) as session:
        batch = session.scalars(select(ImportBatch).where(ImportBatch.id == import_id)).one_or_none()
        if batch is None:
            author = session.scalar(select(User.full_name).where(User.id == actor.user_id)) or "AdVision"
            batch = ImportBatch(
                organization_id=actor.organization_id,
                id=import_id,
                sequence=0,
                file_name=upload.file_name,
                file_sha256=upload.sha256,
                source=plan.source,
                created_by_id=actor.user_id,
                created_by_name=author,
                job_id=job_id,
                status=ImportStatus.STAGING.value,
            )
            session.add(batch)
        batch.status = ImportStatus.STAGING.value
        batch.signature = facts.signature_of(plan.signature)
        batch.options = options.model_dump(mode="json", exclude_none=True)
        session.flush()
        _drop_rejects(session, import_id)


def _close_batch(actor: Actor, import_id: UUID, status: ImportStatus) -> None:
    """An import that ended badly leaves its line in the history, its rejects, and no fact."""
    facts.purge(actor, import_id)
    with writing(actor) as session:
        batch = _get(session, import_id)
        batch.status, batch.finished_at = status.value, utc_now()
        audit.record(session, actor, f"import.{status.value}", "import", import_id, file=batch.file_name)


def _drop_rejects(session: TenantSession, import_id: UUID) -> None:
    from sqlalchemy import delete

    session.execute(
        delete(ImportReject).where(ImportReject.import_id == import_id).execution_options(synchronize_session=False)
    )


def _find_result(actor: Actor, import_id: UUID) -> ImportResult | None:
    with reading(actor) as session:
        batch = session.scalars(select(ImportBatch).where(ImportBatch.id == import_id)).one_or_none()
        if batch is None or not batch.result:
            return None
        return ImportResult.model_validate(batch.result)


def _get(session: TenantSession, import_id: UUID) -> ImportBatch:
    row = session.scalars(select(ImportBatch).where(ImportBatch.id == import_id)).one_or_none()
    if row is None:
        raise not_found()
    return row


def _header_hash(plan: Plan) -> str:
    return hashlib.sha256("\x1f".join(plan.table.keys).encode()).hexdigest()


def _with_remembered(actor: Actor, plan: Plan, options: ImportOptions) -> ImportOptions:
    """The mapping that someone corrected for files with the same header, unless one is given now."""
    if options.mapping is not None:
        return options
    with reading(actor) as session:
        row = session.scalars(
            select(ImportMapping).where(ImportMapping.header_hash == _header_hash(plan))
        ).one_or_none()
    if row is None:
        return options
    mapping = {Field(name): column for name, column in row.mapping.items()}
    return options.model_copy(update={"mapping": mapping})


def _remember_mapping(session: TenantSession, plan: Plan, mapping: dict[Field, str]) -> None:
    header = _header_hash(plan)
    row = session.scalars(select(ImportMapping).where(ImportMapping.header_hash == header)).one_or_none()
    if row is None:
        row = ImportMapping(organization_id=session.organization_id, id=uuid4(), header_hash=header, source=plan.source)
        session.add(row)
    row.source = plan.source
    row.mapping = {field.value: column for field, column in mapping.items()}


def _summary(row: ImportBatch) -> ImportSummary:
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
    )
