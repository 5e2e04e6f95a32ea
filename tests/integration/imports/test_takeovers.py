"""A worker that was thought dead, imports that nobody ended, files that nobody imported: nothing of them counts."""

import os
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from data.columns import utc_now
from data.formats import inspect, read_facts
from data.models import Job, Upload
from domain.imports import ImportStatus
from domain.jobs import JobStatus
from services import import_runs, import_sweeps, imports, jobs, uploads
from services.container import container
from services.facts import FactStage
from services.job_runner import JobContext, run_job
from services.units import writing
from services.work import HANDLERS
from tests.factories import import_batch, job, save
from tests.integration.imports.conftest import EURO, bring, csv_bytes, put

HEADER = ("Date", "Campaign", "Cost")


def rows(count: int) -> bytes:
    return csv_bytes(HEADER, ((f"2026-03-{n % 28 + 1:02d}", f"Campaign {n % 7}", "0.10") for n in range(count)))


def change(owner: Any, model: Any, key: UUID, **values: Any) -> None:
    with writing(owner) as session:
        session.execute(update(model).where(model.id == key).values(**values))


def stage_some(tenant: Any, import_id: UUID, content: bytes) -> None:
    """Stage a file's facts as an import does that never comes to its end."""
    path = uploads.local_path(tenant.analyst, put(tenant.analyst, content))
    stage = FactStage(tenant.analyst, import_id)
    for batch in read_facts(path, inspect(path, "r.csv", EURO)):
        stage.add(batch)


def test_worker_that_lost_its_lease_writes_nothing_more(core, tenant, looker):
    job_id = imports.start_import(tenant.analyst, put(tenant.analyst, rows(25_000)), EURO)
    first = jobs.claim(tenant.id, job_id)
    assert first is not None
    slow = JobContext(first)
    results: list[Any] = []

    def taken_over(fraction: float, _message: str) -> None:
        if fraction > 0.3 and not results:
            # The first worker hangs; its lease runs out, another starts over and comes to the end.
            change(tenant.analyst, Job, job_id, lease_until=utc_now() - timedelta(seconds=1))
            results.append(run_job(tenant.id, job_id, HANDLERS))

    slow.progress = taken_over  # type: ignore[method-assign]
    with pytest.raises(jobs.LeaseLostError):
        import_runs.run_import_job(slow)
    assert results == [JobStatus.SUCCEEDED]
    assert looker.count("metric_rows", tenant.analyst) == 25_000
    sums = looker.rows("SELECT sum(rows), sum(spend_micros) FROM metric_rollups WHERE kind = 'total'")[0]
    assert tuple(map(int, sums)) == (25_000, 25_000 * 100_000)
    assert [item.status for item in imports.list_imports(tenant.viewer).items] == [ImportStatus.DONE]


def test_import_started_over_counts_once(core, tenant, looker):
    """Killed after its commit and before its job was told: the second run finds the result."""
    job_id = imports.start_import(tenant.analyst, put(tenant.analyst, rows(100)), EURO)
    claimed = jobs.claim(tenant.id, job_id)
    assert claimed is not None
    before = import_runs.run_import_job(JobContext(claimed))
    change(tenant.analyst, Job, job_id, lease_until=utc_now() - timedelta(seconds=1))
    assert run_job(tenant.id, job_id, HANDLERS) is JobStatus.SUCCEEDED
    assert jobs.get_job(tenant.analyst, job_id).result == before
    assert looker.count("metric_rows", tenant.analyst) == 100


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.CANCELLED])
def test_sweep_closes_imports_whose_job_has_ended(core, tenant, looker, status):
    bring(tenant.analyst, rows(10))
    before = looker.left(tenant.analyst)
    ended, living = save(tenant.admin, job(status=status.value), job(status="running"))
    for row in (ended, living):
        save(tenant.admin, import_batch(id=row.id, job_id=row.id, status="staging", sequence=0))
    stage_some(tenant, ended.id, csv_bytes(HEADER, [("2026-04-01", "Never", "9")]))
    assert import_sweeps.sweep() == 1
    after = looker.left(tenant.analyst)
    assert {name: after[name] for name in before} == before
    assert imports.get_import(tenant.viewer, ended.id).status is ImportStatus.FAILED
    assert imports.get_import(tenant.viewer, living.id).status is ImportStatus.STAGING
    assert import_sweeps.sweep() == 0


def test_sweep_closes_old_imports_without_a_job_and_forgets_broken_writes(core, tenant, looker):
    old, young, write = (uuid4() for _ in range(3))
    long_ago = utc_now() - timedelta(hours=2)
    save(tenant.admin, import_batch(id=old, status="staging", sequence=0, created_at=long_ago))
    save(tenant.admin, import_batch(id=young, status="staging", sequence=0))
    save(tenant.admin, import_batch(id=write, kind="api", status="staging", sequence=0, created_at=long_ago))
    stage_some(tenant, old, rows(5))
    stage_some(tenant, write, rows(5))
    assert import_sweeps.sweep() == 2
    found = {item.id: item.status for item in imports.list_imports(tenant.viewer).items}
    assert found == {old: ImportStatus.FAILED, young: ImportStatus.STAGING}
    assert looker.count("metric_rows", tenant.analyst) == looker.count("campaigns", tenant.analyst) == 0
    assert looker.count("import_batches", tenant.analyst) == 2


def test_sweep_deletes_facts_whose_deletion_was_lost(core, tenant, looker):
    made = bring(tenant.analyst, rows(10))
    imports.undo_import(tenant.admin, made.import_id)
    assert looker.count("metric_rows", tenant.admin) == 10
    assert import_sweeps.sweep() == 1
    assert looker.left(tenant.admin) == {}


def test_sweep_discards_files_of_yesterday_and_what_broken_uploads_left(core, tenant, looker):
    kept, old = put(tenant.analyst, rows(1)), put(tenant.analyst, rows(2))
    change(tenant.analyst, Upload, old, created_at=utc_now() - timedelta(hours=25))
    stray = container().settings.folder("uploads") / tenant.id.hex / uuid4().hex
    stray.write_bytes(b"half a fi")
    os.utime(stray, (0, 0))
    assert uploads.sweep() == 2
    assert not stray.exists()
    assert uploads.get_upload(tenant.analyst, kept).size == len(rows(1))
    assert looker.left(tenant.analyst) == {"uploads": 1, "files": 1}


def test_who_may_not_import_or_undo_is_refused(core, tenant):
    made = bring(tenant.analyst, rows(1))
    for actor, work in (
        (tenant.viewer, lambda own: put(own, rows(1))),
        (tenant.viewer, lambda own: imports.start_import(own, uuid4(), EURO)),
        (tenant.analyst, lambda own: imports.undo_import(own, made.import_id)),
    ):
        with pytest.raises(Exception, match="role does not allow"):
            work(actor)
