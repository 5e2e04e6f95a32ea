"""Imports in a real worker on SQLite and a folder as queue: kill -9 at any moment, progress, cancelling."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import create_engine

from data.session import Database, make_engine
from domain.imports import ImportStatus
from domain.jobs import FINISHED, JobResult, JobStatus
from services import imports, jobs
from services.container import Container
from tasks.broker import make_bell, make_celery
from tests.factories import Tenant, make_tenant
from tests.fixtures_app import settings_for
from tests.integration.imports.conftest import EURO, Looker, csv_bytes, put
from tests.services.processes import Application, make_environment
from tests.services.running import wait_for

HEADER = ("Date", "Campaign", "Ad", "Impressions", "Clicks", "Cost")
LEASE = 2
ROWS = 30_000


class Worker:
    """The worker process, and this process as the web: both on one home folder."""

    def __init__(self, home: Path) -> None:
        environment = make_environment(home, JOB_LEASE_SECONDS=str(LEASE))
        self.application = Application("", home, environment)
        home.mkdir(mode=0o700)
        self.application.command("db", "upgrade")
        self.settings = settings_for(home, job_lease_seconds=LEASE)

    def container(self, before: Container) -> Container:
        engine = make_engine(self.settings.sqlalchemy_url)
        bell = make_bell(make_celery(self.settings))
        return replace(before, settings=self.settings, database=Database(engine), ring=bell, results={})

    def start(self) -> None:
        self.application.start("worker")

    def wait_until_ready(self) -> None:
        process, log = self.application.processes["worker"], self.application.home.parent / "worker.log"
        wait_for(lambda: "ready." in self.application.log("worker"), "worker", process, log, 120)

    def kill(self) -> None:
        self.application.kill("worker")


@pytest.fixture
def worker(app: Flask, tmp_path: Path) -> Iterator[Worker]:
    before: Container = app.extensions["advision"]
    found = Worker(tmp_path / "home")
    app.extensions["advision"] = swapped = found.container(before)
    try:
        with app.app_context():
            found.start()
            found.wait_until_ready()
            yield found
    finally:
        app.extensions["advision"] = before
        found.application.stop()
        swapped.database.engine.dispose()


@pytest.fixture
def people(worker: Worker) -> Tenant:
    return make_tenant("Acme")


@pytest.fixture
def stored(worker: Worker) -> Iterator[Looker]:
    engine = create_engine(worker.settings.sqlalchemy_url)
    yield Looker(engine)
    engine.dispose()


def report(number: int, rows: int) -> bytes:
    """A file whose days overlap those of the file before by half, and replace them."""
    return csv_bytes(
        HEADER,
        (
            (
                f"2026-{(number + row % 2) % 12 + 1:02d}-{row % 28 + 1:02d}",
                f"C{row % 5}",
                f"Ad {row}",
                number + 10,
                1,
                "0.25",
            )
            for row in range(rows)
        ),
    )


def wait(tenant: Tenant, job_id: UUID, done: Callable[[JobResult], bool], seconds: float = 45) -> JobResult:
    """Ask for the job as a page does, and ring for it as the schedule does."""
    deadline, rung = time.monotonic() + seconds, time.monotonic()
    while True:
        found = jobs.get_job(tenant.analyst, job_id)
        if done(found):
            return found
        assert time.monotonic() < deadline, f"the job stands at {found}"
        if time.monotonic() - rung > 1:
            jobs.sweep()
            rung = time.monotonic()
        time.sleep(0.02)


def is_finished(job: JobResult) -> bool:
    return job.status in FINISHED


def totals(stored: Looker) -> tuple[int, int, int]:
    words = "SELECT sum(rows), sum(impressions), sum(spend_micros) FROM metric_rollups WHERE kind = 'total'"
    return tuple(stored.rows(words)[0])


class Expected:
    """What has to count: of each day, campaign and ad the last file's figures."""

    def __init__(self) -> None:
        self.cells: dict[tuple[str, ...], int] = {}

    def add(self, content: bytes) -> None:
        for line in content.decode().splitlines()[1:]:
            day, campaign, ad, impressions, _, _ = line.split(",")
            self.cells[day, campaign, ad] = int(impressions)

    def totals(self) -> tuple[int, int, int]:
        return len(self.cells), sum(self.cells.values()), len(self.cells) * 250_000


def kill_in_imports(worker: Worker, people: Tenant, stored: Looker, times: int, seed: int) -> list[int]:
    """Import files, all but the first with a kill at a random moment of it; gives how often each was started."""
    moments, expected, attempts, usual = random.Random(seed), Expected(), [], 0.0
    for number in range(times + 1):
        content = report(number, ROWS)
        expected.add(content)
        job_id = imports.start_import(people.analyst, put(people.analyst, content, f"{number}.csv"), EURO)
        wait(people, job_id, lambda job: job.status is not JobStatus.QUEUED)
        begun = time.monotonic()
        # The first is left alone and tells how long one takes.
        if number:
            time.sleep(moments.uniform(0, usual))
            worker.kill()
            worker.start()
        found = wait(people, job_id, is_finished, 180)
        assert found.status is JobStatus.SUCCEEDED, found
        assert found.result is not None
        assert found.result["rows_imported"] == ROWS
        usual = usual or time.monotonic() - begun
        attempts.append(found.attempts)
        assert totals(stored) == expected.totals()
        assert stored.count("metric_rows", people.admin) == (number + 1) * ROWS
        assert stored.rows("SELECT count(*) FROM import_batches WHERE status <> 'done'")[0][0] == 0
    return attempts


def test_worker_killed_in_imports_starts_over_and_totals_are_right(worker, people, stored):
    attempts = kill_in_imports(worker, people, stored, 3, seed=11)
    assert max(attempts) > 1


@pytest.mark.long
def test_worker_killed_in_25_imports_starts_over_and_totals_are_right(worker, people, stored):
    attempts = kill_in_imports(worker, people, stored, 25, seed=29)
    assert sum(count > 1 for count in attempts) >= 12


def test_progress_is_seen_and_cancelling_leaves_nothing(worker, people, stored):
    job_id = imports.start_import(people.analyst, put(people.analyst, report(1, 150_000)), EURO)
    seen = wait(people, job_id, lambda job: 0 < job.progress < 1 and "rows read" in job.message)
    assert seen.status is JobStatus.RUNNING
    jobs.cancel_job(people.analyst, job_id)
    found = wait(people, job_id, is_finished)
    assert found.status is JobStatus.CANCELLED
    left: dict[str, Any] = stored.left(people.admin)
    assert (left.pop("uploads"), left.pop("files")) == (1, 1)
    assert left == {}
    assert imports.get_import(people.viewer, job_id).status is ImportStatus.CANCELLED
