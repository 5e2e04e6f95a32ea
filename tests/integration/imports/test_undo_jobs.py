"""Undoing a large import as a job: once however often it is pressed or run, seen again, and stopped without a trace."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from data.columns import utc_now
from data.models import Job
from domain.errors import AppError, ErrorCode
from domain.imports import ImportStatus
from domain.jobs import JobStatus
from services import import_undos, imports, jobs
from services.job_runner import JobCancelledError, JobContext, run_job
from services.units import writing
from services.work import HANDLERS
from tests.integration.imports.conftest import bring, csv_bytes

HEADER = ("Date", "Campaign", "Cost")


@pytest.fixture
def large(core: Any, tenant: Any, monkeypatch: pytest.MonkeyPatch) -> UUID:
    """An import that counts as large."""
    monkeypatch.setattr(imports, "BACKGROUND_ROWS", 20)
    lines = ((f"2026-03-{n % 28 + 1:02d}", f"Campaign {n % 7}", "0.10") for n in range(28))
    return bring(tenant.analyst, csv_bytes(HEADER, lines)).import_id


def test_small_import_is_undone_at_once(core, tenant):
    import_id = bring(tenant.analyst, csv_bytes(HEADER, [("2026-03-01", "Spring", "1")])).import_id
    found = imports.undo_import(tenant.admin, import_id)
    assert (found.status, found.undo) == (ImportStatus.UNDONE, None)


def test_large_import_is_undone_by_a_job_and_counts_until_then(tenant, large, looker):
    waiting = imports.undo_import(tenant.admin, large)
    assert waiting.status is ImportStatus.DONE
    assert waiting.undo is not None
    assert waiting.undo.is_open
    assert looker.count("metric_rollups", tenant.admin) > 0
    assert run_job(tenant.id, waiting.undo.job_id, HANDLERS) is JobStatus.SUCCEEDED
    found = imports.get_import(tenant.viewer, large)
    assert (found.status, found.undo) == (ImportStatus.UNDONE, None)
    assert looker.count("metric_rollups", tenant.admin) == 0


def test_second_press_is_the_same_job(tenant, large):
    first, second = (imports.undo_import(tenant.admin, large).undo for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.job_id == second.job_id
    listed = imports.list_imports(tenant.viewer).items[0]
    assert listed.undo == second


def test_undo_job_run_twice_changes_nothing_more(tenant, large, looker):
    state = imports.undo_import(tenant.admin, large).undo
    assert state is not None
    assert run_job(tenant.id, state.job_id, HANDLERS) is JobStatus.SUCCEEDED
    before = looker.count("audit_log", tenant.admin)
    again = jobs.submit(tenant.admin, import_undos.KIND, {"import_id": str(large)})
    assert run_job(tenant.id, again, HANDLERS) is JobStatus.SUCCEEDED
    assert looker.count("audit_log", tenant.admin) == before
    with pytest.raises(AppError) as refused:
        imports.undo_import(tenant.admin, large)
    assert refused.value.code is ErrorCode.CONFLICT


def test_undo_that_a_second_worker_took_over_counts_once(tenant, large, looker):
    state = imports.undo_import(tenant.admin, large).undo
    assert state is not None
    first = jobs.claim(tenant.id, state.job_id)
    assert first is not None
    slow = JobContext(first)
    results: list[Any] = []

    def taken_over(_share: float, _message: str) -> None:
        if not results:
            with writing(tenant.admin) as session:
                late = {"lease_until": utc_now() - timedelta(seconds=1)}
                session.execute(update(Job).where(Job.id == state.job_id).values(**late))
            results.append(run_job(tenant.id, state.job_id, HANDLERS))

    slow.progress = taken_over  # type: ignore[method-assign]
    with pytest.raises((jobs.LeaseLostError, AppError)):
        import_undos.run_undo_job(slow)
    assert results == [JobStatus.SUCCEEDED]
    words = "SELECT count(*) FROM audit_log WHERE organization_id = :o AND action = 'import.undone'"
    assert looker.rows(words, o=tenant.id)[0][0] == 1


@pytest.mark.parametrize("moment", ["queued", "running", "at the last"])
def test_undo_that_is_cancelled_leaves_the_import_as_it_was(tenant, large, looker, moment):
    before = looker.count("metric_rollups", tenant.admin)
    state = imports.undo_import(tenant.admin, large).undo
    assert state is not None
    if moment == "queued":
        jobs.cancel_job(tenant.admin, state.job_id)
    else:
        claimed = jobs.claim(tenant.id, state.job_id)
        assert claimed is not None
        context = JobContext(claimed)
        if moment == "at the last":
            context.progress = lambda *_: None  # type: ignore[method-assign]
        jobs.cancel_job(tenant.admin, state.job_id)
        with pytest.raises(JobCancelledError):
            import_undos.run_undo_job(context)
        jobs.complete(claimed, JobStatus.CANCELLED, "Cancelled; nothing was changed", None, None)
    found = imports.get_import(tenant.viewer, large)
    assert (found.status, found.undo) == (ImportStatus.DONE, None)
    assert looker.count("metric_rollups", tenant.admin) == before
    assert imports.undo_import(tenant.admin, large).undo != state


def test_undo_that_failed_says_so_and_may_be_tried_again(tenant, large):
    state = imports.undo_import(tenant.admin, large).undo
    assert state is not None
    claimed = jobs.claim(tenant.id, state.job_id)
    assert claimed is not None
    jobs.complete(claimed, JobStatus.FAILED, "The disk is full", None, None)
    shown = imports.get_import(tenant.viewer, large).undo
    assert shown is not None
    assert (shown.is_open, shown.message) == (False, "The disk is full")
    again = imports.undo_import(tenant.admin, large).undo
    assert again is not None
    assert again.is_open


def test_undo_by_who_lost_the_right_changes_nothing(tenant, large):
    job_id = jobs.submit(tenant.analyst, import_undos.KIND, {"import_id": str(large)})
    assert run_job(tenant.id, job_id, HANDLERS) is JobStatus.FAILED
    assert imports.get_import(tenant.viewer, large).status is ImportStatus.DONE
