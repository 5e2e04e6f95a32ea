"""Running an import: all valid rows of a file with every rejected cell, or nothing at all. Safe to be started over."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import delete, insert, select

from data.columns import utc_now
from data.formats import Plan, Tally, inspect, no_valid_row, read_facts
from data.models import ImportBatch, ImportReject, Job, User
from data.tenancy import TenantSession
from domain.actors import Actor
from domain.errors import AppError, ErrorCode
from domain.imports import ImportOptions, ImportResult, ImportStatus, RejectedCell, RowProblem
from services import audit, facts, import_mappings, jobs, uploads
from services.job_runner import JobCancelledError, JobContext
from services.units import reading, writing

SHOWN_ERRORS = 100
# Beyond this many rejected cells the file is broken as a whole, and the first ones tell how.
KEPT_REJECTS = 100_000
Progress = Callable[[float, str], None]
log = structlog.get_logger("advision.imports")


def run_import_job(context: JobContext) -> dict[str, Any]:
    """The job: the import's id is the job's, so that a second run finds what the first one did."""
    upload_id = UUID(context.payload["upload_id"])
    options = ImportOptions.model_validate(context.payload["options"])
    result = import_upload(
        context.actor, upload_id, options, context.job_id, context.progress, context.job_id, _lease_check(context)
    )
    return result.model_dump(mode="json")


def import_upload(
    actor: Actor,
    upload_id: UUID,
    options: ImportOptions,
    import_id: UUID | None = None,
    progress: Progress | None = None,
    job_id: UUID | None = None,
    check: facts.Check = facts.pass_check,
) -> ImportResult:
    """Import an uploaded file: all valid rows, with every rejected cell kept for the person, or nothing at all.

    Raises AppError where the file or the options will not do, and whatever `progress` raises to stop.
    """
    import_id = import_id or uuid4()
    done = find_result(actor, import_id)
    if done is not None:
        uploads.discard(actor, upload_id)
        return done
    upload = uploads.get_upload(actor, upload_id)
    path = uploads.local_path(actor, upload_id)
    plan, options = make_plan(actor, path, upload.file_name, options)
    run = _Run(actor, import_id, plan, progress, check)
    try:
        run.open(upload, options, job_id)
        result = run.import_all(path, options)
    except jobs.LeaseLostError:
        # Another worker has the import now: what is staged is its own.
        raise
    except BaseException as error:
        run.close(ImportStatus.CANCELLED if isinstance(error, JobCancelledError) else ImportStatus.FAILED)
        if uploads.is_disk_full(error):
            raise AppError(ErrorCode.STORAGE_FULL) from error
        raise
    uploads.discard(actor, upload_id)
    return result


def make_plan(actor: Actor, path: Path, file_name: str, options: ImportOptions) -> tuple[Plan, ImportOptions]:
    """How the file will be read, by the remembered mapping where none is given. Raises where a question is open."""
    plan = inspect(path, file_name, options)
    if options.mapping is None:
        options = import_mappings.with_remembered(actor, plan, options)
        plan = inspect(path, file_name, options) if options.mapping else plan
    plan.answered()
    return plan, options


def find_result(actor: Actor, import_id: UUID) -> ImportResult | None:
    """What a finished import did, or None."""
    with reading(actor) as session:
        batch = session.scalars(select(ImportBatch).where(ImportBatch.id == import_id)).one_or_none()
        if batch is None or not batch.result:
            return None
        return ImportResult.model_validate(batch.result)


def _lease_check(context: JobContext) -> facts.Check:
    """Nothing is written once another worker has taken the job: the row is held until the transaction ends."""

    def check(session: TenantSession) -> None:
        query = select(Job.lease_token).where(Job.id == context.job_id).with_for_update(read=True)
        if session.scalar(query) != context.job.lease_token:
            raise jobs.LeaseLostError

    return check


class _Run:
    """One pass over the file: facts and rejects into the tables, then the count."""

    def __init__(
        self, actor: Actor, import_id: UUID, plan: Plan, progress: Progress | None, check: facts.Check
    ) -> None:
        self.actor, self.import_id, self.plan, self.check = actor, import_id, plan, check
        self.progress = progress or (lambda _fraction, _message: None)
        self.stage = facts.FactStage(actor, import_id, check=check)
        self.tally = Tally()
        self.errors: list[RowProblem] = []
        self.warnings: list[str] = []
        self.kept = 0

    def open(self, upload: uploads.UploadResult, options: ImportOptions, job_id: UUID | None) -> None:
        """The import's line in the history, and a clean slate where an earlier try left something."""
        with writing(self.actor) as session:
            self.check(session)
            batch = session.scalars(select(ImportBatch).where(ImportBatch.id == self.import_id)).one_or_none()
            if batch is None:
                author = session.scalar(select(User.full_name).where(User.id == self.actor.user_id)) or "AdVision"
                batch = ImportBatch(
                    organization_id=self.actor.organization_id,
                    id=self.import_id,
                    sequence=0,
                    file_name=upload.file_name,
                    file_sha256=upload.sha256,
                    source=self.plan.source,
                    created_by_id=self.actor.user_id,
                    created_by_name=author,
                    job_id=job_id,
                )
                session.add(batch)
            batch.status = ImportStatus.STAGING.value
            batch.signature = facts.signature_of(self.plan.signature)
            batch.options = options.model_dump(mode="json", exclude_none=True)
            session.flush()
            rejects = delete(ImportReject).where(ImportReject.import_id == self.import_id)
            session.execute(rejects.execution_options(synchronize_session=False))
        self.stage.clear()

    def import_all(self, path: Path, options: ImportOptions) -> ImportResult:
        """Stage the whole file, then make it count."""
        for batch in read_facts(path, self.plan):
            self.progress(batch.progress * 0.9, f"{self.tally.imported + len(batch):,} rows read")
            self.tally.add(batch)
            rejects = self._rejects(batch.rejects)
            self.stage.add(batch, partial(_insert_rejects, rejects))
            self.warnings.extend(f"Line {problem.line}: {problem.reason}" for problem in batch.warnings[:20])
        if self.tally.imported == 0:
            raise no_valid_row(self.errors[0] if self.errors else None)
        self.progress(0.92, "Adding up")
        result = self._result()

        def finish(session: TenantSession, batch: ImportBatch) -> None:
            self._finish(session, batch, result, options)

        self.stage.count(finish)
        return result

    def close(self, status: ImportStatus) -> None:
        """Leave a line in the history and the rejects, but no fact. What cannot be removed now, the sweep removes."""
        try:
            close_batch(self.actor, self.import_id, status, self.check)
        except jobs.LeaseLostError:
            raise
        except Exception as error:  # noqa: BLE001 - what ended the import must be told, not this
            log.warning("import_not_closed", import_id=str(self.import_id), error=type(error).__name__)

    def _finish(self, session: TenantSession, batch: ImportBatch, result: ImportResult, options: ImportOptions) -> None:
        batch.rows_total, batch.rows_imported = result.rows_total, result.rows_imported
        batch.rows_rejected, batch.rows_skipped = result.rows_rejected, result.rows_skipped
        batch.result = result.model_dump(mode="json")
        if options.mapping is not None:
            import_mappings.remember(session, self.plan, options.mapping)
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

    def _rejects(self, problems: list[RowProblem]) -> list[dict[str, Any]]:
        """The rows that keep these problems; what is beyond the limit is only counted."""
        self.errors.extend(problems[: max(0, SHOWN_ERRORS - len(self.errors))])
        kept = problems[: max(0, KEPT_REJECTS - self.kept)]
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
        self.kept += len(rows)
        return rows

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


def close_batch(actor: Actor, import_id: UUID, status: ImportStatus, check: facts.Check = facts.pass_check) -> None:
    """End an import that does not count: its facts go, its line in the history says why."""
    with reading(actor) as session:
        batch = session.scalars(select(ImportBatch).where(ImportBatch.id == import_id)).one_or_none()
    if batch is None or batch.status != ImportStatus.STAGING.value:
        return
    facts.purge(actor, import_id, check)
    with writing(actor) as session:
        check(session)
        batch = session.scalars(select(ImportBatch).where(ImportBatch.id == import_id)).one()
        batch.status, batch.finished_at = status.value, utc_now()
        audit.record(session, actor, f"import.{status.value}", "import", import_id, file=batch.file_name)


def _insert_rejects(rows: list[dict[str, Any]], session: TenantSession) -> None:
    if rows:
        session.execute(insert(ImportReject), rows)
