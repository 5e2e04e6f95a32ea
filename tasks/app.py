"""What the worker runs: `python -m celery -A tasks.app:celery worker`. Thin tasks; the work is in services."""

import gc
from functools import lru_cache
from uuid import UUID

from celery.signals import worker_init, worker_process_init
from flask import Flask

from config import load_settings
from services import job_runner, jobs
from services.container import container
from services.work import HANDLERS, SCHEDULED
from tasks.broker import make_celery

celery = make_celery(load_settings())


@lru_cache(maxsize=1)
def flask_app() -> Flask:
    """The app of this worker process, built once. Building it imports all pages, which background callbacks need."""
    from app import create_app

    return create_app(load_settings(), celery)


@worker_init.connect  # type: ignore[untyped-decorator]
def build_before_forking(**_signal: object) -> None:
    """Build the app in the parent, so that its children know every task and share its memory."""
    container(flask_app()).database.engine.dispose()


@worker_process_init.connect  # type: ignore[untyped-decorator]
def forget_parent_connections(**_signal: object) -> None:
    """A child never uses a database connection of its parent, nor looks for garbage among what it inherited."""
    gc.freeze()
    container(flask_app()).database.engine.dispose(close=False)


@celery.task(name="advision.run_job", ignore_result=True)  # type: ignore[untyped-decorator]
def run_job(organization_id: str, job_id: str) -> None:
    """Run one job, if it still waits."""
    with flask_app().app_context():
        job_runner.run_job(UUID(organization_id), UUID(job_id), HANDLERS)


@celery.task(name="advision.sweep_jobs", ignore_result=True)  # type: ignore[untyped-decorator]
def sweep_jobs() -> None:
    """Ring again for jobs whose bell or worker was lost."""
    with flask_app().app_context():
        jobs.sweep()


@celery.task(name="advision.run_scheduled", ignore_result=True)  # type: ignore[untyped-decorator]
def run_scheduled(name: str) -> None:
    """Run the functions of one schedule, each on its own."""
    with flask_app().app_context():
        for work in SCHEDULED[name]:
            work()
