"""A real worker process on the folder queue: killed in the middle of a job, another one ends it once."""

import os
import signal
import sys
import time
from dataclasses import replace

import pytest

from data.session import Database, make_engine
from domain.jobs import JobStatus
from services import jobs
from tasks.broker import make_bell, make_celery
from tests.factories import make_tenant
from tests.fixtures_app import migrate, settings_for
from tests.services.processes import make_environment
from tests.services.running import ROOT, start, stop


class Workers:
    """Starts workers of one installation and reads what they noted."""

    def __init__(self, home):
        self.notes = home.parent / "notes"
        self.notes.touch()
        self._home = home
        self._running = []

    def start(self):
        options = {"JOB_LEASE_SECONDS": "2", "SLOW_WORKER_NOTES": str(self.notes), "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "tests/integration/services/slow_worker.py", "worker", "-P", "solo", "-l", "INFO"]
        environment = make_environment(self._home, **options)
        process = start(command, self._home.parent / "worker.log", cwd=ROOT, env=environment)
        self._running.append(process)
        return process

    def lines(self, word):
        return [line for line in self.notes.read_text().splitlines() if line.startswith(word)]

    def stop(self):
        for process in self._running:
            stop(process)


@pytest.fixture
def installation(app, tmp_path):
    """The application on a home folder of its own, as a worker process reads it from its environment."""
    settings = settings_for(tmp_path / "home", job_lease_seconds=2)
    before = app.extensions["advision"]
    migrate(app, settings)
    engine = make_engine(settings.sqlalchemy_url)
    app.extensions["advision"] = replace(
        before, settings=settings, database=Database(engine), ring=make_bell(make_celery(settings))
    )
    workers = Workers(settings.home)
    try:
        with app.app_context():
            yield workers
    finally:
        workers.stop()
        engine.dispose()
        app.extensions["advision"] = before


def wait_until(ready, seconds=40):
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.2)


def test_B32_job_of_a_killed_worker_ends_once_by_another(installation):
    tenant = make_tenant("Acme")
    job_id = jobs.submit(tenant.analyst, "test.slow", {})
    first = installation.start()
    wait_until(lambda: installation.lines("begin"))
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert jobs.get_job(tenant.viewer, job_id).status is JobStatus.RUNNING
    installation.start()

    def is_done():
        # What the schedule does every fifteen seconds.
        jobs.sweep()
        return jobs.get_job(tenant.viewer, job_id).status is JobStatus.SUCCEEDED

    wait_until(is_done)
    found = jobs.get_job(tenant.viewer, job_id)
    assert found.attempts == 2
    # The bells that the sweep rang too often are answered and run nothing.
    time.sleep(1)
    assert [line.split()[2] for line in installation.lines("begin")] == ["1", "2"]
    assert [line.split()[2] for line in installation.lines("end")] == ["2"]
